"""Deeds and events in words; personal values are named and never shown."""

import json

from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.store.trail import Deed, Happening
from sakshi_desktop.ui import dates

HIDDEN = "••••"


def deed(row: Deed) -> str:
    """Return what was done, as “order: cancel”."""
    subject, _, verb = row.action.partition(".")
    return f"{subject}: {verb.replace('_', ' ')}"


def detail(row: Deed) -> str:
    """Return the facts of a deed in one line."""
    parts = [
        f"{name.replace('_', ' ')} {_plain(value)}" for name, value in row.detail.items() if value not in ("", None)
    ]
    return " · ".join([*parts, *(f"{_named(name)} {HIDDEN}" for name in row.personal)])


def whole(row: Deed) -> str:
    """Return what was done with its facts, in one line."""
    return " · ".join(filter(None, (deed(row), detail(row))))


def facts_of_deed(row: Deed) -> list[tuple[str, str]]:
    """Return all that the trail says of a deed."""
    known = [(name.replace("_", " ").capitalize(), _plain(value)) for name, value in row.detail.items()]
    kept = [(_named(name).capitalize(), f"{HIDDEN} (kept apart)") for name in row.personal]
    return [
        ("When", dates.moment(row.at)),
        ("Who", row.by),
        ("What", row.action),
        ("About", row.about),
        *known,
        *kept,
        ("Entry", str(row.id)),
    ]


def facts_of_event(row: Happening) -> list[tuple[str, str]]:
    """Return all that is known of an event."""
    body = json.loads(row.body)
    data = body.items() if isinstance(body, dict) else ()
    sent = "no webhook" if not row.sent else f"{row.sent} webhook{'s' if row.sent > 1 else ''}"
    return [
        ("When", dates.moment(row.at)),
        ("What", row.type),
        ("Meaning", EVENT_TYPES.get(row.type, "")),
        *((str(name).replace("_", " ").capitalize(), _plain(value)) for name, value in data),
        ("Went to", sent),
        ("Id", row.public_id),
    ]


def _plain(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _named(name: str) -> str:
    return name.replace(".before", " before").replace(".after", " after").replace("_", " ")
