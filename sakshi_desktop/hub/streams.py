"""What a stream of records is: what it hands over, and what both of its ends must be able to do."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from sqlalchemy.orm import Session

from sakshi_desktop.core.vocabulary import SyncChange, SyncDirection
from sakshi_desktop.hub.fields import Field

Body = Mapping[str, object]
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Record:
    """One record on its way.

    Attributes:
        external_id: its name, the same at every run: the service's id where it is pulled, the posting key where it is
            pushed (both sides can see a posting key, so that nothing is ever booked twice).
        body: what is sent, or taken over.
        amount_paise: what it stands for in money, 0 where that means nothing.
        given: what its source gave, where that has another shape; a person corrects this.
        trouble: why it cannot have the shape in which it should go.
    """

    external_id: str
    body: Body
    amount_paise: int = 0
    given: Body | None = None
    trouble: str | None = None

    @property
    def source(self) -> Body:
        """Return the record as its source gave it."""
        return self.body if self.given is None else self.given

    @property
    def content(self) -> str:
        """Return a hash of the body: equal bodies are the same, whatever the order of their fields."""
        return _hash(self.body)


def unfit(record: Record) -> str | None:
    """Return why a record cannot go or be kept under its name, None where it can."""
    return record.trouble or misnamed(record)


def misnamed(record: Record) -> str | None:
    """Return why nothing can be kept under the name of a record, None where that can be."""
    name = record.external_id
    if not name.strip():
        return "It has no name."
    if len(name) > LONGEST_NAME:
        return f"Its name is longer than {LONGEST_NAME} letters."
    if not name.isprintable():
        return "Its name has an invisible letter in it."
    return None


def spelt(record: Record) -> Record:
    """Return a record under a name that can be kept: what cannot be printed is spelt out, what is too long is cut.

    One without a name is called by what is in it.
    """
    if misnamed(record) is None:
        return record
    content = _hash(record.source)
    plain = record.external_id.encode("unicode_escape").decode("ascii")
    cut = f"{plain[: LONGEST_NAME - 33]}~{content}" if len(plain) > LONGEST_NAME else plain
    return replace(record, external_id=cut if cut.strip() else f"~{content}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of records; the names of records are texts of 1 to LONGEST_NAME letters without invisible ones.

    Attributes:
        cursor: where the next page begins; with the last page, where the next run begins.
        more: another page follows.
        total: how many records there are in all, where the source says so.
    """

    records: tuple[Record, ...]
    cursor: str | None
    more: bool
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """An inclusive range of business dates that is asked for; None at an end is open."""

    start: int | None = None
    end: int | None = None

    def __bool__(self) -> bool:
        return self.start is not None or self.end is not None


@dataclass(frozen=True, slots=True)
class Applied:
    """What taking a record over did here.

    Attributes:
        key: how this house knows it.
        before: what stood there before, enough to put it back; None where nothing did.
    """

    change: SyncChange
    key: str
    before: Body | None = None


class Source(Protocol):
    """Where records are pulled from: a service. It is asked outside of any transaction."""

    def fetch(self, cursor: str | None, days: Days) -> Sheet:
        """Return the page after ``cursor``.

        Raises:
            ConnectorError: the service refused, failed or did not answer.
        """


class Keeper(Protocol):
    """Where pulled records are kept: this house. Its work is part of the transaction that moves the cursor."""

    def apply(self, session: Session, record: Record, key: str | None) -> Applied:
        """Take a record over; ``key`` is how this house knows it, None where it is new.

        Raises:
            RecordError: it cannot be taken as it is.
        """

    def undo(self, session: Session, key: str, before: Body | None) -> None:
        """Put back what stood there before; None removes what was made.

        Raises:
            RecordError: others rely on it by now.
        """

    def count(self, session: Session) -> int | None:
        """Return how many records of this kind the house has from the service; None where nobody can tell."""


class Reader(Protocol):
    """Where records come from that are pushed: this house."""

    def read(self, session: Session, cursor: str | None, days: Days) -> Sheet:
        """Return the page after ``cursor``; posting keys are the names of records."""


class Sink(Protocol):
    """Where records are pushed to: a service. It is asked outside of any transaction."""

    def push(self, record: Record, key: str | None) -> str:
        """Send a record and return how the service knows it; ``key`` is that name, None where it is new.

        Raises:
            ConnectorError: the service failed; ``unknown`` where it may have taken the record all the same.
            RecordError: it refuses this record.
        """

    def find(self, external_id: str) -> str | None:
        """Return how the service knows a posting key, None where it has none such.

        Raises:
            ConnectorError: the service cannot be asked.
        """

    def undo(self, key: str, before: Body | None) -> None:
        """Take back what was pushed, where the service allows it; ``before`` is None where it was new.

        Raises:
            ConnectorError: the service failed.
            RecordError: the service does not allow it.
        """

    def count(self) -> int | None:
        """Return how many records of this house the service has; None where it does not say."""


def _nothing() -> None:
    """Nothing is held."""


@dataclass(frozen=True, slots=True)
class Pull:
    """A stream from a service to this house; ``close`` lets go of the service.

    Attributes:
        fields: of a record as this house has it; none where they cannot be called otherwise.
    """

    source: Source
    keeper: Keeper
    close: Callable[[], None] = _nothing
    fields: tuple[Field, ...] = ()
    direction: SyncDirection = field(default=SyncDirection.PULL, init=False)


@dataclass(frozen=True, slots=True)
class Push:
    """A stream from this house to a service; ``close`` lets go of the service.

    Attributes:
        fields: of a record as this house has it; none where they cannot be called otherwise.
    """

    reader: Reader
    sink: Sink
    close: Callable[[], None] = _nothing
    fields: tuple[Field, ...] = ()
    direction: SyncDirection = field(default=SyncDirection.PUSH, init=False)


Stream = Pull | Push


def _hash(body: Body) -> str:
    return hashlib.sha256(to_json(body).encode()).hexdigest()[:32]


class Streams(Protocol):
    """Opens the streams of a service; the floor of connectors brings it."""

    def open(self, integration_id: int, stream: str, pause: Callable[[float], None]) -> Stream:
        """Return a stream, ready to be used by one thread.

        Args:
            pause: waits so many seconds for a time at which the service may be called; it raises where the run is to
                stop meanwhile.

        Raises:
            ConnectorError: the service cannot be reached as it is set up.
            NotFoundError: it has no such stream.
            VaultError: its secret is not to be had.
        """


def to_json(body: Body) -> str:
    """Return a body as text that is equal for equal bodies, and that every database can keep."""
    text = json.dumps(dict(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if any("\ud800" <= letter <= "\udfff" for letter in text):  # halves of letters, which no encoding has
        return json.dumps(dict(body), sort_keys=True, separators=(",", ":"))
    return text


def from_json(text: str) -> dict[str, object]:
    """Return the body that ``to_json`` wrote."""
    found: dict[str, object] = json.loads(text)
    return found
