"""The promises of the window: its start, its memory, and how soon it answers whatever is done to it."""

import gc
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt, QTimer

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.demo.build import build
from sakshi_desktop.demo.types import Scale
from sakshi_desktop.ui import start as door
from sakshi_desktop.ui import sweeping, theme
from sakshi_desktop.ui.pages import PAGES
from sakshi_desktop.ui.widgets.records import Column, RecordModel
from tests.bench import bundle, harness
from tests.bench import start as starting
from tests.bench.traffic import following, two_windows
from tests.postgres import Server, binaries
from tests.reports.samples import material
from tests.ui.heartbeat import beating

CHECKOUT = Path(__file__).resolve().parents[2]
ROWS = 20_000
WINDOWS = 60
PATIENCE = 60_000
END = date(2026, 10, 31)
SMALL = Scale(months=3, orders=6_000, customers=800)


def run(quick):
    """Measure everything in this order: the start in processes of its own, then one window on a demo chain."""
    outcome = starting.run(quick)
    runs = 5 if quick else 15
    figures, ratios = outcome["figures"], outcome["ratios"]
    with tempfile.TemporaryDirectory() as folder, sweeping.on_this_thread():
        home = Path(folder)
        qt = door.application()
        ratios += _sorting(runs)
        ratios += _paper(home, runs)
        program = _demo(f"sqlite:///{home / 'sakshi.db'}", home, SMALL if quick else Scale())
        with closing(program):
            _in_the_window(program, runs, figures, ratios)
            figures[f"{WINDOWS} windows, their queries of the whole demo too, s"] = _many_windows(program)
        unseen = home / "unseen"  # the promise is that of tests of the window, where none was open before
        unseen.mkdir()
        program = _demo(f"sqlite:///{unseen / 'small.db'}", unseen, SMALL)
        with closing(program):
            ratios.append(harness.Ratio(f"{WINDOWS} windows", _many_windows(program), 5.0, 3.0, "s"))
        _live_on_a_server(home / "shared", runs, figures, ratios)
        more, promises = two_windows.run(3 if quick else 10)
        figures |= more
        ratios += promises
        if not quick:
            ratios.append(bundle.frozen())
        qt.processEvents()
        run.program = qt  # it lives as long as this process: parts of windows may outlive this function
    return {"figures": figures, "ratios": ratios}


def _in_the_window(program, runs, figures, ratios):
    with _window(program) as window:
        _first_visits(window, figures, ratios)
        figures["widgets"] = len(window.findChildren(object))
        _page_switch(window, runs, figures, ratios)
        _asking_again(window, runs, figures, ratios)
        _theme_switch(window, runs, figures, ratios)
        _live(window, program, runs, figures, ratios)


@contextmanager
def _window(program):
    window = door.make(program)
    loop = QEventLoop()
    window.opened.connect(loop.quit)
    QTimer.singleShot(PATIENCE, loop.quit)
    window.show()
    loop.exec()
    _settle(window)
    yield window
    window.close()
    window.stop()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _settle(window):
    """Let everything happen that is under way."""
    end = time.monotonic() + PATIENCE / 1000
    while window.inside.tasks.busy and time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.001)
    QCoreApplication.processEvents()


@dataclass
class Took:
    """What a deed took until the window answered, in milliseconds: of the wall clock, and of its own thread's work."""

    wall: float
    work: float


def _answer(window, deed):
    """Do something and return what it took until the window was painted again and could hear."""
    wall, work = time.perf_counter(), time.thread_time()
    deed()
    window.repaint()
    return Took((time.perf_counter() - wall) * 1000, (time.thread_time() - work) * 1000)


def _told(name, took, figures, ratios, must=100, stretch=50):
    """Keep the median of the wall clock as a figure and that of the thread's own work as a promise."""
    figures[f"{name}, ms of wall clock"] = statistics.median(one.wall for one in took)
    ratios.append(harness.Ratio(name, statistics.median(one.work for one in took), must, stretch, "ms"))


def _first_visits(window, figures, ratios):
    gaps = []
    for entry in PAGES:
        with beating() as heart:
            took = _answer(window, lambda key=entry.key: window.visit(key))
            _settle(window)
        gaps.append(heart)
        _told(f"first visit of {entry.title}", [took], figures, ratios)
    figures["longest gap while pages load, ms of wall clock"] = max(heart.longest for heart in gaps)
    longest = max(heart.longest_deaf for heart in gaps)
    ratios.append(harness.Ratio("longest gap while pages load", longest, 100, 50, "ms"))


