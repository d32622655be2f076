"""The keyboard of the whole window: from area to area, and the sheet of all that can be done by a key."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QMainWindow, QVBoxLayout, QWidget

from sakshi_desktop.ui.page import Page

Line = tuple[str, str]
EVERYWHERE: tuple[Line, ...] = (
    ("Ctrl+K", "Search customers, orders, locations, pages and actions"),
    ("Ctrl+1, Ctrl+2 …", "Go to a page"),
    ("F6, Shift+F6", "Go to the next area: pages, the page itself, the foot"),
    ("Tab, Shift+Tab", "Go from one control to the next"),
    ("Alt and a letter", "Press the button that has this letter underlined"),
    ("F5", "Ask again"),
    ("Esc", "Close what is open over the page"),
    ("F1 or Ctrl+/", "This sheet"),
    ("Ctrl+Q", "Close the window"),
)
IN_TABLES: tuple[Line, ...] = (
    ("Arrows, Home, End", "Move; Page Up and Page Down too"),
    ("Enter", "Open what the row is about"),
    ("Ctrl+Shift+S", "Sort by the column of the chosen cell; once more: the other way round"),
    ("Ctrl+C", "Copy the chosen cells"),
    ("Ctrl+A", "Choose all"),
)
WIDTH = 600


class Sheet(QDialog):
    """All keys, by where they work."""

    def __init__(self, parts: Sequence[tuple[str, Sequence[Line]]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for title, lines in parts:
            heading = QLabel(title, self)
            heading.setObjectName("heading")
            grid.addWidget(heading, grid.rowCount(), 0, 1, 2)
            for keys, what in lines:
                pressed, says = QLabel(keys, self), QLabel(what, self)
                pressed.setObjectName("muted")
                says.setWordWrap(True)
                row = grid.rowCount()
                grid.addWidget(pressed, row, 0)
                grid.addWidget(says, row, 1)
        buttons = QDialogButtonBox(self)
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 18)
        column.setSpacing(16)
        column.addLayout(grid)
        column.addWidget(buttons)


class Keys(QObject):
    """Hears the keys that work everywhere."""

    def __init__(
        self, window: QMainWindow, areas: Callable[[], Sequence[QWidget]], page: Callable[[], Page | None]
    ) -> None:
        """Serve ``window``.

        Args:
            areas: its areas, in the order in which F6 goes through them.
            page: the page that is shown.
        """
        super().__init__(window)
        self._window = window
        self._areas = areas
        self._page = page
        self._stood: dict[QWidget, QWidget] = {}
        for keys, slot in (
            ("F6", self.next_area),
            ("Shift+F6", self.previous_area),
            ("F1", self.show_sheet),
            ("Ctrl+/", self.show_sheet),
        ):
            QShortcut(QKeySequence(keys), window, slot)

    @Slot()
    def next_area(self) -> None:
        """Give the focus to the next area, where it stood before."""
        self._step(1)

    @Slot()
    def previous_area(self) -> None:
        """Give the focus to the area before."""
        self._step(-1)

    @Slot()
    def show_sheet(self) -> Sheet:
        """Show all keys: those of the page that is shown, then the others."""
        page = self._page()
        own = [(f"On this page: {page.accessibleName()}", page.keys)] if page is not None and page.keys else []
        sheet = Sheet([*own, ("Everywhere", EVERYWHERE), ("In tables", IN_TABLES)], self._window)
        sheet.open()
        return sheet

    def _step(self, by: int) -> None:
        areas = [area for area in self._areas() if area.isVisible() and _first(area) is not None]
        if not areas:
            return
        now: QWidget | None = self._window.focusWidget()
        here = next((place for place, area in enumerate(areas) if _holds(area, now)), -by)
        if now is not None and here >= 0:
            self._stood[areas[here]] = now
        area = areas[(here + by) % len(areas)]
        stood = self._stood.get(area)
        wanted = stood if stood is not None and _can(stood) and _holds(area, stood) else _first(area)
        if wanted is not None:
            wanted.setFocus(Qt.FocusReason.TabFocusReason)


def _holds(area: QWidget, widget: QWidget | None) -> bool:
    return widget is not None and (area is widget or area.isAncestorOf(widget))


def _can(widget: QWidget) -> bool:
    policy = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(policy) and widget.isVisible() and widget.isEnabled()


def _first(area: QWidget) -> QWidget | None:
    """Return what the Tab key would reach first in an area."""
    if _can(area):
        return area
    widget: QWidget | None = area.nextInFocusChain()
    while widget is not None and widget is not area:
        if area.isAncestorOf(widget) and _can(widget):
            return widget
        widget = widget.nextInFocusChain()
    return None
