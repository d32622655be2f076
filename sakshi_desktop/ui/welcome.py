"""The first page of an empty database: where to begin."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
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
from sakshi_desktop.ui.widgets.files import dropped

OWN = (
    "Import the sales export of your till: Square, Loyverse, Shopify, Petpooja, Zomato, Swiggy, "
    "or any other table of sales."
)
DEMO = "An invented chain: twelve cafes with two years of sales, in a file of its own. Building it takes a minute."
SHARED = "Work with other PCs of the house in one PostgreSQL database: its server, your user, your password."
CHOICE = QSize(280, 200)
PAD = 24


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
        self.setFixedSize(CHOICE)
        look.changed.connect(self.update)

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
        painter.setFont(lettering.font(16, QFont.Weight.DemiBold))
        painter.drawText(box.adjusted(0, 44, 0, 0), int(Qt.AlignmentFlag.AlignTop), self.text())
        painter.setPen(theme.colour("muted"))
        painter.setFont(lettering.font())
        wrapped = int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(box.adjusted(0, 74, 0, 0), wrapped, self._about)
        painter.end()


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
        self.setAcceptDrops(True)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground that the style sheet gives to pages."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        painter.end()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a file that is dragged over the page."""
        if dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Give on the file that was dropped."""
        file = dropped(event)
        if file is not None:
            event.acceptProposedAction()
            self.dropped.emit(file)

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
        for choice in (self.own, self.demo, self.shared):
            choices.addWidget(choice)
        self.doing.setMinimumWidth(2 * CHOICE.width())
        self.bar.setFixedWidth(CHOICE.width())
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addStretch(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(title, 0, middle)
        column.addWidget(lead, 0, middle)
        column.addSpacing(16)
        column.addLayout(choices)
        column.setAlignment(choices, middle)
        column.addSpacing(12)
        for part in (self.doing, self.bar, self.stop):
            column.addWidget(part, 0, middle)
        column.addStretch(3)
