"""Cards of key figures: the value, its change against the period before and a year ago, and its days in small."""

from collections.abc import Sequence
from dataclasses import dataclass

from sakshi_desktop.reports import fonts
from sakshi_desktop.reports.fonts import Weight
from sakshi_desktop.reports.page import LABEL, LEFT, ROOM, Ink, Paper, Style

GAP = 10.0
PAD = 12.0
LARGE, MEDIUM, LEAST = 21.0, 17.0, 9.0
CHANGE = Style(8.2, Weight.MEDIUM)
POINTS_OF_A_LINE = 2


@dataclass(frozen=True, slots=True)
class Change:
    """A movement in words; ``good`` None is neither good nor bad."""

    text: str
    against: str
    good: bool | None

    @property
    def ink(self) -> Ink:
        """Return the colour; the arrow in the text says the same."""
        return Ink.MUTED if self.good is None else Ink.GOOD if self.good else Ink.BAD


@dataclass(frozen=True, slots=True)
class Card:
    """One key figure; ``days`` draws a small line."""

    label: str
    value: str
    changes: Sequence[Change]
    days: Sequence[float | None] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards of one height side by side."""

    cards: Sequence[Card]
    height: float

    def draw(self, paper: Paper, top: float) -> None:
        """Draw them with their upper edge at ``top``."""
        wide = (ROOM - GAP * (len(self.cards) - 1)) / len(self.cards)
        for number, card in enumerate(self.cards):
            self._draw(paper, LEFT + number * (wide + GAP), top, wide, card)

    def _draw(self, paper: Paper, x: float, top: float, wide: float, card: Card) -> None:
        paper.card(x, top, wide, self.height)
        paper.text(x + PAD, top + 19, card.label, LABEL)
        room = wide - 2 * PAD
        style = _fitting(card.value, room, LARGE if card.days else MEDIUM)
        paper.text(x + PAD, top + 22 + style.size, card.value, style)
        y = top + 27 + style.size + 11
        for change in card.changes:
            moved = paper.text(x + PAD, y, change.text, Style(CHANGE.size, CHANGE.weight, change.ink))
            moved += 4 if moved else 0
            rest = fonts.cut(change.against, room - moved, CHANGE.size)
            paper.text(x + PAD + moved, y, rest, Style(CHANGE.size, ink=Ink.MUTED))
            y += 12
        known = [value for value in card.days if value is not None]
        if len(known) >= POINTS_OF_A_LINE:
            _draw_line(paper, (x + PAD, y + 1), (room, top + self.height - PAD - y), known)


def _fitting(text: str, room: float, size: float) -> Style:
    """Return the style in which ``text`` fits, at most ``size`` points."""
    wide = fonts.width(text, 1, Weight.SEMIBOLD)
    return Style(max(LEAST, min(size, room / wide if wide else size)), Weight.SEMIBOLD)


def _draw_line(paper: Paper, corner: tuple[float, float], room: tuple[float, float], values: Sequence[float]) -> None:
    (left, top), (wide, high) = corner, room
    low, span = min(values), (max(values) - min(values)) or 1.0
    points = [
        (left + wide * place / (len(values) - 1), top + high * (1 - (value - low) / span))
        for place, value in enumerate(values)
    ]
    floor = top + high
    paper.area([(points[0][0], floor), *points, (points[-1][0], floor)], Ink.TINT)
    paper.line(points, Ink.ACCENT, 1.3)
    paper.dot(*points[-1], 2.2, Ink.ACCENT)
