"""The only road from the window to other threads, and back."""

import logging
import time
from collections.abc import Callable
from concurrent.futures import CancelledError as Withdrawn
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from functools import partial
from threading import Thread
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot
from shiboken6 import isValid

from sakshi_desktop.core import turns
from sakshi_desktop.core.errors import CancelledError, SakshiError
from sakshi_desktop.ui.job import Job

T = TypeVar("T")
Told_co = TypeVar("Told_co", covariant=True)
Failed = Callable[[SakshiError], None]
WORKERS = 3
TOLD_EVERY = 0.05
"""Seconds between two words of progress."""

UNFORESEEN = SakshiError("Something went wrong that nobody foresaw.", hint="Try again; the log says what it was.")

_log = logging.getLogger(__name__)


class Transactions(Protocol):
    """The two doors of a database."""

    def read(self) -> AbstractContextManager[Any]:
        """Open a transaction that can change nothing."""

    def begin(self) -> AbstractContextManager[Any]:
        """Open a transaction that writes."""


class Watcher(Protocol[Told_co]):
    """What waits for something as long as it is let."""

    def run(self, tell: Callable[[Told_co], None]) -> None:
        """Wait, and tell, until it is stopped; runs on a thread of its own."""

    def stop(self) -> None:
        """Let the thread go; is called from another one."""


class Progress:
    """What a long piece of work calls now and then, on its own thread, with the share done and a word about it.

    Calling it raises CancelledError once the person has asked to stop.
    """

    def __init__(self, job: Job, tell: Callable[[float, str], None], keep: Callable[[], None]) -> None:
        self._job = job
        self._tell = tell
        self._keep = keep
        self._told = 0.0

    def __call__(self, share: float, text: str = "") -> None:
        """Say how far the work is, 0 to 1.

        Raises:
            CancelledError: the person asked to stop.
        """
        if self._job.stopped:
            raise _stopped()
        now = time.monotonic()
        if share >= 1 or now - self._told >= TOLD_EVERY:
            self._told = now
            self._tell(share, text)

    def keep(self) -> None:
        """Say that what was done is kept from here on, such as right before it is committed.

        Raises:
            CancelledError: the person asked to stop before.
        """
        if not self._job.keep():
            raise _stopped()
        self._keep()

    def cancelled(self) -> bool:
        """Return whether the person asked to stop, for work that would rather look than be thrown out."""
        return self._job.stopped


def _stopped() -> CancelledError:
    return CancelledError("Stopped.", hint="Nothing was changed.")


