"""What becomes of a webhook that a person changes from what they saw, while others may have changed it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from sakshi_desktop.core import ids, telltales
from sakshi_desktop.core.errors import ChangedError
from sakshi_desktop.core.forms import AGAIN, chosen
from sakshi_desktop.hub import forms
from sakshi_desktop.hub.types import EndpointForm, EndpointRow

FIELDS = {
    "url": "address",
    "integration_id": "service",
    "event_types": "events",
    "filter": "conditions",
    "fuller": "bodies",
    "headers": "headers",
    "concurrency": "requests at once",
    "rate_per_minute": "requests a minute",
    "retry_seconds": "pauses after failures",
}
"""What a person may change, as it is called; secret headers are in the vault, and looked after there."""

EMPTY = {
    "event_types": "all",
    "filter": "none",
    "headers": "none",
    "rate_per_minute": "no limit",
    "retry_seconds": "the usual",
}
"""What it means where nothing is said."""


def merged(row: EndpointRow, seen: EndpointForm, wanted: EndpointForm) -> EndpointForm:
    """Return a receiver as it is now with what a person changed from what they saw.

    Raises:
        ChangedError: another person has changed the same field to something else.
    """
    if forms.meant(wanted.event_types) == forms.meant(seen.event_types):
        wanted = replace(wanted, event_types=seen.event_types)  # order.* and all that it stands for are the same
    now = row.form
    said = {
        name: chosen(getattr(seen, name), getattr(now, name), getattr(wanted, name), partial(_overtaken, row, name))
        for name in FIELDS
    }
    return replace(wanted, **said)


def _overtaken(row: EndpointRow, name: str) -> ChangedError:
    present = getattr(row.form, name)
    shown = {"integration_id": row.integration, "headers": row.headers}.get(name, present)
    text = _shown(shown) or EMPTY[name]
    did = f"changed the {FIELDS[name]} of {ids.show('WHK', row.id)} meanwhile, to “{text}”"
    return ChangedError(f"Another person has {did}.", hint=AGAIN, field=name, now=present)


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return telltales.shown(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name} = {_shown(text)}" for name, text in value.items())
    return ", ".join(map(str, value)) if isinstance(value, Sequence) else str(value)
