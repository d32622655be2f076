"""What a person types about a webhook, line by line, and what is shown of one."""

from collections.abc import Mapping, Sequence

from sakshi_desktop.core import ids, telltales
from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import rules
from sakshi_desktop.hub.types import EndpointForm, EndpointRow
from sakshi_desktop.ui import dates

NAMED = 4
"""Webhooks that are named in a sentence; more are counted."""


def headers(text: str) -> dict[str, str]:
    """Return the headers of lines such as ``X-Outlet: LOC-3``.

    Raises:
        FieldsError: a line is no header.
    """
    return _pairs(text, ":", "headers", "A line has no “:”: write Name: value.")


def conditions(text: str) -> dict[str, tuple[str, ...]]:
    """Return the conditions of lines such as ``location = LOC-3, LOC-4``.

    Raises:
        FieldsError: a line is no condition.
    """
    found = _pairs(text, "=", "filter", "A line has no “=”: write location = LOC-3, LOC-4.")
    return {name: tuple(one.strip() for one in values.split(",") if one.strip()) for name, values in found.items()}


def pauses(text: str) -> tuple[int, ...] | None:
    """Return the seconds of a line such as ``5, 30, 120``, None where it is empty.

    Raises:
        FieldsError: it holds something else.
    """
    if not text.strip():
        return None
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdecimal() and len(part) < 8 for part in parts):  # noqa: PLR2004  # a year has 8
        raise FieldsError({"retry": "Write seconds with commas between them: 5, 30, 120."})
    return tuple(int(part) for part in parts)


def of_headers(form: EndpointForm) -> str:
    """Return the open headers in lines; one that had better been a secret header stands as dots."""
    return "\n".join(f"{name}: {telltales.header(name, value)}" for name, value in form.headers.items())


def kept_headers(typed: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """Return headers as a person means them: dots that were left as they were shown are the kept value."""
    return {name: before.get(name, value) if value == HIDDEN else value for name, value in typed.items()}


def telling(form: EndpointForm) -> dict[str, str]:
    """Return what is to be said beside open headers that were kept before secrets among them were refused."""
    names = telltales.in_headers(form.headers)
    if not names:
        return {}
    what = "looks like a secret: enter it as a secret header" if len(names) == 1 else "look like secrets"
    hint = "." if len(names) == 1 else ": enter them as secret headers."
    return {"headers": f"{', '.join(names)} {what}{hint}"}


def of_conditions(form: EndpointForm) -> str:
    """Return the conditions in lines."""
    return "\n".join(f"{name} = {', '.join(values)}" for name, values in form.filter.items())


def of_pauses(steps: tuple[int, ...] | None) -> str:
    """Return the pauses in a line."""
    return ", ".join(map(str, steps or ()))


def events(form: EndpointForm) -> str:
    """Return which events a webhook gets, in a few words."""
    if not form.event_types:
        return "All events"
    return form.event_types[0] if len(form.event_types) == 1 else f"{len(form.event_types)} kinds of events"


def state(row: EndpointRow) -> str:
    """Return how a webhook stands, in a word or two."""
    if row.disabled_at is not None:
        return "Disabled"
    if row.waits:
        return "Waits"
    return f"Failing ({row.fails})" if row.fails else "Sends"


def facts(row: EndpointRow) -> list[tuple[str, str]]:
    """Return all that is known of a webhook, by name; secrets are only named."""
    form = row.form
    kinds = form.event_types or ("all of them",)
    sent = [f"{name}: {value}" for name, value in row.headers.items()]
    sent += [f"{name}: {HIDDEN}" for name in form.secret_headers]
    until = row.old_secret_until
    signed = f"version {row.secret_version}" + (f", and the old one until {dates.moment(until)}" if until else "")
    return [
        ("Receives at", row.url),
        ("Belongs to", row.integration),
        ("Stands still", row.waits or ""),
        ("Events", "; ".join(f"{kind} ({EVENT_TYPES[kind]})" if kind in EVENT_TYPES else kind for kind in kinds)),
        ("Only where", of_conditions(form).replace("\n", "; ")),
        ("Bodies", "fuller: what an order or a customer is, personal data among it" if form.fuller else ""),
        ("Headers", "; ".join(sent)),
        ("Signed with", f"its own secret, {signed}"),
        ("Pace", _pace(form)),
        ("Tried again after", _steps(form.retry_seconds or rules.STEPS)),
    ]


def hearers(rows: Sequence[EndpointRow]) -> str:
    """Return who would be told of an event, in a sentence; those that stand still get it later."""
    if not rows:
        return "No webhook wants it: nobody would be told."
    shown = [f"{title(row)} ({_host(row)}{', stands still' if row.waits else ''})" for row in rows[:NAMED]]
    rest = len(rows) - len(shown)
    names = ", ".join(shown) + (f" and {rest:,} more" if rest else "")
    return f"1 webhook gets it: {names}." if len(rows) == 1 else f"{len(rows):,} webhooks get it: {names}."


def title(row: EndpointRow) -> str:
    """Return WHK-n."""
    return ids.show("WHK", row.id)


def _host(row: EndpointRow) -> str:
    return row.url.partition("://")[2].partition("/")[0].partition("?")[0]


def _pace(form: EndpointForm) -> str:
    rate = "any number a minute" if form.rate_per_minute is None else f"{form.rate_per_minute:,} a minute"
    return f"{form.concurrency} at once, {rate}"


def _steps(steps: tuple[int, ...]) -> str:
    return ", ".join(_span(step) for step in steps)


def _span(seconds: int) -> str:
    for size, word in ((3_600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size} {word}"
    return f"{seconds} s"


def _pairs(text: str, sign: str, field: str, sentence: str) -> dict[str, str]:
    found: Mapping[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, there, value = line.partition(sign)
        if not there or not name.strip():
            raise FieldsError({field: sentence})
        found = {**found, name.strip(): value.strip()}
    return dict(found)
