"""Importing a file of sales: staged, judged, then published; stopped at any point it leaves nothing."""

import gc
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, islice, zip_longest

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from sakshi_desktop import importers
from sakshi_desktop.core import ids, turns
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import CancelledError, ConflictError, ImportFileError, SakshiError
from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.core.rights import THIS_PC, Actor, Right
from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.importers import hiding
from sakshi_desktop.importers import mapping as mappings
from sakshi_desktop.importers.outcomes import Conflict, Outcome
from sakshi_desktop.importers.types import BadRow, Batch
from sakshi_desktop.jobs.imports import batches, earlier, registers
from sakshi_desktop.jobs.imports.crew import Crew, dealt, hired
from sakshi_desktop.jobs.imports.stager import Place, Stager
from sakshi_desktop.jobs.imports.types import (
    DEFAULT_LOCATION,
    BadRows,
    Cancelled,
    Order,
    never,
)
from sakshi_desktop.outlets import goods
from sakshi_desktop.store import audit, grams, instants, outbox, publishing, rollup, staging
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import ImportBatch, ImportProblem, Source
from sakshi_desktop.store.staging import Columns, Tally

KEPT_PROBLEMS = 10_000
"""Bad rows and conflicts that the database keeps of one import; the file of bad rows has them all."""
SIGN_OF_LIFE = timedelta(minutes=1)
HANDS = 2
"""Connections to a server on which the first import of a source works. Orders that may be here already are compared,
and joined with what they lack in one transaction: that is for one."""
READING, COMPARING, WRITING = (0.0, 0.55), (0.55, 0.6), (0.6, 1.0)


@dataclass(slots=True)
class Work:
    """An import under way."""

    database: Database
    order: Order
    by: Actor
    clock: Clock
    progress: Progress
    cancelled: Cancelled
    currency: str
    stager: Stager
    batch_id: int | None = None
    source_id: int = 0
    hands: int = 1
    bad: list[BadRow] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)

    @property
    def part(self) -> str:
        """Return which part of orders the file has."""
        return "header" if self.order.recognition.header_only else "lines"

    def step(self, share: float, stage: tuple[float, float], text: str) -> None:
        """Tell how far the work is, and stop it if the person wants so."""
        if self.cancelled():
            raise CancelledError("The import was stopped.", hint="Nothing of it was kept.")
        self.progress(stage[0] + share * (stage[1] - stage[0]), text)


def run(
    database: Database,
    order: Order,
    *,
    by: Actor = THIS_PC,
    clock: Clock = utc_now,
    progress: Progress = silent,
    cancelled: Cancelled = never,
) -> Outcome:
    """Import a file, or with ``dry_run`` say what it would bring.

    Raises:
        ImportFileError: a row is bad and ``bad_rows`` is stop, or no row can be read.
        ConflictError: the database is the demo's, the currency is not the outlet's, or the source is being imported.
        CancelledError: the person stopped it, or closed the window; nothing was kept, and the history says so.
    """
    by.must(Right.IMPORT_SALES)
    batches.sweep(database, clock=clock)
    work = _begin(database, order, by=by, clock=clock, progress=progress, cancelled=cancelled)
    try:
        with hired(database, work.hands) as crew:
            _stage(work, crew)
            outcome = _judge(work, crew)
            if outcome.batch is not None:
                _publish(work, crew, outcome)
    except BaseException as error:
        is_refused = isinstance(error, SakshiError) and not isinstance(error, CancelledError)
        with suppress(SakshiError):  # what stays is invisible, and swept before the next import
            _undo(work, leaves_trace=not is_refused)
        raise
    if outcome.batch is None:
        _undo(work, leaves_trace=False)
    with suppress(SakshiError):  # new customers are found without it, only slower
        grams.catch_up(database)
    return outcome


def _undo(work: Work, *, leaves_trace: bool) -> None:
    if work.batch_id is not None:
        batches.erase(work.database, work.batch_id, clock=work.clock, leaves_trace=leaves_trace)


