"""`bench hub-ui`: the beat of the window's thread, idle, beside the dispatcher at full speed, beside a worker."""

import os
import sys
import time
from contextlib import ExitStack, contextmanager

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer

from sakshi_desktop.store.database import Database
from sakshi_desktop.ui import sweeping
from tests.bench import harness
from tests.bench.harness import Ratio
from tests.bench.traffic import ground
from tests.bench.traffic.receiving import Receiver

BEAT = 5
"""Milliseconds between two beats."""
AT_ONCE = 64


def run(quick):
    """Beat while nothing happens, then while deliveries leave as fast as they can."""
    count, turns = (1_500, 1) if quick else (6_000, 5)
    figures, ratios = {}, []
    qt = QCoreApplication.instance() or QCoreApplication([])
    found = {"idle": [], "in process": [], "own process": []}
    with ground.world() as there, sweeping.on_this_thread():  # as the window does
        for _ in range(turns):
            found["idle"] += _gaps(qt, _seconds(2 if quick else 5))
            found["in process"] += _beside(qt, there, count, own=False)
            found["own process"] += _beside(qt, there, count, own=True)
    p99 = {name: sorted(gaps)[round(0.99 * (len(gaps) - 1))] for name, gaps in found.items()}
    for name, gaps in found.items():
        figures[f"{name}: beats"] = len(gaps)
        figures[f"{name}: p99 ms late"], figures[f"{name}: worst ms late"] = p99[name], max(gaps)
    ratios.append(Ratio("in process, p99 over idle", p99["in process"] - p99["idle"], 8, None, "ms"))
    ratios.append(Ratio("in process, worst", max(found["in process"]), 100, 33, "ms"))
    ratios.append(Ratio("own process, worst", max(found["own process"]), 50, 33, "ms"))
    return {"figures": figures, "ratios": ratios}


class Heart(QObject):
    """Counts by how many milliseconds each beat of the loop comes late."""

    def __init__(self):
        super().__init__()
        self.late = []
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=BEAT, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self):
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1_000 - BEAT))
        self._last = now


def _gaps(qt, over):
    """Run the loop until ``over()`` and return how late each beat was."""
    heart, watch = Heart(), QTimer(interval=50)
    watch.timeout.connect(lambda: qt.quit() if over() else None)
    watch.start()
    qt.exec()
    watch.stop()
    heart.deleteLater()
    return heart.late[5:]


def _seconds(number):
    end = time.monotonic() + number
    return lambda: time.monotonic() >= end


def _beside(qt, there, count, *, own):
    with Receiver() as receiver, ExitStack() as stack:
        address = there.address("sqlite")
        database = Database.open(address)
        secret = ground.endpoint(database, receiver, AT_ONCE)
        ground.fill(database, count)
        stack.enter_context(_worker(address, secret) if own else ground.wing(database, dict([secret])))
        ground.until(lambda: receiver.count > 0)
        gaps = _gaps(qt, lambda: receiver.count >= count)
    database.dispose()
    return gaps


@contextmanager
def _worker(address, secret):
    with ground.program("sending", "wing", address, f"{secret[0]}:{secret[1].reveal()}") as started:
        started.stdin.write("\n")
        started.stdin.flush()
        yield


if __name__ == "__main__":
    sys.exit(harness.main("hub-ui", run))
