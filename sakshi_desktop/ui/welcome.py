"""The first page of an empty database: where to begin."""

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStyle,
    QStyleOption,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.ui import icons, lettering
from sakshi_desktop.ui.beginnings import Beginnings
from sakshi_desktop.ui.job import Job
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.files import Drops

OWN = (
    "Import the sales export of your till: Square, Loyverse, Shopify, Petpooja, Zomato, Swiggy, "
    "or any other table of sales."
)
DEMO = "An invented chain: twelve cafes with two years of sales, in a file of its own. Building it takes a minute."
SHARED = "Work with other PCs of the house in one PostgreSQL database: its server, your user, your password."
CHOICE = QSize(280, 200)
EDGE = 20
NARROWEST = 200
"""Pixels of width in which a choice still has room for its longest word."""
PAD = 24
UNDER_ICON = 44
WRAPPED = int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)


class Choice(QAbstractButton):
    """A large button: an icon, what it does, and a few words about it."""

    def __init__(self, look: Look, icon: str, title: str, about: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._icon = icon
        self._about = about
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(about)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(CHOICE.width())
        fits = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        fits.setHeightForWidth(True)
        self.setSizePolicy(fits)
        look.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Return the size that it has where there is room."""
        return QSize(CHOICE.width(), self.heightForWidth(CHOICE.width()))

    def heightForWidth(self, width: int) -> int:
        """Return the height that its words need."""
        return max(CHOICE.height(), self._rooms(width)[1].bottom() + PAD)

    def _rooms(self, width: int) -> tuple[QRect, QRect]:
        """Return where title and words stand, one below the other."""
        rooms, top = [], PAD + UNDER_ICON
        for font, words in ((_title_font(), self.text()), (lettering.font(), self._about)):
            room = QRect(PAD, top, width - 2 * PAD, 0)
            room.setHeight(QFontMetrics(font).boundingRect(room, WRAPPED, words).height())
            rooms.append(room)
            top = room.bottom() + 10
        return rooms[0], rooms[1]

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button."""
        theme, painter = self._look.theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.isEnabled() and (self.hasFocus() or self.underMouse())
        painter.setPen(QPen(theme.colour("accent" if lit else "border"), 2 if self.hasFocus() else 1))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 10, 10)
        box = self.rect().adjusted(PAD, PAD, -PAD, -PAD)
        painter.drawPixmap(
            box.topLeft(), icons.pixmap(self._icon, theme.accent if self.isEnabled() else theme.muted, 28)
        )
        painter.setPen(theme.colour("text" if self.isEnabled() else "muted"))
        title, about = self._rooms(self.width())
        painter.setFont(_title_font())
        painter.drawText(title, WRAPPED, self.text())
        painter.setPen(theme.colour("muted"))
        painter.setFont(lettering.font())
        painter.drawText(about, WRAPPED, self._about)
        painter.end()


def _title_font() -> QFont:
    return lettering.font(16, QFont.Weight.DemiBold)


class Welcome(QWidget):
    """Offers the ways to begin.

    Signals:
        demo_ready: the demo chain's database is there to be opened.
        own_wanted: sales of one's own shall be imported.
        dropped: the same, with the Path of the file.
        joining: the person wants to join a shared database.
    """

    demo_ready = Signal()
    own_wanted = Signal()
    dropped = Signal(object)
    joining = Signal()

    def __init__(self, look: Look, beginnings: Beginnings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._begin = beginnings
        self._job: Job | None = None
        self.own = Choice(look, "upload", "Start with my own data", OWN, self)
        self.demo = Choice(look, "store", "Look around with demo data", DEMO, self)
        self.shared = Choice(look, "database", "Join a shared database", SHARED, self)
        self.doing = QLabel(self)
        self.doing.setObjectName("muted")
        self.doing.setWordWrap(True)
        self.doing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.stop = QPushButton("Cancel", self)
        self._make()
        self._wire()
        self._show_working(working=False)
        Drops(self).dropped.connect(self.dropped)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground that the style sheet gives to pages."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.end()

    @Slot()
    def _built(self) -> None:
        self._show_working(working=False)
        self.demo_ready.emit()

    @Slot(object)
    def _failed(self, error: SakshiError) -> None:
        self._show_working(working=False)
        self.doing.setText("" if isinstance(error, CancelledError) else str(error))

    @Slot(object)
    def _follow(self, job: Job) -> None:
        self._job = job
        self._show_working(working=True)
        self._told(0.0, "")
        job.progressed.connect(self._told)
        self.stop.clicked.connect(job.stop)

    @Slot(float, str)
    def _told(self, share: float, text: str) -> None:
        title = self._job.title if self._job else ""
        self.doing.setText(f"{title} · {text}" if text else f"{title} …")
        self.bar.setRange(0, 1000 if share else 0)  # an empty range moves by itself: it works, how far nobody knows
        self.bar.setValue(round(share * 1000))

    def _show_working(self, *, working: bool) -> None:
        for choice in (self.own, self.demo, self.shared):
            choice.setEnabled(not working)
        self.bar.setVisible(working)
        self.stop.setVisible(working)
        if working:
            self.stop.setFocus()
        else:
            self.doing.clear()

    def _wire(self) -> None:
        self.own.clicked.connect(self.own_wanted)
        self.demo.clicked.connect(self._begin.look_around)
        self.shared.clicked.connect(self.joining)
        self._begin.started.connect(self._follow)
        self._begin.demo_ready.connect(self._built)
        self._begin.failed.connect(self._failed)

    def _make(self) -> None:
        title = QLabel("Welcome to Sakshi", self)
        title.setObjectName("welcome")
        lead = QLabel("There are no sales here yet. How would you like to begin?", self)
        lead.setObjectName("lead")
        choices = QHBoxLayout()
        choices.setSpacing(16)
        choices.addStretch(1)
        for choice in (self.own, self.demo, self.shared):
            choices.addWidget(choice, 100)
        choices.addStretch(1)
        self.doing.setMinimumWidth(2 * CHOICE.width())
        self.bar.setFixedWidth(CHOICE.width())
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        column.setSpacing(12)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(title, 0, middle)
        column.addWidget(lead, 0, middle)
        column.addSpacing(16)
        column.addLayout(choices)
        column.addSpacing(12)
        for part in (self.doing, self.bar, self.stop):
            column.addWidget(part, 0, middle)
        column.addStretch(3)
