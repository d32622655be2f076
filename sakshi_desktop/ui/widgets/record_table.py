"""The one table of the program: sort, choose and drag columns, copy cells, write all rows to a file."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Generic

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.store.counting import Count
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets import standing, writing
from sakshi_desktop.ui.widgets.arrangement import Arrangement
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.cells import HEAD_HEIGHT, ROW_HEIGHT, CellPainter, Heading
from sakshi_desktop.ui.widgets.files import saving
from sakshi_desktop.ui.widgets.menu_button import menu_button
from sakshi_desktop.ui.widgets.records import Column, RecordModel, Row
from sakshi_desktop.ui.widgets.texts import Elided
from sakshi_desktop.ui.widgets.writing import Whole

SORTING_KEY = "Ctrl+Shift+S"
ROOM = 440
"""Pixels of width from which the foot holds the buttons of files."""
LEAST = 220


class RecordTable(QFrame, Generic[Row]):
    """Rows under columns, with their count at the foot and a way to write all of them to a file.

    Attributes:
        columns: opens the choice of columns, and says which have no room.

    Signals:
        opened: a row was chosen by double click or Enter; carries the row.
        opened_at: the same, with the key of the column that was chosen in it.
    """

    opened = Signal(object)
    opened_at = Signal(object, str)

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column[Row]],
        name: str,
        *,
        of: tuple[str, str] = ("row", "rows"),
        foot: bool = True,
        empty: str = "",
        parent: QWidget | None = None,
        model: RecordModel[Row] | None = None,
    ) -> None:
        """Make an empty table.

        Args:
            name: what a screen reader calls it, and under which it remembers its columns.
            of: what a row is, one and many.
            foot: whether it has the line with the count and the file.
            empty: what it says once it is known that there are no rows.
            model: holds the rows, where they are too many to hold them all.
        """
        super().__init__(parent)
        self.setObjectName("panel")
        self._desk = desk
        self._of = of
        self._name = name
        self._key = f"tables/{name.lower().replace(' ', '-')}"
        self.model = RecordModel(columns, self) if model is None else model
        self.model.setParent(self)
        self._whole: Whole[Row] | None = None
        self.view = self._make_view(name)
        self.arrangement = Arrangement(self.view, self.model, desk.kept, self._key)
        self.empty = self._make_empty(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 3, 1, 3)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        self._count = Elided(self, style="muted")
        self._foot = self._make_foot(name)
        self._foot.setVisible(foot)
        self.setMinimumWidth(LEAST)
        column.addWidget(self._foot)
        self.arrangement.fitted.connect(self._say_shed)
        self.view.viewport().installEventFilter(self)

    def show_rows(
        self,
        rows: Sequence[Row],
        columns: Sequence[Column[Row]] | None = None,
        *,
        whole: Whole[Row] | None = None,
        of: Count | None = None,
    ) -> None:
        """Show other rows, and with them, if given, as many other columns.

        Args:
            whole: all rows, where these are only the first of more.
            of: how many those are; None where these are all.
        """
        with standing.kept(self.view, self.model):
            self.model.show(rows, columns)
        self._whole = None if of is None else whole
        self.empty.setVisible(not rows and bool(self.empty.text()))
        self._count.setText(self._counted(len(rows)) if of is None else self._first(len(rows), of))

    def _counted(self, count: int) -> str:
        return f"{format_count(count)} {self._of[0 if count == 1 else 1]}"

    def _first(self, shown: int, of: Count) -> str:
        known = max(of.known, shown)  # a rough count may have looked at fewer than are shown
        more = of.more or known == shown
        return f"The first {format_count(shown)} of {'more than ' * more}{self._counted(known)}; a file gets all"

    @property
    def count_text(self) -> str:
        """Return the count at the foot."""
        return self._count.text()

    def sort_first_by(self, key: str, *, falls: bool = False) -> None:
        """Sort by a column until a person chooses another."""
        heading = self.view.horizontalHeader()
        if heading.sortIndicatorSection() < 0:
            place = [column.key for column in self.model.columns].index(key)
            self.view.sortByColumn(place, Qt.SortOrder.DescendingOrder if falls else Qt.SortOrder.AscendingOrder)

    def choose(self, is_meant: Callable[[Row], bool]) -> Row:
        """Choose the row that is meant, or the first where none is; return it. Cells chosen in that row stay so."""
        rows = self.model.shown
        place = next((at for at, row in enumerate(rows) if is_meant(row)), 0)
        chosen = self.view.selectionModel()
        if chosen.currentIndex().row() != place or not chosen.hasSelection():
            self.view.setCurrentIndex(self.model.index(place, 0))  # a cell, as a click does
        return rows[place]

    @Slot()
    def sort_here(self) -> None:
        """Sort by the column of the current cell, or the other way round where it is sorted so already."""
        heading, column = self.view.horizontalHeader(), self.view.currentIndex().column()
        if column < 0 or not heading.sectionsClickable():
            return
        rises, falls = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        here = heading.sortIndicatorSection() == column
        heading.setSortIndicator(column, falls if here and heading.sortIndicatorOrder() == rises else rises)

    def fit_height(self, rows: int) -> None:
        """Be at least as high as ``rows`` rows need."""
        self.view.setMinimumHeight(HEAD_HEIGHT + rows * ROW_HEIGHT)

    def fix_height(self, rows: int) -> None:
        """Be just as high as ``rows`` rows need."""
        self.view.setFixedHeight(HEAD_HEIGHT + rows * ROW_HEIGHT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the columns share the room anew when there is another."""
        if event.type() == QEvent.Type.Resize and watched is self.view.viewport():
            self.arrangement.fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave files to the menu of columns, which offers them too, where there is no room for their buttons."""
        super().resizeEvent(event)
        for button in (self._export, self._excel):
            button.setVisible(self.width() >= ROOM)

    def offer(self, button: QPushButton) -> None:
        """Put a button about the chosen row into the foot, before those about all rows."""
        button.setObjectName("quiet")
        self._foot_row.insertWidget(1, button)

    def write_csv(self, file: Path) -> int:
        """Write every row, in the order shown, and return how many; texts that look like formulas are disarmed.

        Raises:
            InvalidError: the file cannot be written.
        """
        return self._writing(file)(silent)

    @Slot()
    def copy(self) -> None:
        """Put the chosen cells on the clipboard, as a spreadsheet takes them."""
        chosen = sorted((index.row(), self._place(index.column()), index.column()) for index in self._chosen())
        lines: dict[int, list[str]] = {}
        for row, _place, column in chosen:
            lines.setdefault(row, []).append(self.model.text(row, column))
        if lines:
            QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))

    @Slot()
    def export(self) -> None:
        """Ask for a CSV file and write all rows to it."""
        self._ask_file("csv", "CSV (*.csv)")

    @Slot()
    def export_excel(self) -> None:
        """Ask for a file of Excel and write all rows to it."""
        self._ask_file("xlsx", "Excel (*.xlsx)")

    def _ask_file(self, ending: str, kinds: str) -> None:
        name = f"{self._key.rpartition('/')[2]}.{ending}"
        dialog = saving(self, self._desk.kept, "Export all rows", name, kinds)
        dialog.fileSelected.connect(self._export_to)
        dialog.open()

    @Slot(str)
    def _export_to(self, name: str) -> None:
        file = Path(name)
        self._desk.tasks.long(f"Writing {file.name}", self._writing(file), partial(self._exported, file), self._fail)

    def _writing(self, file: Path) -> Callable[[Progress], int]:
        whole = writing.held(self.model.rows) if self._whole is None else self._whole
        return partial(writing.write_all, file, self._name, self.model.columns, whole, self.model.arranging())

    def _exported(self, file: Path, count: int) -> None:
        self._desk.say(f"{self._counted(count)} written to {file.name}.")

    def _fail(self, error: SakshiError) -> None:
        if not isinstance(error, CancelledError):
            self._desk.say(error)

    # --- columns

    def columns_menu(self) -> QMenu:
        """Return a menu in which each column is ticked that is shown, and the ways to a file with all rows."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        heading = self.view.horizontalHeader()
        for place, column in enumerate(self.model.columns):
            action = QAction(column.title, menu, checkable=True, checked=not heading.isSectionHidden(place))
            action.setEnabled(place > 0)
            action.toggled.connect(partial(self._show_column, place))
            menu.addAction(action)
        menu.addSeparator()
        fit = QAction("Fit columns to the width", menu, enabled=self.arrangement.by_hand)
        fit.triggered.connect(self.arrangement.let_go)
        menu.addAction(fit)
        for title, act in (("Export CSV …", self.export), ("Export to Excel …", self.export_excel)):
            action = QAction(title, menu)
            action.triggered.connect(act)
            menu.addAction(action)
        return menu

    def _show_column(self, place: int, shown: bool) -> None:  # noqa: FBT001  # a slot of toggled(bool)
        self.arrangement.show(place, shown=shown)

    @Slot()
    def _say_shed(self) -> None:
        """Say how many columns have no room, and which."""
        shed = self.arrangement.shed
        self.columns.setText(f"Columns · {len(shed)} more" if shed else "Columns")
        self.columns.setToolTip(f"No room for {', '.join(shed)}: choose here what is seen." if shed else "")

    @Slot(QPoint)
    def _ask_columns(self, at: QPoint) -> None:
        self.columns_menu().popup(self.view.horizontalHeader().mapToGlobal(at))

    @Slot()
    def _drop_columns(self) -> None:
        self.columns_menu().popup(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))

    # --- parts

    def _place(self, column: int) -> int:
        return self.view.horizontalHeader().visualIndex(column)

    def _chosen(self) -> list[QModelIndex]:
        return [index for index in self.view.selectedIndexes() if not self.view.isColumnHidden(index.column())]

    def _make_view(self, name: str) -> QTableView:
        view = QTableView(self)
        view.setAccessibleName(name)
        view.setModel(self.model)
        view.setItemDelegate(CellPainter(self._desk.look, self.model, view))
        view.setHorizontalHeader(Heading(self._desk.look, view))
        view.horizontalHeader().setToolTip(f"Sort by a column: click it, or {SORTING_KEY} in it")
        view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        view.setSortingEnabled(True)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.horizontalHeader().setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.horizontalHeader().customContextMenuRequested.connect(self._ask_columns)
        view.activated.connect(self._open)
        view.selectionModel().currentRowChanged.connect(self._redraw)
        self._desk.look.changed.connect(view.viewport().update)
        here = Qt.ShortcutContext.WidgetShortcut
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), view, self.copy, context=here)
        QShortcut(QKeySequence(SORTING_KEY), view, self.sort_here, context=here)
        return view

    @Slot()
    def _redraw(self) -> None:
        self.view.viewport().update()

    def _make_empty(self, text: str) -> QLabel:
        said = QLabel(text, self.view.viewport())
        said.setObjectName("muted")
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        said.setWordWrap(True)
        said.hide()
        room = QVBoxLayout(self.view.viewport())
        room.addWidget(said)
        return said

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self.model.row(index.row())
        self.opened.emit(row)
        self.opened_at.emit(row, self.model.columns[index.column()].key)

    def _make_foot(self, name: str) -> QWidget:
        foot = QWidget(self)
        foot.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.columns = menu_button(self._desk.look, "Columns", f"Choose the columns of {name}", "quiet")
        self.columns.clicked.connect(self._drop_columns)
        self._export = IconButton(self._desk.look, "Export CSV", "download", tint="muted", style="quiet")
        self._export.setAccessibleName(f"Export all rows of {name}")
        self._export.clicked.connect(self.export)
        self._excel = IconButton(self._desk.look, "Excel", "download", tint="muted", style="quiet")
        self._excel.setAccessibleName(f"Export all rows of {name} to Excel")
        self._excel.clicked.connect(self.export_excel)
        self._foot_row = row = QHBoxLayout(foot)
        row.setContentsMargins(10, 2, 6, 0)
        row.addWidget(self._count, 1)
        row.addWidget(self.columns)
        row.addWidget(self._export)
        row.addWidget(self._excel)
        return foot