class Tasks(QObject):
    """Runs work beside the window; ``done`` or ``failed`` is called on the window's own thread.

    This object lives as long as the program and owns the one signal that crosses threads.

    Signals:
        started: a long piece of work has begun.
        idle: nothing is running any more.
    """

    started = Signal(Job)
    idle = Signal()
    _crossed = Signal(object)

    def __init__(self, parent: QObject | None = None, *, workers: int = WORKERS) -> None:
        super().__init__(parent)
        turns.share()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="task")
        self._open = 0
        self._closed = False
        self._jobs: set[Job] = set()
        self._loose: set[Future[Any]] = set()
        self._watchers: dict[Watcher[Any], Thread] = {}
        self._database: Transactions | None = None
        self._crossed.connect(self._arrive, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Return whether anything is running or waits to be told."""
        return self._open > 0

    def use(self, database: Transactions) -> None:
        """Read and write in ``database`` from now on."""
        self._database = database

    def read(self, work: Callable[[Any], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run ``work(session)`` in a transaction that sees one moment and can change nothing."""
        self.run(partial(_transact, self._doors().read, work), done, failed)

    def write(self, work: Callable[[Any], T], done: Callable[[T], None], failed: Failed) -> None:
        """Run ``work(session)`` in a transaction that is committed at its end, rolled back at an error."""
        self.run(partial(_transact, self._doors().begin, work), done, failed, must=True)

    def run(self, work: Callable[[], T], done: Callable[[T], None], failed: Failed, *, must: bool = False) -> None:
        """Run ``work`` that needs no transaction of ours.

        Args:
            must: it is done even where the window closes before its turn comes: what a person wrote is not lost.
        """
        if self._closed:
            return
        self._open += 1
        future = self._pool.submit(work)
        if not must:
            self._loose.add(future)
            future.add_done_callback(self._loose.discard)
        future.add_done_callback(partial(self._settle, done, failed))

    def long(self, title: str, work: Callable[[Progress], T], done: Callable[[T], None], failed: Failed) -> Job:
        """Run ``work(progress)`` that takes its time; the returned job shows how far it is and can be stopped."""
        job = Job(title, self)
        self.started.emit(job)
        self._begin(job, work, done, failed)
        return job

    def told(
        self,
        work: Callable[[Progress], T],
        heard: Callable[[float, str], None],
        done: Callable[[T], None],
        failed: Failed,
    ) -> None:
        """Run ``work(progress)`` that is nobody's to stop; ``heard`` is called with how far it is, on this thread.

        It ends at its next step when all tasks are stopped.
        """
        job = Job("", self)
        job.progressed.connect(heard)
        self._begin(job, work, done, failed)

    def _begin(self, job: Job, work: Callable[[Progress], T], done: Callable[[T], None], failed: Failed) -> None:
        progress = Progress(job, partial(self._cross_progress, job), partial(self._cross, job.kept.emit))
        self._jobs.add(job)
        self.run(partial(work, progress), partial(self._end, job, done), partial(self._end, job, failed))

    def attend(self, watcher: Watcher[T], heard: Callable[[T], None]) -> None:
        """Let ``watcher`` run on a thread of its own until it is dismissed; ``heard`` is called on the window's."""
        work = partial(watcher.run, partial(self._cross_heard, watcher, heard))
        thread = Thread(target=work, name="watcher", daemon=True)
        self._watchers[watcher] = thread
        thread.start()

    def dismiss(self, watcher: Watcher[Any]) -> None:
        """Stop a watcher, wait for its thread, and hear nothing from it any more."""
        thread = self._watchers.pop(watcher)
        watcher.stop()
        thread.join()

    def stop(self) -> None:
        """Stop all jobs and watchers, wait for what is running, and tell nobody any more."""
        self._closed = True
        for watcher in tuple(self._watchers):
            self.dismiss(watcher)
        for job in self._jobs:
            job.stop()
        for future in tuple(self._loose):
            future.cancel()
        self._pool.shutdown(wait=True)

    def _doors(self) -> Transactions:
        if self._database is None:
            raise ValueError("no database is open yet")
        return self._database

    def _settle(self, done: Callable[[T], None], failed: Failed, future: Future[T]) -> None:
        self._cross(partial(self._deliver, future, done, failed))

    def _cross_progress(self, job: Job, share: float, text: str) -> None:
        self._cross(partial(job.progressed.emit, share, text))

    def _cross_heard(self, watcher: Watcher[T], heard: Callable[[T], None], told: T) -> None:
        self._cross(partial(self._hear, watcher, heard, told))

    def _hear(self, watcher: Watcher[T], heard: Callable[[T], None], told: T) -> None:
        if watcher in self._watchers:
            heard(told)

    def _cross(self, message: Callable[[], None]) -> None:
        if not self._closed:
            self._crossed.emit(message)

    @Slot(object)
    def _arrive(self, message: Callable[[], None]) -> None:
        if not self._closed:
            message()

    def _deliver(self, future: Future[T], done: Callable[[T], None], failed: Failed) -> None:
        self._open -= 1
        try:
            outcome = future.result()
        except SakshiError as error:
            _tell(failed, error)
        except Withdrawn:
            return
        except Exception:  # noqa: BLE001  # one of the two posts where everything is caught
            _log.exception("a task failed")
            _tell(failed, UNFORESEEN)
        else:
            _tell(done, outcome)
        if not self._open:
            self.idle.emit()

    def _end(self, job: Job, tell: Callable[[Any], None], outcome: object) -> None:
        self._jobs.discard(job)
        job.ended.emit()
        job.deleteLater()
        _tell(tell, outcome)


def _tell(listener: Callable[[T], None], outcome: T) -> None:
    """Call who asked, unless that part of the window is gone by now."""
    owner: object = listener
    while isinstance(owner, partial):
        owner = owner.func
    owner = getattr(owner, "__self__", None)
    if isinstance(owner, SignalInstance):
        with suppress(RuntimeError):  # the signal went with its object; what its slots raise does not come through here
            listener(outcome)
    elif not isinstance(owner, QObject) or isValid(owner):
        listener(outcome)


def _transact(door: Callable[[], AbstractContextManager[Any]], work: Callable[[Any], T]) -> T:
    with door() as session:
        return work(session)
