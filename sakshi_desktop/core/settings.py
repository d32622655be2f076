"""The settings of this PC: one frozen value, read once, passed down."""

import json
import os
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from sakshi_desktop.core import paths
from sakshi_desktop.core.errors import InvalidError

FILE = "settings.json"
KNOWN = frozenset(
    {"database", "database_secret", "theme", "language", "figures", "dates", "backups", "vault", "passphrase_file"}
)
WORDS: dict[str, frozenset[object]] = {
    "theme": frozenset({"system", "light", "dark", "contrast"}),
    "figures": frozenset({"lakh", "million"}),
    "dates": frozenset({"words", "slashes", "iso"}),
    "vault": frozenset({"keyring", "file"}),
}
"""What may be chosen where there is a choice of words."""
SECRETS = frozenset({"password", "sslpassword"})
SHAPES = "Use a file, sqlite:///FILE or postgresql://USER@HOST/NAME."


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person chose on this PC.

    Attributes:
        database: address of the database: ``sqlite:///file`` or ``postgresql://user@host/name``, never with a password.
        database_secret: the name under which the vault of this PC holds the password of that database; empty: none.
        theme: "system", "light", "dark" or "contrast".
        language: "en" or "hi".
        figures: how large figures are grouped, a Grouping: "lakh" is 12,34,567 and "million" is 1,234,567.
        dates: how dates are written: "words" is 22 Nov 2026, "slashes" is 22/11/2026, "iso" is 2026-11-22.
        backups: how many daily backups are kept; 0 makes none.
        folder: where databases and settings live.
        vault: where secrets live: "keyring", or "file" where a person chose so.
        passphrase_file: what opens the file vault of a PC without a person at it; empty: it asks.
    """

    database: str = ""
    theme: str = "system"
    language: str = "en"
    folder: Path = Path()
    database_secret: str = ""
    figures: str = "lakh"
    dates: str = "words"
    backups: int = 7
    vault: str = "keyring"
    passphrase_file: str = ""

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
        if address is None:
            return self
        checked = checked_address(address)
        secret = self.database_secret if checked == self.database else ""
        return replace(self, database=checked, database_secret=secret)


_TYPES = {field.name: type(field.default) for field in fields(Settings)}


def file_address(path: Path) -> str:
    """Return the address of a SQLite file."""
    return f"sqlite:///{path.absolute().as_posix()}"


def checked_address(text: str) -> str:
    """Return a database address in its full form; a plain path means a SQLite file.

    Raises:
        InvalidError: it holds a password, cannot be read, or names a database this program does not know.
    """
    if not text.strip():
        raise InvalidError("The database address is empty.", hint=SHAPES)
    if "://" not in text:
        return _checked_path(text)
    try:
        parts = urlsplit(text)
        secret = parts.password or SECRETS & {name.lower() for name, _ in parse_qsl(parts.query)}
    except ValueError as error:
        raise InvalidError("The database address cannot be read.", hint=SHAPES) from error
    if secret:
        raise InvalidError(
            "The database address holds a password.",
            hint="Leave it out: keep it in the keyring or in libpq's password file (~/.pgpass).",
        )
    if parts.scheme.split("+")[0] not in {"sqlite", "postgresql", "postgres"}:
        raise InvalidError(f"“{parts.scheme}” is no database that Sakshi knows.", hint=SHAPES)
    return text


def _checked_path(text: str) -> str:
    if "?" in text:
        raise InvalidError(f"A database file cannot have a question mark in its name: {text}", hint=SHAPES)
    return file_address(Path(text).expanduser())


def load(folder: Path | None = None) -> Settings:
    """Return the settings of this PC; ``SAKSHI_DATABASE`` names another database for one run.

    Raises:
        InvalidError: the settings file cannot be read, or what it says cannot be taken.
    """
    home = folder or paths.data_folder()
    known = _kept(home / FILE)
    settings = Settings(**known, folder=home)
    return settings.at(os.environ.get("SAKSHI_DATABASE") or settings.database or None)


def _kept(file: Path) -> dict[str, Any]:
    if not file.exists():
        return {}
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(file) from error
    known = {key: kept[key] for key in KNOWN & kept.keys()} if isinstance(kept, dict) else None
    if known is None or not all(_fits(key, value) for key, value in known.items()):
        raise _unreadable(file)
    return known


def _fits(key: str, value: object) -> bool:
    return isinstance(value, _TYPES[key]) and value in WORDS.get(key, {value})


def _unreadable(file: Path) -> InvalidError:
    return InvalidError(
        f"The settings in {file} cannot be read.", hint="Correct or delete that file; nothing else is lost."
    )


def save(settings: Settings) -> None:
    """Keep the settings on this PC, replacing the file in one step.

    Raises:
        InvalidError: they cannot be written.
    """
    kept = {key: value for key, value in asdict(settings).items() if key in KNOWN}
    file = settings.folder / FILE
    fresh = file.with_suffix(".new")
    try:
        fresh.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
        fresh.replace(file)
    except OSError as error:
        raise InvalidError(
            f"The settings cannot be written to {file}.", hint="Allow this user to write there, or free some space."
        ) from error


def keep(folder: Path, **chosen: str) -> None:
    """Keep some settings on this PC and leave the others as they are in the file by now.

    Raises:
        InvalidError: the file cannot be read or written.
    """
    save(Settings(**_kept(folder / FILE) | chosen, folder=folder))
