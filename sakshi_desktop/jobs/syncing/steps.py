"""The steps of one run: each is a transaction of its own, held by the fence, and moves the cursor with the records."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.vocabulary import RunKind, SyncDirection
from sakshi_desktop.hub import moves, runs
from sakshi_desktop.hub.moves import Move, Plan, Tally
from sakshi_desktop.hub.runs import Claim, StoppedError
from sakshi_desktop.hub.shaping import AS_IT_IS, Shape
from sakshi_desktop.hub.streams import Record, Sheet
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.instants import Moment
from sakshi_desktop.store.models import SyncJob, SyncRun

PAGES = 100_000
"""A stream with more pages than this never ends: it is stopped with a sentence."""
BATCH = 100
"""Records in one step: who else writes waits no longer than that."""
HOLD_SECONDS = 30.0
"""How long a service is sent records before how that ended is written down, and the job held on."""
LOOK_SECONDS = 0.5
"""While a call waits for its time, it is looked so often whether a person wishes the run to stop."""
OVERTAKEN = "A later run changed it."

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the transaction, and the rows that it may change."""

    session: Session
    job: SyncJob
    run: SyncRun
    at: datetime


@dataclass(frozen=True, slots=True)
class Work:
    """A claimed job at work on a database.

    Attributes:
        moment: the database's own time.
        stopping: is set once this program is being closed.
        shape: what becomes of each record on its way.
    """

    database: Database
    claim: Claim
    moment: Moment
    stopping: threading.Event
    steady: Callable[[], float] = time.monotonic
    shape: Shape = AS_IT_IS

    @contextmanager
    def step(self, *, heed: bool = True) -> Iterator[Step]:
        """Open a step.

        Args:
            heed: stop where that is wanted; not where something is written down that was done already.

        Raises:
            CancelledError: a person asked the job to stop.
            LostError: another program runs it by now.
            StoppedError: this program is being closed, or the service was paused.
        """
        if heed and self.stopping.is_set():
            raise StoppedError("The program is being closed.", hint="The sync goes on at its next start.")
        with self.database.begin() as session:
            at = self.moment(session)
            job, run = runs.hold(session, self.claim, at=at, heed=heed)
            yield Step(session, job, run, at)

    def pause(self, seconds: float) -> None:
        """Wait, outside of any transaction.

        Raises:
            As ``step`` does, where that becomes wanted meanwhile.
        """
        until = self.steady() + seconds
        while (rest := until - self.steady()) > 0:
            if self.stopping.wait(min(rest, LOOK_SECONDS)) or rest > LOOK_SECONDS:
                self.look()

    def look(self) -> None:
        """Do nothing but stop where that is wanted, and hold on."""
        with self.step():
            pass

    def turn(self, step: Step, sheet: Sheet, tally: Tally) -> None:
        """Move the cursor past a page that was taken over, and count what of it leaves no row behind."""
        tally.count(step.run)
        step.run.pages += 1
        step.run.cursor = sheet.cursor
        step.run.total = sheet.total if sheet.total is not None else step.run.total
        if self.claim.kind is RunKind.REGULAR and not self._begins_anew(step):
            step.job.cursor = sheet.cursor

    def _begins_anew(self, step: Step) -> bool:
        """Return whether what is pulled is asked for from the beginning next time, as its fields were changed."""
        return self.claim.direction is SyncDirection.PULL and step.job.mapping != self.claim.mapping


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


def overtaken(step: Step, plans: Sequence[Plan], still: Sequence[Record]) -> None:
    """Say of which records of a plan a later run has made something else; these are left as they are."""
    gone = len(plans) - len(still)
    if gone:
        step.run.dead += gone
        step.run.note = f"{gone:,} of the dry run are left as they are: a later run changed them."


def named(records: Sequence[Record]) -> list[str]:
    """Return the names of records."""
    return [record.external_id for record in records]


def sliced(records: Sequence[Record]) -> list[Sequence[Record]]:
    """Return records in pieces of BATCH; no records are one empty piece."""
    return [records[start : start + BATCH] for start in range(0, len(records), BATCH)] or [()]


@dataclass(frozen=True, slots=True)
class Side(Generic[S]):
    """What one direction does for each purpose of a run; ``apply`` and ``undo`` are given the run they amend."""

    run: Callable[[Work, S], None]
    retry: Callable[[Work, S], None]
    apply: Callable[[Work, S, int], None]
    undo: Callable[[Work, S, int], None]

    def perform(self, work: Work, stream: S) -> None:
        """Do what the claimed run is for.

        Raises:
            CancelledError: a person asked the job to stop.
            ConnectorError: the service refused, failed or did not answer; what was done until then stays.
            LostError: another program runs the job by now.
        """
        kind, amends = work.claim.kind, work.claim.amends
        if kind is RunKind.RETRY:
            self.retry(work, stream)
        elif amends is not None:
            (self.apply if kind is RunKind.APPLY else self.undo)(work, stream, amends)
        else:
            self.run(work, stream)
