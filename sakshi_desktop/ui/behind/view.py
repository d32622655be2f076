"""A panel in the place of a page's body: the orders behind one of its figures."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from sakshi_desktop.analytics.types import BehindRow, Sorting
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.behind.columns import columns
from sakshi_desktop.ui.behind.viewmodel import SIZE, BehindViewModel, Drill, Found, summed
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.notice import Notice
from sakshi_desktop.ui.widgets.paged_records import PagedTable

EDGE = 20
SORTED = {
    ("date", True): Sorting.LATEST,
    ("date", False): Sorting.OLDEST,
    ("amount", True): Sorting.LARGEST,
    ("amount", False): Sorting.SMALLEST,
}
"""What the database is asked for by column, and whether it falls."""


class BehindPanel(QWidget):
    """The orders and refunds that a figure is made of, by date or amount, with what they come to at the foot.

    Attributes:
        notice: why there are none to show, in their place.

    Signals:
        left: the person goes back, by the button or Esc.
        settled: what was asked last is there, or why it is not.
    """

    left = Signal()
    settled = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pageBody")
        self._desk = desk
        self.viewmodel = BehindViewModel(desk.tasks, desk.program.figures, self)
        self.back = IconButton(desk.look, "Back", "chevron-left", name="Back to the figures (Esc)", parent=self)
        self.title = QLabel(self)
        self.title.setObjectName("heading")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.sum = QLabel(self)
        self.sum.setObjectName("muted")
        self.table: PagedTable[BehindRow] = PagedTable(
            desk,
            columns("INR"),
            "Orders behind a figure",
            of=("row", "rows"),
            size=SIZE,
            sorts=sorted({key for key, _ in SORTED}),
        )
        self.table.sort_first_by("date", falls=True)
        self.notice = Notice(desk.look, self)
        self._room = QStackedWidget(self)
        self._make()
        self._wire()

    def show_drill(self, drill: Drill) -> None:
        """Look behind a figure."""
        self.title.setText(drill.title)
        self.sum.setText("Working …")
        self._room.setCurrentWidget(self.table)
        self.viewmodel.look(replace(drill, by=SORTED[self.table.sorting]))
        self.table.view.setFocus()

    def again(self) -> None:
        """Look again; what is chosen and scrolled to stays."""
        self.viewmodel.again()

    @Slot(str, bool)
    def _sort(self, column: str, falls: bool) -> None:  # noqa: FBT001  # a slot
        self.sum.setText("Working …")
        self.viewmodel.sort(SORTED[column, falls])

    @Slot(object, bool)
    def _show(self, found: Found, fresh: bool) -> None:  # noqa: FBT001  # a slot
        said = summed(found)
        self.sum.setText(said)
        self.table.show_columns(columns(found.total.currency))
        self.table.expect(found.count, said, self.viewmodel.every_row, fresh=fresh)
        self.table.put(0, found.rows)
        if fresh and found.count:
            self.table.view.setCurrentIndex(self.table.model.index(0, 0))
        self._give_room(self.table, self.table.view.setFocus)
        self.settled.emit()

    @Slot(object)
    def _fail(self, error: SakshiError) -> None:
        self.sum.setText("")
        self.notice.fail(error, "Try again", self.again)
        self._give_room(self.notice, self.notice.begin)
        self.settled.emit()

    def _give_room(self, part: QWidget, begin: Callable[[], None]) -> None:
        """Show the orders, or why there are none; the keys go to it where they went to the other."""
        if part is not self._room.currentWidget():
            had_keys = self._room.isAncestorOf(QApplication.focusWidget() or self)
            self._room.setCurrentWidget(part)
            if had_keys:
                begin()

    @Slot(object)
    def _open(self, row: BehindRow) -> None:
        if row.order_id is not None and self._desk.opens("order"):
            self._desk.open("order", row.order_id)

    def _wire(self) -> None:
        model = self.viewmodel
        model.found.connect(self._show)
        model.paged.connect(self.table.put)
        model.failed.connect(self._fail)
        self.table.wanted.connect(model.want)
        self.table.sorted.connect(self._sort)
        self.table.opened.connect(self._open)
        self.back.clicked.connect(self.left)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.left.emit, context=context)

    def _make(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.title)
        words.addWidget(self.sum)
        head = QHBoxLayout()
        head.setSpacing(14)
        head.addWidget(self.back)
        head.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 0, EDGE, 20)
        column.setSpacing(12)
        column.addLayout(head)
        for part in (self.table, self.notice):
            self._room.addWidget(part)
        column.addWidget(self._room, 1)
