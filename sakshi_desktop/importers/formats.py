"""What a format is to those who recognise and read files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sakshi_desktop.importers.columns import Columns
from sakshi_desktop.importers.documents import Documents, Take, read_rows
from sakshi_desktop.importers.reading import Table
from sakshi_desktop.importers.types import Batch, Field, Recognition


class Format(Protocol):
    """One layout of a file of sales, known by its column names."""

    @property
    def key(self) -> str:
        """Return the word by which it is chosen."""

    @property
    def title(self) -> str:
        """Return its name for people."""

    def score(self, columns: Sequence[str]) -> float:
        """Return how well column names fit, wherever they stand: 0 not at all, 1 all of them."""

    def read(self, table: Table, recognition: Recognition) -> Iterator[Batch]:
        """Yield what is in a table, some 10,000 rows at a time."""


@dataclass(frozen=True, slots=True)
class Export:
    """The export of one vendor's system.

    Attributes:
        vendor: the account that numbers the orders; the same for all exports of one system.
        required: columns without which it is another file; alternatives are divided by ``|``.
        known: further columns of which the file may lack some.
        fields: what the columns mean, for the preview and to find dates and amounts; alternatives divided by ``|``.
        take: makes, for a table, what takes one row.
        header_only: orders without their lines.
        currency: ISO code of all sales of this system; None where that depends on the account.
        date_order: assumed where the dates fit both ways.
        notes: sentences for the preview.
    """

    key: str
    title: str
    vendor: str
    required: tuple[str, ...]
    known: tuple[str, ...]
    fields: dict[Field, str]
    take: Callable[[Recognition, Documents], Take]
    header_only: bool = False
    currency: str | None = None
    date_order: str = "dmy"
    notes: tuple[str, ...] = ()

    def score(self, columns: Sequence[str]) -> float:
        """Return 0 when a required column is missing, else above a half the more of its columns are known."""
        found = Columns(columns)
        if self.missing(columns):
            return 0.0
        names = [name for group in (*self.required, *self.known) for name in group.split("|")]
        places = {place for name in names if (place := found.find(name)) is not None}
        return 0.5 + 0.5 * len(places) / max(sum(bool(name) for name in columns), 1)

    def missing(self, columns: Sequence[str]) -> list[str]:
        """Return the required columns that a table lacks."""
        found = Columns(columns)
        return [group.split("|")[0] for group in self.required if found.find(*group.split("|")) is None]

    def columns(self, columns: Sequence[str]) -> dict[Field, str]:
        """Return what the columns of a table mean, by the names that the table uses."""
        found = Columns(columns)
        named = {field: found.name_of(*names.split("|")) for field, names in self.fields.items()}
        return {field: name for field, name in named.items() if name is not None}

    def read(self, table: Table, recognition: Recognition) -> Iterator[Batch]:
        """Yield what is in a table, some 10,000 rows at a time."""
        documents = Documents(table.columns, recognition.mapping.columns)
        return read_rows(table, documents, self.take(recognition, documents))
