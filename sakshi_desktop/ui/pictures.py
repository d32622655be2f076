"""Pictures of every page, in light and dark, taken without a screen."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QCoreApplication, QEventLoop, QSettings, QSize, QTimer, SignalInstance
from PySide6.QtGui import QImage

from sakshi_desktop.analytics.types import Scope
from sakshi_desktop.core import targets
from sakshi_desktop.core.errors import InvalidError, NotFoundError, SakshiError
from sakshi_desktop.ui import interrupting, sweeping, theme
from sakshi_desktop.ui.main_window import MainWindow
from sakshi_desktop.ui.pages import PAGES, Entry
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.start import application
from sakshi_desktop.ui.theme import Look

SIZE = (1280, 800)
UNSEEN = ("-platform", "offscreen")
PATIENCE = 60_000
"""Milliseconds that a page may take to settle."""
TURNS = 20
"""So often at most a page is looked at until it is the same twice: a line that is typed in blinks."""


def take(program: Program, folder: Path, *, size: tuple[int, int] = SIZE, scope: Scope | None = None) -> list[Path]:
    """Write a PNG of every page in light and in dark into ``folder`` and return the files.

    Args:
        program: whose database is shown; it stays open.
        size: width and height of the window in pixels.
        scope: what the pages are asked about; None is the last 30 days with data.

    Raises:
        InvalidError: the folder cannot be written.
        NotFoundError: there is nothing to picture.
        SakshiError: the database cannot be opened.
        KeyboardInterrupt: Ctrl+C was pressed; the pictures taken so far stay.
    """
    pressed: list[bool] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidError(f"The folder {folder} cannot be made.", hint="Choose another folder.") from error
    qt = application(*UNSEEN)
    look = Look(theme.LIGHT, qt)
    look.wear(theme.LIGHT)
    stop = partial(pressed.append, True)
    with TemporaryDirectory() as forgotten, sweeping.on_this_thread(), interrupting.heard(stop):
        kept = QSettings(str(Path(forgotten) / "window.ini"), QSettings.Format.IniFormat)
        window = MainWindow(program, look, kept)
        window.resize(QSize(*size))
        try:
            _open(window, scope)
            return [
                _picture(window, entry.key, folder / f"{entry.key}-{worn.name}.png")
                for worn in (theme.LIGHT, theme.DARK)
                for entry in _dress(look, worn)
                if _goes_on(pressed)
            ]
        finally:
            window.close()
            window.stop()
            kept.sync()


def _goes_on(pressed: Sequence[bool]) -> bool:
    if pressed:
        raise KeyboardInterrupt
    return True


def _open(window: MainWindow, scope: Scope | None) -> None:
    refused: list[SakshiError] = []
    window.refused.connect(refused.append)
    loop = _loop(window.opened, window.refused)
    window.show()
    loop.exec()
    if refused:
        raise refused[0]
    if window.inside.page is None:
        raise NotFoundError("There are no sales to picture.", hint="Import some, or build the demo with “sakshi demo”.")
    if scope is not None:
        window.inside.desk.asking.choose(scope)


def _dress(look: Look, worn: theme.Theme) -> tuple[Entry, ...]:
    look.wear(worn)
    return PAGES


def _picture(window: MainWindow, key: str, file: Path) -> Path:
    window.visit(key)
    if not _settled(window).save(str(targets.checked(file))):
        raise InvalidError(f"The picture {file} cannot be written.", hint="Choose another folder.")
    return file


def _settled(window: MainWindow) -> QImage:
    """Return a picture of the window once two in a row are the same: by then all is asked for and laid out."""
    tasks, before, now = window.inside.tasks, QImage(), QImage()
    for _ in range(TURNS):
        if tasks.busy:
            _loop(tasks.idle).exec()
        QCoreApplication.sendPostedEvents()
        _loop().exec()
        before, now = now, window.grab().toImage()
        if now == before:
            break
    return now


def _loop(*signals: SignalInstance) -> QEventLoop:
    """Return a loop that ends at the first of ``signals``, at once without any, at the latest when patience ends."""
    loop = QEventLoop()
    for signal in signals:
        signal.connect(loop.quit)
    QTimer.singleShot(PATIENCE if signals else 0, loop.quit)
    return loop
