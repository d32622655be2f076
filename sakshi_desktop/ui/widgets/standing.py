"""Where a person is in a table: what is chosen and scrolled to outlives new rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QTableView

ROWS = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
NO_CHANGE = QItemSelectionModel.SelectionFlag.NoUpdate


class Rows(Protocol):
    """The rows of a model, in the order shown."""

    @property
    def shown(self) -> Sequence[Any]:
        """Return the rows as they stand under each other."""


@contextmanager
def kept(view: QTableView, rows: Rows) -> Iterator[None]:
    """Choose the same rows after the block as before it, by their ids, and scroll to the same height.

    Rows without an id come and go: nothing is chosen then.
    """
    chosen = {_id(row) for row in _chosen(view, rows)} - {None}
    current, column = _current(view, rows), view.currentIndex().column()
    heights = [bar.value() for bar in (view.verticalScrollBar(), view.horizontalScrollBar())]
    yield
    selection, model = view.selectionModel(), view.model()
    for place, row in enumerate(rows.shown):
        if current is not None and _id(row) == current:
            selection.setCurrentIndex(model.index(place, max(0, column)), NO_CHANGE)
        if _id(row) in chosen:
            selection.select(model.index(place, 0), ROWS)
    for bar, height in zip((view.verticalScrollBar(), view.horizontalScrollBar()), heights, strict=True):
        bar.setValue(height)


def _chosen(view: QTableView, rows: Rows) -> list[Any]:
    selection = view.selectionModel()
    if not selection.hasSelection():
        return []
    shown = rows.shown
    return [shown[index.row()] for index in selection.selectedRows() if index.row() < len(shown)]


def _current(view: QTableView, rows: Rows) -> Any:  # noqa: ANN401  # an id of whatever kind
    place = view.currentIndex().row()
    return _id(rows.shown[place]) if 0 <= place < len(rows.shown) else None


def _id(row: Any) -> Any:  # noqa: ANN401  # the same
    return getattr(row, "id", None)