def _page_switch(window, runs, figures, ratios):
    took = []
    for _ in range(runs):
        for entry in PAGES:
            took.append(_answer(window, lambda key=entry.key: window.visit(key)))
            _settle(window)
    _told("going to another page", took, figures, ratios)


def _asking_again(window, runs, figures, ratios):
    for entry in PAGES:
        window.visit(entry.key)
        _settle(window)
        took = []
        for _ in range(runs):
            took.append(_answer(window, window.inside.page.refresh))
            _settle(window)
        _told(f"asking again on {entry.title}", took, figures, ratios)


def _theme_switch(window, runs, figures, ratios):
    window.visit(PAGES[0].key)
    _settle(window)
    took, gaps = [], []
    for turn in range(runs + 1):
        worn = theme.LIGHT if turn % 2 else theme.DARK
        with beating() as heart:
            took.append(_answer(window, lambda worn=worn: window.look.wear(worn)))
            _settle(window)
        gaps.append(heart.longest_deaf)
    _told("switching the theme", took, figures, ratios)
    figures["longest gap while the theme is switched, ms"] = statistics.median(gaps)


def _live(window, program, runs, figures, ratios, kind="SQLite"):
    """How long after the commit of another process the changed text is painted, on pages of every kind."""
    took = following.measure(window, program.settings.database, min(runs, 5))
    for key, seconds in took.items():
        figures[f"a change of another process is painted on {key}, {kind}, s"] = statistics.median(seconds)
    longest = max(max(seconds) for seconds in took.values())
    ratios.append(harness.Ratio(f"a change of another process is painted, {kind}", longest, 2.0, 0.5, "s"))


def _live_on_a_server(home, runs, figures, ratios):
    """The same on PostgreSQL, where there is one."""
    if binaries() is None:
        return
    with tempfile.TemporaryDirectory(prefix="sakshi-pg-") as folder:
        server = Server(Path(folder))
        try:
            server.create("demo")
            with closing(_demo(server.url("demo"), home, SMALL)) as program, _window(program) as window:
                _live(window, program, runs, figures, ratios, kind="PostgreSQL")
        finally:
            server.stop()


def _sorting(runs):
    rows = [(f"Guest {number * 7_919 % ROWS}", number * 7_919 % 1_000_003, number % 97) for number in range(ROWS)]
    columns = [Column("Name", lambda row: row[0]), Column("Spent", lambda row: row[1], numeric=True)]
    model = RecordModel(columns)
    model.show(rows)
    model.sort(1)

    def sort():
        model.sort(1, Qt.SortOrder.DescendingOrder)
        model.sort(1, Qt.SortOrder.AscendingOrder)

    def narrow():
        model.show([row for row in rows if row[2] == 7])
        model.rowCount()

    sorted_in = statistics.median(_worked(sort) for _ in range(runs)) / 2
    filtered = statistics.median(_worked(narrow) for _ in range(runs))
    return [
        harness.Ratio(f"sorting {ROWS:,} rows", sorted_in, 10, 4, "ms"),
        harness.Ratio(f"filtering {ROWS:,} rows", filtered, 10, 4, "ms"),
    ]


def _worked(deed):
    gc.collect()
    begin = time.thread_time()
    deed()
    return (time.thread_time() - begin) * 1000


def _paper(folder, runs):
    from sakshi_desktop.reports import monthly

    sample = material(locations=500, advice=100)
    pages = monthly.print_out(sample, folder / "warm.pdf")
    worked = statistics.median(_worked(lambda: monthly.print_out(sample, folder / "a.pdf")) for _ in range(runs))
    return [harness.Ratio("100 pages of tables as PDF", worked / pages / 10, 1.0, 0.5, "s")]


def _many_windows(program):
    """Return the processor time in seconds: the first window on a database reads what the others find in memory."""
    begin = time.process_time()
    for _ in range(WINDOWS):
        with _window(program):
            pass
    return time.process_time() - begin


def _demo(address, home, scale):
    build(address, end=END, scale=scale)
    return App(Settings(database=address, folder=home))


if __name__ == "__main__":
    sys.exit(harness.main("ui", run))
