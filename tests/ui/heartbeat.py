"""Whether the window's thread ever stands still: the longest gap between two beats of a timer."""

import gc
import time
from contextlib import contextmanager, suppress
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

EVERY = 5
"""Milliseconds between two beats, where nothing is in the way."""


def on_processor():
    """Return seconds of wall clock without those in which this thread wanted a processor and others had them all.

    Waiting for a lock, a disk or the interpreter counts; where the system does not tell, all does.
    """
    told = Path("/proc/thread-self/schedstat")
    waited = int(told.read_text().split()[1]) / 1e9 if told.exists() else 0.0
    return time.perf_counter() - waited


PATIENCE = 20_000
"""Milliseconds after which it does not come any more; `bench ui` holds how soon it comes against what is promised."""


def comes_to_say(qtbot, says, wanted):
    """Return whether the window comes to say what another program has just committed, though nobody touches it.

    Where it does not, what it says instead is printed, for the report of the test that failed.

    Args:
        says: gives what the window says now.
        wanted: what it shall say, or the question whether that is it.
    """
    is_it = wanted if callable(wanted) else lambda said: said == wanted
    with suppress(qtbot.TimeoutError):
        qtbot.waitUntil(lambda: bool(is_it(says())), timeout=PATIENCE)
    said = says()
    if not is_it(said):
        print(f"after {PATIENCE / 1_000:.0f} s the window says instead:\n{said}")
    return bool(is_it(said))


class Heart(QObject):
    """Beats on the thread of the window.

    Attributes:
        gaps: milliseconds of wall clock between two beats, those of them in which a processor was to be had, and those
            of the window thread's own work: on a busy machine a thread may have to wait for others, and only what is
            left is the program's doing.
    """

    def __init__(self):
        super().__init__()
        self.gaps = []
        self._timer = QTimer(self, interval=EVERY, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = _now()

    def start(self):
        self._last = _now()
        self._timer.start()

    def stop(self):
        self._beat()
        self._timer.stop()

    @property
    def longest(self):
        """Return the longest gap of wall clock, in milliseconds."""
        return max((wall for wall, _, _ in self.gaps), default=0.0)

    @property
    def longest_deaf(self):
        """Return the longest gap but for waiting for a processor, in milliseconds: who sleeps or waits is deaf, too."""
        return max((deaf for _, deaf, _ in self.gaps), default=0.0)

    @property
    def longest_work(self):
        """Return the longest stretch of the window thread's own work, in milliseconds of its processor time."""
        return max((own for _, _, own in self.gaps), default=0.0)

    def _beat(self):
        now = _now()
        self.gaps.append(tuple((later - earlier) * 1000 for later, earlier in zip(now, self._last, strict=True)))
        self._last = now


def _now():
    return time.perf_counter(), on_processor(), time.thread_time()


@contextmanager
def beating():
    """Give a heart that beats during the block, and let nobody sweep meanwhile but who means to."""
    gc.collect()
    heart = Heart()
    heart.start()
    yield heart
    heart.stop()
