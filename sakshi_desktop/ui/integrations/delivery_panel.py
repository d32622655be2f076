"""One delivery: what was sent, request by request, and what came back."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub.types import AttemptRow, DeliveryRow
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.integrations import labels
from sakshi_desktop.ui.integrations.deliveries_model import Opened
from sakshi_desktop.ui.widgets.facts import Facts
from sakshi_desktop.ui.widgets.texts import Elided, text


class DeliveryPanel(QFrame):
    """The delivery that is chosen in the table.

    Signals:
        resend_wanted: this DeliveryRow shall be sent once more.
    """

    resend_wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._opened: Opened | None = None
        self.heading = Elided(self, style="heading")
        self.facts = Facts(self)
        self.attempt = QComboBox(self)
        self.attempt.setAccessibleName("Request")
        self.attempt.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.resend = QPushButton("Send once more", self)
        self.request, self.response = self._paper("What was sent"), self._paper("What came back")
        self._make()
        self.hide()

    @property
    def delivery(self) -> int | None:
        """Return the number of the delivery that is shown."""
        return None if self._opened is None else self._opened.row.id

    def show_opened(self, opened: Opened, *, may_edit: bool) -> None:
        """Show a delivery."""
        before = self._opened
        self._opened = opened
        row = opened.row
        self.heading.setText(f"Delivery {row.id} · {row.type}")
        self.setAccessibleName(self.heading.text())
        self.facts.show_facts(_facts(row))
        self.resend.setEnabled(may_edit)
        chosen = self.attempt.currentIndex()
        if before is None or before.row.id != row.id or len(before.attempts) != len(opened.attempts):
            chosen = len(opened.attempts) - 1
        self.attempt.clear()
        for one in opened.attempts:
            self.attempt.addItem(_named(one))
        self.attempt.setVisible(bool(opened.attempts))
        self.attempt.setCurrentIndex(chosen)
        self._show_attempt(chosen)
        self.show()

    def empty(self) -> None:
        """Show nothing."""
        self._opened = None
        self.hide()

    @Slot(int)
    def _show_attempt(self, place: int) -> None:
        if self._opened is None:
            return
        row, attempts = self._opened.row, self._opened.attempts
        one = attempts[place] if 0 <= place < len(attempts) else None
        heads = _lines(one.sent_headers) if one is not None else ""
        digest = f"\n\nSHA-256 of the bytes: {one.request_sha256}" if one is not None and one.request_sha256 else ""
        self.request.setPlainText(f"POST {row.url}\n{heads}\n{row.body}{digest}")
        awaited = row.state is DeliveryState.PENDING and place == len(attempts) - 1
        self.response.setPlainText("Nothing was sent yet." if one is None else _answer(one, awaited=awaited))

    @Slot()
    def _ask(self) -> None:
        if self._opened is not None:
            self.resend_wanted.emit(self._opened.row)

    def _make(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        head.addWidget(self.resend)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 14)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addWidget(self.attempt)
        for name, paper in (("Request", self.request), ("Answer", self.response)):
            column.addWidget(text(name, self, style="muted"))
            column.addWidget(paper, 1)
        self.resend.clicked.connect(self._ask)
        self.attempt.activated.connect(self._show_attempt)

    def _paper(self, name: str) -> QPlainTextEdit:
        made = QPlainTextEdit(self)
        made.setReadOnly(True)
        made.setTabChangesFocus(True)
        made.setAccessibleName(name)
        return made


def _facts(row: DeliveryRow) -> list[tuple[str, str]]:
    pending = row.state is DeliveryState.PENDING
    return [
        ("Event", row.event),
        ("Happened", dates.moment(row.at)),
        ("State", labels.STATES[row.state]),
        ("Tried", "once" if row.tries == 1 else f"{row.tries} times" if row.tries else ""),
        ("Next try" if pending else "Since", dates.moment(row.due_at)),
        ("Why", row.waits or row.error or ""),
        ("Body", "a fuller one; personal data stands as dots here" if row.fuller else ""),
    ]


def _named(one: AttemptRow) -> str:
    how = str(one.status) if one.status is not None else "no answer"
    return f"{one.number} · {dates.moment(one.at)} · {how}"


def _lines(heads: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in heads.items())


def _answer(one: AttemptRow, *, awaited: bool) -> str:
    parts = [one.error] if one.error else []
    if one.status is not None:
        took = "" if one.millis is None else f" in {one.millis:,} ms"
        parts.append(f"Status {one.status}{took}")
    if one.response:
        parts.append(one.response)
    if one.response_bytes and one.response_bytes > len((one.response or "").encode()):
        parts.append(f"… {one.response_bytes:,} bytes in all")
    unknown = "No answer yet." if awaited else "Its end is not known: the program was closed meanwhile."
    return "\n".join(parts) or unknown
