"""Ids carry their kind at the edges: CUS-1042, ORD-48213, LOC-3."""

import re
import secrets
import time
import uuid

from sakshi_desktop.core.errors import InvalidError, shortened

KINDS = {
    "CUS": "customer",
    "ORD": "order",
    "LOC": "location",
    "ITM": "item",
    "INT": "integration",
    "WHK": "webhook",
    "JOB": "job",
    "ADR": "address",
    "RWD": "reward",
    "IMP": "import",
    "STF": "member of staff",
    "SHF": "shift",
    "CST": "cost",
}
_SHAPE = re.compile(r"(?:([A-Za-z]{3})-)?([0-9]{1,18})")


def show(kind: str, number: int) -> str:
    """Return the id as people see it; ``kind`` is one of the three-letter words of KINDS."""
    if kind not in KINDS:
        raise ValueError(f"unknown kind of id: {kind}")
    return f"{kind}-{number}"


def parse(text: str, kind: str) -> int:
    """Return the number in ``text``, which may be written with or without its kind.

    Raises:
        InvalidError: it is no id of this kind.
    """
    found = _SHAPE.fullmatch(text.strip())
    if found is None or (found[1] or kind).upper() != kind:
        raise InvalidError(f"“{shortened(text)}” is no {KINDS[kind]} id.", hint=f"It looks like {kind}-1042.")
    return int(found[2])


def customer(number: int) -> str:
    """Return CUS-n."""
    return show("CUS", number)


def address(number: int) -> str:
    """Return ADR-n."""
    return show("ADR", number)


def order(number: int) -> str:
    """Return ORD-n."""
    return show("ORD", number)


def location(number: int) -> str:
    """Return LOC-n."""
    return show("LOC", number)


def import_batch(number: int) -> str:
    """Return IMP-n."""
    return show("IMP", number)


def event_id() -> str:
    """Return a new ``msg_`` id: a random UUID of version 7, so that a restored backup never repeats one."""
    stamp = time.time_ns() // 1_000_000
    value = (stamp << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return f"msg_{uuid.UUID(int=value).hex}"
