"""Python's own sweeping of circular garbage, kept to the thread of the window."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QTimer, Slot

EVERY = 2_000
"""Milliseconds between two looks."""


@contextmanager
def on_this_thread() -> Iterator[None]:
    """Sweep on this thread alone while the block runs.

    Python sweeps on whichever thread happens to make an object; a part of the window that dies on another thread takes
    the program with it.
    """
    was_on = gc.isenabled()
    gc.disable()
    sweeper = Sweeper()
    try:
        yield
    finally:
        sweeper.stop()
        gc.collect()
        if was_on:
            gc.enable()


class Sweeper(QObject):
    """Looks now and then whether there is enough to sweep, by the measure of Python itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = QTimer(self, interval=EVERY)
        self._clock.timeout.connect(self.look)
        self._clock.start()

    def stop(self) -> None:
        """Look no more."""
        self._clock.stop()

    @Slot()
    def look(self) -> None:
        """Sweep what has come together: the young often, the old seldom."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = [age for age in range(3) if counts[age] > limits[age] > 0]
        if due:
            gc.collect(max(due))
