"""Deeds and events in words; personal values are named and never shown."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.money import format_money
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.store.trail import Deed, Happening
from sakshi_desktop.ui import dates

HIDDEN = "••••"
NOTHING = "nothing"
PAIR = 2
MONEY = "_paise"
AMOUNTS = frozenset({"amount", "cost", "hourly", "price"})
"""Fields that hold an amount, as it was typed."""
PRICES = "prices"
"""The field that holds amounts, each after the name of a location and a colon."""
MADE = {
    "item.edit": ("name", "added"),
    "location.cost": ("amount", "cost added"),
    "location.edit": ("name", "added"),
    "shift.edit": ("date", "added"),
    "staff.edit": ("role", "added"),
}
"""By the action that makes a thing as well as changes it: a field that nothing lacks, and what making one is called."""
_DAY, _MONTH, _AMOUNT, _PRICE = (
    re.compile(shape) for shape in (r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d", r"-?\d+\.\d\d", r"(?<=: )\d+\.\d\d(?=;|$)")
)
VERBS = {
    "add": "added",
    "add_address": "address added",
    "add_note": "note added",
    "allow": "allowed",
    "cancel": "cancelled",
    "choose_address": "default address chosen",
    "cost": "costs changed",
    "create": "created",
    "disable": "disabled",
    "disallow": "no longer allowed",
    "drop": "dropped",
    "edit": "changed",
    "edit_address": "address changed",
    "edit_note": "note changed",
    "enter": "entered",
    "fuller": "fuller bodies chosen",
    "give_up": "deliveries given up",
    "given_a_secret": "given a secret",
    "hand_over": "handed over",
    "introduce": "key of this PC made known",
    "mask": "contacts masked in what it left out",
    "move": "moved on",
    "pause": "paused",
    "publish": "taken in",
    "rate": "rated",
    "reactivate": "made active again",
    "receive": "received",
    "reconcile": "held against the orders",
    "recover": "deliveries recovered",
    "refund": "refunded",
    "refuse": "refused",
    "remove": "removed",
    "remove_address": "address removed",
    "remove_note": "note removed",
    "resend": "deliveries sent once more",
    "restore": "restored from a backup",
    "restore_address": "address put back",
    "resume": "resumed",
    "retention": "keeping changed",
    "retry": "tried again",
    "reveal": "contact shown",
    "rotate": "secret replaced",
    "schedule": "schedule changed",
    "suspend": "suspended",
    "tell": "event told",
    "test": "tried out",
    "thin": "thin bodies chosen",
    "warn": "failing for days",
    "write": "written",
}
"""What was done, after its subject; a verb that is not here stands as the trail has it."""


def deed(row: Deed) -> str:
    """Return what was done, as “Order cancelled”."""
    subject, _, verb = row.action.partition(".")
    done = MADE[row.action][1] if _makes(row) else VERBS.get(verb, verb)
    return f"{subject} {done}".replace("_", " ").capitalize()


def _makes(row: Deed) -> bool:
    """Return whether the thing was not there before: what it cannot lack was not there."""
    changed, (field, _done) = row.detail.get("changed"), MADE.get(row.action, ("", ""))
    pair = changed.get(field) if isinstance(changed, dict) else None
    return isinstance(pair, list) and len(pair) == PAIR and pair[0] == ""


def detail(row: Deed) -> str:
    """Return the facts of a deed in one line."""
    parts = [f"{name} {value}".strip() for name, value in _facts(row.detail, row.currency, new=_makes(row)) if value]
    return " · ".join([*parts, *(f"{_named(name)} {HIDDEN}" for name in row.personal)])


def whole(row: Deed) -> str:
    """Return what was done with its facts, in one line."""
    return " · ".join(filter(None, (deed(row), detail(row))))


def facts_of_deed(row: Deed) -> list[tuple[str, str]]:
    """Return all that the trail says of a deed."""
    facts = _facts(row.detail, row.currency, new=_makes(row))
    known = [(name.capitalize() or "Step", value) for name, value in facts if value]
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
    sent = "no webhook" if not row.sent else f"{row.sent} webhook{'s' if row.sent > 1 else ''}"
    return [
        ("When", dates.moment(row.at)),
        ("What", row.type),
        ("Meaning", EVENT_TYPES.get(row.type, "")),
        *((name.capitalize(), value) for name, value in (_facts(body, apart=True) if isinstance(body, dict) else ())),
        ("Went to", sent),
        ("Id", row.public_id),
    ]


def _facts(
    known: Mapping[str, object], of: str | None = None, *, apart: bool = False, new: bool = False
) -> Iterator[tuple[str, str]]:
    """Return names and values as people write them.

    Args:
        of: the currency of amounts where the facts name none; None leaves them without a sign.
        apart: False says a step from one state to another as one fact without a name.
        new: the thing was made by this: of each field only what it holds now is said.
    """
    currency = str(known["currency"]) if "currency" in known else of
    step = not apart and {"before", "after"} <= known.keys()
    if step:
        yield "", f"{_plain(known['before'])} → {_plain(known['after'])}"
    for name, value in known.items():
        if step and name in {"before", "after"}:
            continue
        if name == "changed" and isinstance(value, dict):
            yield from ((_named(field), _change(field, pair, currency, new=new)) for field, pair in value.items())
        elif name.endswith(MONEY) and isinstance(value, int):
            yield _named(name.removesuffix(MONEY)), _money(value, currency)
        else:
            yield _named(name), _plain(value)


def _change(field: str, pair: object, currency: str | None, *, new: bool) -> str:
    if isinstance(pair, list) and len(pair) == PAIR:
        before, after = (_written(field, _plain(one), currency) for one in pair)
        return after if new else f"{before or NOTHING} → {after or NOTHING}"
    return _plain(pair)


def _written(field: str, text: str, currency: str | None) -> str:
    """Return what a field holds as people write it: 29 Oct 2026, Oct 2026, ₹85,000.00."""
    if field in AMOUNTS and _AMOUNT.fullmatch(text):
        return _money(round(float(text) * 100), currency)
    if field == PRICES and currency is not None:
        return _PRICE.sub(lambda found: _money(round(float(found[0]) * 100), currency), text)
    try:
        if _DAY.fullmatch(text):
            return dates.show(to_day(date.fromisoformat(text)))
        return dates.month(to_day(date.fromisoformat(f"{text}-01"))) if _MONTH.fullmatch(text) else text
    except ValueError:
        return text


def _money(paise: int, currency: str | None) -> str:
    return format_money(paise).replace("₹", "") if currency is None else format_money(paise, currency)


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _named(name: str) -> str:
    return name.replace(".before", " before").replace(".after", " after").replace("_", " ")
