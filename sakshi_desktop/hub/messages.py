"""The bodies of webhooks: thin JSON, the same bytes at every try."""

import json
from collections.abc import Mapping
from datetime import datetime

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub.rules import BODY_CAP

SHORT = 200
"""Characters of a value that is kept when a body must become thin again."""


def body(kind: str, at: datetime, data: str) -> bytes:
    """Return the bytes that are signed and sent for an event.

    Args:
        data: the event's own JSON; where it makes the body too large, only its short plain values are sent.
    """
    made = _joined(kind, at, data)
    return made if len(made) <= BODY_CAP else _joined(kind, at, _thin(data))


def check(kind: str, at: datetime, data: Mapping[str, object]) -> None:
    """Refuse a body that a person wrote and that is too large.

    Raises:
        InvalidError: it is larger than a webhook may be; the sentence says how large.
    """
    size = len(_joined(kind, at, json.dumps(data, ensure_ascii=False)))
    if size > BODY_CAP:
        raise InvalidError(
            f"The body is {size / 1_000:.1f} kB; a webhook carries {BODY_CAP // 1_000} kB at most.",
            hint="Send ids, and let the receiver ask for the rest.",
        )


def _joined(kind: str, at: datetime, data: str) -> bytes:
    stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return f'{{"type":{json.dumps(kind)},"timestamp":"{stamp}","data":{data}}}'.encode()


def _thin(data: str) -> str:
    kept: dict[str, object] = {}
    room = BODY_CAP // 2
    whole = json.loads(data)
    for name, value in whole.items() if isinstance(whole, dict) else ():
        size = len(json.dumps([name, value]))
        if not isinstance(value, dict | list) and size <= SHORT and size <= room:
            kept[name] = value
            room -= size
    return json.dumps(kept | {"shortened": True}, ensure_ascii=False)


def lets_through(conditions: Mapping[str, tuple[str, ...]], data: str) -> bool:
    """Return whether an event's data meets every condition: the field's text is one of the values."""
    if not conditions:
        return True
    whole = json.loads(data)
    return all(_text(whole, field) in values for field, values in conditions.items())


def _text(data: object, field: str) -> str | None:
    for name in field.split("."):
        if not isinstance(data, dict) or name not in data:
            return None
        data = data[name]
    return data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
