"""The dialog of the palette."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.palette.rows import CHOICE_HEIGHT, PaletteRows, RowPainter, said
from sakshi_desktop.ui.palette.viewmodel import Group, PaletteViewModel
from sakshi_desktop.ui.theme import Look

WIDTH, HEIGHT = 660, 460
FROM_TOP = 72
PAGE = (HEIGHT - 120) // CHOICE_HEIGHT
KEYS = "↑ ↓ to choose   ·   Enter to open   ·   Esc to close"
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
LEAPS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class Palette(QDialog):
    """Shows what meets the typed text; the keyboard stays in the line, arrows move the choice below it."""

    def __init__(self, viewmodel: PaletteViewModel, look: Look, over: QWidget) -> None:
        super().__init__(over, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Go to or do")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self._over = over
        self._viewmodel = viewmodel
        viewmodel.setParent(self)
        self._moved = False
        self._busy = False
        self.field = QLineEdit(self)
        self.field.setObjectName("paletteField")
        self.field.setPlaceholderText("Search customers, orders, locations, pages and actions")
        self.field.setAccessibleName("Search customers, orders, locations, pages and actions")
        self.rows = PaletteRows(self)
        self.list = QListView(self)
        self.list.setObjectName("paletteList")
        self.list.setAccessibleName("What was found")
        self.foot = QLabel(KEYS, self)
        self.foot.setObjectName("muted")
        self._make(look)
        self._wire()

    def open(self) -> None:
        """Show the palette over the upper half of its window, with the cursor in its line."""
        window = self._over.window()
        self.resize(min(WIDTH, window.width() - 40), self._most())
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + FROM_TOP)
        super().open()
        self.field.setFocus()
        self._viewmodel.type("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move the choice by keys that are pressed in the line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in STEPS:
                self._go(self.rows.step(self._row, STEPS[key]))
                return True
            if key in LEAPS:
                self._leap(LEAPS[key])
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def choose(self) -> None:
        """Do what is chosen, and close; without a choice nothing happens."""
        choice = self.rows.choice(self._row)
        if choice is not None:
            self.accept()
            self._viewmodel.choose(choice)

    @property
    def _row(self) -> int:
        return self.list.currentIndex().row()

    @Slot(str)
    def _typed(self, text: str) -> None:
        self._moved = False
        self._viewmodel.type(text)

    @Slot(object)
    def _show(self, groups: Sequence[Group]) -> None:
        """Show other choices; one that was moved to stays chosen, else it is the first."""
        before = self.rows.choice(self._row)
        self.rows.show_groups(groups)
        kept = self.rows.row_of(before.key) if self._moved and before is not None else -1
        row = kept if kept >= 0 else self.rows.step(-1, 1)
        self._point(row)
        self._say_state()

    @Slot(bool)
    def _show_busy(self, busy: bool) -> None:  # noqa: FBT001  # a slot
        self._busy = busy
        self._say_state()

    @Slot(object)
    def _fail(self, error: SakshiError) -> None:
        self.foot.setText(str(error))

    def _most(self) -> int:
        return min(HEIGHT, self._over.window().height() - 2 * FROM_TOP)

    def _fit(self) -> None:
        """Be as high as what was found needs."""
        rows = sum(self.list.sizeHintForRow(row) for row in range(self.rows.rowCount()))
        others = self.sizeHint().height() - self.list.sizeHint().height()
        self.resize(self.width(), min(self._most(), others + rows))

    def _say_state(self) -> None:
        empty = self.rows.rowCount() == 0
        if not (empty and self._busy):
            self._fit()
        self.foot.setText("Looking …" if empty and self._busy else "Nothing is called so." if empty else KEYS)

    def _go(self, row: int) -> None:
        self._moved = True
        self._point(row)

    def _leap(self, by: int) -> None:
        row = self._row
        for _ in range(PAGE):
            further = self.rows.step(row, by)
            if (further - row) * by <= 0:  # it would begin at the other end
                break
            row = further
        self._go(row)

    def _point(self, row: int) -> None:
        index = self.rows.index(row, 0) if row >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)
        if row == self.rows.step(-1, 1):
            self.list.scrollToTop()
        choice = self.rows.choice(row)
        self.field.setAccessibleDescription("" if choice is None else said(choice))
        QAccessible.updateAccessibility(QAccessibleEvent(self.field, QAccessible.Event.DescriptionChanged))

    @Slot(QModelIndex)
    def _clicked(self, _index: QModelIndex) -> None:
        self.choose()

    def _wire(self) -> None:
        self._viewmodel.shown.connect(self._show)
        self._viewmodel.busy_changed.connect(self._show_busy)
        self._viewmodel.failed.connect(self._fail)
        self.field.textChanged.connect(self._typed)
        self.field.returnPressed.connect(self.choose)
        self.field.installEventFilter(self)
        self.list.clicked.connect(self._clicked)

    def _make(self, look: Look) -> None:
        self.list.setModel(self.rows)
        self.list.setItemDelegate(RowPainter(look, self.rows, self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMinimumHeight(1)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        panel = QFrame(self)
        panel.setObjectName("popup")
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(12, 12, 12, 8)
        inner.setSpacing(8)
        inner.addWidget(self.field)
        inner.addWidget(self.list, 1)
        inner.addWidget(self.foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
