"""Keeps syncs going: wakes when one is due or the database changed, and runs each on a thread of a small pool."""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.jobs.syncing.engine import Engine
from sakshi_desktop.store.bell import Bell
from sakshi_desktop.store.database import Database

AT_ONCE = 3
"""Jobs that run at the same time on this PC: one that waits for its service holds up no other."""
SAFETY_SECONDS = 5.0
"""However still the bell is, the database is asked so often."""
REST_SECONDS = 0.2
"""Between two looks: a run rings at every step of its own."""
LOOK_SECONDS = 0.5
"""How often SQLite is asked whether another program changed it: a sync is not waited for as a webhook is."""
PAUSE_SECONDS = 1.0
"""How long a database that refused is left alone."""
_log = logging.getLogger(__name__)


class Wheel:
    """Runs an engine until it is stopped."""

    def __init__(self, database: Database, engine: Engine) -> None:
        self._engine = engine
        self._bell = Bell(database, every=LOOK_SECONDS)
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="syncs")
        self._running: set[Future[None]] = set()
        self._thread = threading.Thread(target=self._turn_on, name="sync-wheel", daemon=True)

    def start(self) -> None:
        """Begin to run what is due, on threads of its own."""
        self._thread.start()

    def stop(self, grace: float) -> None:
        """Begin nothing any more and let what runs end after its step, within ``grace`` seconds."""
        self._stopping.set()
        self._engine.stop()
        self._bell.stop()
        self._thread.join()
        wait(self._running, timeout=grace)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._bell.close()

    def _turn_on(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            try:
                self._bell.wait(pause)
                if self._stopping.is_set():
                    return
                pause = self._turn()
            except SakshiError as error:
                _log.warning("syncs stand still: %s", error.sentence)
                pause = self._rest()
            except Exception:  # noqa: BLE001  # whatever it was: to stand still for good is worse
                _log.exception("syncs stand still")
                pause = self._rest()
            self._stopping.wait(REST_SECONDS)

    def _rest(self) -> float:
        """Wait a moment, and return how long to wait for the bell then."""
        self._stopping.wait(PAUSE_SECONDS)
        return 0.0

    def _turn(self) -> float:
        """Begin what is due as far as there is room, and return for how many seconds there is nothing to do."""
        self._running = {each for each in self._running if not each.done()}
        if len(self._running) < AT_ONCE and self._engine.is_due():
            self._running.add(self._pool.submit(self._work))
            return 0.0
        due = self._engine.wait_seconds()
        return SAFETY_SECONDS if due is None else min(SAFETY_SECONDS, max(due, REST_SECONDS))

    def _work(self) -> None:
        try:
            self._engine.run_next()
        except SakshiError as error:
            _log.warning("a sync stands still: %s", error.sentence)
        except Exception:  # noqa: BLE001  # nobody asks for the end of a thread of the pool, and the run points here
            _log.exception("a sync ended by what nobody foresaw")
        finally:
            self._bell.ring()
