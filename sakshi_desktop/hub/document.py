"""The whole set-up of the hub without a single secret, as parts and in Markdown: for a hand-over or an audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import ids, redaction
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.vocabulary import EVENT_TYPES, SyncDirection
from sakshi_desktop.hub import allowances, budgets, endpoints, fields, integrations, offers, sync_rows
from sakshi_desktop.hub.connected import IntegrationRow, shown_settings
from sakshi_desktop.hub.sync_rows import JobRow
from sakshi_desktop.hub.types import EndpointRow
from sakshi_desktop.store import instants

WAYS = {SyncDirection.PULL: "from the service", SyncDirection.PUSH: "to the service"}
NO_SECRETS = "It holds no secrets: those are in the vaults of the PCs named below."


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the set-up.

    Attributes:
        level: 1 is a service, 2 something of it.
        facts: by name; what is empty is left out.
        lines: sentences below.
    """

    level: int
    title: str
    facts: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()


def parts(session: Session, *, at: datetime) -> tuple[Part, ...]:
    """Return the set-up as it is now; what looks like a secret is hidden."""
    clock = instants.shared(session, lambda: at)
    services, webhooks = integrations.listed(session, clock=clock), endpoints.listed(session, at=clock())
    jobs = sync_rows.listed(session, clock=clock)
    found = []
    for row in services:
        found += _service(row)
        found += [_webhook(one) for one in webhooks if one.integration_id == row.id]
        found += [_sync(one) for one in jobs if one.integration_id == row.id]
    if not services:
        found.append(Part(1, "Nothing is connected"))
    entries = tuple(str(entry) for entry in allowances.listed(session)) or ("None.",)
    found.append(Part(1, "Addresses of the inner network that webhooks may reach", lines=entries))
    return tuple(_clean(part) for part in found)


def as_of(at: datetime) -> str:
    """Return the sentence that stands above the set-up."""
    here = at.astimezone(clocks.zone(clocks.DEFAULT_ZONE))
    return f"As of {here:%d %b %Y, %H:%M}. {NO_SECRETS}"


def compose(session: Session, *, at: datetime) -> str:
    """Return the set-up as it is now, in Markdown."""
    lines = ["# Integrations", "", as_of(at), ""]
    for part in parts(session, at=at):
        lines += [f"{'#' * (part.level + 1)} {_plain(part.title)}", ""]
        if part.facts:
            lines += [*_table(part.facts), ""]
        if part.lines:
            lines += [*(f"- {_plain(line)}" for line in part.lines), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _clean(part: Part) -> Part:
    facts = {name: redaction.clean(value) for name, value in part.facts.items() if value}
    return Part(part.level, redaction.clean(part.title), facts, tuple(map(redaction.clean, part.lines)))


def _service(row: IntegrationRow) -> list[Part]:
    form = row.form
    facts = {
        "Id": ids.show("INT", row.id),
        "Type": form.type.value,
        "Service": form.vendor,
        "Status": f"{row.status.value}{f': {row.status_reason}' if row.status_reason else ''}",
        "Mode": "live" if row.live else "test",
        "Last test": row.tested_said or "",
        "Owner": form.owner,
        "Purpose": form.purpose,
        "Secret": f"{row.secret_name}, version {row.secret_version}" if row.secret_name else "none",
        "Secret runs out": "" if form.secret_until is None else f"{to_date(form.secret_until):%d %b %Y}",
        "Calls a minute": budgets.shown(form.vendor, form.calls_per_minute) if offers.of(form.vendor) else "",
        "Connected": f"{row.created_at:%d %b %Y}",
        "Notes": form.notes,
    }
    settings = [Part(2, "Settings", shown_settings(form.config))] if form.config else []
    return [Part(1, form.name, facts), *settings]


def _webhook(one: EndpointRow) -> Part:
    form = one.form
    chosen = form.event_types or ("all of them",)
    facts = {
        "Events": ", ".join(f"{kind} ({EVENT_TYPES[kind]})" if kind in EVENT_TYPES else kind for kind in chosen),
        "Filter": "; ".join(f"{name} is {' or '.join(values)}" for name, values in form.filter.items()),
        "Bodies": "fuller: personal data leaves the house" if form.fuller else "thin: ids and totals",
        "Headers": "; ".join(f"{name}: {value}" for name, value in one.headers.items()),
        "Secret headers": ", ".join(form.secret_headers),
        "Signed with": f"{one.secret_name}, version {one.secret_version}",
        "At once": str(form.concurrency),
        "A minute": "no limit" if form.rate_per_minute is None else f"{form.rate_per_minute:,}",
        "Tried again after": ", ".join(f"{step:,} s" for step in form.retry_seconds or ()) or "the usual pauses",
        "Stands still": one.waits or "",
    }
    return Part(2, f"Webhook {ids.show('WHK', one.id)}: {one.url}", facts)


def _sync(one: JobRow) -> Part:
    facts = {
        "Direction": WAYS[one.direction],
        "Runs": one.schedule,
        "State": f"{one.state.value}{f': {one.reason}' if one.reason else ''}",
        "Fields": fields.summary(one.mapping) or "as this house calls them",
    }
    return Part(2, f"Sync {ids.show('JOB', one.id)}: {one.stream}", facts, fields.sentences(one.mapping, one.fields))


def _table(facts: Mapping[str, str]) -> list[str]:
    lines = [f"| {_plain(name)} | {_plain(value)} |" for name, value in facts.items() if value]
    return ["| | |", "|---|---|", *lines]


def _plain(text: str) -> str:
    """Return text that stays in its cell and its heading."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in text)
    return "<br>".join(escaped.split("\n"))
