"""A table of things that are kept by hand, of which there may be very many."""

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from sakshi_desktop.store.nouns import Noun, Pages, Record, Sorting
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.keeping_long import SIZE, LongKeeping, Opened
from sakshi_desktop.ui.widgets.kept_table import KeptTable
from sakshi_desktop.ui.widgets.paged_records import PagedTable
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column


class LongTable(KeptTable):
    """The same as KeptTable; its rows are read as they come into sight, and sorted by the database."""

    keeping: LongKeeping

    def __init__(self, desk: Desk, noun: Noun, pages: Pages, title: str, parent: QWidget) -> None:
        self._pages = pages
        self._shown: Sorting | None = None
        super().__init__(desk, noun, title, parent)

    def _keep(self, noun: Noun) -> LongKeeping:
        return LongKeeping(self._desk.tasks, self._desk.program, noun, self._pages, self)

    def _rows(
        self, columns: Sequence[Column[Record]], name: str, of: tuple[str, str], empty: str
    ) -> RecordTable[Record]:
        table: PagedTable[Record] = PagedTable(
            self._desk, columns, name, of=of, size=SIZE, sorts=self._pages.sorts, empty=empty, parent=self
        )
        key, falls = self._pages.usual
        table.sort_first_by(key, falls=falls)
        if table.sorting[0] in self._pages.sorts:
            self.keeping.by = Sorting(*table.sorting)
        table.wanted.connect(self.keeping.want)
        table.sorted.connect(self._sort)
        self.keeping.paged.connect(table.put)
        self._long = table
        return table

    @Slot(str, bool)
    def _sort(self, key: str, falls: bool) -> None:  # noqa: FBT001  # a slot
        self.keeping.sort(Sorting(key, falls))

    @Slot(object)
    def _show(self, opened: Opened) -> None:
        fresh, self._shown = opened.by != self._shown, opened.by
        self._long.expect(opened.count, all_rows=self.keeping.every_row, fresh=fresh, first=opened.first)
        self.settled.emit()
