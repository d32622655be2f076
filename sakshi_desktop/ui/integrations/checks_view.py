"""The section of signatures: what a receiver got is pasted, and it is told what differs."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub.forensics import PARTS, Part, Pasted, Verdict
from sakshi_desktop.ui import icons
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations.checks_model import ChecksModel
from sakshi_desktop.ui.widgets.section import Section
from sakshi_desktop.ui.widgets.texts import text

ABOUT = (
    "A receiver says that the signature does not fit? Paste what it got, just as it got it. "
    "Sakshi knows what was sent, and says what differs."
)
HEADERS = "webhook-id: msg_…\nwebhook-timestamp: 1795262400\nwebhook-signature: v1,…"
LEAST = 68
"""Pixels of height of a field."""
SIGNS = {True: ("check", "good"), False: ("x", "bad"), None: ("minus", "muted")}


class PartLine(QFrame):
    """One of the four parts and what was found about it."""

    def __init__(self, name: str, parent: QFrame) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.sign = QLabel(self)
        self.told = text("", self, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        title = text(name.capitalize(), self, style="strong")
        title.setFixedWidth(90)
        row.addWidget(self.sign)
        row.addWidget(title)
        row.addWidget(self.told, 1)


class ChecksSection(Section):
    """Looks into signatures."""

    def __init__(self, desk: Desk) -> None:
        self.model = ChecksModel(desk.tasks, desk.program)
        super().__init__(desk, "Signatures", self.model)
        self._verdict: Verdict | None = None
        self.headers, self.pasted = QPlainTextEdit(self), QPlainTextEdit(self)
        self.secret = QLineEdit(self)
        self.check = QPushButton("What differs?", self)
        self.check.setObjectName("primary")
        self.result = QFrame(self)
        self.result.setObjectName("panel")
        self.sentence = text("", self.result, style="figure", wrap=True)
        self.lines = {name: PartLine(name, self.result) for name in PARTS}
        self._make()
        self.check.clicked.connect(self.ask_check)
        self.model.told.connect(self.show_verdict)
        self.model.puzzled.connect(self.show_puzzled)
        desk.look.changed.connect(self._tint)

    def show_answer(self, answer: None) -> None:  # noqa: ARG002  # there is none
        """Show the fields."""
        self.say(ABOUT)
        self.show_body()

    @Slot()
    def ask_check(self) -> None:
        """Look into what was pasted."""
        typed = self.secret.text()
        pasted = Pasted(self.headers.toPlainText(), self.pasted.toPlainText(), Secret(typed) if typed.strip() else None)
        self.check.setEnabled(False)
        self.model.check(pasted)

    @Slot(object)
    def show_verdict(self, verdict: Verdict) -> None:
        """Show what differs."""
        self._verdict = verdict
        self.check.setEnabled(True)
        self.secret.clear()
        self.sentence.setText(verdict.sentence)
        for part in verdict.parts:
            self.lines[part.name].told.setText(part.told)
            self.lines[part.name].setAccessibleName(f"{part.name}: {_word(part)}. {part.told}")
            self.lines[part.name].show()
        self.result.show()
        self._tint()

    @Slot(object)
    def show_puzzled(self, error: SakshiError) -> None:
        """Say why nothing can be told."""
        self._verdict = None
        self.check.setEnabled(True)
        self.sentence.setText(str(error))
        for line in self.lines.values():
            line.hide()
        self.result.show()

    @Slot()
    def _tint(self) -> None:
        for part in self._verdict.parts if self._verdict else ():
            icon, colour = SIGNS[part.good]
            self.lines[part.name].sign.setPixmap(icons.pixmap(icon, getattr(self.desk.look.theme, colour)))

    def _make(self) -> None:
        self.headers.setPlaceholderText(HEADERS)
        self.pasted.setPlaceholderText('{"type":"order.created", …}')
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setPlaceholderText("The receiver's own, if you have it: it is compared and forgotten")
        grid = QGridLayout()
        grid.setSpacing(8)
        fields = (("Headers", self.headers), ("Body", self.pasted), ("Secret", self.secret))
        for line, (name, field) in enumerate(fields):
            field.setAccessibleName(name)
            title = text(name, self, style="muted")
            title.setMinimumHeight(field.sizeHint().height() if field is self.secret else 0)
            grid.addWidget(title, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, line, 1)
        for paper in (self.headers, self.pasted):
            paper.setTabChangesFocus(True)
            paper.setMinimumHeight(LEAST)
            paper.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(1, 2)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.check)
        told = QVBoxLayout(self.result)
        told.setContentsMargins(16, 12, 16, 14)
        told.setSpacing(8)
        told.addWidget(self.sentence)
        for part in self.lines.values():
            told.addWidget(part)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(grid, 3)
        column.addLayout(below)
        column.addWidget(self.result)
        self.result.hide()


def _word(part: Part) -> str:
    return {True: "fits", False: "differs", None: "not known"}[part.good]
