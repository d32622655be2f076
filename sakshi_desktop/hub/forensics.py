"""Why a signature does not fit: which of id, timestamp, body and secret is not the one that was signed with."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice, product

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import fuller, messages, signing
from sakshi_desktop.hub.ports import Vault
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, Event, FullerData

TOLERANCE = 300
"""Seconds by which receivers let a timestamp be off, either way."""
NEEDED = ("webhook-id", "webhook-timestamp", "webhook-signature")
PARTS = ("id", "timestamp", "body", "secret")
MOST_SECRETS = 200
MOST_TIMES = 50
"""Requests of a message whose times are tried, the newest."""
MOST_TRIES = 50_000
"""Signatures that are made until the right one is found."""
SHOWN = 40


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a receiver got, as a person pastes it; the secret is the receiver's, if it is known."""

    headers: str
    body: str
    secret: Secret | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may have been signed with, and what it means if it was; "" where it is the pasted one."""

    value: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What is found about one of PARTS; ``good`` is None where nothing could be told."""

    name: str
    good: bool | None
    told: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the signature fits what was pasted, why not, and the four parts one by one."""

    good: bool
    sentence: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What this house knows of a message.

    Attributes:
        timestamps: of the requests that were sent, seconds since 1970.
        body: the very body, None where the id is unknown.
        personal: it holds personal data, of which nothing is repeated.
        secrets: each with what it is.
        wanted: secrets that may have signed: what each is, its name in the vaults and its version.
    """

    timestamps: tuple[int, ...] = ()
    body: str | None = None
    secrets: tuple[tuple[str, Secret], ...] = ()
    wanted: tuple[tuple[str, str, int], ...] = ()
    personal: bool = False


