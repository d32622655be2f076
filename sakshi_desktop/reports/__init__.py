"""Reports on paper: one file each, and the table REPORTS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a lazy door: the window lists the reports before anything that writes them is loaded
    from collections.abc import Callable
    from pathlib import Path

    from sakshi_desktop.analytics.figures import Figures
    from sakshi_desktop.analytics.types import Scope
    from sakshi_desktop.core.clock import Clock
    from sakshi_desktop.core.rights import Actor


@dataclass(frozen=True, slots=True)
class Written:
    """A report that stands on the disk.

    Attributes:
        empty: nothing was sold in its period, and its one page says so.
    """

    file: Path
    pages: int
    empty: bool


class Writer(Protocol):
    """Writes one kind of report."""

    def __call__(self, figures: Figures, scope: Scope, file: Path, *, by: Actor, clock: Clock) -> Written:
        """Write the report about ``scope`` to ``file``, replacing it in one step."""


@dataclass(frozen=True, slots=True)
class Report:
    """One kind of report.

    Attributes:
        door: loads what the report needs and returns what writes it.
    """

    title: str
    door: Callable[[], Writer]


def _monthly() -> Writer:
    from sakshi_desktop.reports.monthly import write  # noqa: PLC0415

    return write


REPORTS: dict[str, Report] = {
    "monthly": Report("Monthly report", _monthly),
}
