"""What is said of a database that is replaced, and of the backup that comes in its place."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a database, in a few figures.

    Attributes:
        revision: the shape it has.
        newest_day: the newest business date with an order, None where there is none.
        demo: it is the invented chain's.
        bytes: the size of its file.
    """

    revision: str | None
    locations: int
    customers: int
    orders: int
    newest_day: int | None
    demo: bool
    bytes: int


@dataclass(frozen=True, slots=True)
class Replacement:
    """What a restore would replace, and by what."""

    now: Contents
    then: Contents


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore has done.

    Attributes:
        kept: where the database lies as it was before.
    """

    replaced: Contents
    contents: Contents
    kept: Path
