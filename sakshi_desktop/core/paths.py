"""Where data, settings and resources are found on this machine."""

import os
import sys
from pathlib import Path

from sakshi_desktop.core.errors import InvalidError

PROGRAM = "Sakshi Desktop"


def _home_of_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / PROGRAM
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / PROGRAM
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "sakshi-desktop"


def data_folder() -> Path:
    """Return the folder of the databases, made if missing; ``SAKSHI_HOME`` moves it.

    Raises:
        InvalidError: it cannot be made.
    """
    folder = Path(os.environ.get("SAKSHI_HOME") or _home_of_data()).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidError(
            f"The folder of the data, {folder}, cannot be made.", hint="Name another one in SAKSHI_HOME."
        ) from error
    return folder


def keyring_lock() -> Path:
    """Return the file by which programs of one person change the keyring in turn, wherever their data are."""
    return _home_of_data().absolute() / "keyring.lock"


def resources() -> Path:
    """Return the folder of icons, fonts and translations, in a checkout, an installed or a frozen program."""
    packed = Path(__file__).parent.parent / "resources"
    return packed if packed.is_dir() else Path(__file__).parent.parent.parent / "resources"
