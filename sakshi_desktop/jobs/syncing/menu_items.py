"""This house's end of the stream of items: the menu takes over what a service says of them."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError, RecordError
from sakshi_desktop.core.forms import show_money
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import Role, SyncChange
from sakshi_desktop.hub.streams import Applied, Body, Record
from sakshi_desktop.outlets import menu

WORDS: Final = ("name", "variant", "category", "sku", "diet")
AMOUNTS: Final = ("price", "cost")
MOST_PAISE = 10**15


class MenuItems:
    """Keeps items on the menu; what a record does not speak of stays as it is here.

    A record is ``{"name": "Latte", "variant": "Large", "price_paise": 18000, "cost_paise": 5200, ...}``. An item that
    the house has under the same name and variant is that item.
    """

    def __init__(self, service: str, clock: Clock = utc_now) -> None:
        self._by = Actor(name=service, role=Role.AUDITOR, rights=frozenset({Right.EDIT_MENU}))
        self._clock = clock

    def apply(self, session: Session, record: Record, key: str | None) -> Applied:
        """Take an item over."""
        typed = _typed(record.body)
        try:
            seen = menu.found(session, typed) if key is None else menu.get(session, ids.parse(key, "ITM"))
            saved = menu.save(session, seen, typed, by=self._by, clock=self._clock)
        except (InvalidError, ConflictError, NotFoundError) as error:
            raise RecordError(error.sentence, hint=error.hint) from error
        made = ids.show("ITM", saved.id)
        if seen is None:
            return Applied(SyncChange.CREATED, made)
        change = SyncChange.SAME if seen.texts == saved.texts else SyncChange.CHANGED
        return Applied(change, made, dict(seen.texts))

    def undo(self, session: Session, key: str, before: Body | None) -> None:
        """Put back what stood on the menu before."""
        item = ids.parse(key, "ITM")
        try:
            if before is None:
                menu.remove(session, item, by=self._by, clock=self._clock)
                return
            texts = {name: str(text) for name, text in before.items()}
            menu.save(session, menu.get(session, item), texts, by=self._by, clock=self._clock)
        except (InvalidError, ConflictError, NotFoundError) as error:
            raise RecordError(error.sentence, hint=error.hint) from error

    def count(self, session: Session) -> int | None:  # noqa: ARG002  # of the protocol
        """Return nothing: the menu does not tell from where an item came."""
        return None


def _typed(body: Body) -> dict[str, str]:
    typed = {name: _words(body, name) for name in WORDS if body.get(name) is not None}
    typed |= {name: _amount(body, f"{name}_paise") for name in AMOUNTS if body.get(f"{name}_paise") is not None}
    return typed


def _words(body: Mapping[str, object], name: str) -> str:
    value = body[name]
    if not isinstance(value, str) or not value.isprintable():
        raise RecordError(f"Its {name} is no text.", hint="Write it in quotes, without line breaks.")
    return value


def _amount(body: Mapping[str, object], name: str) -> str:
    value = body[name]
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_PAISE:
        raise RecordError(f"Its {name} is no amount.", hint="Write it in whole paise: 18000 is ₹180.")
    return show_money(value)
