"""The settings of this PC: one frozen value, read once, passed down."""

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from sakshi_desktop.core import paths
from sakshi_desktop.core.errors import InvalidError

FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose on this PC.

    Attributes:
        database: address of the database: ``sqlite:///file`` or ``postgresql://user@host/name``, never with a password.
        theme: "system", "light" or "dark".
        language: "en" or "hi".
        folder: where databases and settings live.
    """

    database: str = ""
    theme: str = "system"
    language: str = "en"
    folder: Path = Path()

    @property
    def own_database(self) -> str:
        """Return the address of the database of one's own sales."""
        return self.database or file_address(self.folder / "sakshi.db")

    @property
    def demo_database(self) -> str:
        """Return the address of the demo chain's own file."""
        return file_address(self.folder / "demo.db")

    def at(self, address: str | None) -> Self:
        """Return these settings with another database, refusing a password in its address."""
        return self if address is None else replace(self, database=checked_address(address))


def file_address(path: Path) -> str:
    """Return the address of a SQLite file."""
    return f"sqlite:///{path.absolute().as_posix()}"


def checked_address(text: str) -> str:
    """Return a database address in its full form; a plain path means a SQLite file.

    Raises:
        InvalidError: a password in the address, or a database this program does not know.
    """
    if "://" not in text:
        return file_address(Path(text).expanduser())
    parts = urlsplit(text)
    if parts.password:
        raise InvalidError(
            "The database address holds a password.",
            hint="Leave it out: keep it in the keyring or in libpq's password file (~/.pgpass).",
        )
    if parts.scheme.split("+")[0] not in {"sqlite", "postgresql", "postgres"}:
        raise InvalidError(
            f"“{parts.scheme}” is no database that Sakshi knows.",
            hint="Use sqlite:///FILE or postgresql://USER@HOST/NAME.",
        )
    return text


def load(folder: Path | None = None) -> Settings:
    """Return the settings of this PC; ``SAKSHI_DATABASE`` names another database for one run.

    Raises:
        InvalidError: the settings file cannot be read.
    """
    home = folder or paths.data_folder()
    file = home / FILE
    kept: dict[str, str] = {}
    if file.exists():
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InvalidError(
                f"The settings in {file} cannot be read.", hint="Correct or delete that file; nothing else is lost."
            ) from error
    known = {key: value for key, value in kept.items() if key in {"database", "theme", "language"}}
    return Settings(**known, folder=home).at(os.environ.get("SAKSHI_DATABASE") or None)


def save(settings: Settings) -> None:
    """Keep the settings on this PC, replacing the file in one step."""
    kept = {key: value for key, value in asdict(settings).items() if key != "folder"}
    file = settings.folder / FILE
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    fresh.replace(file)
