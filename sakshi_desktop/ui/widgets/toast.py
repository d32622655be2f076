"""Results that are shown for a moment in the corner of the window, one after the other."""

import re
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollBar,
    QStackedWidget,
    QTableView,
    QWidget,
)

from sakshi_desktop.core.errors import SakshiError

STAYS = 7_000
"""Milliseconds that a sentence stays when nothing waits behind it."""
HURRIES = 2_500
"""Milliseconds that it stays when another one waits."""
MARGIN, BELOW = 20, 12
"""Pixels between it and the sides, and the foot, of its place."""
GAP = 8
LEAST = 36
"""Pixels of height: so low that it finds room in the foot of a table."""
LONGEST = 30
"""Letters of a word that stays whole: a longer one, such as an address, may be broken where a line ends."""
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit)
WORDS = (QLabel, QScrollBar)


class Said(NamedTuple):
    """One result; pressing ``word`` does ``act``."""

    text: str
    word: str
    act: Callable[[], None] | None


class Toast(QFrame):
    """One sentence at the lower right of its place, with at most one thing to do about it.

    It stands in the corner, or as far from it as it must to cover no words, no row of a table and nothing that can be
    pressed or written in; where all is full, it covers at least nothing of the last two.

    Esc lets it go where nothing in the window has another use for that key: it is no shortcut, because one over the
    whole window makes the shortcut of each page ambiguous, and then neither is heard.
    """

    def __init__(
        self, parent: QWidget, place: QWidget | None = None, *, stays: int = STAYS, hurries: int = HURRIES
    ) -> None:
        """Make an empty one; ``place`` is the part of its parent that it stays in, by default all of it."""
        super().__init__(parent)
        self.setObjectName("toast")
        self._room = parent
        self._place = place or parent
        self._stays, self._hurries = stays, hurries
        self._waiting: deque[Said] = deque()
        self._shown = Said("", "", None)
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._button = QPushButton(self)
        self._button.clicked.connect(self._press)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 3, 8, 3)
        self.setMinimumHeight(LEAST)
        self._row.addWidget(self._words)
        self._row.addWidget(self._button)
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._next)
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._settle)
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
        self._words.setText(_breakable(said.text))
        self._button.setText(said.word)
        self._button.setAccessibleName(said.word)
        self._button.setVisible(said.act is not None)
        self.setAccessibleName(said.text)
        self.show()
        self.raise_()
        self.find_place()
        self._settling.start()
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
    def _settle(self) -> None:
        """Find a place again until it is the same twice: what was laid out meanwhile may make others do so too."""
        before = self.geometry()
        self.find_place()
        if self.geometry() != before:
            self.find_place_soon()

    @Slot()
    def find_place(self) -> None:
        """Stand where nothing is covered: another page may be shown now."""
        box = QRect(self._place.mapTo(self._room, QPoint()), self._place.size())
        room = box.adjusted(MARGIN, MARGIN, -MARGIN, -BELOW)
        self._words.setWordWrap(False)
        self.setMinimumWidth(0)
        self.setMaximumWidth(room.width())
        self.adjustSize()
        if self.sizeHint().width() > room.width():
            self._words.setWordWrap(True)
            self.setMinimumWidth(room.width())
            self.resize(room.width(), max(LEAST, self._row.totalHeightForWidth(room.width())))
        controls = self._shown_of(*CONTROLS)
        full = [*controls, *self._shown_of(*WORDS), *self._rows()]
        found = _free(self.size(), room, full) or _free(self.size(), room, controls)
        self.move(found or QPoint(room.right() - self.width(), room.bottom() - self.height()))

    def _shown_of(self, *kinds: type[QWidget]) -> list[QRect]:
        found = [one for kind in kinds for one in self._shown_place().findChildren(kind)]
        seen = [one for one in found if one.isVisible() and not self.isAncestorOf(one)]
        return [_seen(one, one.rect(), self._room) for one in seen]

    def _rows(self) -> list[QRect]:
        views = [view for view in self._shown_place().findChildren(QAbstractItemView) if view.isVisible()]
        return [_seen(view.viewport(), _filled(view), self._room) for view in views]

    def _shown_place(self) -> QWidget:
        """Return what is seen of its place: of pages that lie over each other, one."""
        return (isinstance(self._place, QStackedWidget) and self._place.currentWidget()) or self._place


def _breakable(text: str) -> str:
    """Return a text whose long words may be broken after each letter, by spaces without a width."""
    return re.sub(rf"\S{{{LONGEST + 1},}}", lambda word: "\N{ZERO WIDTH SPACE}".join(word[0]), text)


def _filled(view: QAbstractItemView) -> QRect:
    """Return how much of the place of a list or a table its rows take."""
    box = view.viewport().rect()
    if isinstance(view, QTableView):
        last = view.model().rowCount() - 1
        box.setBottom(min(box.bottom(), view.rowViewportPosition(last) + view.rowHeight(last)) if last >= 0 else -1)
    return box


def _seen(control: QWidget, part: QRect, room: QWidget) -> QRect:
    """Return where in ``room`` a part of a control is seen, what is scrolled out of sight left out."""
    box, at = part, control
    while at is not room:
        box = box.intersected(at.rect()).translated(at.pos())
        at = at.parentWidget() or room
    return box


def _free(size: QSize, room: QRect, taken: Sequence[QRect]) -> QPoint | None:
    """Return the lowest place in ``room`` where nothing is that is taken, the rightmost of several, None for none."""
    lowest = room.bottom() - size.height()
    tops = {lowest, *(box.top() - GAP - size.height() for box in taken)}
    for top in sorted((top for top in tops if room.top() <= top <= lowest), reverse=True):
        place = QRect(QPoint(room.right() - size.width(), top), size)
        beside = [box for box in taken if box.top() <= place.bottom() and box.bottom() >= top and not box.isEmpty()]
        while place.left() >= room.left():
            met = [box.left() for box in beside if box.intersects(place)]
            if not met:
                return place.topLeft()
            place.moveRight(min(met) - GAP)
    return None


def _is_cancel(event: QKeyEvent) -> bool:
    return event.type() == QEvent.Type.KeyPress and event.matches(QKeySequence.StandardKey.Cancel)