def headers(text: str) -> dict[str, str]:
    """Return the headers of pasted lines, ``curl`` and JSON forms among them, by their small names."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, sign, value = line.strip().strip(",").removeprefix("-H").strip(" '\"").partition(":")
        if sign:
            found[name.strip(" '\"").lower()] = value.strip(" '\",")
    return found


def known(session: Session, pasted: Pasted) -> Known:
    """Return what this house knows of the pasted message; its secrets are still in the vault."""
    message = headers(pasted.headers).get("webhook-id", "")
    event = session.scalars(select(Event).where(Event.public_id == message)).one_or_none()
    if event is None:
        return Known(wanted=_wanted(session.scalars(select(Endpoint).limit(MOST_SECRETS)).all()))
    mine = select(Endpoint).join(Delivery, Delivery.endpoint_id == Endpoint.id).where(Delivery.event_id == event.id)
    mine = mine.order_by(Endpoint.id).limit(MOST_SECRETS)
    times = select(Attempt.at).join(Delivery).where(Delivery.event_id == event.id)
    times = times.order_by(Attempt.at.desc()).limit(MOST_TIMES)
    body, personal = _nearest(session, event, pasted.body)
    at = tuple(int(when.timestamp()) for when in session.scalars(times))
    return Known(at, body, wanted=_wanted(session.scalars(mine).all()), personal=personal)


def _nearest(session: Session, event: Event, pasted: str) -> tuple[str, bool]:
    """Return the body that was pasted, as far as its length tells: the fuller one or the thin one."""
    thin = messages.body(event.type, event.at, event.body).decode()
    more = session.scalars(select(FullerData.data).where(FullerData.event_id == event.id)).one_or_none()
    full = thin if more is None else messages.body(event.type, event.at, more).decode()
    is_full = more is not None and abs(len(full) - len(pasted)) < abs(len(thin) - len(pasted))
    return (full, bool(fuller.personal(event.type, more or "{}"))) if is_full else (thin, False)


def opened(house: Known, vault: Vault) -> Known:
    """Return the same with the secrets that this PC holds.

    Raises:
        VaultError: the vault does not work.
    """
    found = []
    for title, name, version in house.wanted:
        try:
            found.append((title, vault.get(name, version)))
        except NotFoundError:
            continue
    return replace(house, secrets=tuple(found))


def explain(pasted: Pasted, house: Known, *, at: datetime) -> Verdict:
    """Return whether the signature fits, and if not, what was changed.

    Raises:
        InvalidError: a header is missing, or cannot be read.
    """
    heads = headers(pasted.headers)
    missing = [name for name in NEEDED if not heads.get(name)]
    if missing:
        raise InvalidError(f"The header {missing[0]} is missing.", hint="Paste all headers as the receiver got them.")
    signed = _signatures(heads["webhook-signature"])
    found = _fitting(heads, pasted, house, signed)
    if found is None:
        return Verdict(False, _lost(pasted, house), _parts_of_nothing(heads, pasted, house))
    changed = [name for name, one in zip(PARTS, found, strict=True) if one.means]
    parts = tuple(
        Part(name, not one.means, one.means or _well(name, heads, at)) for name, one in zip(PARTS, found, strict=True)
    )
    if not changed:
        return Verdict(True, "The signature fits.", parts)
    said = " and ".join(filter(None, [", ".join(changed[:-1]), changed[-1]]))
    return Verdict(False, f"Not the one that was signed with: the {said}.", parts)


def _fitting(
    heads: dict[str, str], pasted: Pasted, house: Known, signed: Sequence[bytes]
) -> tuple[Candidate, ...] | None:
    """Return what was signed with, changing as little of what was pasted as can be."""
    choices = (
        [Candidate(heads["webhook-id"])],
        _times(heads["webhook-timestamp"], house),
        _bodies(pasted.body, house),
        _keys(pasted, house),
    )
    return next((four for four in islice(_by_changes(choices), MOST_TRIES) if _fits(four, signed)), None)


def _by_changes(choices: Sequence[Sequence[Candidate]]) -> Iterator[tuple[Candidate, ...]]:
    """Yield every choice of four, those that change the fewest parts first."""
    parts = [([one for one in some if not one.means], [one for one in some if one.means]) for some in choices]
    ways = sorted(product((False, True), repeat=len(parts)), key=sum)
    for way in ways:
        yield from product(*(part[changed] for part, changed in zip(parts, way, strict=True)))


def _fits(four: Sequence[Candidate], signed: Sequence[bytes]) -> bool:
    message, when, body, key = (one.value for one in four)
    made = hmac.digest(base64.b64decode(key), f"{message}.{when}.{body}".encode(), hashlib.sha256)
    return any(hmac.compare_digest(made, one) for one in signed)


def _times(pasted: str, house: Known) -> list[Candidate]:
    here = _number(pasted) or 0
    # an attempt is noted when it is claimed, and signed a moment later
    seconds = {near for when in house.timestamps for near in range(when - 2, when + 20) if str(near) != pasted}
    return [
        Candidate(pasted),
        *(
            Candidate(str(near), f"It was sent with {near}, {_clock(near)}; {pasted[:SHOWN]} arrived.")
            for near in sorted(seconds, key=lambda near: abs(near - here))
        ),
    ]


def _bodies(pasted: str, house: Known) -> list[Candidate]:
    found = [Candidate(pasted)]
    for text, means in (
        (pasted.replace("\r\n", "\n"), "Its line ends were changed on the way."),
        (pasted.rstrip("\r\n"), "A line break was added at its end."),
        (pasted.strip(), "Spaces were added around it."),
    ):
        if text not in {one.value for one in found}:
            found.append(Candidate(text, means))
    if house.body is not None and house.body not in {one.value for one in found}:
        found.append(Candidate(house.body, _difference(house, pasted)))
    return found


def _keys(pasted: Pasted, house: Known) -> list[Candidate]:
    found: list[Candidate] = []
    if pasted.secret is not None:
        found += list(_forms(pasted.secret))
    for title, secret in house.secrets:
        means = f"It was signed with {title}, which ends with {secret.ending}." if pasted.secret is not None else ""
        text = _key(secret)
        if text and text not in {one.value for one in found}:
            found.append(Candidate(text, means))
    return found


def _forms(secret: Secret) -> Iterator[Candidate]:
    """Yield the key of a secret as it should be read, and as people misread it."""
    text = secret.reveal().strip()
    good = _key(Secret(text)) or _key(Secret(signing.PREFIX + text))
    if good:
        yield Candidate(good, "" if text == secret.reveal() else "Spaces were around the receiver's secret.")
    yield Candidate(
        base64.b64encode(text.encode()).decode(),
        "It was signed with the letters of the secret; they must be decoded from base64 first.",
    )


def _key(secret: Secret) -> str:
    try:
        return base64.b64encode(signing.key(secret)).decode()
    except InvalidError:
        return ""


def _signatures(text: str) -> list[bytes]:
    found = []
    for part in text.split():
        version, _, value = part.partition(",")
        try:
            found += [base64.b64decode(value, validate=True)] if version == "v1" else []
        except (binascii.Error, ValueError):
            continue
    if not found:
        raise InvalidError("The header webhook-signature holds no v1 signature.", hint="It looks like v1,K5oZfzN95…")
    return found


def _wanted(rows: Sequence[Endpoint]) -> tuple[tuple[str, str, int], ...]:
    found = []
    for row in rows:
        name = ids.show("WHK", row.id)
        found.append((f"the secret of {name}", row.secret_name, row.secret_version))
        if row.old_secret_version is not None:
            found.append((f"the old secret of {name}", row.secret_name, row.old_secret_version))
    return tuple(found)


def _difference(house: Known, got: str) -> str:
    sent = house.body or ""
    place = next((at for at, pair in enumerate(zip(sent, got, strict=False)) if pair[0] != pair[1]), None)
    if place is None:
        place = min(len(sent), len(got))
    was, now = (text[place : place + SHOWN] or "nothing more" for text in (sent, got))
    start = f"From byte {len(sent[:place].encode()) + 1} on"
    said = f"{start} it is another." if house.personal else f"{start} “{was}” was sent and “{now}” arrived."
    squeezed = ["".join(text.split()) for text in (sent, got)]
    if squeezed[0] == squeezed[1]:
        return f"{said} Only spaces differ: the receiver must check the bytes before it reads them as JSON."
    return said


def _well(name: str, heads: dict[str, str], at: datetime) -> str:
    if name != "timestamp":
        return "It is the one that was signed with."
    seconds = _number(heads["webhook-timestamp"])
    off = 0 if seconds is None else int(at.timestamp()) - seconds
    if abs(off) <= TOLERANCE:
        return "It is the one that was signed with."
    way = "old" if off > 0 else "ahead of this PC's clock"
    return f"It is the one that was signed with, but {abs(off):,} s {way}: receivers refuse more than {TOLERANCE} s."


def _lost(pasted: Pasted, house: Known) -> str:
    if not house.secrets and pasted.secret is None:
        return "There is no secret to check with: enter the receiver's, or look on the PC that holds it."
    if house.body is None:
        return "No event of this house has this id, and what was pasted does not fit its signature."
    return "It fits no secret that is known here, whatever else is put right."


def _parts_of_nothing(heads: dict[str, str], pasted: Pasted, house: Known) -> tuple[Part, ...]:
    there = house.body is not None
    same = there and pasted.body == house.body
    seconds = _number(heads["webhook-timestamp"])
    near = seconds is not None and any(-2 <= seconds - when < 20 for when in house.timestamps)  # noqa: PLR2004
    body = "It is the one that was sent." if same else _difference(house, pasted.body) if there else ""
    return (
        Part("id", there, "An event of this house has it." if there else "No event of this house has it."),
        Part("timestamp", near or None, "A request was sent then." if near else "No request is known from then."),
        Part("body", same if there else None, body or "Nothing to compare it with."),
        Part("secret", None if not there else False, _lost(pasted, house)),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else None  # noqa: PLR2004  # no date has 12


def _clock(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%d %b %Y %H:%M:%S} UTC"
