"""The whole set-up of the hub in Markdown, without a single secret: for a hand-over, an audit or a drawer."""

from datetime import datetime

from sqlalchemy.orm import Session

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core import ids, redaction
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import allowances, endpoints, integrations
from sakshi_desktop.hub.connected import IntegrationRow
from sakshi_desktop.hub.types import EndpointRow

NO_SECRETS = "It holds no secrets: those are in the vaults of the PCs named below."


def compose(session: Session, *, at: datetime) -> str:
    """Return the set-up as it is now."""
    services, webhooks = integrations.listed(session), endpoints.listed(session, at=at)
    here = at.astimezone(clocks.zone(clocks.DEFAULT_ZONE))
    lines = ["# Integrations", "", f"As of {here:%d %b %Y, %H:%M}. {NO_SECRETS}", ""]
    for row in services:
        lines += _service(row, [one for one in webhooks if one.integration_id == row.id])
    if not services:
        lines += ["Nothing is connected.", ""]
    lines += ["## Addresses of the inner network that webhooks may reach", ""]
    lines += [f"- {entry}" for entry in allowances.listed(session)] or ["None."]
    return redaction.clean("\n".join(lines)) + "\n"


def _service(row: IntegrationRow, webhooks: list[EndpointRow]) -> list[str]:
    form = row.form
    facts = {
        "Id": ids.show("INT", row.id),
        "Type": form.type.value,
        "Service": form.vendor,
        "Status": f"{row.status.value}{f': {row.status_reason}' if row.status_reason else ''}",
        "Owner": form.owner,
        "Purpose": form.purpose,
        "Secret": f"{row.secret_name}, version {row.secret_version}" if row.secret_name else "none",
        "Connected": f"{row.created_at:%d %b %Y}",
        "Notes": form.notes,
    }
    lines = [f"## {_plain(form.name)}", "", *_table(facts), ""]
    if form.config:
        lines += ["### Settings", "", *_table(dict(form.config)), ""]
    for one in webhooks:
        lines += _webhook(one)
    return lines


def _webhook(one: EndpointRow) -> list[str]:
    form = one.form
    chosen = form.event_types or ("all of them",)
    facts = {
        "Events": ", ".join(f"{kind} ({EVENT_TYPES[kind]})" if kind in EVENT_TYPES else kind for kind in chosen),
        "Filter": "; ".join(f"{name} is {' or '.join(values)}" for name, values in form.filter.items()),
        "Headers": "; ".join(f"{name}: {value}" for name, value in form.headers.items()),
        "Secret headers": ", ".join(form.secret_headers),
        "Signed with": f"{one.secret_name}, version {one.secret_version}",
        "At once": str(form.concurrency),
        "A minute": "no limit" if form.rate_per_minute is None else f"{form.rate_per_minute:,}",
        "Tried again after": ", ".join(f"{step:,} s" for step in form.retry_seconds or ()) or "the usual pauses",
        "Stands still": one.waits or "",
    }
    return [f"### Webhook {ids.show('WHK', one.id)}: {_plain(one.url)}", "", *_table(facts), ""]


def _table(facts: dict[str, str]) -> list[str]:
    lines = [f"| {_plain(name)} | {_plain(value)} |" for name, value in facts.items() if value]
    return ["| | |", "|---|---|", *lines]


def _plain(text: str) -> str:
    """Return text that stays in its cell and its heading."""
    escaped = "".join(f"\\{letter}" if letter in "\\`*_[]<>|#" else letter for letter in text)
    return "<br>".join(escaped.split("\n"))
