"""What the hub hands out and takes in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from sakshi_desktop.core import telltales
from sakshi_desktop.core.vocabulary import DeliveryState

NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class Outcome(StrEnum):
    """What became of one request."""

    DELIVERED = "delivered"
    FAILED = "failed"
    SLOW = "slow"  # a time-out, or the receiver asks for patience (429): it gets a minute at least
    GONE = "gone"  # the receiver says for good that nobody is there (410)
    AWAY = "away"  # this PC slept or had no network: it costs no try
    UNSENT = "unsent"  # taken and given back; nothing left the house


@dataclass(frozen=True, slots=True)
class EndpointForm:
    """What a person says about a receiver.

    Attributes:
        event_types: the kinds of events it wants; none means all but those about webhooks themselves.
        headers: sent along in the open, by name.
        secret_headers: names of headers whose values are in the vault.
        filter: by field of the event, the values that are let through; none means all.
        concurrency: how many requests may be on their way to it at once.
        rate_per_minute: how many may begin in a minute, None without a limit.
        retry_seconds: the pauses after each failure, None for the house's schedule.
        integration_id: the service it belongs to, None for the house's own webhooks.
        fuller: bodies say what an order or a customer is, personal data among it; else ids and totals.
    """

    url: str
    event_types: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    secret_headers: tuple[str, ...] = ()
    filter: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    concurrency: int = 4
    rate_per_minute: int | None = None
    retry_seconds: tuple[int, ...] | None = None
    integration_id: int | None = None
    fuller: bool = False


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """A receiver and how it stands.

    Attributes:
        headers_version: of the secret that holds the secret headers, 0 without any.
        fails: failures in a row.
        failing_since: the first of them, less the time this PC was away.
        open_until: it is left alone until then, after several failures in a row.
        pending: deliveries on their way, waiting or being tried again.
        dead: deliveries given up.
        waits: why nothing is sent to it at present, None where nothing is in the way.
    """

    id: int
    integration_id: int
    integration: str
    form: EndpointForm
    secret_name: str
    secret_version: int
    old_secret_until: datetime | None
    headers_version: int
    fails: int
    failing_since: datetime | None
    open_until: datetime | None
    disabled_at: datetime | None
    disabled_why: str | None
    created_at: datetime
    pending: int
    dead: int
    waits: str | None

    @property
    def url(self) -> str:
        """Return where it receives, for people: what lets in whoever knows it stands as dots."""
        return telltales.shown(self.form.url)

    @property
    def headers(self) -> dict[str, str]:
        """Return its open headers, for people; one that had better been a secret header stands as dots."""
        return {name: telltales.header(name, value) for name, value in self.form.headers.items()}


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """An event on its way to a receiver.

    Attributes:
        event: the public id of the event, ``msg_...``.
        url: where it goes, for people, as that of EndpointRow.
        tries: failed requests that counted.
        due_at: when it is tried next; once it is done or dead, when that was.
        error: why the last request failed, None where it did not.
        waits: why it is paused, None where it is not.
        body: what is sent; personal data of a fuller one stand as dots.
        fuller: the body is a fuller one.
        test: it said that it is a test, or would as things are.
    """

    id: int
    event: str
    type: str
    at: datetime
    endpoint_id: int
    url: str
    state: DeliveryState
    tries: int
    due_at: datetime
    last_status: int | None
    error: str | None
    waits: str | None
    body: str
    test: bool = False
    fuller: bool = False


@dataclass(frozen=True, slots=True)
class Resent:
    """What became of deliveries that were to be sent once more.

    Attributes:
        sent: begin anew.
        under_way: are on their way already, or next in the queue.
        arrived: arrived since a person saw them, or since they were last sent once more, a short while ago.
        paused: have a receiver that is disabled, or whose service is paused.
    """

    sent: int
    under_way: int = 0
    arrived: int = 0
    paused: int = 0

    @property
    def sentence(self) -> str:
        """Return all of it in words."""
        are = "delivery is" if self.sent == 1 else "deliveries are"
        sent = f"{self.sent:,} {are} sent once more" if self.sent else "None is sent once more"
        others = (
            (self.under_way, "on their way already"),
            (self.arrived, "arrived only just now"),
            (self.paused, "have a webhook that is disabled or paused"),
        )
        parts = [f"{count:,} {what}" for count, what in others if count]
        return f"{sent}; left alone: {', '.join(parts)}." if parts else f"{sent}."


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """One request of a delivery.

    Attributes:
        status: what the receiver answered, None where it did not.
        error: why it failed, in a sentence; None where it did not, or where its end is not known.
        sent_headers: what was sent along, secret values masked.
        request_sha256: of the bytes that were sent.
        response: the beginning of the answer.
        response_bytes: how long the answer was, as far as it was read or announced.
    """

    number: int
    at: datetime
    status: int | None
    millis: int | None
    error: str | None
    sent_headers: Mapping[str, str]
    request_sha256: str | None
    response: str | None
    response_bytes: int | None


@dataclass(frozen=True, slots=True)
class Target:
    """A receiver as the dispatcher needs it.

    Attributes:
        header_secret: name and version of the secret that holds the secret headers.
        secrets: name and version of what requests are signed with, the present one first.
        steps: seconds between tries.
        telling: names of open headers that had better been secret ones, in small letters: nobody sees their values.
    """

    id: int
    url: str
    headers: Mapping[str, str]
    header_secret: tuple[str, int] | None
    secrets: tuple[tuple[str, int], ...]
    concurrency: int
    rate_per_minute: int | None
    steps: tuple[int, ...]
    fails: int
    failing_since: datetime | None
    open_until: datetime | None
    fuller: bool = False
    telling: frozenset[str] = frozenset()


# Tuples from here on, one of each for every request that is sent: a frozen dataclass takes four times as long to make.
class Claim(NamedTuple):
    """A delivery that this process alone may send, until ``until``.

    Attributes:
        probe: the one request by which a receiver that is left alone shows whether it is back.
        personal: what of the body is not kept where the receiver repeats it.
    """

    delivery_id: int
    endpoint_id: int
    token: str
    tries: int
    until: datetime
    message: str
    body: bytes
    probe: bool = False
    personal: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Claim(delivery_id={self.delivery_id}, endpoint_id={self.endpoint_id}, message={self.message!r})"


class Request(NamedTuple):
    """What is about to be sent, and the keys that sign it; ``repr`` shows no secret and nothing personal.

    Attributes:
        masked: names of headers whose values are secret.
        personal: as that of the Claim.
    """

    url: str
    message: str
    body: bytes
    headers: Mapping[str, str]
    keys: tuple[bytes, ...]
    masked: frozenset[str] = frozenset()
    personal: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"Request(message={self.message!r}, body={len(self.body)} bytes, masked={self.masked!r})"


class Answer(NamedTuple):
    """How a request ended.

    Attributes:
        retry_after: seconds that the receiver asks for.
        sent_headers: with secret values masked.
        before: how the same request ended on a kept connection, a moment before; it may have arrived, too.
    """

    outcome: Outcome
    status: int | None = None
    millis: int | None = None
    error: str | None = None
    retry_after: float | None = None
    sent_headers: Mapping[str, str] = NO_HEADERS
    request_sha256: str | None = None
    response: str | None = None
    response_bytes: int | None = None
    before: "Answer | None" = None
