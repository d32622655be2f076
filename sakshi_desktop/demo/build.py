"""Building the demo's database: beside the old one, then in its place in one step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sakshi_desktop.analytics import rollup as figures
from sakshi_desktop.core.clock import Clock, to_date, today, utc_now
from sakshi_desktop.core.errors import CancelledError, ConflictError, InvalidError
from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.core.settings import file_address
from sakshi_desktop.demo import journal, office, passbooks, registers
from sakshi_desktop.demo.menu import MENU
from sakshi_desktop.demo.plan import Chain, plan
from sakshi_desktop.demo.service import CANCELLED
from sakshi_desktop.demo.types import DAY_SECONDS, Scale, Window, calendar_months, window_to
from sakshi_desktop.demo.writer import Writer
from sakshi_desktop.store import grams, rollup, shape, swap
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Customer, ImportBatch, Location, Order, SharedSetting
from sakshi_desktop.store.upgrade import upgrade

EARLIEST = date(2010, 1, 1)
SETTING = "demo"
WHOLE = Scale()
PLANNED, LOADED, BOUND = 0.16, 0.74, 0.84
"""Shares of the work: thought out, orders written, the rest written; then the figures."""
NUMBERED = tuple(
    name
    for name, table in Base.metadata.tables.items()
    if table.autoincrement_column is not None and table.autoincrement_column.name == "id"
)


@dataclass(frozen=True, slots=True)
class Built:
    """What was built.

    Attributes:
        address: of the database.
        orders: all, cancelled ones included.
        net_paise: of the orders that were kept.
    """

    address: str
    window: Window
    locations: int
    items: int
    customers: int
    orders: int
    lines: int
    refunds: int
    net_paise: int


def build(
    address: str,
    *,
    seed: int = 1,
    end: date | None = None,
    scale: Scale = WHOLE,
    clock: Clock = utc_now,
    progress: Progress = silent,
    cancelled: Callable[[], bool] = lambda: False,
) -> Built:
    """Build the demo chain in a database of its own; the same seed, date and scale give the same content.

    A SQLite file is built beside an older demo and takes its place at the end; a PostgreSQL database must be empty.

    Args:
        seed: 0 or more.
        end: the last business date; None is yesterday.
        cancelled: asked now and then; True stops the work.

    Raises:
        InvalidError: a date that lies before 2010 or after today, or a negative seed.
        ConflictError: the database holds something that is no demo.
        CancelledError: ``cancelled`` said so; an older demo is as it was.
        DatabaseError: it cannot be written.
    """
    last = end or to_date(today(clock) - 1)
    _check(seed, last, scale, today(clock))
    window = window_to(last, scale.months)

    def told(share: float, text: str) -> None:
        if cancelled():
            raise CancelledError("The demo was not built.", hint="Nothing was changed.")
        progress(share, text)

    target = Database(address)
    file = target.file
    if file is None:
        return _into_server(target, address, seed, window, scale, (told, progress))
    _refuse_real_sales(file, address)
    fresh = file.with_name(f"{file.name}.new")
    if swap.in_use(fresh):
        raise ConflictError("The demo is being built by another program.", hint="Wait until it is done.")
    swap.remove(fresh)
    try:
        built = _into_file(fresh, address, seed, window, scale, told)
        swap.swap(fresh, file)
    finally:
        swap.remove(fresh)
    progress(1.0, "Done")
    return built


def _check(seed: int, end: date, scale: Scale, now: int) -> None:
    if seed < 0:
        raise InvalidError(f"The seed {seed} is below 0.", hint="Take any whole number from 0 on.")
    if end < EARLIEST + timedelta(days=31 * scale.months):
        raise InvalidError(
            f"The demo cannot end on {_told(end)}: it would begin before 2010.", hint="Take a later date."
        )
    if end > to_date(now):
        raise InvalidError(f"{_told(end)} lies in the future.", hint="The demo can end today at the latest.")


def _refuse_real_sales(file: Path, address: str) -> None:
    """Raise ConflictError where the file holds anything that is no demo."""
    if not file.is_file() or file.stat().st_size == 0:
        return
    database = Database.open(address)
    try:
        with database.reading() as connection:
            revision = shape.current_revision(connection)
        if revision is None:
            return
        shape.refuse_newer(revision)
        with database.read() as session:
            _refuse_holdings(session, file.name)
    finally:
        database.dispose()


def _refuse_holdings(session: Session, title: str) -> None:
    if session.get(SharedSetting, SETTING) is not None:
        return
    if any(session.scalar(select(func.count()).select_from(kind)) for kind in (Order, ImportBatch, Customer, Location)):
        raise ConflictError(
            f"{title} holds real data; the demo would replace it.", hint="Name another file for the demo."
        )


def _told(when: date) -> str:
    return f"{when.day} {when:%B %Y}"


def _into_file(fresh: Path, address: str, seed: int, window: Window, scale: Scale, progress: Progress) -> Built:
    database = Database.open(file_address(fresh))
    try:
        swap.hurry(database)
        upgrade(database)
        chain = plan(scale, window, seed, _within(progress, 0, PLANNED))
        with database.begin() as session:
            registers.write(Writer(session), chain)
        months = calendar_months(window)
        for number, (first, last) in enumerate(months):
            progress(PLANNED + (LOADED - PLANNED) * number / len(months), f"Writing {to_date(first):%B %Y}")
            with database.begin() as session:
                journal.write_month(Writer(session), chain, first, last)
        progress(LOADED, "Writing points and refunds")
        with database.begin() as session:
            built = _rest(session, chain, address)
        _draw_figures(database, progress)
    finally:
        database.dispose()
    return built


def _into_server(
    database: Database, address: str, seed: int, window: Window, scale: Scale, tell: tuple[Progress, Progress]
) -> Built:
    """Write everything in one transaction: others see all of it or nothing.

    Args:
        tell: how progress is told until all is in, where it may still be cancelled, and from then on.
    """
    progress, surely = tell
    try:
        upgrade(database)
        with database.read() as session:
            if session.get(SharedSetting, SETTING) is not None:
                raise ConflictError("This database holds a demo already.", hint="Name an empty database for another.")
            _refuse_holdings(session, database.title)
        chain = plan(scale, window, seed, _within(progress, 0, PLANNED))
        with database.begin() as session:
            writer = Writer(session)
            registers.write(writer, chain)
            months = calendar_months(window)
            for number, (first, last) in enumerate(months):
                progress(PLANNED + (LOADED - PLANNED) * number / len(months), f"Writing {to_date(first):%B %Y}")
                journal.write_month(writer, chain, first, last)
            progress(LOADED, "Writing points and refunds")
            built = _rest(session, chain, address)
            writer.settle(NUMBERED)
        _draw_figures(database, surely)
    finally:
        database.dispose()
    surely(1.0, "Done")
    return built


def _rest(session: Session, chain: Chain, address: str) -> Built:
    """Write what looks at all orders, mark the days and say that this is a demo."""
    writer = Writer(session)
    refunds = journal.write_refunds(writer, chain)
    journal.write_steps(writer, chain)
    passbooks.write(writer, chain)
    office.write(session, writer, chain)
    session.add(SharedSetting(name=SETTING, value="true"))
    session.add(SharedSetting(name="chain_name", value='"Sakshi Cafe"'))  # as reports head their pages
    made = datetime.fromtimestamp((chain.window.end + 1) * DAY_SECONDS, UTC)
    ranges = [(place + 1, chain.window.start, chain.window.end) for place in range(len(chain.outlets))]
    rollup.touch_all(session, ranges, at=made)
    kept = chain.went.status != CANCELLED
    return Built(
        address,
        chain.window,
        len(chain.outlets),
        len(MENU),
        len(chain.known),
        chain.sales.count,
        len(chain.lines.order),
        refunds,
        int(chain.bills.net[kept].sum()),
    )


def _draw_figures(database: Database, progress: Progress) -> None:
    def told(done: int, total: int) -> None:
        progress(BOUND + (1 - BOUND) * done / max(total, 1), "Adding up the figures")

    progress(BOUND, "Adding up the figures")
    figures.drain_all(database, told)
    grams.catch_up(database)


def _within(progress: Progress, first: float, last: float) -> Progress:
    def told(share: float, text: str) -> None:
        progress(first + (last - first) * share, text)

    return told
