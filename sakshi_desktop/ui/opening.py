"""Opening a database beside the window: everything heavy is loaded here, on another thread."""

from dataclasses import dataclass

from sakshi_desktop.core import clock
from sakshi_desktop.ui.asking import Place
from sakshi_desktop.ui.pages import PAGES
from sakshi_desktop.ui.program import Program


@dataclass(frozen=True, slots=True)
class Opened:
    """What the window says about the database it has.

    Attributes:
        title: how a person knows it.
        demo: it is the invented chain's.
        today: the business date that is running.
        places: the locations, by name.
        data_until: the last business date with sales, None where there are none yet.
    """

    title: str
    demo: bool
    today: int
    places: tuple[Place, ...]
    data_until: int | None


def open_program(program: Program) -> Opened:
    """Open the database of ``program`` and look what is in it; runs on a worker's thread.

    Raises:
        DatabaseError: it cannot be opened; the sentence says why.
    """
    from sakshi_desktop.store.models import SharedSetting  # noqa: PLC0415  # a lazy door: the window has painted

    for entry in PAGES:
        entry.door()  # loaded here, so that the window need not stand still for it
    database = program.database
    with database.read() as session:
        demo = session.get(SharedSetting, "demo") is not None
    figures = program.figures
    if figures.outlets():
        figures.warm()
    outlets = figures.outlets()
    sold = [outlet.last_sale for outlet in outlets if outlet.last_sale is not None]
    places = tuple(Place(outlet.id, outlet.name, outlet.currency) for outlet in outlets)
    return Opened(database.title, demo, clock.today(program.clock), places, max(sold, default=None))
