"""The search line of the customers page, without a widget."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.portal import lists, search
from sakshi_desktop.portal.types import CustomerRow
from sakshi_desktop.store.counting import Count
from sakshi_desktop.ui.customers.work import Work
from sakshi_desktop.ui.questions import Question
from sakshi_desktop.ui.widgets.writing import Whole

MOST = 50
COUNTED = 200
"""So many who are found are counted: more would make who types wait."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found.

    Attributes:
        text: what was searched for, empty for those who ordered last.
        order_id: the order that was meant, None where no order was.
        of: how many were found, None where these are all.
    """

    text: str
    rows: tuple[CustomerRow, ...]
    order_id: int | None = None
    of: Count | None = None


class Finder(QObject):
    """Finds customers while somebody types.

    Signals:
        found: the answer to the latest question, a Found.
        failed: why there is none, a SakshiError.
        busy_changed: whether an answer is being waited for.
    """

    found = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._text = ""
        self._question = Question(work.tasks, self)
        self._question.answered.connect(self.found)
        self._question.failed.connect(self.failed)
        self._question.busy_changed.connect(self.busy_changed)

    @Slot(str)
    def search(self, text: str) -> None:
        """Find who is meant by ``text``; nothing is who ordered last."""
        self._text = text.strip()
        self.refresh()

    def whole(self, text: str) -> Whole[CustomerRow]:
        """Return every customer whom ``text`` means, in the order of a list."""
        rows = self._work.reading(partial(meant, text=text)) if text else self._everybody
        return Whole(rows, self._work.reading(lists.total))

    def _everybody(self) -> Iterator[CustomerRow]:
        with self._work.database.read() as session:
            shown = lists.recent(session, limit=MOST)
            yield from shown
            yield from lists.others(session, [row.id for row in shown])

    @Slot()
    def refresh(self) -> None:
        """Ask the same again."""
        self._question.ask(self._work.reading(partial(find, text=self._text)))


def find(session: Session, text: str) -> Found:
    """Return the customers that ``text`` means, as a list shows them."""
    if not text:
        shown = lists.recent(session, limit=MOST)
        return Found("", shown, of=_more(lists.count(session), shown))
    hits = search.find(session, text, limit=COUNTED + 1)
    order = next((hit.order_id for hit in hits if hit.order_id is not None), None)
    shown = lists.of_hits(session, hits[:MOST])
    return Found(text, shown, order or _order(session, text), _more(Count.up_to(COUNTED, len(hits)), shown))


def meant(session: Session, text: str) -> tuple[CustomerRow, ...]:
    """Return all customers of whom ``find`` returns the first."""
    return lists.of_hits(session, search.find(session, text, limit=search.ALL))


def _more(of: Count, shown: tuple[CustomerRow, ...]) -> Count | None:
    return of if of.known > len(shown) else None


def _order(session: Session, text: str) -> int | None:
    if not text.upper().startswith("ORD-"):
        return None
    try:
        number = ids.parse(text, "ORD")
    except InvalidError:
        return None
    return number if lists.has_order(session, number) else None
