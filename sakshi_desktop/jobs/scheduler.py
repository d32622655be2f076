"""The clock of the background work: its ticks only say that a job is due; the job runs in a small pool."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from sakshi_desktop.core.errors import SakshiError

POOL = 2
_log = logging.getLogger(__name__)
Job = Callable[[], object]


class Scheduler:
    """Runs jobs every so many seconds; a job that still runs is not begun again, and a missed one is run once.

    The truth of a job is in the database, never here: two programs may tick at once.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(POOL, thread_name_prefix="jobs")
        self._ticks = BackgroundScheduler(
            jobstores={"default": MemoryJobStore()},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
            daemon=True,
            timezone="UTC",
        )
        self._running: dict[str, Future[object]] = {}

    def every(self, seconds: float, name: str, job: Job) -> None:
        """Run ``job`` every so many seconds, the first time after as many."""
        self._ticks.add_job(partial(self.run, name, job), "interval", seconds=seconds, id=name)

    def run(self, name: str, job: Job) -> None:
        """Run ``job`` once, as soon as there is room, unless it runs already."""
        before = self._running.get(name)
        if before is None or before.done():
            self._running[name] = self._pool.submit(_guarded, name, job)

    def start(self) -> None:
        """Begin to tick."""
        self._ticks.start()

    def stop(self) -> None:
        """Tick no more and wait for what runs."""
        if self._ticks.running:
            self._ticks.shutdown(wait=True)
        self._pool.shutdown(wait=True, cancel_futures=True)


def _guarded(name: str, job: Job) -> object:
    try:
        return job()
    except SakshiError as error:
        _log.warning("%s: %s", name, error.sentence)
    except Exception:  # noqa: BLE001  # the other of the two posts where everything is caught
        _log.exception("%s failed", name)
    return None
