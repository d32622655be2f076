"""The history of imports, and what can be done with one of them."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.core import ids
from sakshi_desktop.core.rights import Right
from sakshi_desktop.core.vocabulary import ImportState
from sakshi_desktop.importers.outcomes import BatchRow
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.imports import columns
from sakshi_desktop.ui.widgets.notice import Notice
from sakshi_desktop.ui.widgets.record_table import RecordTable

LATER = (
    "Each import will stand here: its days and totals, the rows that were left out, and a button that takes it back."
)
ASK = "Ask a manager or the owner to import sales."
NOT_HERE = frozenset({ImportState.REMOVED, ImportState.INTERRUPTED})
"""Of such imports nothing is here: their file can come in again."""


class Past(QWidget):
    """The table of imports; its buttons are about the row with the cursor.

    Signals:
        days_wanted: the days of an import shall be seen.
        problems_wanted: the rows that it left out.
        removal_wanted: it shall be taken back.
        again_wanted: its file shall be imported once more, from the beginning.
    """

    days_wanted = Signal(object)
    problems_wanted = Signal(object)
    removal_wanted = Signal(object)
    again_wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        rights = desk.program.actor.rights
        self._may_remove, self._may_import = Right.REMOVE_IMPORT in rights, Right.IMPORT_SALES in rights
        self.table: RecordTable[BatchRow] = RecordTable(desk, columns.PAST, "Imports", of=("import", "imports"))
        self.empty = Notice(desk.look, self)
        self.empty.say("Nothing was imported yet.", LATER if self._may_import else ASK)
        self.head = QLabel("Imports so far", self)
        self.told = QLabel(self)
        self.again = QPushButton("Import it again", self)
        self.days = QPushButton("Show its days", self)
        self.problems = QPushButton("Rows left out", self)
        self.remove = QPushButton("Remove this import", self)
        self._make()
        self.table.opened.connect(self.days_wanted)
        self.table.view.selectionModel().currentChanged.connect(self._look)
        self.table.model.modelReset.connect(self._look)
        self.days.clicked.connect(self._want_days)
        self.problems.clicked.connect(self._want_problems)
        self.remove.clicked.connect(self._want_removal)
        self.again.clicked.connect(self._want_again)
        self._look()

    @property
    def chosen(self) -> BatchRow | None:
        """Return the import with the cursor."""
        index = self.table.view.currentIndex()
        return self.table.model.row(index.row()) if index.isValid() else None

    def show_past(self, past: Sequence[BatchRow]) -> None:
        """Show the history, newest first."""
        self.table.show_rows(past)
        self.table.setVisible(bool(past))
        self.empty.setVisible(not past)
        for part in (self.head, self.days, self.problems, self.remove):
            part.setVisible(bool(past))
        if past and self.chosen is None:
            self.table.view.setCurrentIndex(self.table.model.index(0, 0))
        self._look()

    @Slot()
    def _look(self, _now: QModelIndex | None = None, _before: QModelIndex | None = None) -> None:
        past = self.chosen
        counts = past is not None and past.counts
        self.days.setEnabled(counts)
        self.remove.setEnabled(counts and self._may_remove)
        self.remove.setToolTip("" if self._may_remove else "Ask a manager or the owner to remove imports.")
        self.problems.setEnabled(past is not None and past.bad_rows + past.conflicts > 0)
        self.again.setVisible(past is not None and past.state in NOT_HERE)
        self.again.setEnabled(self._may_import)
        self.told.setText("" if past is None else _told(past))
        self.told.setVisible(bool(self.told.text()))

    @Slot()
    def _want_days(self) -> None:
        if self.chosen is not None:
            self.days_wanted.emit(self.chosen)

    @Slot()
    def _want_problems(self) -> None:
        if self.chosen is not None:
            self.problems_wanted.emit(self.chosen)

    @Slot()
    def _want_removal(self) -> None:
        if self.chosen is not None:
            self.removal_wanted.emit(self.chosen)

    @Slot()
    def _want_again(self) -> None:
        if self.chosen is not None:
            self.again_wanted.emit(self.chosen)

    def _make(self) -> None:
        self.head.setObjectName("heading")
        self.told.setObjectName("muted")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.head)
        row.addStretch(1)
        for button in (self.again, self.days, self.problems, self.remove):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(row)
        column.addWidget(self.empty, 1)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)


def _told(past: BatchRow) -> str:
    """Return what there is to know of an import that did not come to its end."""
    name = ids.import_batch(past.id)
    if past.state is ImportState.INTERRUPTED:
        return f"{name} was interrupted; nothing of it was kept."
    return f"{name} is being imported by {past.by}." if past.state is ImportState.COMING else ""
