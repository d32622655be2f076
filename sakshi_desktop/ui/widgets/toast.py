"""Results that are shown for a moment in the corner of the window, one after the other."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from sakshi_desktop.core.errors import SakshiError

STAYS = 7_000
"""Milliseconds that a sentence stays when nothing waits behind it."""
HURRIES = 2_500
"""Milliseconds that it stays when another one waits."""
MARGIN = 20
GAP = 8
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit)


class Said(NamedTuple):
    """One result; pressing ``word`` does ``act``."""

    text: str
    word: str
    act: Callable[[], None] | None


class Toast(QFrame):
    """One sentence at the lower right of its parent, with at most one thing to do about it.

    It stands in the corner, or as far above it as it must to cover nothing that can be pressed or written in.

    Esc lets it go where nothing in the window has another use for that key: it is no shortcut, because one over the
    whole window makes the shortcut of each page ambiguous, and then neither is heard.
    """

    def __init__(self, parent: QWidget, *, stays: int = STAYS, hurries: int = HURRIES) -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._room = parent
        self._stays, self._hurries = stays, hurries
        self._waiting: deque[Said] = deque()
        self._shown = Said("", "", None)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._press)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self._words)
        row.addWidget(self._button)
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._next)
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self.find_place)
        for watched in {parent, parent.window()}:
            watched.installEventFilter(self)
        self.hide()

    def say(self, text: str | SakshiError, word: str = "", act: Callable[[], None] | None = None) -> None:
        """Show ``text``, after what is being shown; pressing ``word`` does ``act``. An error waits for nothing."""
        said = Said(str(text), word, act)
        if self.isHidden():
            self._show(said)
        elif isinstance(text, SakshiError) and said.text != self._shown.text:
            self._waiting.appendleft(self._shown)
            self._show(said)
        elif said.text not in {self._shown.text, *(one.text for one in self._waiting)}:  # not the same thing twice
            self._waiting.append(said)
            self._clock.start(min(self._hurries, max(0, self._clock.remainingTime())))

    @property
    def text(self) -> str:
        """Return what is shown, or was shown last."""
        return self._shown.text

    @property
    def waiting(self) -> int:
        """Return how many sentences wait to be shown."""
        return len(self._waiting)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Find a place when the window changes its size; go when Esc reaches the window itself."""
        if self.isVisible():
            if event.type() == QEvent.Type.Resize:
                self.find_place()
            elif isinstance(event, QKeyEvent) and _is_cancel(event):
                self.dismiss()
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def dismiss(self) -> None:
        """Show what waits, or nothing any more."""
        self._next()

    def _show(self, said: Said) -> None:
        self._shown = said
        self._words.setText(said.text)
        self._button.setText(said.word)
        self._button.setAccessibleName(said.word)
        self._button.setVisible(said.act is not None)
        self.setAccessibleName(said.text)
        self.show()
        self.raise_()
        self.find_place()
        self._clock.start(self._hurries if self._waiting else self._stays)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said.text))

    @Slot()
    def _next(self) -> None:
        self._clock.stop()
        if self._waiting:
            self._show(self._waiting.popleft())
        else:
            self.hide()

    @Slot()
    def _press(self) -> None:
        act = self._shown.act
        self._next()
        if act is not None:
            act()

    @Slot()
    def find_place_soon(self) -> None:
        """Find a place once the page, which shows something else now, has laid itself out."""
        if self.isVisible():
            self._settling.start()

    @Slot()
    def find_place(self) -> None:
        """Stand where nothing is covered: another page may be shown now."""
        room = self._room.rect()
        widest = room.width() - 2 * MARGIN
        self._words.setWordWrap(False)
        self.setMinimumWidth(0)
        self.setMaximumWidth(widest)
        self.adjustSize()
        if self.sizeHint().width() > widest:
            self._words.setWordWrap(True)
            self.setMinimumWidth(widest)
            self.adjustSize()
        corner = QPoint(room.right() - self.width() - MARGIN, room.bottom() - self.height() - MARGIN)
        self.move(_free(QRect(corner, self.size()), self._controls()) or corner)

    def _controls(self) -> list[QRect]:
        found = [one for kind in CONTROLS for one in self._room.findChildren(kind)]
        return [_seen(one, self._room) for one in found if one.isVisible() and not self.isAncestorOf(one)]


def _seen(control: QWidget, room: QWidget) -> QRect:
    """Return where in ``room`` a control is seen, what is scrolled out of sight left out."""
    box, at = control.rect(), control
    while at is not room:
        box = box.intersected(at.rect()).translated(at.pos())
        at = at.parentWidget() or room
    return box


def _free(wanted: QRect, taken: Sequence[QRect]) -> QPoint | None:
    """Return the lowest place above ``wanted`` where nothing is that is taken, None where there is none."""
    place = QRect(wanted)
    while place.top() >= MARGIN:
        met = [box.top() for box in taken if box.intersects(place)]
        if not met:
            return place.topLeft()
        place.moveBottom(min(met) - GAP)
    return None


def _is_cancel(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.matches(QKeySequence.StandardKey.Cancel)
