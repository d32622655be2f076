"""Which columns of a table are seen and how wide: as a person left them, the others as the room allows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, QSettings, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QTableView

from sakshi_desktop.ui.widgets.fitting import Wish, fit
from sakshi_desktop.ui.widgets.records import Column, RecordModel


class Arrangement(QObject):
    """Fits the columns of one table into their room.

    What a person did to a column by hand, dragging its edge, showing or hiding it, is kept and left alone. The first
    column, which gets what room is left, and the one that is sorted by never go.

    Signals:
        fitted: the columns share the room anew.
    """

    fitted = Signal()

    def __init__(self, view: QTableView, model: RecordModel[Any], kept: QSettings, key: str) -> None:
        """Arrange the columns of ``view``; ``key``: where in ``kept`` it is remembered."""
        super().__init__(view)
        self._view = view
        self._model = model
        self._kept = kept
        self._key = key
        self._heading: QHeaderView = view.horizontalHeader()
        self._widths: dict[str, int] = {}
        self._shown: dict[str, bool] = {}
        self._by_itself = False
        self.shed: tuple[str, ...] = ()
        """The titles of the columns that are there but for the room."""
        self._recall()
        self._heading.sectionResized.connect(self._resized)
        self._heading.sectionMoved.connect(self.remember)
        self._heading.sortIndicatorChanged.connect(self.remember)

    def fit(self) -> None:
        """Give each column its width, and hide those without room."""
        columns, room = self._model.columns, self._view.viewport().width()
        wished = [place for place, column in enumerate(columns) if self._is_wished(column)]
        must = {0, self._heading.sortIndicatorSection()}
        fitted = fit([self._wish(columns[place], must_stay=place in must) for place in wished], room)
        widths = dict(zip(wished, fitted, strict=True))
        if columns[0].key not in self._widths:
            widths[0] += max(0, room - sum(fitted))
        with self._alone():
            for place in range(len(columns)):
                width = widths.get(place, 0)
                self._view.setColumnHidden(place, not width)
                if width:
                    self._heading.resizeSection(place, width)
        self.shed = tuple(columns[place].title for place in wished if not widths[place])
        self.fitted.emit()

    def show(self, place: int, *, shown: bool) -> None:
        """Show or hide a column by hand; what is in sight beside one that is shown stays in sight."""
        columns = self._model.columns
        seen = [place, *(at for at in range(len(columns)) if shown and not self._heading.isSectionHidden(at))]
        self._shown |= {columns[at].key: shown for at in seen}
        self.remember()
        self.fit()

    @property
    def by_hand(self) -> bool:
        """Return whether a person has dragged, shown or hidden a column."""
        return bool(self._widths or self._shown)

    @Slot()
    def let_go(self) -> None:
        """Let all columns be as wide, and be there, as the room allows."""
        self._widths.clear()
        self._shown.clear()
        self.remember()
        self.fit()

    @Slot()
    def remember(self) -> None:
        """Keep the order and the sort of the columns, and what was done by hand, for the next time."""
        columns, heading = self._model.columns, self._heading
        by, falls = heading.sortIndicatorSection(), heading.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        said = {
            "widths": self._widths,
            "shown": self._shown,
            "order": [columns[heading.logicalIndex(place)].key for place in range(heading.count())],
            "sort": [columns[by].key, falls] if 0 <= by < len(columns) else None,
        }
        self._kept.setValue(self._key, json.dumps(said))

    def _is_wished(self, column: Column[Any]) -> bool:
        return self._shown.get(column.key, column.shown)

    def _wish(self, column: Column[Any], *, must_stay: bool) -> Wish:
        by_hand = self._widths.get(column.key)
        if by_hand is not None:
            return Wish(by_hand, by_hand)
        stays = must_stay or column.key in self._shown
        return Wish(column.width, min(column.least or column.width, column.width), 0 if stays else column.spare)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Change columns in the block by the program, not by hand."""
        self._by_itself = True
        yield
        self._by_itself = False

    @Slot(int, int, int)
    def _resized(self, place: int, before: int, width: int) -> None:
        if self._by_itself or before == width:
            return
        key = self._model.columns[place].key
        if before and width:
            self._widths[key] = width
        else:
            self._shown[key] = width > 0
        self.remember()

    def _recall(self) -> None:
        said = _read(self._kept.value(self._key))
        places = {column.key: place for place, column in enumerate(self._model.columns)}
        self._widths = {key: width for key, width in said.get("widths", {}).items() if key in places}
        self._shown = {key: shown for key, shown in said.get("shown", {}).items() if key in places}
        for at, key in enumerate(key for key in said.get("order", ()) if key in places):
            self._heading.moveSection(self._heading.visualIndex(places[key]), at)
        for place, column in enumerate(self._model.columns):
            self._heading.resizeSection(place, self._widths.get(column.key, column.width))
            self._view.setColumnHidden(place, not self._is_wished(column))
        key, falls = said.get("sort") or ("", False)
        if key in places:
            order = Qt.SortOrder.DescendingOrder if falls else Qt.SortOrder.AscendingOrder
            self._heading.setSortIndicator(places[key], order)
            self._model.sort(places[key], order)


def _read(kept: object) -> dict[str, Any]:
    """Return what is remembered, nothing where an older version remembered it in its own way."""
    try:
        said = json.loads(kept) if isinstance(kept, str) else {}
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
