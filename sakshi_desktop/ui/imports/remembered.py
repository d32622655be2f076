"""The mappings of a person's own files, kept on this PC and found again by the columns of the file."""

from collections.abc import Sequence
from pathlib import Path

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers import mapping as mappings
from sakshi_desktop.importers.columns import plain
from sakshi_desktop.importers.types import Mapping
from sakshi_desktop.importers.values import text_hash

FOLDER = "mappings"


class Remembered:
    """The folder of kept mappings, one TOML file for each set of columns.

    Args:
        folder: that of the program's data.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER

    def mapping_for(self, columns: Sequence[str]) -> Mapping | None:
        """Return the mapping that was kept for a file with these columns; None where none was, or it is damaged."""
        file = self._file(columns)
        if not file.exists():
            return None
        try:
            return mappings.load(file)
        except ImportFileError:
            return None

    def keep(self, columns: Sequence[str], mapping: Mapping) -> None:
        """Keep a mapping for the next file with these columns.

        Raises:
            OSError: the folder cannot be written.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        mappings.save(mapping, self._file(columns))

    def _file(self, columns: Sequence[str]) -> Path:
        return self._folder / f"{text_hash('|'.join(map(plain, columns))):012x}.toml"
