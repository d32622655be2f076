"""What came back: with which signs it stands in a file."""

from collections.abc import Iterable, Sequence

from sakshi_desktop.importers import words
from sakshi_desktop.importers.columns import Columns
from sakshi_desktop.importers.types import Field, Mapping, SaleKind
from sakshi_desktop.importers.values import UnreadableError, micros

BOTH_SIGNS = (
    "Refunds stand with both signs: those with negative amounts lower sales, those with positive amounts are taken "
    "back. Write refunds_positive = true in a mapping if that is not so."
)


class RefundSigns:
    """Finds out, over all rows of a table, whether rows that are called refunds stand with both signs."""

    def __init__(self, columns: Columns, mapping: Mapping) -> None:
        def place(field: Field) -> int | None:
            return columns.find(mapping.columns.get(field, ""))

        self._decimal = mapping.decimal
        self._kind = place(Field.KIND)
        self._all = self._kind is None and words.kind(mapping.constants.get(Field.KIND, "")) is SaleKind.REFUND
        self._worth = [at for field in (Field.AMOUNT, Field.GROSS, Field.TOTAL) if (at := place(field)) is not None]
        self._factors = [at for field in (Field.QUANTITY, Field.UNIT_PRICE) if (at := place(field)) is not None]
        self._seen: set[bool] = set()

    @property
    def both(self) -> bool:
        """Return whether some of the refunds are negative and some positive."""
        return len(self._seen) > 1

    def take(self, rows: Iterable[Sequence[str]]) -> None:
        """Look at the refunds among some rows."""
        if self.both or (self._kind is None and not self._all):
            return
        for row in rows:
            if self._kind is None or words.kind(row[self._kind]) is SaleKind.REFUND:
                self._look(row)

    def _look(self, row: Sequence[str]) -> None:
        worth = next((value for place in self._worth if (value := self._value(row[place]))), None)
        if worth is None and self._factors:
            worth = 1
            for place in self._factors:
                value = self._value(row[place])
                worth *= 1 if value is None else value
        if worth:
            self._seen.add(worth < 0)

    def _value(self, text: str) -> int | None:
        try:
            return micros(text, self._decimal)
        except UnreadableError:
            return None
