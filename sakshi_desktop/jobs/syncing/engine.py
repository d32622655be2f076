"""Claims one job after the other and runs each to its end."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.hub import runs
from sakshi_desktop.hub.runs import Claim, LostError
from sakshi_desktop.hub.streams import Pull, Stream, Streams
from sakshi_desktop.jobs.syncing import pull, push
from sakshi_desktop.jobs.syncing.steps import Work
from sakshi_desktop.store.database import Database

_log = logging.getLogger(__name__)


class Engine:
    """Runs what is due on one database, one job at a time; several programs may do so at once.

    Args:
        worker: names this program among those at work.
        holds: tells which secrets, in which version, this program holds: others' jobs are left to them.
    """

    def __init__(
        self,
        database: Database,
        streams: Streams,
        worker: str,
        holds: Callable[[], Mapping[str, int]],
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._database = database
        self._streams = streams
        self._worker = worker
        self._holds = holds
        self._clock = clock

    def run_due(self) -> int:
        """Run all jobs that are due, and return how many."""
        with self._database.read() as session:
            if not runs.waits(session, at=self._clock()):
                return 0
        with self._database.begin() as session:
            runs.wake(session, at=self._clock())
        done = 0
        while self.run_next():
            done += 1
        return done

    def run_next(self) -> bool:
        """Run the job that has been due for longest; return whether there was one."""
        with self._database.begin() as session:
            claim = runs.take(session, self._worker, dict(self._holds()), at=self._clock())
        if claim is None:
            return False
        self._run(claim)
        return True

    def next_due(self) -> datetime | None:
        """Return when there is something to do again; None where nothing waits."""
        with self._database.read() as session:
            return runs.next_due(session)

    def _run(self, claim: Claim) -> None:
        work = Work(self._database, claim, self._clock)
        try:
            _perform(work, self._streams.open(claim.integration_id, claim.stream))
            self._end(runs.finish, claim)
        except LostError:
            _log.info("a sync is run by another program by now")
        except CancelledError:
            self._end(runs.stop, claim)
        except SakshiError as error:
            self._fail(claim, error)

    def _end(self, how: Callable[..., None], claim: Claim) -> None:
        try:
            with self._database.begin() as session:
                how(session, claim, at=self._clock())
        except LostError:
            _log.info("a sync was ended by another program")

    def _fail(self, claim: Claim, error: SakshiError) -> None:
        try:
            with self._database.begin() as session:
                runs.fail(session, claim, error, at=self._clock())
        except LostError:
            _log.info("a sync that failed is run by another program by now")


def _perform(work: Work, stream: Stream) -> None:
    if isinstance(stream, Pull):
        pull.perform(work, stream)
    else:
        push.perform(work, stream)
