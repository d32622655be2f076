"""The history of imports: listing them, removing one, and sweeping up after one that was killed."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, NotFoundError
from sakshi_desktop.core.progress import Progress, silent
from sakshi_desktop.core.rights import THIS_PC, Actor, Right
from sakshi_desktop.core.vocabulary import BatchState, ImportState
from sakshi_desktop.importers.outcomes import BatchRow, Problem
from sakshi_desktop.jobs.imports import registers
from sakshi_desktop.store import audit, instants, outbox, removal, rollup
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import ImportBatch, ImportProblem

FORGOTTEN = timedelta(minutes=10)
"""A batch whose worker has not been seen for so long is swept."""
LONG_FORGOTTEN = timedelta(days=1)
"""The same, where its process is still there: a PC may sleep."""
UNFINISHED = (BatchState.STAGING, BatchState.PUBLISHING, BatchState.REMOVING)


def worker() -> str:
    """Return the name of this process among all that share the database."""
    return f"{socket.gethostname()}:{os.getpid()}"


def listed(session: Session, *, clock: Clock = utc_now) -> list[BatchRow]:
    """Return every import, newest first: what came in, what was taken back, and what was interrupted."""
    found, now = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc())), instants.moment(session, clock)
    return [
        BatchRow(
            id=batch.id, file_name=batch.file_name, format=batch.format, state=_seen(batch, now),
            lines=batch.line_count,
            orders=batch.order_count, refunds=batch.refund_count, revenue_paise=batch.revenue_paise,
            currency=batch.currency, bad_rows=batch.bad_row_count, conflicts=batch.conflict_count,
            from_day=batch.from_day, to_day=batch.to_day, started=batch.started_at.isoformat(), by=batch.by,
        )
        for batch in found
    ]  # fmt: skip


def _seen(batch: ImportBatch, now: datetime) -> ImportState:
    """Return how people see an import; half of one that a killed program left is interrupted before it is swept."""
    if batch.state in {BatchState.STAGING, BatchState.PUBLISHING}:
        return ImportState.COMING if alive(batch.worker, batch.seen_at, now=now) else ImportState.INTERRUPTED
    if batch.state is BatchState.REMOVED and batch.never_counted:
        return ImportState.INTERRUPTED
    return ImportState(batch.state)


def problems(session: Session, batch_id: int) -> list[Problem]:
    """Return the rows that an import left out, as many of them as the database keeps, in the order of the file."""
    order = (ImportProblem.row, ImportProblem.kind, ImportProblem.id)
    found = session.scalars(select(ImportProblem).where(ImportProblem.batch_id == batch_id).order_by(*order))
    return [
        Problem(one.row, one.kind == "conflict", one.reason, tuple(map(str, json.loads(one.cells)))) for one in found
    ]


@contextmanager
def one_at_work() -> Iterator[None]:
    """Say in a sentence that a source is being imported or removed by somebody else."""
    try:
        yield
    except IntegrityError as error:
        if "one_at_work" not in str(error) and "source_id" not in str(error):
            raise
        raise ConflictError(
            "Sales of this source are being imported or removed elsewhere.", hint="Wait until that is done."
        ) from error


def remove(
    database: Database, batch_id: int, *, by: Actor = THIS_PC, clock: Clock = utc_now, progress: Progress = silent
) -> BatchRow:
    """Take an import back: it leaves every figure at once, then its rows are deleted.

    Raises:
        NotFoundError: there is no such import.
        ConflictError: it is removed already, or points were booked for its orders.
    """
    by.must(Right.REMOVE_IMPORT)
    with one_at_work(), database.begin() as session:
        batch = _published(session, batch_id)
        row = next(row for row in listed(session, clock=clock) if row.id == batch_id)
        _hide(session, batch, by=by, at=instants.moment(session, clock))
        session.flush()
    erase(database, batch_id, clock=clock, progress=progress)
    return row


def _published(session: Session, batch_id: int) -> ImportBatch:
    batch = session.get(ImportBatch, batch_id, with_for_update=True)
    if batch is None or batch.state in {BatchState.STAGING, BatchState.PUBLISHING}:
        raise NotFoundError(
            f"There is no import {ids.import_batch(batch_id)}.", hint="“sakshi imports list” shows all."
        )
    if batch.state is not BatchState.PUBLISHED and batch.never_counted:
        raise ConflictError(
            f"{ids.import_batch(batch_id)} was interrupted, and nothing of it was kept.", hint="Import the file again."
        )
    if batch.state is not BatchState.PUBLISHED:
        raise ConflictError(f"{ids.import_batch(batch_id)} is removed already.", hint="Nothing is left to do.")
    booked = removal.points_booked(session.connection(), batch_id)
    if booked:
        raise ConflictError(
            f"Points were booked for {booked} orders of {ids.import_batch(batch_id)}.",
            hint="Reverse those points first, then remove the import.",
        )
    return batch


def _hide(session: Session, batch: ImportBatch, *, by: Actor, at: datetime) -> None:
    connection = session.connection()
    rollup.touch_all(session, removal.stretches(connection, batch.id), at=at)
    removal.hand_over(connection, batch.id, part=batch.part)
    batch.state = BatchState.REMOVING
    batch.worker, batch.seen_at = worker(), at
    audit.record(session, by, "import.remove", batch.id, at=at, orders=batch.order_count, file=batch.file_name)
    outbox.record(session, "import.removed", {"import": ids.import_batch(batch.id)}, at=at)


def erase(
    database: Database,
    batch_id: int,
    *,
    clock: Clock = utc_now,
    progress: Progress = silent,
    leaves_trace: bool = True,
) -> None:
    """Delete in pieces what a batch wrote; the history tells that it was removed, or interrupted before it counted.

    Args:
        leaves_trace: the history tells of it; not of a file that was refused, or brought nothing new.
    """
    done, total = 0, 1
    while True:
        with database.begin() as session:
            batch = session.get(ImportBatch, batch_id, with_for_update=True)
            if batch is None:
                return  # another program swept it
            batch.seen_at = instants.moment(session, clock)
            total = max(batch.order_count + batch.refund_count, 1)
            gone = removal.delete_piece(session.connection(), batch_id)
        done += gone
        progress(min(done / total, 1.0), "Removing orders")
        if not gone:
            break
    with database.begin() as session:
        registers.one_at_a_time(session)
        batch = session.get(ImportBatch, batch_id, with_for_update=True)
        if batch is None:
            return
        removal.delete_leftovers(session.connection(), batch_id)
        if batch.never_counted and not leaves_trace:
            removal.forget(session.connection(), batch_id)
            session.execute(delete(ImportBatch).where(ImportBatch.id == batch_id))
        elif batch.state is not BatchState.REMOVED:
            _close(session, batch)


def _close(session: Session, batch: ImportBatch) -> None:
    """Leave in the history what is gone; of one that never counted, no more than who began it, and when."""
    batch.state = BatchState.REMOVED
    if batch.never_counted:
        batch.line_count = batch.order_count = batch.refund_count = batch.revenue_paise = batch.known_count = 0
        batch.bad_row_count = batch.conflict_count = 0
        batch.from_day = batch.to_day = None
        session.execute(delete(ImportProblem).where(ImportProblem.batch_id == batch.id))


def sweep(database: Database, *, clock: Clock = utc_now) -> int:
    """Undo half an import and complete half a removal that a killed program left; return how many there were."""
    with database.read() as session:
        now = instants.moment(session, clock)
        left = session.execute(
            select(ImportBatch.id, ImportBatch.worker, ImportBatch.seen_at).where(ImportBatch.state.in_(UNFINISHED))
        ).all()
    dead = [key for key, name, seen_at in left if not alive(name, seen_at, now=now)]
    for key in dead:
        erase(database, key, clock=clock)
    return len(dead)


def alive(name: str, seen_at: datetime, *, now: datetime) -> bool:
    """Return whether the worker of a batch is still at work, as far as this PC can tell."""
    host, _colon, pid = name.rpartition(":")
    if host != socket.gethostname() or sys.platform == "win32":
        return now - seen_at <= FORGOTTEN
    if now - seen_at > LONG_FORGOTTEN:
        return False  # another program has its number by now
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
