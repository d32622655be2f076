"""Charts by day: this period against the one before, weekends marked, axes as people write money."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from math import ceil, floor, log10

from sakshi_desktop.reports.fonts import Weight
from sakshi_desktop.reports.page import LABEL, LEFT, RIGHT, STRONG, Align, Ink, Paper, Style

AXIS = Style(7.2, ink=Ink.MUTED)
MARK = Style(7.6, Weight.SEMIBOLD, Ink.TEXT)
DAYS_WITH_NUMBERS = 35
SATURDAY = 5
PLOT_LEFT = LEFT + 50
MONDAYS_AT_MOST = 16


@dataclass(frozen=True, slots=True)
class Series:
    """A value a day; None where there is none."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Chart:
    """A line or bars by day beside the period before.

    Attributes:
        days: the date of each value of ``now``.
        show: a value as text on the axis and at the best day.
        bars: draw ``now`` as bars instead of a line.
    """

    title: str
    days: Sequence[date]
    now: Series
    before: Series
    show: Callable[[float], str]
    bars: bool = False
    height: float = 232.0

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it with its upper edge at ``top``."""
        plot = self._plot(top)
        self._draw_legend(paper, top)
        self._draw_weekends(paper, plot)
        self._draw_axes(paper, plot)
        if self.bars:
            self._draw_bars(paper, plot)
        else:
            self._draw_area(paper, plot)
        self._draw_before(paper, plot)
        self._draw_best(paper, plot)

    def _plot(self, top: float) -> "_Plot":
        known = [value for value in [*self.now.values, *self.before.values] if value is not None]
        ticks = nice_ticks(min([0.0, *known]), max([1.0, *known]))
        return _Plot(top + 44, top + self.height - 26, ticks, max(len(self.now.values), 1))

    def _draw_legend(self, paper: Paper, top: float) -> None:
        x = LEFT + paper.text(LEFT, top + 14, self.title, STRONG) + 18
        if self.bars:
            paper.box(x, top + 7, 9, 8, Ink.ACCENT)
        else:
            paper.line([(x, top + 11), (x + 18, top + 11)], Ink.ACCENT, 1.8)
        x += (14 if self.bars else 23) + 4
        x += paper.text(x - 4, top + 14, self.now.name, LABEL) + 12
        if any(value is not None for value in self.before.values):
            paper.line([(x, top + 11), (x + 18, top + 11)], Ink.MUTED, 1.1, dash=(3, 2))
            x += 23 + paper.text(x + 23, top + 14, self.before.name, LABEL) + 16
        if len(self.days) <= 7 * MONDAYS_AT_MOST:
            paper.box(x, top + 6, 10, 10, Ink.TINT)
            paper.text(x + 15, top + 14, "Weekend", LABEL)

    def _draw_weekends(self, paper: Paper, plot: "_Plot") -> None:
        if len(self.days) > 7 * MONDAYS_AT_MOST:
            return
        for weekend, group in groupby(enumerate(self.days), key=_in_weekend):
            places = [place for place, _ in group]
            if weekend:
                left = plot.x(places[0]) - plot.step / 2
                paper.box(left, plot.top, plot.step * len(places), plot.bottom - plot.top, Ink.TINT)

    def _draw_axes(self, paper: Paper, plot: "_Plot") -> None:
        for tick in plot.ticks:
            y = plot.y(tick)
            paper.line([(PLOT_LEFT, y), (RIGHT, y)], Ink.MUTED if tick == 0 else Ink.RULE, 0.5)
            paper.text(PLOT_LEFT - 6, y + 2.6, self.show(tick), AXIS, Align.RIGHT)
        for place, text, style in day_labels(self.days):
            paper.text(plot.x(place), plot.bottom + 12, text, style, Align.CENTRE)

    def _draw_bars(self, paper: Paper, plot: "_Plot") -> None:
        wide = max(plot.step * 0.62, 0.6)
        for place, value in enumerate(self.now.values):
            if value:
                top, bottom = sorted((plot.y(value), plot.y(0)))
                paper.box(plot.x(place) - wide / 2, top, wide, bottom - top, Ink.ACCENT)

    def _draw_area(self, paper: Paper, plot: "_Plot") -> None:
        for line in plot.lines(self.now.values):
            if len(line) == 1:
                paper.dot(*line[0], 2, Ink.ACCENT)
            else:
                paper.line(line, Ink.ACCENT, 1.7)

    def _draw_before(self, paper: Paper, plot: "_Plot") -> None:
        shown = self.before.values[: len(self.now.values)]
        for line in plot.lines(shown):
            if len(line) > 1:
                if self.bars:
                    paper.line(line, Ink.WHITE, 2.4)  # so that it can be followed across the bars
                paper.line(line, Ink.MUTED, 1.0, dash=(3, 2))

    def _draw_best(self, paper: Paper, plot: "_Plot") -> None:
        known = [(value, -place) for place, value in enumerate(self.now.values) if value is not None]
        if len(known) < 2 or max(known)[0] <= 0:  # noqa: PLR2004
            return
        value, place = max(known)[0], -max(known)[1]
        x, y = plot.x(place), plot.y(value)
        if not self.bars:
            paper.dot(x, y, 2.6, Ink.ACCENT)
        day = self.days[place]
        text = f"{day:%a} {day.day} {day:%b} · {self.show(value)}"
        half = MARK.width(text) / 2 + 5
        middle = min(max(x, PLOT_LEFT + half), RIGHT - half)
        paper.card(middle - half, y - 19, 2 * half, 13, round_by=3)
        paper.text(middle, y - 9.8, text, MARK, Align.CENTRE)


@dataclass(frozen=True, slots=True)
class _Plot:
    top: float
    bottom: float
    ticks: list[float]
    count: int

    @property
    def step(self) -> float:
        return (RIGHT - PLOT_LEFT) / self.count

    def x(self, place: int) -> float:
        return PLOT_LEFT + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom - (value - low) / (high - low) * (self.bottom - self.top)

    def lines(self, values: Sequence[float | None]) -> list[list[tuple[float, float]]]:
        """Return the points of each unbroken stretch."""
        lines: list[list[tuple[float, float]]] = [[]]
        for place, value in enumerate(values):
            if value is not None:
                lines[-1].append((self.x(place), self.y(value)))
            elif lines[-1]:
                lines.append([])
        return [line for line in lines if line]


def _in_weekend(dated: tuple[int, date]) -> bool:
    return dated[1].weekday() >= SATURDAY


def nice_ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Return round values from at or below ``low`` to at or above ``high``, about ``wanted`` steps apart."""
    rough = (high - low) / wanted
    size = 10.0 ** floor(log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    return [step * number for number in range(floor(low / step), ceil(high / step) + 1)]


def day_labels(days: Sequence[date]) -> list[tuple[int, str, Style]]:
    """Return (place, text, style) of the labels below a chart: every day of a month, Mondays, or months."""
    weekend = Style(AXIS.size, Weight.BOLD)
    if len(days) <= DAYS_WITH_NUMBERS:
        return [(place, str(day.day), weekend if day.weekday() >= SATURDAY else AXIS) for place, day in enumerate(days)]
    if len(days) <= 7 * MONDAYS_AT_MOST:
        return [(place, f"{day.day} {day:%b}", AXIS) for place, day in enumerate(days) if day.weekday() == 0]
    firsts = [(place, day) for place, day in enumerate(days) if day.day == 1]
    every = ceil(len(firsts) / 12)
    return [(place, f"{day:%b} {day:%y}", AXIS) for place, day in firsts[::every]]
