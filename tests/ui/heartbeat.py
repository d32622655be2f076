"""Whether the window's thread ever stands still: the longest gap between two beats of a timer."""

import gc
import time
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

EVERY = 5
"""Milliseconds between two beats, where nothing is in the way."""
LONGEST = 100
"""Milliseconds for which the window may be deaf while a processor is to be had: the machine of a test may be busy."""
ATTEMPTS = 3
PATIENCE = 20_000
"""Milliseconds after which it does not come any more; `bench ui` holds how soon it comes against what is promised."""
GLANCE = 50
"""Milliseconds between two looks: to read all words of a window is work."""


def comes_to_say(qtbot, says, wanted):
    """Return whether the window comes to say what another program has just committed, though nobody touches it.

    Where it does not, what it says instead is printed, for the report of the test that failed.

    Args:
        says: gives what the window says now.
        wanted: what it shall say, or the question whether that is it.
    """
    is_it = wanted if callable(wanted) else lambda said: said == wanted
    end = time.monotonic() + PATIENCE / 1_000
    while not is_it(said := says()) and time.monotonic() < end:
        qtbot.wait(GLANCE)
    if not is_it(said):
        print(f"after {PATIENCE / 1_000:.0f} s the window says instead:\n{said}")
    return bool(is_it(said))


class Heart(QObject):
    """Beats on the thread of the window.

    Attributes:
        gaps: milliseconds of wall clock between two beats, those of them in which a processor was to be had, those of
            the window thread's own work, and those in which no thread of the program waited for a processor: on a busy
            machine a thread may have to wait for others, and only what is left is the program's doing.
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
        return max((wall for wall, *_ in self.gaps), default=0.0)

    @property
    def longest_deaf(self):
        """Return the longest gap but for waiting for a processor, in milliseconds: who sleeps or waits is deaf, too."""
        return max((deaf for _, deaf, *_ in self.gaps), default=0.0)

    @property
    def longest_work(self):
        """Return the longest stretch of the window thread's own work, in milliseconds of its processor time."""
        return max((own for _, _, own, _ in self.gaps), default=0.0)

    @property
    def longest_certain(self):
        """Return the longest gap in milliseconds that no other program on the machine had a part in."""
        return max((min(deaf, certain) for _, deaf, _, certain in self.gaps), default=0.0)

    def _beat(self):
        now = _now()
        self.gaps.append(tuple((later - earlier) * 1000 for later, earlier in zip(now, self._last, strict=True)))
        self._last = now


def _now():
    now = time.perf_counter()
    return now, now - _waited(Path("/proc/thread-self")), time.thread_time(), now - _all_waited()


def _waited(thread):
    """Return for how many seconds a thread has wanted a processor while others had them all.

    Waiting for a lock, a disk or the interpreter is another thing; where the system does not tell, it is 0.
    """
    try:
        return int((thread / "schedstat").read_text().split()[1]) / 1e9
    except OSError:  # or the thread has just ended
        return 0.0


def _all_waited():
    """Return the same of all threads of the program together."""
    threads = Path("/proc/self/task")
    return sum(map(_waited, threads.iterdir())) if threads.is_dir() else 0.0


@contextmanager
def beating():
    """Give a heart that beats during the block, and let nobody sweep meanwhile but who means to."""
    gc.collect()
    heart = Heart()
    heart.start()
    yield heart
    heart.stop()


def longest_deaf(measure):
    """Return the longest gap but for waiting for a processor, in milliseconds, as a busy machine cannot lengthen it.

    The window's thread may have had to wait for another thread of the program that in turn waited for a processor.
    Where that may be what took it over ``LONGEST``, it is measured anew, up to three times: it comes and goes, and what
    the program itself does is there each time.

    Args:
        measure: gives a heart that has beaten, over a window that was opened for it; takes how often it did before.
    """
    told = []
    while not told or (len(told) < ATTEMPTS and told[-1].longest_deaf > LONGEST >= told[-1].longest_certain):
        told.append(measure(len(told)))
    print("longest gaps:", [(heart.longest_deaf, heart.longest_certain) for heart in told])
    return min(heart.longest_deaf for heart in told)