def _begin(
    database: Database, order: Order, *, by: Actor, clock: Clock, progress: Progress, cancelled: Cancelled
) -> Work:
    recognition = order.recognition
    importers.refuse_changed(recognition)
    currency = order.currency or recognition.currency or "INR"
    with batches.one_at_work(), database.begin() as session:
        registers.refuse_demo(session)
        order = replace(order, recognition=earlier.as_before(session, recognition))
        digest = earlier.digest(recognition.path)
        earlier.refuse_other_reading(session, recognition, digest)
        known = registers.known_places(session)
        stager = Stager(currency=currency, default=_default_place(order, known, currency), known=known)
        work = Work(database, order, by, clock, progress, cancelled, currency, stager)
        if order.dry_run:
            work.source_id = session.scalar(select(Source.id).where(Source.account == recognition.source)) or 0
        else:
            work.source_id = registers.source(session, recognition.source, recognition.title)
            work.batch_id = _open_batch(session, work, digest, instants.moment(session, clock))
        if not database.is_sqlite and not registers.has_sales(session, work.source_id):
            work.hands = HANDS
    return work


def _default_place(order: Order, known: Mapping[str, Place], currency: str) -> str:
    """Return the location of rows that name none: the one asked for, else one that is kept in the file's currency."""
    if order.location is not None:
        return " ".join(order.location.split())
    place = known.get(DEFAULT_LOCATION.casefold())
    other_currency = place is not None and place.currency != currency
    return f"{DEFAULT_LOCATION} ({currency})" if other_currency else DEFAULT_LOCATION


def _open_batch(session: Session, work: Work, digest: str, at: datetime) -> int:
    recognition = work.order.recognition
    busy = session.scalar(
        select(ImportBatch.by).where(ImportBatch.source_id == work.source_id, ImportBatch.state.in_(batches.UNFINISHED))
    )
    if busy is not None:
        raise ConflictError(
            f"Sales of this source are being imported or removed by {busy}.", hint="Wait until that is done."
        )
    batch = ImportBatch(
        source_id=work.source_id, state=BatchState.STAGING, part=work.part, format=recognition.format,
        file_name=recognition.path.name, file_sha256=digest,
        mapping=mappings.dumps(recognition.mapping),
        currency=work.currency, by=work.by.name, worker=batches.worker(), seen_at=at, started_at=at,
    )  # fmt: skip
    session.add(batch)
    session.flush()
    return batch.id


def _stage(work: Work, crew: Crew) -> None:
    crew.each(staging.create)
    told = work.clock()
    with _garbage_seldom():
        for batch in importers.read(work.order.recognition):
            work.step(batch.done, READING, "Reading")
            if work.batch_id is not None and work.clock() - told > SIGN_OF_LIFE:
                told = work.clock()
                with work.database.begin() as session:
                    _seen(session, work.batch_id, work.clock)
            _check(work, batch)
            crew.begin(_take_in, [work.stager.tables(share) for share in dealt(batch, work.hands)])
        crew.settle()
    if not work.stager.places:
        raise ImportFileError(*_nothing(work.bad))


def _take_in(connection: Connection, tables: Mapping[str, Columns]) -> None:
    staging.take_in(connection, tables)
    connection.commit()


