"""Where a person is in a table: what is chosen and scrolled to outlives new rows."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from PySide6.QtCore import QItemSelection, QItemSelectionModel
from PySide6.QtWidgets import QTableView

SELECT = QItemSelectionModel.SelectionFlag.Select
NO_CHANGE = QItemSelectionModel.SelectionFlag.NoUpdate


class Rows(Protocol):
    """The rows of a model, in the order shown."""

    @property
    def shown(self) -> Sequence[Any]:
        """Return the rows as they stand under each other."""


@contextmanager
def kept(view: QTableView, rows: Rows) -> Iterator[None]:
    """Choose the same cells after the block as before it, by the ids of their rows, and scroll to the same height.

    Rows without an id come and go: nothing is chosen then.
    """
    chosen = _chosen(view, rows)
    current, column = _current(view, rows), view.currentIndex().column()
    heights = [bar.value() for bar in (view.verticalScrollBar(), view.horizontalScrollBar())]
    yield
    selection, model = view.selectionModel(), view.model()
    for place, row in enumerate(rows.shown):
        if current is not None and _id(row) == current:
            selection.setCurrentIndex(model.index(place, max(0, column)), NO_CHANGE)
        for left, right in chosen.get(_id(row), ()):
            selection.select(QItemSelection(model.index(place, left), model.index(place, right)), SELECT)
    for bar, height in zip((view.verticalScrollBar(), view.horizontalScrollBar()), heights, strict=True):
        bar.setValue(height)


def _chosen(view: QTableView, rows: Rows) -> dict[Any, list[tuple[int, int]]]:
    """Return the chosen columns, from one to another, of each row in which there are any."""
    shown, chosen = rows.shown, dict[Any, list[tuple[int, int]]]()
    selection = view.selectionModel().selection()
    for part in map(selection.at, range(selection.count())):
        for row in shown[part.top() : part.bottom() + 1]:
            chosen.setdefault(_id(row), []).append((part.left(), part.right()))
    chosen.pop(None, None)
    return chosen


def _current(view: QTableView, rows: Rows) -> Any:  # noqa: ANN401  # an id of whatever kind
    place = view.currentIndex().row()
    return _id(rows.shown[place]) if 0 <= place < len(rows.shown) else None


def _id(row: Any) -> Any:  # noqa: ANN401  # the same
    return getattr(row, "id", None)
