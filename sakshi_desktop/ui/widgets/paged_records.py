"""A table of any length: it knows how many rows there are and holds only those near the ones that are seen."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.record_table import SORTING_KEY, RecordTable
from sakshi_desktop.ui.widgets.records import Column, Index, RecordModel, Row
from sakshi_desktop.ui.widgets.writing import Whole

SIZE = 100
"""Rows of a page."""
HELD = 40
"""Pages that are held; those that were seen longest ago go first."""
PATIENCE = 15
"""Milliseconds in which a scroll may pass by rows without their being asked for."""
MISSING = "…"


class PagedModel(RecordModel[Row]):
    """Rows in pages, in the order in which they are answered; a row that is not there yet is a few dots."""

    def __init__(self, columns: Sequence[Column[Row]], size: int = SIZE, parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self._count = 0
        self._size = size
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()
        self._old: set[int] = set()

    def expect(self, count: int, *, fresh: bool = True) -> None:
        """Be ``count`` rows long; unless they are ``fresh``, those that are there stay until they are answered anew."""
        if not fresh and count == self._count:
            self._old = set(self._pages)
            return
        self.beginResetModel()
        self._count = count
        self._pages.clear()
        self._old.clear()
        self._cache.texts.clear()
        self.endResetModel()

    def put(self, page: int, rows: Sequence[Row]) -> None:
        """Take in the rows of a page, counted from 0."""
        first = page * self._size
        self._pages[page] = rows
        self._pages.move_to_end(page)
        self._old.discard(page)
        self._forget_texts(page)
        while len(self._pages) > HELD:
            gone, _ = self._pages.popitem(last=False)
            self._forget_texts(gone)
        last = min(first + len(rows), self._count) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))

    def missing(self, first: int, last: int) -> list[int]:
        """Return the pages of the rows from ``first`` to ``last`` that are not there, or only in an old form."""
        if not self._count:
            return []
        pages = range(max(0, first) // self._size, min(last, self._count - 1) // self._size + 1)
        return [page for page in pages if page not in self._pages or page in self._old]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Leave the rows as they come: whoever answers has put them in order."""

    def found(self, place: int) -> Row | None:
        """Return the row at ``place``, None where it is not there yet."""
        page, at = divmod(place, self._size)
        rows = self._pages.get(page, ())
        return rows[at] if at < len(rows) else None

    def row(self, place: int) -> Row:
        """Return the row that stands at ``place``; it must be there."""
        row = self.found(place)
        if row is None:
            raise LookupError(f"row {place} is not there yet")
        return row

    def text(self, place: int, column: int) -> str:
        """Return the text of a cell."""
        texts = self._cache.texts.get(place)
        if texts is None:
            row = self.found(place)
            if row is None:
                return MISSING
            texts = tuple(one.text(one.value(row)) for one in self.columns)
            self._cache.texts[place] = texts
        return texts[column]

    def tone(self, place: int, column: int) -> Tone:
        """Return how a cell speaks."""
        row = self.found(place)
        return Tone.QUIET if row is None else self.columns[column].tone(row)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows there are, here or not."""
        return 0 if parent.isValid() else self._count

    def _forget_texts(self, page: int) -> None:
        for place in range(page * self._size, (page + 1) * self._size):
            self._cache.texts.pop(place, None)


class PagedTable(RecordTable[Row]):
    """The one table of the program over pages: it asks for what comes into sight, whatever way it is scrolled there.

    Signals:
        wanted: a page that is in sight and not there, counted from 0; the answer goes to ``put``.
        sorted: the rows are wanted in another order: by the column of this key, and whether it falls.
    """

    wanted = Signal(int)
    sorted = Signal(str, bool)
    model: PagedModel[Row]

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column[Row]],
        name: str,
        *,
        of: tuple[str, str] = ("row", "rows"),
        size: int = SIZE,
        sorts: Sequence[str] = (),
        empty: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Make an empty table of pages of ``size`` rows; ``sorts``: keys of the columns that it can be sorted by."""
        super().__init__(desk, columns, name, of=of, empty=empty, parent=parent, model=PagedModel(columns, size))
        self._asked: set[int] = set()
        self._sorts = frozenset(sorts)
        self.view.setSortingEnabled(False)
        heading = self.view.horizontalHeader()
        heading.setSectionsClickable(bool(sorts))
        titles = [column.title for column in columns if column.key in self._sorts]
        heading.setToolTip(
            f"Sorted by {' or '.join(titles)}: click it, or {SORTING_KEY} in its column" if sorts else ""
        )
        self._stood = (heading.sortIndicatorSection(), heading.sortIndicatorOrder())
        heading.sortIndicatorChanged.connect(self._sort)
        self._soon = QTimer(self, singleShot=True, interval=PATIENCE)
        self._soon.timeout.connect(self._look)
        self.view.verticalScrollBar().valueChanged.connect(self._look_soon)

    def expect(
        self,
        count: int,
        under: str = "",
        all_rows: Callable[[], Iterable[Row]] = tuple,
        *,
        fresh: bool = True,
        first: Sequence[Row] = (),
    ) -> None:
        """Be ``count`` rows long, and ask for those in sight.

        Args:
            under: what else is said at the foot, after the count.
            all_rows: reads every row for a file; called on another thread.
            fresh: these are other rows than before; else what is chosen and scrolled to stays.
            first: the first page, where it is at hand already.
        """
        self._asked.clear()
        self._whole = Whole(all_rows, partial(int, count))
        chosen, scrolled = self.view.currentIndex().row(), self.view.verticalScrollBar().value()
        self.model.expect(count, fresh=fresh)
        if first:
            self.model.put(0, first)
        if fresh:
            self.view.scrollToTop()
        elif not self.view.currentIndex().isValid() and 0 <= chosen < count:
            self.view.setCurrentIndex(self.model.index(chosen, 0))
            self.view.verticalScrollBar().setValue(scrolled)
        self.empty.setVisible(not count and bool(self.empty.text()))
        self._count.setText(" · ".join(part for part in (self._counted(count), under) if part))
        self._look()

    @property
    def sorting(self) -> tuple[str, bool]:
        """Return the key of the column that the rows are sorted by, empty where by none, and whether it falls."""
        place, order = self._stood
        return self.model.columns[place].key if place >= 0 else "", order == Qt.SortOrder.DescendingOrder

    def show_columns(self, columns: Sequence[Column[Row]]) -> None:
        """Show as many other columns, before other rows are expected: amounts in another currency."""
        self.model.columns = tuple(columns)

    def put(self, page: int, rows: Sequence[Row]) -> None:
        """Take in the rows of a page."""
        self._asked.discard(page)
        self.model.put(page, rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for the rows that a larger table brings into sight."""
        if event.type() == QEvent.Type.Resize and watched is self.view.viewport():
            self._look_soon()
        return super().eventFilter(watched, event)

    @Slot(int, Qt.SortOrder)
    def _sort(self, place: int, order: Qt.SortOrder) -> None:
        if self.model.columns[place].key in self._sorts:
            self._stood = (place, order)
            self.sorted.emit(*self.sorting)
            return
        heading = self.view.horizontalHeader()
        heading.blockSignals(True)
        heading.setSortIndicator(*self._stood)
        heading.blockSignals(False)
        heading.viewport().update()
        self.arrangement.remember()

    @Slot()
    def _look_soon(self) -> None:
        self._soon.start()

    @Slot()
    def _look(self) -> None:
        first, below = self.view.rowAt(0), self.view.rowAt(self.view.viewport().height() - 1)
        last = self.model.rowCount() - 1 if below < 0 else below
        if first < 0 or last < 0:
            return
        for page in self.model.missing(first, last):
            if page not in self._asked:
                self._asked.add(page)
                self.wanted.emit(page)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        row = self.model.found(index.row())
        if row is not None:
            self.opened.emit(row)
