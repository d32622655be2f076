"""Claims one job after the other and runs each to its end."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from sakshi_desktop.core.errors import CancelledError, ConnectorError, SakshiError
from sakshi_desktop.hub import fast_clocks, fields, limits, realtime, runs, shaping
from sakshi_desktop.hub.runs import Claim, LostError, StoppedError
from sakshi_desktop.hub.streams import Pull, Stream, Streams
from sakshi_desktop.jobs.syncing import pull, push
from sakshi_desktop.jobs.syncing.steps import Work
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.instants import Moment

UNFORESEEN = ConnectorError(
    "Something went wrong that nobody foresaw.", retryable=True, hint="The log says what it was."
)
MEND_SECONDS = 5.0
"""How often it is looked whether anything waits for longer than it can be meant to."""
_log = logging.getLogger(__name__)


class Engine:
    """Runs what is due on one database, one job at a time and thread; several programs may do so at once.

    Args:
        worker: names this program among those at work.
        holds: tells which secrets, in which version, this program holds: others' jobs are left to them. It is asked
            outside of any transaction.
        moment: the database's own time.
        steady: a clock in seconds that nobody sets.
    """

    def __init__(
        self,
        database: Database,
        streams: Streams,
        worker: str,
        holds: Callable[[], Mapping[str, int]],
        *,
        moment: Moment,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._streams = streams
        self._worker = worker
        self._holds = holds
        self._moment = moment
        self._steady = steady
        self._stopped = threading.Event()
        self._mended_at = steady() - MEND_SECONDS

    def run_due(self) -> int:
        """Run all jobs that are due, and return how many."""
        done = 0
        if self.is_due():
            while self.run_next():
                done += 1
        return done

    def is_due(self) -> bool:
        """Return whether there is a job that this program may run now; events have made theirs due by then."""
        holds = self._holds()
        self._mend()
        with self._database.read() as session:
            if not runs.waits(session, holds, at=self._moment(session)) and not realtime.is_waiting(session):
                return False
        with self._database.begin() as session:
            realtime.wake(session, at=self._moment(session))
        return True

    def run_next(self) -> bool:
        """Run the job that has been due for longest; return whether there was one."""
        if self._stopped.is_set():
            return False
        holds = self._holds()
        with self._database.begin() as session:
            claim = runs.take(session, self._worker, holds, at=self._moment(session))
        if claim is None:
            return False
        self._run(claim)
        return True

    def wait_seconds(self) -> float | None:
        """Return for how long there is nothing to do; None where nothing waits."""
        with self._database.read() as session:
            due = runs.next_due(session)
            return None if due is None else max(0.0, (due - self._moment(session)).total_seconds())

    def _mend(self) -> None:
        """Bring back, at the start and now and then, what waits too long because a clock was fast."""
        if self._steady() - self._mended_at < MEND_SECONDS:
            return
        with self._database.read() as session:
            found = fast_clocks.is_there(session, at=self._moment(session))
        if found:
            with self._database.begin() as session:
                fast_clocks.mend(session, at=self._moment(session))
        self._mended_at = self._steady()

    def stop(self) -> None:
        """Let what runs end after its step, to be gone on with by whoever is next, and begin nothing any more."""
        self._stopped.set()

    def _run(self, claim: Claim) -> None:
        work = Work(self._database, claim, self._moment, self._stopped, self._steady)
        error: SakshiError | None = UNFORESEEN
        try:
            if claim.again:
                work.look()  # a person may have stopped it while nobody was at it
            _perform(work, self._streams.open(claim.integration_id, claim.stream, work.pause))
            error = None
        except SakshiError as raised:
            error = raised
        finally:  # what nobody foresaw ends the run too, and goes on to where it is logged
            self._end(claim, error)

    def _end(self, claim: Claim, error: SakshiError | None) -> None:
        if isinstance(error, LostError):
            _log.info("a sync is run by another program by now")
            return
        try:
            with self._database.begin() as session:
                at = self._moment(session)
                if error is None:
                    runs.finish(session, claim, at=at)
                elif isinstance(error, CancelledError):
                    runs.stop(session, claim, at=at)
                elif isinstance(error, StoppedError):
                    runs.release(session, claim, at=at)
                elif not isinstance(error, ConnectorError) or not limits.put_off(session, claim, error, at=at):
                    runs.fail(session, claim, error, at=at)
        except LostError:
            _log.info("a sync was ended by another program")


def _perform(work: Work, stream: Stream) -> None:
    try:
        work = replace(work, shape=shaping.of(stream, fields.read(work.claim.mapping)))
        if isinstance(stream, Pull):
            pull.SIDE.perform(work, stream)
        else:
            push.SIDE.perform(work, stream)
    finally:
        stream.close()
