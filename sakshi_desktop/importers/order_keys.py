"""The key of a row's order in any table: refunds told apart by their day, and instants for times with an offset."""

import re
from collections.abc import Sequence

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.importers.cells import REFUND_TAIL, Key, Keys
from sakshi_desktop.importers.dates import in_utc
from sakshi_desktop.importers.types import SaleKind

_OFFSET = re.compile(r":\d\d(?:[.,]\d+)?\s*([+-]\d\d:?\d\d)")
_SIGNS = frozenset("+-")


class OrderKeys(Keys):
    """Reads which order a row belongs to; its day and second are those of UTC where the time has an offset."""

    def __call__(self, texts: Sequence[str]) -> Key:
        """Return the key of a row's order; see ``Keys`` for what it raises."""
        key = super().__call__(texts)
        if key.refund_of is not None:
            key = key._replace(external_id=refund_number(key.refund_of, key.day))
        time = texts[self._date if self._time is None else self._time]
        if key.second is None or (time[-5:-4] not in _SIGNS and time[-6:-5] not in _SIGNS):
            return key
        found = _OFFSET.search(time)
        if found is None:
            return key
        day, second = in_utc(key.day, key.second, found[1])
        return key._replace(day=day, second=second, zone="UTC")


def refund_of(key: Key) -> Key:
    """Return the key of the refund that belongs to an order and the day of a row."""
    number = refund_number(key.external_id, key.day)
    return key._replace(kind=SaleKind.REFUND, external_id=number, refund_of=key.external_id)


def refund_number(number: str, day: int) -> str:
    """Return the number of what came back of an order on one day."""
    return f"{number}{REFUND_TAIL}/{to_date(day)}"
