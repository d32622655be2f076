"""Tables that flow over pages: aligned columns, a heading repeated on every page, cells of one or two lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sakshi_desktop.reports import fonts
from sakshi_desktop.reports.fonts import Weight
from sakshi_desktop.reports.page import BOTTOM, LEFT, RIGHT, ROOM, SMALL, TOP, Align, Flow, Ink, Paper, Style

CELL = Style(8.5)
CELL_STRONG = Style(8.5, Weight.SEMIBOLD)
NOTE = Style(7.2, ink=Ink.MUTED)
HEAD = Style(7.6, Weight.SEMIBOLD, Ink.MUTED)
PAD_X = 5.0
WRAPPED_AT_LEAST = 84.0
LEAD_FIRST, LEAD = 13.5, 10.5
PAD_Y = 5.0
CONTINUED = 16.0
WORTH_TURNING = 0.5
"""Past this part of a page a table that fits on one page is not parted."""
ROWS_AT_LEAST = 3
"""A heading is never left with fewer rows than this below it, unless there are fewer."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One or two lines of a table; the second is a note to the first."""

    text: str
    style: Style = CELL
    note: str = ""
    note_style: Style = NOTE

    @property
    def width(self) -> float:
        """Return the room it wants, in points."""
        return max(self.style.width(self.text), self.note_style.width(self.note) if self.note else 0.0)


@dataclass(frozen=True, slots=True)
class Column:
    """A column as wide as its contents.

    Attributes:
        lines: into how many lines a text may be wrapped; 0 never wraps, others share the room that is left.
    """

    title: str
    align: Align = Align.RIGHT
    lines: int = 0


Row = Sequence[Cell]


@dataclass(eq=False)
class Table:
    """Rows under columns as wide as their contents want.

    Attributes:
        name: what is said above the rows that go on on another page.
        total: whether the first row stands for all and is set apart.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: bool = False

    @cached_property
    def _wants(self) -> list[float]:
        return [max(self._title(place), *(row[place].width for row in self.rows)) for place in range(len(self.columns))]

    def _title(self, place: int) -> float:
        return max(HEAD.width(line) for line in self.columns[place].title.split("\n"))

    @cached_property
    def scale(self) -> float:
        """Return by how much the letters are smaller than usual, so that the longest figures fit."""
        fixed = [want for want, column in zip(self._wants, self.columns, strict=True) if not column.lines]
        spare = ROOM - 2 * PAD_X * len(self.columns) - WRAPPED_AT_LEAST * (len(self.columns) - len(fixed))
        return min(1.0, spare / sum(fixed)) if fixed else 1.0

    @cached_property
    def widths(self) -> list[float]:
        """Return the width of each column in points; those that wrap share what the others leave."""
        wide = [want * self.scale + 2 * PAD_X for want in self._wants]
        wrapped = sorted((place for place, column in enumerate(self.columns) if column.lines), key=wide.__getitem__)
        spare = ROOM - sum(want for place, want in enumerate(wide) if place not in wrapped)
        for number, place in enumerate(wrapped):
            fair = spare / (len(wrapped) - number)
            last = number == len(wrapped) - 1
            wide[place] = spare if last else min(wide[place], max(fair, WRAPPED_AT_LEAST))
            spare -= wide[place]
        over = (ROOM - sum(wide)) / len(wide)
        return [want + over for want in wide]

    @cached_property
    def edges(self) -> list[float]:
        """Return where each column begins, and the end of the last."""
        places = [LEFT]
        for wide in self.widths:
            places.append(places[-1] + wide)
        return places

    @cached_property
    def head_height(self) -> float:
        """Return the height of the headings."""
        return 8 + 9.5 * max(column.title.count("\n") + 1 for column in self.columns)

    @cached_property
    def fitted(self) -> list[tuple[list[list[tuple[str, Style]]], float]]:
        """Return each row as the lines of its cells, wrapped, and its height."""
        fitted = []
        for row in self.rows:
            cells = [self._lines(place, cell) for place, cell in enumerate(row)]
            lines = max(len(cell) for cell in cells)
            fitted.append((cells, 2 * PAD_Y + LEAD_FIRST - 3.5 + (lines - 1) * LEAD))
        return fitted

    def _lines(self, place: int, cell: Cell) -> list[tuple[str, Style]]:
        room = self.widths[place] - 2 * PAD_X
        most = self.columns[place].lines
        style, small = self._scaled(cell.style), self._scaled(cell.note_style)
        first = fonts.wrap(cell.text, room, style.size, style.weight, most=most) if most else [cell.text]
        lines = [(line, style) for line in first]
        if cell.note:
            notes = fonts.wrap(cell.note, room, small.size, small.weight, most=most) if most else [cell.note]
            lines += [(note, small) for note in notes]
        return lines

    def _scaled(self, style: Style) -> Style:
        return style if self.scale == 1 else replace(style, size=style.size * self.scale)

    @cached_property
    def height(self) -> float:
        """Return the height of the whole table in points."""
        return self.head_height + sum(high for _, high in self.fitted)

    def follow(self, flow: Flow, above: float) -> float:
        """Return what must stand on one page with the heading: the whole table where that costs little room.

        Args:
            above: the height of the heading.
        """
        least = self.head_height + sum(high for _, high in self.fitted[:ROWS_AT_LEAST])
        whole = above + self.height
        together = whole <= BOTTOM - TOP and (whole <= flow.room() or flow.y > TOP + (BOTTOM - TOP) * WORTH_TURNING)
        return self.height if together else least

    def put(self, flow: Flow) -> None:
        """Put all rows below what is on ``flow``, over as many pages as they need."""
        start = 0
        while start < len(self.fitted):
            above = self.head_height + (CONTINUED if start else 0)
            end, high = start, above
            while end < len(self.fitted) and high + self.fitted[end][1] <= flow.room():
                high += self.fitted[end][1]
                end += 1
            if end > start:
                flow.add(Part(self, start, end, above, high))
                start = end
            if start < len(self.fitted):
                flow.turn()


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of a table that stand on one page, below its headings."""

    table: Table
    start: int
    end: int
    above: float
    height: float

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it with its upper edge at ``top``."""
        y = top + self.above
        if self.start:
            paper.text(LEFT + PAD_X, top + 10, f"{self.table.name}, continued", SMALL)
        self._draw_head(paper, y)
        for number in range(self.start, self.end):
            cells, high = self.table.fitted[number]
            if self.table.total and number == 0:
                paper.box(LEFT, y, ROOM, high, Ink.PANEL)
            self._draw_row(paper, y, cells)
            y += high
            paper.line([(LEFT, y), (RIGHT, y)], Ink.RULE, 0.5)

    def _draw_head(self, paper: Paper, bottom: float) -> None:
        for place, column in enumerate(self.table.columns):
            words = column.title.split("\n")
            for number, word in enumerate(words):
                y = bottom - 6 - 9.5 * (len(words) - 1 - number)
                paper.text(self._anchor(place), y, word, HEAD, column.align)
        paper.line([(LEFT, bottom), (RIGHT, bottom)], Ink.TEXT, 0.8)

    def _draw_row(self, paper: Paper, y: float, cells: Sequence[Sequence[tuple[str, Style]]]) -> None:
        for place, lines in enumerate(cells):
            x, align = self._anchor(place), self.table.columns[place].align
            for number, (line, style) in enumerate(lines):
                paper.text(x, y + LEAD_FIRST + number * LEAD, line, style, align)

    def _anchor(self, place: int) -> float:
        right = self.table.columns[place].align is Align.RIGHT
        return self.table.edges[place + 1] - PAD_X if right else self.table.edges[place] + PAD_X
