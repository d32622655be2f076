"""The panel of notes: the one being written keeps itself, the others are below it."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.portal.types import NoteRow
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.customers.notes_model import NOT_SAVED
from sakshi_desktop.ui.customers.panel import Panel, holds_focus
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.layouts import clear
from sakshi_desktop.ui.widgets.texts import text

HEIGHT = 64


class NoteEditor(QPlainTextEdit):
    """Room for a note.

    Signals:
        left: the writer has gone elsewhere.
    """

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Say that the writer has gone."""
        super().focusOutEvent(event)
        self.left.emit()


class NotePanel(Panel):
    """Notes, latest first.

    Signals:
        written: what the note says so far.
        finished: the note is written.
        remove_wanted: a note shall go, its id.
    """

    written = Signal(str)
    finished = Signal()
    remove_wanted = Signal(int)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        """Make an empty panel; ``name`` is what a screen reader calls the room for a new note."""
        super().__init__("Notes", parent)
        self._look = look
        self._rows: tuple[NoteRow, ...] = ()
        self.state = QLabel(self)
        self.state.setObjectName("muted")
        self.done = QPushButton("Done", self)
        self.done.setObjectName("quiet")
        self.done.setAccessibleName("Finish this note")
        self.done.clicked.connect(self.finished)
        self.done.hide()
        self.deeds.addWidget(self.state)
        self.deeds.addWidget(self.done)
        self.editor = NoteEditor(self)
        self.editor.setPlaceholderText("Write a note. It saves itself.")
        self.editor.setAccessibleName(name)
        self.editor.setTabChangesFocus(True)
        self.editor.setFixedHeight(HEIGHT)
        self.editor.textChanged.connect(self._write)
        self.list = QVBoxLayout()
        self.list.setSpacing(6)
        self.content.addWidget(self.editor)
        self.content.addLayout(self.list)

    def show_notes(self, rows: tuple[NoteRow, ...]) -> None:
        """Show other notes."""
        self.well()
        if rows == self._rows:
            return
        had_focus = holds_focus(self) and not self.editor.hasFocus()
        self._rows = rows
        clear(self.list)
        if had_focus:
            self.editor.setFocus()
        for row in rows:
            self.list.addWidget(self._card(row))

    @Slot(str)
    def show_state(self, word: str) -> None:
        """Say how the note being written stands; that it is not kept stands out."""
        self.state.setObjectName("wrong" if word == NOT_SAVED else "muted")
        self.state.style().polish(self.state)
        self.state.setText(word)

    @Slot()
    def begin(self) -> None:
        """Make room for a new note."""
        self.editor.blockSignals(True)
        self.editor.clear()
        self.editor.blockSignals(False)
        self.done.hide()
        self.state.clear()

    @Slot(str)
    def resume(self, text: str) -> None:
        """Go on with a note that is not kept yet."""
        self.editor.blockSignals(True)
        self.editor.setPlainText(text)
        self.editor.blockSignals(False)
        self.done.show()

    @Slot()
    def _write(self) -> None:
        written = self.editor.toPlainText()
        self.done.setVisible(bool(written.strip()))
        self.written.emit(written)

    def _card(self, row: NoteRow) -> QWidget:
        card = QWidget(self)
        card.setObjectName("clear")
        under = text(f"{row.by}, {labels.stamp(row.at)}", card)
        under.setObjectName("muted")
        away = IconButton(self._look, "", "trash", tint="muted", style="small", name=f"Remove the note {row.body[:40]}")
        away.clicked.connect(partial(self._remove, row.id))
        foot = QHBoxLayout()
        foot.addWidget(under)
        foot.addStretch(1)
        foot.addWidget(away)
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(text(row.body, card, wrap=True))
        column.addLayout(foot)
        return card

    def _remove(self, key: int, *_checked: bool) -> None:
        self.remove_wanted.emit(key)
