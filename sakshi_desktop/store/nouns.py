"""A kind of thing that a person keeps by hand: its fields, and how it is listed, found and saved."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Generic, NamedTuple, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import forms
from sakshi_desktop.core.clock import Clock
from sakshi_desktop.core.forms import Field, Typed
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.store.base import Base

V = TypeVar("V")
Kept = TypeVar("Kept", bound=Base)
AT_ONCE = 500
"""Keys in one question; SQLite takes no endless list of them."""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing as a form and a file show it.

    Attributes:
        texts: what stands in each field, by its key.
    """

    id: int
    texts: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """Return what stands in a field."""
        return self.texts.get(key, "")


class Saves(Protocol):
    """Makes a thing, or changes one from what a person saw to what the person typed."""

    def __call__(self, session: Session, seen: Record | None, typed: Typed, *, by: Actor, clock: Clock = ...) -> Record:
        """Save it and return it.

        Args:
            seen: what the person saw; None makes a new one.
            typed: texts by field; fields that are left out stay as they are.

        Raises:
            FieldsError: fields cannot be taken; each has its sentence.
            ChangedError: another person changed the same field meanwhile.
            NotFoundError: it is gone.
            ForbiddenError: ``by`` may not do that.
        """


class Book(Protocol):
    """All things of a noun at one moment, and what the rows of a file make of them one after another.

    It is read in a few questions and asks none after that: thousands of rows are judged in a moment, and nothing is
    changed before it is written.

    Attributes:
        basis: what was read; two books of equal basis judge alike.
    """

    basis: object

    def found(self, typed: Typed) -> Record | None:
        """Return the thing that a row speaks of, None where it is new."""

    def take(self, there: Record | None, typed: Typed) -> Record:
        """Return what a row makes of the thing that was found; the rows after it see that.

        Raises:
            FieldsError: fields cannot be taken; each has its sentence.
        """

    def write(self, session: Session, *, by: Actor, at: datetime) -> None:
        """Write what the rows have made, with its events and its audit trail."""


class Notes(Generic[V]):
    """What a book is to write: what becomes of each thing in the end, and every change on the way there.

    Attributes:
        values: by the id of the thing; one that is new has a number below 0.
        changed: the number of a thing and its changed fields, in the order of the rows.
    """

    def __init__(self) -> None:
        self.values: dict[int, V] = {}
        self.changed: list[tuple[int, dict[str, list[str]]]] = []

    def key(self, there: Record | None) -> int:
        """Return the number of a thing."""
        return -1 - len(self.values) if there is None else there.id

    def note(self, before: Record | None, after: Record, value: V) -> bool:
        """Keep what a row made of a thing, and return whether it changed anything."""
        changed = changes(before, after)
        if changed:
            self.values[after.id] = value
            self.changed.append((after.id, changed))
        return bool(changed)

    def made(
        self, session: Session, kind: type[Kept], new: Callable[[], Kept], write: Callable[[Kept, V], None]
    ) -> dict[int, Kept]:
        """Write every thing, those that are there and those that are ``new``, and return them by their numbers."""
        there = locked(session, kind, self.values)
        made = {key: there.get(key) or new() for key in self.values}
        for key, value in self.values.items():
            write(made[key], value)
        session.add_all(made.values())
        session.flush()
        return made


def locked(session: Session, kind: type[Kept], keys: Iterable[int]) -> dict[int, Kept]:
    """Return the things of these ids, locked until the transaction ends."""
    found: dict[int, Kept] = {}
    left = iter(sorted(keys))
    while some := list(islice(left, AT_ONCE)):
        column = kind.__table__.c.id
        asked = select(column, kind).where(column.in_(some)).order_by(column).with_for_update()
        found |= dict(session.execute(asked.execution_options(populate_existing=True)).all())
    return found


class Sorting(NamedTuple):
    """In which order things come: by the field of this key, and whether it falls."""

    key: str
    falls: bool


class Mark(NamedTuple):
    """Where a page begins: what the thing before it is sorted by, and its id."""

    value: object
    id: int


class Pages(Protocol):
    """Things of which there are too many to read them all: read a page at a time, each after a mark.

    Attributes:
        sorts: the keys of the fields that they can be sorted by.
        usual: how they are sorted where nobody says.
    """

    sorts: tuple[str, ...]
    usual: Sorting

    def count(self, session: Session) -> int:
        """Return how many there are."""

    def marks(self, session: Session, by: Sorting, size: int) -> list[Mark]:
        """Return the marks after which every page but the first begins."""

    def page(self, session: Session, by: Sorting, size: int, after: Mark | None) -> list[Record]:
        """Return a page; None is the first."""

    def every(self, session: Session, by: Sorting) -> Iterator[Record]:
        """Yield all of them, a few at a time."""


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of thing.

    Attributes:
        name: as it stands on the command line.
        one, many: what people call it.
        kind: the three letters of its ids.
        right: what a person needs to change them.
        listed: returns all of them.
        book: opens the book of them, for a file of many.
        save: makes or changes one.
        pages: reads them a page at a time, where there may be very many.
        slow: whether a save may take its time, by what was seen and typed: it moves other things, and tells how far
            it is (see ``store.telling``).
    """

    name: str
    one: str
    many: str
    kind: str
    fields: tuple[Field, ...]
    right: Right
    listed: Callable[[Session], list[Record]]
    book: Callable[[Session], Book]
    save: Saves
    pages: Pages | None = None
    slow: Callable[[Record | None, Typed], bool] = lambda _seen, _typed: False


def titled(fields: Sequence[Field], record: Record) -> list[str]:
    """Return the texts of a record in the order of its fields."""
    return [record[field.key] for field in fields]


def merged(fields: Sequence[Field], seen: Record | None, now: Record | None, typed: Typed) -> Typed:
    """Return what a thing shall read: what was typed, joined with what others have written since it was seen.

    Args:
        seen, now: how it read and how it reads; None for a new one.

    Raises:
        ChangedError: the person changed a field that another one has changed meanwhile.
    """
    return typed if seen is None or now is None else forms.merged(fields, seen.texts, now.texts, typed)


def changes(before: Record | None, after: Record) -> dict[str, list[str]]:
    """Return what differs, for the audit trail: each field with its text before, none of a new thing, and after."""
    was = {} if before is None else before.texts
    keys = was.keys() | after.texts.keys()
    return {key: [was.get(key, ""), after[key]] for key in sorted(keys) if was.get(key) != after.texts.get(key)}
