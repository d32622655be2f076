"""A kind of thing that a person keeps by hand: its fields, and how it is listed, found and saved."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from sakshi_desktop.core import forms
from sakshi_desktop.core.clock import Clock
from sakshi_desktop.core.forms import Field, Typed
from sakshi_desktop.core.rights import Actor


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


@dataclass(frozen=True, slots=True)
class Noun:
    """A kind of thing.

    Attributes:
        name: as it stands on the command line.
        one, many: what people call it.
        kind: the three letters of its ids.
        listed: returns all of them.
        found: returns the one that a row of a file speaks of, None where it is new.
        save: makes or changes one.
    """

    name: str
    one: str
    many: str
    kind: str
    fields: tuple[Field, ...]
    listed: Callable[[Session], list[Record]]
    found: Callable[[Session, Typed], Record | None]
    save: Saves


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
