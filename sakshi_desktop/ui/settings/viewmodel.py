"""What the settings page shows and does, without a widget."""

import platform
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot, qVersion

from sakshi_desktop import __version__
from sakshi_desktop.core import money, settings
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.sharing import Shared, parts
from sakshi_desktop.store import about, archive, dumping
from sakshi_desktop.store.about import About
from sakshi_desktop.store.archive import Kept
from sakshi_desktop.store.contents import Replacement, Restored
from sakshi_desktop.ui import dates, joining
from sakshi_desktop.ui.program import Program
from sakshi_desktop.ui.questions import Question, RunsLong
from sakshi_desktop.ui.tasks import Progress


@dataclass(frozen=True, slots=True)
class State:
    """All that the page shows.

    Attributes:
        backups: those in the folder of this PC, the newest first.
        can_copy: a backup can be made from here.
    """

    about: About
    backups: tuple[Kept, ...]
    can_copy: bool


class SettingsViewModel(QObject):
    """The settings of this PC and the deeds about its database.

    Signals:
        shown: the present state, a State.
        failed: why something is not so, a SakshiError.
        busy_changed: whether an answer is being waited for.
        chosen: a setting was changed and is kept, the name of its field.
        copied: a backup lies there, a Path.
        previewed: what a restore would replace, the Path of the backup and a Replacement.
        restored: it was done, a Restored.
        moved: this PC works with another database from now on, its Settings.
    """

    shown = Signal(object)
    failed = Signal(object)
    busy_changed = Signal(bool)
    chosen = Signal(str)
    copied = Signal(object)
    previewed = Signal(object, object)
    restored = Signal(object)
    moved = Signal(object)

    def __init__(self, tasks: RunsLong, program: Program, settings: Settings, parent: QObject | None = None) -> None:
        """Show the database of ``program``, and change the ``settings`` of this PC."""
        super().__init__(parent)
        self._tasks = tasks
        self._program = program
        self.settings = settings
        self._question = Question(tasks, self)
        self._question.answered.connect(self.shown)
        self._question.failed.connect(self.failed)
        self._question.busy_changed.connect(self.busy_changed)

    @property
    def shared(self) -> Shared | None:
        """Return the shared database of this PC, None where it works in a file."""
        return parts(self.settings.database)

    @property
    def is_elsewhere(self) -> bool:
        """Return whether this PC works with another database than the file in its own folder."""
        return self.settings.own_database != replace(self.settings, database="").own_database

    @property
    def folder(self) -> Path:
        """Return the folder of the backups."""
        return archive.folder_of(self.settings.folder)

    @property
    def offered(self) -> str:
        """Return how a backup is called that a person puts elsewhere."""
        return f"sakshi-backup{archive.ending(self._program.database)}"

    @property
    def versions(self) -> tuple[tuple[str, str], ...]:
        """Return what this program is made of."""
        names = (("PySide6", "pyside6_essentials"), ("SQLAlchemy", "sqlalchemy"), ("NumPy", "numpy"))
        made = tuple((title, version(name)) for title, name in names)
        return (("Sakshi Desktop", __version__), ("Python", platform.python_version()), ("Qt", qVersion()), *made)

    @Slot()
    def refresh(self) -> None:
        """Look at the database and at the backups."""
        self._question.ask(partial(look, self._program, self.folder))

    def choose(self, field: str, value: Any) -> None:  # noqa: ANN401  # a field of Settings
        """Change one setting and keep it."""
        changed = replace(self.settings, **{field: value})
        if changed == self.settings:
            return
        self.settings = changed
        if field == "figures":
            money.speak(money.Grouping(value))
        if field == "dates":
            dates.speak(dates.Style(value))
        self._tasks.run(partial(settings.save, changed), partial(self._kept, field), self.failed.emit)

    def copy(self, file: Path | None = None) -> None:
        """Make a backup, in the folder of this PC unless ``file`` says elsewhere."""
        database = self._program.database
        target = file or self.folder / archive.name(database, self._program.clock())
        self._tasks.long("Backing up", partial(_copy, self._program, target), self.copied.emit, self.failed.emit)

    def preview(self, file: Path) -> None:
        """Say what restoring a backup would replace."""
        work = partial(_preview, self._program, file)
        self._tasks.long(f"Reading {file.name}", work, partial(self._previewed, file), self.failed.emit)

    def restore(self, file: Path) -> None:
        """Put a backup in the place of the database."""
        work = partial(_restore, self._program, file)
        self._tasks.long(f"Restoring {file.name}", work, self.restored.emit, self.failed.emit)

    def open_file(self, file: Path) -> None:
        """Work with another file from now on."""
        self._move(replace(self.settings, database=settings.file_address(file), database_secret=""))

    def leave(self) -> None:
        """Return to the file of this PC, and forget the password of the shared database."""
        self._tasks.run(partial(joining.leave, self._program.under(self.settings)), self.moved.emit, self.failed.emit)

    def _move(self, chosen: Settings) -> None:
        self._tasks.run(partial(_try_and_keep, self._program, chosen), self.moved.emit, self.failed.emit)

    def _kept(self, field: str, _nothing: None) -> None:
        self.chosen.emit(field)

    def _previewed(self, file: Path, shown: Replacement) -> None:
        self.previewed.emit(file, shown)


def look(program: Program, folder: Path) -> State:
    """Look at the database and at the backups; runs on a worker's thread."""
    database = program.database
    return State(about.describe(database), archive.listed(folder), database.is_sqlite or dumping.can_dump())


def _copy(program: Program, target: Path, progress: Progress) -> Path:
    return archive.make(program.database, target, told=lambda share: progress(share, target.name))


def _preview(program: Program, file: Path, progress: Progress) -> Replacement:
    from sakshi_desktop.store import restoring  # noqa: PLC0415  # a lazy door: only those who restore load alembic

    return restoring.preview(program.database, file, progress=progress)


def _restore(program: Program, file: Path, progress: Progress) -> Restored:
    from sakshi_desktop.store import restoring  # noqa: PLC0415  # the same

    return restoring.restore(
        program.database, file, by=program.actor, clock=program.clock, progress=progress, keep=progress.keep
    )


def _try_and_keep(program: Program, chosen: Settings) -> Settings:
    other = program.under(chosen)
    try:
        _ = other.database
    finally:
        other.close()
    settings.save(chosen)
    return chosen
