"""The first of many rows, and a way to further ones."""

from collections.abc import Sequence
from typing import Generic

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.store.counting import Count
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column, Row
from sakshi_desktop.ui.widgets.writing import Whole


class Newest(QWidget, Generic[Row]):
    """A table with the first rows, mostly the newest; the button below it is there while there are further ones."""

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column[Row]],
        name: str,
        of: tuple[str, str],
        parent: QWidget,
        *,
        words: str = "Show older ones",
    ) -> None:
        """Make an empty table; ``name`` and ``of`` are those of the table, ``words`` stand on the button."""
        super().__init__(parent)
        self.setObjectName("clear")
        self.table: RecordTable[Row] = RecordTable(desk, columns, name, of=of, parent=self)
        self.older = QPushButton(words, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.table, 1)
        column.addWidget(self.older)

    def show_rows(self, rows: Sequence[Row], whole: Whole[Row] | None, of: Count | None) -> None:
        """Show other rows; ``of``: how many the ``whole`` has, None where these are all."""
        self.table.show_rows(rows, whole=whole, of=of)
        self.older.setVisible(of is not None)
