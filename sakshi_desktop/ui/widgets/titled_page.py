"""A page with its title on top, and below it its body, or why there is none."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.page import Page
from sakshi_desktop.ui.widgets.notice import Notice

EDGE = 20
GAP = 14
WIDE = 1000
"""Pixels of width from which the choices stand beside the title."""
PATIENCE = 120
"""Milliseconds after which a page says that it is working."""


class TitledPage(Page):
    """What all pages share that have a title.

    Attributes:
        choices: room beside the title for what the page is asked about, before ``buttons``.
        buttons: what can be done with the whole page.
        body: what the page shows, under the title, scrolled where it needs more room than there is.
        notice: what stands in the place of the body while there is nothing to show.
    """

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__()
        self.setObjectName("page")
        self.desk = desk
        self._name = title
        self.title = QLabel(title, self)
        self.title.setObjectName("title")
        self.under = QLabel(self)
        self.under.setObjectName("muted")
        self.notes = QLabel(self)
        self.notes.setObjectName("muted")
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setContentsMargins(EDGE, 0, EDGE, 0)
        self.notes.hide()
        self.choices = QHBoxLayout()
        self.head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.body = QWidget(self)
        self.body.setObjectName("pageBody")
        self.notice = Notice(desk.look, self)
        self._room = QStackedWidget(self)
        self._room.addWidget(self._scrolled())
        self._room.addWidget(self.notice)
        self._late = QTimer(self, singleShot=True, interval=PATIENCE)
        self._late.timeout.connect(self._say_working)
        self._said = ""
        self._make()

    def show_title(self, about: str, under: str, notes: Sequence[str] = ()) -> None:
        """Say what the page is about, below it a line of its circumstances, and what must be known of it.

        All of them may be empty.
        """
        self.title.setText(f"{self._name} · {about}" if about else self._name)
        self._said = under
        self.under.setText(under)
        self.notes.setText("  ·  ".join(notes))
        self.notes.setVisible(bool(notes))

    def show_body(self) -> None:
        """Show the body."""
        self._room.setCurrentIndex(0)

    def show_notice(self) -> None:
        """Show why there is no body."""
        self._room.setCurrentIndex(1)

    @property
    def has_body(self) -> bool:
        """Return whether the body is shown."""
        return self._room.currentIndex() == 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the choices below the title where both have no room beside each other."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self.head.setDirection(ways.LeftToRight if self.width() >= WIDE else ways.TopToBottom)

    @Slot(bool)
    def show_busy(self, busy: bool) -> None:  # noqa: FBT001  # a slot
        """Say that the page is working, if that takes long enough to be noticed."""
        if busy:
            self._late.start()
        else:
            self._late.stop()
            self.under.setText(self._said)

    @Slot()
    def _say_working(self) -> None:
        self.under.setText("Working …")

    def _scrolled(self) -> QScrollArea:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.body)
        return area

    def _make(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.title)
        words.addWidget(self.under)
        choices = self.choices
        choices.setSpacing(6)
        choices.addStretch(1)
        choices.addLayout(self.buttons)
        head = self.head
        head.setContentsMargins(EDGE, 18, EDGE, 0)
        head.setSpacing(8)
        head.addLayout(words, 1)
        head.addLayout(choices)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.notes)
        column.addWidget(self._room, 1)
