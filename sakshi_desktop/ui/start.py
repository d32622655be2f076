"""The start of the window: what is needed before its first paint, and nothing else."""

import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

from PySide6.QtCore import QCoreApplication, QLoggingCategory, QSettings
from PySide6.QtWidgets import QApplication

from sakshi_desktop.ui import lettering, sweeping, theme
from sakshi_desktop.ui.main_window import THEME, MainWindow
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.theme import Look

QUIET = "qt.text.font.db=false"
"""Qt warns of alias families of the system's own fonts; nobody can act on it."""

NAME = "Sakshi Desktop"


def application(*options: str) -> QApplication:
    """Return the one QApplication, with our letters in it; it is made, with ``options`` for Qt, at the first call."""
    there = QApplication.instance()
    if isinstance(there, QApplication):
        made = there
    else:
        QLoggingCategory.setFilterRules(QUIET)
        made = QApplication([*sys.argv[:1], *options])
    if made.applicationName() != NAME:  # once: a style or a font that is set dresses every widget anew
        made.setApplicationName(NAME)
        QApplication.setStyle("Fusion")
        lettering.load()
        QApplication.setFont(lettering.font())
    return made


def make(program: Program) -> MainWindow:
    """Return the window, not yet shown; nothing of the database was touched."""
    application()
    kept = QSettings(str(program.settings.folder / "window.ini"), QSettings.Format.IniFormat)
    look = Look(theme.LIGHT)
    look.wear(theme.choose(str(kept.value(THEME, program.settings.theme))))
    return MainWindow(program, look, kept)


def run(program: Program, *, painted: Callable[[], None] | None = None) -> int:
    """Show the window until it is closed, then stop what runs beside it; return the exit code.

    Args:
        painted: called once the window was drawn for the first time.

    Raises:
        KeyboardInterrupt: Ctrl+C closed it; all was stopped as by a click.
    """
    application()
    pressed: list[bool] = []
    with sweeping.on_this_thread(), ExitStack() as stack:
        window = make(program)
        window.works = True
        window.painted.connect(partial(_hear_the_terminal, window, pressed, stack))
        if painted is not None:
            window.painted.connect(painted)
        window.show()
        code = QCoreApplication.exec()
        window.stop()
    if pressed:
        raise KeyboardInterrupt
    return code


def _hear_the_terminal(window: MainWindow, pressed: list[bool], stack: ExitStack) -> None:
    """Close the window at Ctrl+C, from its first paint until ``stack`` ends."""
    from sakshi_desktop.ui import interrupting  # noqa: PLC0415  # a lazy door: sockets are no part of the first paint

    stack.enter_context(interrupting.heard(lambda: pressed.append(window.end())))