@contextmanager
def _garbage_seldom() -> Iterator[None]:
    usual = gc.get_threshold()
    gc.set_threshold(turns.SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _check(work: Work, batch: Batch) -> None:
    work.bad.extend(batch.bad)
    work.skipped.update(batch.skipped)
    if batch.bad and work.order.bad_rows is BadRows.STOP:
        first = batch.bad[0]
        raise ImportFileError(
            f"Row {first.row} cannot be imported: {first.reason}", hint="Correct the row, or skip bad rows."
        )


def _nothing(bad: list[BadRow]) -> tuple[str]:
    why = f" The first: row {bad[0].row}: {bad[0].reason}" if bad else ""
    return (f"No row of the file can be imported.{why}",)


def _judge(work: Work, crew: Crew) -> Outcome:
    work.step(0.0, COMPARING, "Comparing with what is here")
    for place in work.stager.places:
        registers.check_currency(place, work.currency)
    judged = crew.each(partial(_judged, work))
    found = staging.total([tally for tally, _conflicts in judged])
    conflicts = tuple(Conflict(*row) for _tally, rows in judged for row in rows)
    warnings = _warnings(work, found.first_day, found.last_day)
    fresh = found.orders + found.refunds + found.adjustments + found.joined
    recognition = work.order.recognition
    return Outcome(
        format=recognition.format, mapping=mappings.dumps(recognition.mapping), lines=found.lines, orders=found.orders,
        refunds=found.refunds, adjustments=found.adjustments, revenue_paise=found.revenue, currency=work.currency,
        bad_rows=tuple(work.bad), conflicts=conflicts, already_there=found.known, joined=found.joined,
        from_day=found.first_day, to_day=found.last_day, batch=work.batch_id if fresh else None,
        skipped=dict(work.skipped) | ({"a refund of nothing": found.empty} if found.empty else {}), warnings=warnings,
    )  # fmt: skip


def _judged(work: Work, connection: Connection) -> tuple[Tally, list[tuple[int, str, int, int]]]:
    staging.load(connection, "stage_places", _numbered_places(work))
    staging.analyze(connection)
    staging.judge(connection, source_id=work.source_id, part=work.part)
    found = staging.tally(connection, part=work.part), staging.conflicts(connection)
    connection.commit()
    return found


def _warnings(work: Work, first_day: int | None, last_day: int | None) -> tuple[str, ...]:
    known = [place.location_id for place in work.stager.places if place.location_id]
    if first_day is None or last_day is None or not known:
        return ()
    with work.database.read() as session:
        return earlier.sold_beside(session, known, source_id=work.source_id, first_day=first_day, last_day=last_day)


def _numbered_places(work: Work) -> Columns:
    places = work.stager.places
    return {
        "place": range(len(places)),
        "location_id": [place.location_id for place in places],
        "currency": [place.currency for place in places],
    }


def _publish(work: Work, crew: Crew, outcome: Outcome) -> None:
    if outcome.batch is None:
        return
    with work.database.publishing(crew.first) as session:
        registers_made = _register(work, session, outcome)
    spans = crew.each(partial(_number, work, registers_made))
    size = publishing.PIECE[work.database.dialect]
    pieces = [[(start, min(start + size, end)) for start in range(first, end, size)] for first, end in spans]
    rounds = list(zip_longest(*pieces, fillvalue=(0, 0)))
    for number, shares in enumerate(rounds):
        work.step(number / len(rounds), WRITING, "Writing orders")
        crew.each(partial(_write, work, outcome.batch), shares)
    work.step(1.0, WRITING, "Finishing")
    crew.each(partial(_write_refunds, work, outcome.batch))
    with work.database.publishing(crew.first) as session:
        _finish(work, session, crew, outcome)


def _number(work: Work, registers_made: Mapping[str, Columns], connection: Connection) -> tuple[int, int]:
    """Let a connection know the places, items and people by their ids, and its orders by theirs."""
    with work.database.publishing(connection):
        connection.exec_driver_sql("DELETE FROM stage_places")
        staging.take_in(connection, registers_made)
        staging.analyze_registers(connection)
        return publishing.reserve(connection)


def _write(work: Work, batch_id: int, connection: Connection, span: tuple[int, int]) -> None:
    with work.database.publishing(connection) as session:
        publishing.orders(connection, *span, source_id=work.source_id, batch_id=batch_id, part=work.part)
        _seen(session, batch_id, work.clock)


def _write_refunds(work: Work, batch_id: int, connection: Connection) -> None:
    with work.database.publishing(connection):
        publishing.refunds(connection, source_id=work.source_id, batch_id=batch_id, part=work.part)


def _register(work: Work, session: Session, outcome: Outcome) -> dict[str, Columns]:
    """Make the places, items and people that are new, say what is about to be written, and return their ids."""
    registers.one_at_a_time(session)
    batch = _own(session, outcome.batch)
    batch.state = BatchState.PUBLISHING
    batch.line_count, batch.order_count, batch.refund_count = (
        outcome.lines,
        outcome.orders,
        outcome.refunds + outcome.adjustments,
    )
    batch.revenue_paise, batch.known_count = outcome.revenue_paise, outcome.already_there
    batch.bad_row_count, batch.conflict_count = len(outcome.bad_rows), len(outcome.conflicts)
    batch.from_day, batch.to_day = outcome.from_day, outcome.to_day
    made = batch.started_at
    registers.make_places(session, work.stager.places, batch_id=batch.id, at=made)
    items = registers.item_ids(session, work.stager.items, batch_id=batch.id, at=made)
    people = registers.customer_ids(session, work.stager.people, source_id=work.source_id, batch_id=batch.id, at=made)
    _keep_problems(session, batch.id, outcome, hiding.private(work.order.recognition))
    _seen(session, batch.id, work.clock)
    return {
        "stage_places": _numbered_places(work),
        "stage_items": {"item": range(len(items)), "item_id": items},
        "stage_people": {"person": range(len(people)), "customer_id": people},
    }


def _keep_problems(session: Session, batch_id: int, outcome: Outcome, private: frozenset[int]) -> None:
    """Keep what was left out; contacts are masked, for whoever corrects a row has the file."""
    bad = (
        ("bad_row", row.row, hiding.text(row.reason), list(hiding.cells(row.cells, private)))
        for row in outcome.bad_rows
    )
    conflicts = (
        (
            "conflict",
            c.row,
            f"{c.external_id} is here already with another content; it stays as it is.",
            [c.stored_paise, c.read_paise],
        )
        for c in outcome.conflicts
    )
    kept = [
        {
            "batch_id": batch_id, "kind": kind, "row": row, "reason": reason,
            "cells": json.dumps(cells, ensure_ascii=False),
        }
        for kind, row, reason, cells in islice(chain(bad, conflicts), KEPT_PROBLEMS)
    ]  # fmt: skip
    if kept:
        session.execute(insert(ImportProblem), kept)


def _own(session: Session, batch_id: int | None) -> ImportBatch:
    batch = session.get(ImportBatch, batch_id)
    if batch is None:
        raise ConflictError(
            "Another PC took this import for dead and swept it.", hint="Nothing was kept; start it again."
        )
    return batch


def _seen(session: Session, batch_id: int, clock: Clock) -> None:
    """Say that this program is at work on it, by the clock that others look at who may take it for dead."""
    _own(session, batch_id).seen_at = instants.moment(session, clock)


def _finish(work: Work, session: Session, crew: Crew, outcome: Outcome) -> None:
    """Show the whole batch at once: from here on it counts."""
    batch = _own(session, outcome.batch)
    at = instants.moment(session, work.clock)
    batch.state, batch.finished_at = BatchState.PUBLISHED, at
    rollup.touch_all(session, [span for each in crew.connections for span in publishing.months(each)], at=at)
    publishing.join(crew.first, batch_id=batch.id, part=work.part)
    session.flush()
    goods.fill_import(session, batch.id, at=at)
    facts = {
        "orders": outcome.orders,
        "refunds": outcome.refunds + outcome.adjustments,
        "revenue_paise": outcome.revenue_paise,
    }
    audit.record(session, work.by, "import.publish", batch.id, at=at, file=batch.file_name, **facts)
    body = {"import": ids.import_batch(batch.id), "currency": work.currency, **facts}
    outbox.record(session, "import.finished", body, at=at)
