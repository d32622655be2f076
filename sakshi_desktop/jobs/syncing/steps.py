"""The steps of one run: each is a transaction of its own, held by the fence, and moves the cursor with the records."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sakshi_desktop.core.clock import Clock
from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.vocabulary import RunKind
from sakshi_desktop.hub import moves, runs
from sakshi_desktop.hub.moves import Move
from sakshi_desktop.hub.runs import Claim
from sakshi_desktop.hub.streams import Record, Sheet
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import SyncJob, SyncRun

PAGES = 100_000
"""A stream with more pages than this never ends: it is stopped with a sentence."""
BATCH = 100
"""Records of a plan, of dead letters or of a run that is taken back, in one step."""


OVERTAKEN = "A later run changed it."


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the transaction, and the rows that it may change."""

    session: Session
    job: SyncJob
    run: SyncRun
    at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed job at work on a database."""

    database: Database
    claim: Claim
    clock: Clock

    @contextmanager
    def step(self) -> Iterator[Step]:
        """Open a step.

        Raises:
            CancelledError: a person asked the job to stop.
            LostError: another program runs it by now.
        """
        with self.database.begin() as session:
            at = self.clock()
            job, run = runs.hold(session, self.claim, at=at)
            yield Step(session, job, run, at)

    def turn(self, step: Step, sheet: Sheet) -> None:
        """Move the cursor past a page that was taken over."""
        step.run.pages += 1
        step.run.cursor = sheet.cursor
        step.run.total = sheet.total if sheet.total is not None else step.run.total
        if self.claim.kind is RunKind.REGULAR:
            step.job.cursor = sheet.cursor


def guarded(sheet: Sheet, cursor: str | None, pages: int) -> None:
    """Refuse a stream that does not get on.

    Raises:
        ConnectorError: its cursor stands still, or it never ends.
    """
    if sheet.more and sheet.cursor == cursor:
        raise ConnectorError(
            "The service sent the same page again and again.", retryable=True, hint="Nothing was lost; try again later."
        )
    if pages >= PAGES:
        raise ConnectorError(
            f"The service sent more than {PAGES:,} pages.", retryable=False, hint="Ask for fewer days at once."
        )


def took_back(work: Work, step: Step, of_run: int, move: Move, reason: str | None) -> None:
    """Write down that a move of the run ``of_run`` was taken back, or the reason why it was not."""
    if reason is not None:
        step.run.dead += 1
        step.run.note = f"{move.external_id}: {reason}"
        moves.done(step.session, of_run, [move.external_id], at=step.at)
        return
    moves.undone(step.session, work.claim.job_id, of_run, move, at=step.at)
    step.run.changed += 1
    step.run.amount_paise -= move.amount_paise


def named(records: tuple[Record, ...]) -> list[str]:
    """Return the names of records."""
    return [record.external_id for record in records]
