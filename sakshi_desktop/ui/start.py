"""The start of the window: what is needed before its first paint, and nothing else."""

import sys

from PySide6.QtCore import QCoreApplication, QLoggingCategory, QSettings
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QStyleFactory

from sakshi_desktop.core import paths
from sakshi_desktop.ui import lettering, theme
from sakshi_desktop.ui.main_window import MainWindow
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.tasks import Tasks
from sakshi_desktop.ui.theme import Look

QUIET = "qt.text.font.db=false"
"""Qt warns of alias families of the system's own fonts; nobody can act on it."""


def application() -> QApplication:
    """Return the one QApplication, with our letters in it; it is made at the first call."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        made = there
    else:
        QLoggingCategory.setFilterRules(QUIET)
        made = QApplication(sys.argv[:1])
    made.setApplicationName("Sakshi Desktop")
    QApplication.setStyle(QStyleFactory.create("Fusion"))
    lettering.load()
    QApplication.setFont(lettering.font())
    return made


def make(program: Program) -> MainWindow:
    """Return the window, not yet shown; nothing of the database was touched."""
    qt = application()
    qt.setWindowIcon(QIcon(str(paths.resources() / "icons" / "sakshi.svg")))
    look = Look(theme.LIGHT, qt)
    look.wear(theme.choose(program.settings.theme))
    kept = QSettings(str(program.settings.folder / "window.ini"), QSettings.Format.IniFormat)
    return MainWindow(program, Tasks(qt), look, kept)


def run(program: Program) -> int:
    """Show the window until it is closed; return the exit code."""
    window = make(program)
    window.show()
    return loop(window)


def loop(window: MainWindow) -> int:
    """Serve the window until it is closed, then stop what runs beside it; return the exit code."""
    code = QCoreApplication.exec()
    window.stop()
    return code
