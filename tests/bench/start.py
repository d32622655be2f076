"""How soon the window is painted, beside a bare one and beside Vorta, a desktop program of the same kind."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.bench import harness

CHECKOUT = Path(__file__).resolve().parents[2]
PEERS = "SAKSHI_PEERS"
HEAVY = ("sqlalchemy", "numpy", "pandas", "alembic", "psycopg", "reportlab")
MEGABYTE = 1024 * 1024

PAINTED = """
def painted():
    import os, sys
    print("painted", *sys.modules, flush=True)
    sys.stdin.read()
    os._exit(0)
"""
"""Each program says that it was painted, with what it has loaded, and waits to be measured."""

OURS = f"""
{PAINTED}
from sakshi_desktop.app import App
from sakshi_desktop.core import settings
from sakshi_desktop.ui import start
start.run(App(settings.load()), painted=painted)
"""

BARE = f"""
{PAINTED}
import sqlite3, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, painted)

program = QApplication(sys.argv)
store = sqlite3.connect(sys.argv[1] + "/bare.db")
store.execute("CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT)")
window = Window()
window.resize(1280, 800)
window.setCentralWidget(QLabel("bare"))
window.show()
program.exec()
"""

VORTA = f"""
{PAINTED}
from PyQt6.QtCore import QTimer
from vorta import __main__ as door

open_database = door.init_db

def open_then_watch(database):
    open_database(database)
    import vorta.application
    from vorta.views.main_window import MainWindow
    MainWindow.paintEvent = lambda self, event: QTimer.singleShot(0, painted)

door.init_db = open_then_watch
door.main()
"""


class NotPaintedError(Exception):
    """The program ended, or said nothing, before it was painted."""


def run(quick):
    runs = 5 if quick else 25
    rivals = {"ours": (sys.executable, OURS), "bare": (sys.executable, BARE)}
    why = _reason_without_vorta()
    if why is None:
        rivals["vorta"] = (os.environ[PEERS], VORTA)
    with tempfile.TemporaryDirectory() as folder:
        starts = {name: Start(name, *rival, Path(folder)) for name, rival in rivals.items()}
        for start in starts.values():
            start.once()  # compiles and fills the caches of the disk
        if why is None and starts["vorta"].trouble:
            why = starts.pop("vorta").trouble
        for start in starts.values():
            start.seconds.clear()
        for turn in range(runs):
            for start in list(starts.values())[:: 1 if turn % 2 else -1]:
                start.once()
    return _outcome(starts, why)


def _reason_without_vorta():
    if not os.environ.get(PEERS):
        return "not installed: “python3 run.py bench start” installs it"
    if not Path(os.environ[PEERS]).exists():
        return f"{PEERS} names no Python"
    return None


class Start:
    """Starts one program again and again, each time in the same home of its own."""

    def __init__(self, name, python, script, folder):
        self.command = [python, "-c", script, str(folder / name)]
        self.home = folder / name
        self.home.mkdir()
        self.seconds = []
        self.memory = []
        self.private = []
        self.loaded = frozenset()
        self.trouble = ""

    def once(self):
        """Start it, wait until it is painted, measure, end it."""
        try:
            self._once()
        except NotPaintedError as error:
            self.trouble = str(error)

    def _once(self):
        begin = time.perf_counter()
        with subprocess.Popen(
            self.command,
            cwd=CHECKOUT,
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            words = _painted(process).split()
            took = time.perf_counter() - begin
            if not words:
                process.kill()
                last = process.stderr.read().strip().splitlines()
                raise NotPaintedError(f"it cannot run without a screen: {last[-1] if last else 'it ended in silence'}")
            self._measure(psutil.Process(process.pid), took, words)
            process.stdin.close()

    def _measure(self, process, took, words):
        self.seconds.append(took)
        self.memory.append(process.memory_info().rss / MEGABYTE)
        self.private.append(process.memory_full_info().uss / MEGABYTE)
        self.loaded = frozenset(words[1:])

    def _environment(self):
        home = str(self.home)
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
        own = dict.fromkeys(("HOME", "SAKSHI_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"), home)
        return {**kept, **own, "TMPDIR": home, "XDG_RUNTIME_DIR": home, "QT_QPA_PLATFORM": "offscreen"}

    @property
    def median(self):
        """Return the middle of the measured seconds."""
        return statistics.median(self.seconds)


def _painted(process):
    """Return the line by which a program says that it was painted, nothing if it ends before."""
    for line in process.stdout:
        if line.startswith("painted"):
            return line
    return ""


def _outcome(starts, why):
    ours, bare = starts["ours"], starts["bare"]
    heavy = sorted(set(HEAVY) & ours.loaded)
    if heavy:
        raise AssertionError(f"loaded before the first paint: {', '.join(heavy)}")
    figures = {f"{name}, seconds": start.median for name, start in starts.items()}
    figures |= {f"{name}, MB resident": statistics.median(start.memory) for name, start in starts.items()}
    figures |= {"ours, MB private": statistics.median(ours.private), "ours, modules at first paint": len(ours.loaded)}
    figures["not loaded at first paint"] = " ".join(HEAVY)
    ratios = [harness.Ratio("first paint / bare window", ours.median / bare.median, 1.5)]
    if "vorta" in starts:
        ratios.append(harness.Ratio("first paint / Vorta", ours.median / starts["vorta"].median, 1.0, 0.75))
    else:
        figures["first paint / Vorta"] = f"left out, {why}"
    ratios.append(harness.Ratio("memory at first paint", statistics.median(ours.memory), 150, 120, "MB"))
    return {"figures": figures, "ratios": ratios}


if __name__ == "__main__":
    sys.exit(harness.main("start", run))
