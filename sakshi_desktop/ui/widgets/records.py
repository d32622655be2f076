"""The model behind every table: rows as they came, an order of our own over them, cells as text at first sight."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from sakshi_desktop.core.money import format_count
from sakshi_desktop.reports.sheet import Head, Kind
from sakshi_desktop.ui.tones import Tone

Row = TypeVar("Row")
Sortable = int | float | str | None
Index = QModelIndex | QPersistentModelIndex
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def as_text(value: Sortable) -> str:
    """Return a value as it is, an unknown one as a dash."""
    return "\N{EN DASH}" if value is None else str(value)


def as_plain(value: Sortable) -> str:
    """Return a value for another program: nothing where it is not known."""
    return "" if value is None else str(value)


def _plain_tone(_row: object) -> Tone:
    return Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: sorting uses the value, the cell shows the text.

    Attributes:
        text: makes the text of a value.
        plain: makes what is written to a CSV file of a value, and to Excel where ``kind`` is a text.
        kind: what the value is in a file of Excel; what is shown as a count is one anyhow.
        currency: of an amount of money that does not know its own.
        tone: how the cell of a row speaks.
        key: names the column where its width and place are remembered.
        width: in pixels, before a person drags it.
        least: to which it is narrowed where room is short; 0 is not at all.
        spare: how soon it goes where there is still no room, the highest first; 0 never.
        shown: whether it is there before a person chooses.
        tip: what the heading means.
    """

    title: str
    value: Callable[[Row], Sortable]
    text: Callable[[Any], str] = as_text
    numeric: bool = False
    plain: Callable[[Any], str] = as_plain
    tone: Callable[[Row], Tone] = _plain_tone
    key: str = ""
    width: int = 90
    least: int = 0
    spare: int = 0
    shown: bool = True
    tip: str = ""
    kind: Kind = Kind.TEXT
    currency: str = "INR"

    def head(self) -> Head:
        """Return the heading in a file."""
        return Head(self.title, self._holds, self.width, self.currency)

    def typed(self, row: Row) -> Sortable:
        """Return what a cell of Excel holds."""
        value = self.value(row)
        return self.plain(value) if self._holds is Kind.TEXT else value

    @property
    def _holds(self) -> Kind:
        return Kind.COUNT if self.text is format_count else self.kind


@dataclass(slots=True)
class _Sort:
    column: int = -1
    descending: bool = False


@dataclass(slots=True)
class _Cache:
    values: dict[int, list[Sortable]] = field(default_factory=dict)
    texts: dict[int, tuple[str, ...]] = field(default_factory=dict)


class RecordModel(QAbstractTableModel, Generic[Row]):
    """Rows under columns. What is not known sorts last, whichever way."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: Sequence[Row] = ()
        self._order: list[int] = []
        self._sort = _Sort()
        self._cache = _Cache()

    def show(self, rows: Sequence[Row], columns: Sequence[Column[Row]] | None = None) -> None:
        """Show other rows, and with them, if given, as many other columns; the chosen sort stays."""
        self.beginResetModel()
        self.rows = rows
        if columns is not None:
            self.columns = tuple(columns)
        self._cache = _Cache()
        self._order = self._sorted()
        self.endResetModel()

    def row(self, place: int) -> Row:
        """Return the row that stands at ``place``."""
        return self.rows[self._order[place]]

    @property
    def shown(self) -> Sequence[Row]:
        """Return the rows as they stand under each other."""
        return [self.rows[kept] for kept in self._order]

    def text(self, place: int, column: int) -> str:
        """Return the text of a cell."""
        kept = self._order[place]
        texts = self._cache.texts.get(kept)
        if texts is None:
            row = self.rows[kept]
            texts = tuple(one.text(one.value(row)) for one in self.columns)
            self._cache.texts[kept] = texts
        return texts[column]

    def tone(self, place: int, column: int) -> Tone:
        """Return how a cell speaks."""
        return self.columns[column].tone(self.rows[self._order[place]])

    def plain(self) -> list[list[str]]:
        """Return every row, in the order shown, as a CSV file holds them."""
        return [[one.plain(one.value(self.rows[kept])) for one in self.columns] for kept in self._order]

    def arranging(self) -> Callable[[Iterable[Row]], Iterable[Row]] | None:
        """Return what puts rows into the order that a person chose, on any thread; None where none is chosen."""
        if not 0 <= self._sort.column < len(self.columns):
            return None
        return partial(_arranged, self.columns[self._sort.column], falls=self._sort.descending)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = DISPLAY) -> object:
        """Return what a role asks of a cell; roles are compared as whole numbers, which costs half."""
        if role in {DISPLAY, SPOKEN}:
            return self.text(index.row(), index.column())
        if role == ALIGNMENT:
            return RIGHT if self.columns[index.column()].numeric else LEFT
        return None

    def multiData(self, index: Index, roleDataSpan: Any) -> None:  # noqa: ANN401, N803  # Qt's name and two types
        """Answer many roles of one cell at once."""
        for place in range(len(roleDataSpan)):
            wanted = roleDataSpan[place]
            wanted.setData(self.data(index, wanted.role()))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> object:
        """Return the heading of a column."""
        if orientation == Qt.Orientation.Horizontal and 0 <= section < len(self.columns):
            column = self.columns[section]
            if role in {DISPLAY, SPOKEN}:
                return column.title
            if role == TOOL_TIP:
                return column.tip or None
            if role == ALIGNMENT:
                return RIGHT if column.numeric else LEFT
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows into the order of a column's values; -1 is the order they came in."""
        self.layoutAboutToBeChanged.emit()
        self._sort = _Sort(column, order == Qt.SortOrder.DescendingOrder)
        before, kept = self._order, self.persistentIndexList()
        self._order = self._sorted()
        places = {row: place for place, row in enumerate(self._order)}
        moved = [self.index(places[before[one.row()]], one.column()) for one in kept]
        self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def _sorted(self) -> list[int]:
        if not 0 <= self._sort.column < len(self.columns):
            return list(range(len(self.rows)))
        return _places(self._values(self._sort.column), falls=self._sort.descending)

    def _values(self, column: int) -> list[Any]:
        if column not in self._cache.values:
            self._cache.values[column] = _sortable(self.columns[column], self.rows)
        return self._cache.values[column]


def _sortable(column: Column[Row], rows: Iterable[Row]) -> list[Any]:
    found = [column.value(row) for row in rows]
    return [one.casefold() if isinstance(one, str) else one for one in found]


def _places(values: Sequence[Any], *, falls: bool) -> list[int]:
    known = [place for place, value in enumerate(values) if value is not None]
    known.sort(key=values.__getitem__, reverse=falls)
    if len(known) == len(values):
        return known
    return known + [place for place, value in enumerate(values) if value is None]


def _arranged(column: Column[Row], rows: Iterable[Row], *, falls: bool) -> Iterable[Row]:
    kept = list(rows)
    return [kept[place] for place in _places(_sortable(column, kept), falls=falls)]
