"""Words of the page: types, states, instants."""

from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationStatus, IntegrationType
from sakshi_desktop.hub import budgets
from sakshi_desktop.hub.connected import IntegrationRow, Last
from sakshi_desktop.ui import dates

TYPES = {
    IntegrationType.ACCOUNTING: "Accounting",
    IntegrationType.CRM: "Customers (CRM)",
    IntegrationType.EMAIL: "E-mail marketing",
    IntegrationType.SMS: "SMS",
    IntegrationType.PAYMENT: "Payments",
    IntegrationType.INVENTORY: "Inventory",
    IntegrationType.CUSTOM: "Custom",
}
STATUSES = {
    IntegrationStatus.ACTIVE: ("Active", "good"),
    IntegrationStatus.INACTIVE: ("Paused", "muted"),
    IntegrationStatus.ERROR: ("Error", "bad"),
    IntegrationStatus.ATTENTION: ("Needs attention", "warning"),
}
"""Each status in words, and the colour of its sign."""

STATES = {
    DeliveryState.PENDING: "Waiting",
    DeliveryState.DONE: "Delivered",
    DeliveryState.DEAD: "Given up",
    DeliveryState.PAUSED: "Paused",
}

DOT = "\N{NO-BREAK SPACE}· "
"""What stands between two facts of a line: a line that is wrapped ends with it and never begins so."""


def waiting(row: IntegrationRow) -> str:
    """Return a line about the webhooks of a service."""
    if not row.endpoints:
        return "No webhooks"
    parts = [f"{row.endpoints} webhook{'s' if row.endpoints > 1 else ''}"]
    parts += [f"{row.pending:,} waiting"] * bool(row.pending) + [f"{row.dead:,} given up"] * bool(row.dead)
    return DOT.join(parts)


def calls(row: IntegrationRow) -> str:
    """Return a line about how often the syncs of a service may call it, "" where they may at any time."""
    rate = budgets.per_minute(row.form.vendor, row.form.calls_per_minute)
    parts = [] if rate is None else [f"Up to {rate:,} call{'s' if rate > 1 else ''} a minute"]
    parts += [] if row.held_until is None else [f"Asks for patience until {dates.time_of(row.held_until)}"]
    return DOT.join(parts)


def mode(row: IntegrationRow) -> str:
    """Return a line about the mode of a service and its last test."""
    what = "Live" if row.live else "Test mode: dry syncs, marked webhooks"
    if row.tested_at is None:
        return f"{what}{DOT}not tested yet"
    when = dates.moment(row.tested_at)
    if row.proven:
        return f"{what}{DOT}tested {when}"
    return f"{what}{DOT}changed since its test" if row.passed else f"{what}{DOT}{when}: {row.tested_said}"


def last(found: Last | None) -> str:
    """Return a line about the last request."""
    if found is None:
        return "Nothing was sent yet"
    how = "delivered" if found.error is None else f"failed: {found.error}"
    return f"{dates.moment(found.at)}{DOT}{how}"
