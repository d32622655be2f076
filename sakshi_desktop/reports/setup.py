"""The set-up of the hub on paper: every service with its settings and webhooks, without a single secret."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sakshi_desktop.hub import document
from sakshi_desktop.hub.document import Part
from sakshi_desktop.reports import fonts, output
from sakshi_desktop.reports.page import (
    BODY,
    LEFT,
    ROOM,
    SMALL,
    STRONG,
    Flow,
    Heading,
    Ink,
    Margins,
    Paper,
    Style,
    Text,
    draw,
    paragraph,
)
from sakshi_desktop.store.database import Database

TITLE = "Integrations"
NAMES = 120.0
"""Points of width of the names of facts."""
STEP = 13.0
NAME = Style(9.0, ink=Ink.MUTED)
KEEP = 60.0
"""Points that must follow a heading on its page."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact under its name, broken into lines."""

    name: str
    lines: Sequence[str]

    @property
    def height(self) -> float:
        """Return the height in points."""
        return STEP * len(self.lines) + 3

    def draw(self, paper: Paper, top: float) -> None:
        """Draw it with its upper edge at ``top``."""
        paper.text(LEFT, top + 10, fonts.cut(self.name, NAMES - 8, NAME.size, NAME.weight), NAME)
        for number, line in enumerate(self.lines):
            paper.text(LEFT + NAMES, top + 10 + number * STEP, line, BODY)


def write(database: Database, file: Path, *, at: datetime) -> int:
    """Write the set-up as a PDF, and return how many pages it has.

    Raises:
        InvalidError: this is no place for a PDF, or it cannot be written.
    """
    target = output.checked(file)
    with database.read() as session:
        parts = document.parts(session, at=at)
    with output.fresh(target) as place:
        flow = _flow(parts, at)
        paper = Paper(place, title=TITLE, subject="The set-up, without secrets")
        draw(paper, flow.pages, Margins(TITLE, "The set-up, without secrets", f"{at:%d %b %Y}", document.NO_SECRETS))
        paper.save()
        place.replace(target)
    return len(flow.pages)


def _flow(parts: Iterable[Part], at: datetime) -> Flow:
    flow = Flow()
    flow.add(paragraph(document.as_of(at), SMALL))
    for part in parts:
        if part.level == 1:
            flow.add(Heading(fonts.cut(part.title, ROOM, 15)), gap=16, follow=KEEP)
        else:
            flow.add(paragraph(part.title, STRONG), gap=8, follow=KEEP)
        for name, value in part.facts.items():
            for fact in _facts(name, value):
                flow.add(fact)
        for line in part.lines:
            for text in _pieces(fonts.wrap(line, ROOM, BODY.size, BODY.weight)):
                flow.add(Text(tuple(text), BODY))
    return flow


def _facts(name: str, value: str) -> Iterable[Fact]:
    """Return a fact, in several pieces where it is longer than a page likes."""
    lines = [line for each in value.split("\n") for line in fonts.wrap(each, ROOM - NAMES, BODY.size, BODY.weight)]
    for number, piece in enumerate(_pieces(lines)):
        yield Fact("" if number else name, piece)


def _pieces(lines: Sequence[str], most: int = 30) -> Iterable[Sequence[str]]:
    return (lines[start : start + most] for start in range(0, len(lines), most))
