"""The bodies of webhooks: thin JSON, the same bytes at every try."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.hub.rules import BODY_CAP

DEEPEST = 50
"""How far lists and braces of a body that a person wrote may lie in each other."""
THINNER = "Send ids, and let the receiver ask for the rest."
SHORT = 200
"""Characters of a value that is kept when a body must become thin again."""


def body(kind: str, at: datetime, data: str) -> bytes:
    """Return the bytes that are signed and sent for an event.

    Args:
        data: the event's own JSON; where it makes the body too large, only its short plain values are sent.
    """
    made = _joined(kind, at, data)
    return made if len(made) <= BODY_CAP else _joined(kind, at, _thin(data))


def size(kind: str, at: datetime, data: str) -> int:
    """Return how many bytes an event with these data would be, were they sent whole."""
    return len(_joined(kind, at, data))


def stamp(at: datetime) -> str:
    """Return an instant of UTC as bodies write it."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def typed(text: str) -> dict[str, object]:
    """Return the data of an event as a person typed them.

    Raises:
        InvalidError: they are no JSON in braces.
    """
    try:
        found = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise InvalidError("This is no JSON.", hint='It looks like {"order": "ORD-1"}.') from error
    if not isinstance(found, dict):
        raise InvalidError("This is no JSON in braces.", hint='It looks like {"order": "ORD-1"}.')
    return found


def check(kind: str, at: datetime, data: Mapping[str, object]) -> None:
    """Refuse a body that a person wrote and that cannot be sent.

    Raises:
        InvalidError: it is larger than a webhook may be, or holds what no JSON can say; the sentence says so.
    """
    if _is_deep(data):
        raise InvalidError(f"The data are nested more than {DEEPEST} deep.", hint=THINNER)
    try:
        size = len(_joined(kind, at, json.dumps(data, ensure_ascii=False, allow_nan=False)))
    except UnicodeEncodeError as error:
        raise InvalidError("The data hold a character that cannot be sent.", hint="Copy them once more.") from error
    except ValueError as error:
        raise InvalidError("The data hold a number that JSON does not know.", hint="Write null instead.") from error
    if size > BODY_CAP:
        raise InvalidError(
            f"The body is {size / 1_000:.1f} kB; a webhook carries {BODY_CAP // 1_000} kB at most.", hint=THINNER
        )


def _refuse(word: str) -> None:
    raise ValueError(f"no JSON: {word}")


def _is_deep(data: Mapping[str, object]) -> bool:
    level: list[object] = [data]
    for _ in range(DEEPEST):
        level = [inner for one in level for inner in _inside(one)]
    return bool(level)


def _inside(one: object) -> Iterable[object]:
    if isinstance(one, Mapping):
        return one.values()
    return one if isinstance(one, list) else ()


def _joined(kind: str, at: datetime, data: str) -> bytes:
    return f'{{"type":{_quoted(kind)},"timestamp":"{stamp(at)}","data":{data}}}'.encode()


@lru_cache(maxsize=256)
def _quoted(kind: str) -> str:
    """Return a kind of event as JSON; there are a few dozen."""
    return json.dumps(kind)


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
