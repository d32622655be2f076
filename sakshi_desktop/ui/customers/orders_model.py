"""The orders of one customer, and one of them, without a widget."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.money import format_money
from sakshi_desktop.core.vocabulary import IssueFlag, OrderStatus
from sakshi_desktop.portal import cards, history, orders, ratings, refunds
from sakshi_desktop.portal.loyalty import Moved
from sakshi_desktop.portal.types import Opening, OrderCard, OrderFilter, OrderKey, OrderRow, Stars
from sakshi_desktop.ui.customers.refund_dialog import Heard
from sakshi_desktop.ui.customers.work import Work
from sakshi_desktop.ui.questions import Question
from sakshi_desktop.ui.widgets.writing import walk


@dataclass(frozen=True, slots=True)
class Opened:
    """A history as it is opened: how long it is, its first page, and where the customer ordered.

    Attributes:
        fresh: whether these are other orders than before.
    """

    opening: Opening
    first: tuple[OrderRow, ...]
    places: tuple[tuple[int, str], ...]
    fresh: bool


class HistoryModel(QObject):
    """The orders of a customer.

    Signals:
        opened: how long the history is, an Opened.
        page: the rows of a page: its number and OrderRows.
        failed: why there are none, a SakshiError.
    """

    opened = Signal(object)
    page = Signal(int, object)
    failed = Signal(object)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._key = 0
        self.chosen = history.ALL
        self._ends: tuple[OrderKey, ...] = ()
        self._asked = 0
        self._question = Question(work.tasks, self)
        self._question.answered.connect(self._open)
        self._question.failed.connect(self.failed)

    def open(self, customer_id: int) -> None:
        """Ask for the orders of another customer, all of them."""
        self._key, self.chosen = customer_id, history.ALL
        self._ask(fresh=True)

    def choose(self, chosen: OrderFilter) -> None:
        """Ask for some of the orders."""
        if chosen != self.chosen:
            self.chosen = chosen
            self._ask(fresh=True)

    @Slot()
    def refresh(self) -> None:
        """Ask again; what is chosen and scrolled to stays."""
        if self._key:
            self._ask(fresh=False)

    @Slot(int)
    def want(self, number: int) -> None:
        """Ask for a page, counted from 0."""
        if number > len(self._ends):
            return
        after = self._ends[number - 1] if number else None
        ask = partial(history.page, customer_id=self._key, chosen=self.chosen, after=after)
        self._work.tasks.run(self._work.reading(ask), partial(self._answer, self._asked, number), self.failed.emit)

    def all_rows(self) -> Iterator[OrderRow]:
        """Read every order that is chosen, page by page; for another thread."""
        return walk(self._work.database, partial(_page, self._key, self.chosen))

    def _ask(self, *, fresh: bool) -> None:
        ask = partial(_load, customer_id=self._key, chosen=self.chosen, fresh=fresh)
        self._question.ask(self._work.reading(ask))

    @Slot(object)
    def _open(self, opened: Opened) -> None:
        self._asked += 1
        self._ends = opened.opening.ends
        self.opened.emit(opened)

    def _answer(self, asked: int, number: int, rows: tuple[OrderRow, ...]) -> None:
        if asked == self._asked:
            self.page.emit(number, rows)


class OrderModel(QObject):
    """One order.

    Signals:
        shown: everything about it, an OrderCard.
        failed: why there is nothing, a SakshiError.
        saved: what a form said is written; a sentence about it.
        refused: why it was not, a SakshiError.
        told: what became of a deed that no form waits for, a sentence.
    """

    shown = Signal(object)
    failed = Signal(object)
    saved = Signal(str)
    refused = Signal(object)
    told = Signal(str)

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._key = 0
        self.card: OrderCard | None = None
        self._question = Question(work.tasks, self)
        self._question.answered.connect(self._show)
        self._question.failed.connect(self.failed)

    def open(self, order_id: int) -> None:
        """Ask for an order."""
        self._key, self.card = order_id, None
        self.refresh()

    def close(self) -> None:
        """Want to know nothing of the order any more."""
        self._key, self.card = 0, None
        self._question.forget()

    @Slot()
    def refresh(self) -> None:
        """Ask again."""
        if self._key:
            work = self._work
            self._question.ask(work.reading(partial(cards.get, order_id=self._key, by=work.by, clock=work.clock)))

    def move(self, status: OrderStatus) -> None:
        """Move the order a step on from where it was seen."""
        seen = None if self.card is None else self.card.status
        deed = partial(orders.move, order_id=self._key, status=status, seen=seen, by=self._work.by)
        word = f"The order is {orders.word(status)}."
        self._work.write(partial(deed, clock=self._work.clock), partial(self._moved, word), self._stay)

    def cancel(self, reason: str) -> None:
        """Cancel the order."""
        deed = partial(orders.cancel, order_id=self._key, reason=reason, by=self._work.by, clock=self._work.clock)
        self._work.write(deed, self._cancelled, self._fail)

    def give_back(self, heard: Heard) -> None:
        """Give money of the order back."""
        deed = partial(refunds.give_back, order_id=self._key, amount_paise=heard.amount_paise, key=heard.key)
        deed = partial(deed, reason=heard.reason, by=self._work.by, clock=self._work.clock)
        self._work.write(deed, partial(self._moved_back, heard.amount_paise), self._fail)

    def rate(self, stars: int | None, comment: str, flags: frozenset[IssueFlag]) -> None:
        """Write down what the customer thinks of the order."""
        deed = partial(ratings.rate, order_id=self._key, stars=stars, comment=comment, flags=flags)
        self._work.write(partial(deed, by=self._work.by, clock=self._work.clock), self._rated, self._fail)

    def _moved(self, word: str, _nothing: None) -> None:
        self.told.emit(word)
        self.refresh()

    def _stay(self, error: SakshiError) -> None:
        self.told.emit(str(error))
        self.refresh()

    def _cancelled(self, moved: Moved) -> None:
        self._tell(f"The order is cancelled{_taken(moved)}.")

    def _moved_back(self, amount_paise: int, moved: Moved) -> None:
        currency = "INR" if self.card is None else self.card.currency
        self._tell(f"{format_money(amount_paise, currency)} given back{_taken(moved)}.")

    def _rated(self, _stars: Stars) -> None:
        self._tell("The rating is saved.")

    def _tell(self, sentence: str) -> None:
        self.saved.emit(sentence)
        self.refresh()

    def _fail(self, error: SakshiError) -> None:
        self.refused.emit(error)
        self.refresh()

    @Slot(object)
    def _show(self, card: OrderCard) -> None:
        self.card = card
        self.shown.emit(card)


def _load(session: Session, customer_id: int, chosen: OrderFilter, *, fresh: bool) -> Opened:
    return Opened(
        history.opening(session, customer_id, chosen),
        history.page(session, customer_id, chosen),
        history.places(session, customer_id),
        fresh,
    )


def _page(customer_id: int, chosen: OrderFilter, session: Session, last: OrderRow | None) -> Sequence[OrderRow]:
    return history.page(session, customer_id, chosen, None if last is None else last.key)


def _taken(moved: Moved) -> str:
    return "".join(f"; {_count(*each)}" for each in zip(moved, ("point", "Seva token"), strict=True) if each[0])


def _count(moved: int, noun: str) -> str:
    return f"{abs(moved):,} {noun}{'s' if abs(moved) != 1 else ''} {'taken' if moved < 0 else 'given'} back"
