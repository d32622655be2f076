"""`sakshi integrations health`: how webhooks, syncs and secrets do, as the health board of the window says it."""

import argparse
from datetime import timedelta

from sakshi_desktop.app import App
from sakshi_desktop.cli import numbers, table
from sakshi_desktop.cli.table import BAD, GOOD, Cell
from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.money import format_count
from sakshi_desktop.hub import condition, integrations, metrics, sync_metrics
from sakshi_desktop.hub.connected import IntegrationRow
from sakshi_desktop.hub.metrics import Beat, Board
from sakshi_desktop.hub.sync_metrics import SyncPulse
from sakshi_desktop.store import instants

DASH = "\N{EN DASH}"
MOST_HOURS = 24 * 90
WELL = 0.99
HOOKS = ("Webhook", "Success", "Available", "Requests", "Average", "p95", "Waiting", "Given up", "Proven in")
SYNCS = ("Sync", "Stream", "Last success", "Lag", "Records a minute", "Agreed", "Not taken")


def add(parser: argparse.ArgumentParser) -> None:
    """Describe what can be said about the time that is looked at."""
    parser.add_argument(
        "--hours", type=numbers.whole(), default=24, metavar="N", help="of the last so many hours (default 24)"
    )


def told(arguments: argparse.Namespace, app: App) -> tuple[object, str]:
    """Return the board for machines and for a person."""
    if not 1 <= arguments.hours <= MOST_HOURS:
        raise InvalidError(f"{arguments.hours} hours are not looked at.", hint=f"Choose between 1 and {MOST_HOURS:,}.")
    with app.database.read() as session:
        at = instants.moment(session, app.clock)
        board = metrics.board(session, timedelta(hours=arguments.hours), at=at)
        syncs = sync_metrics.pulses(session, at=at)
        services = integrations.listed(session, clock=lambda: at)
    left = {row.id: condition.days_left(row.form.secret_until, at) for row in services if row.form.secret_until}
    machine = {
        "hours": arguments.hours,
        "success": board.whole.success,
        "average_ms": board.whole.average,
        "p95_ms": board.whole.p95,
        "waiting": board.waiting,
        "given_up": board.dead,
        "caveat": board.caveat,
        "oldest_seconds": _seconds(board.oldest),
        "webhooks": [_beat_json(beat) for beat in board.beats],
        "syncs": [_sync_json(pulse) for pulse in syncs],
        "secrets": [{"integration": ids.show("INT", key), "days_left": days} for key, days in left.items()],
    }
    return machine, shown(board, syncs, services, left)


def shown(board: Board, syncs: tuple[SyncPulse, ...], services: list[IntegrationRow], left: dict[int, int]) -> str:
    """Return the board for a person.

    Args:
        left: days until the secret of a service runs out, by its id.
    """
    parts = []
    if board.caveat:
        parts.append(board.caveat)
    if board.beats:
        parts.append(table.draw(HOOKS, [_beat_cells(beat) for beat in board.beats], left=1))
        parts += [beat.notice for beat in board.beats if beat.notice]
    if syncs:
        parts.append(table.draw(SYNCS, [_sync_cells(pulse) for pulse in syncs], left=3))
        parts += [f"{ids.show('JOB', pulse.id)}: {pulse.row.waits}" for pulse in syncs if pulse.row.waits]
    for row in services:
        if row.id in left:
            how = "ran" if left[row.id] < 0 else "runs"
            parts.append(f"The secret of {row.name} {how} out {condition.countdown(left[row.id])}.")
    return "\n\n".join(parts) or "There are no webhooks and no syncs yet."


def _beat_cells(beat: Beat) -> list[Cell | str]:
    pulse = beat.pulse
    success = Cell(_share(pulse.success), "" if pulse.success is None else GOOD if pulse.success >= WELL else BAD)
    took = [DASH if value is None else f"{format_count(value)} ms" for value in (pulse.average, pulse.p95)]
    counts = [format_count(beat.row.pending), format_count(beat.row.dead)]
    name = f"{ids.show('WHK', beat.id)} {beat.row.url}"
    return [name, success, _share(beat.available), format_count(pulse.requests), *took, *counts, _span(beat.proving)]


def _sync_cells(pulse: SyncPulse) -> list[Cell | str]:
    row, agreed = pulse.row, pulse.accuracy
    success = DASH if pulse.last_success is None else f"{pulse.last_success.astimezone():%d %b %H:%M}"
    pace = DASH if pulse.a_minute is None else f"{pulse.a_minute:,.0f}"
    both = DASH if agreed is None else f"{format_count(agreed[0])} of {format_count(agreed[1])}"
    name = f"{ids.show('JOB', row.id)} {row.integration}"
    return [name, row.stream, success, _span(pulse.lag), pace, both, format_count(row.letters)]


def _beat_json(beat: Beat) -> dict[str, object]:
    pulse = beat.pulse
    return {
        "webhook": ids.show("WHK", beat.id), "requests": pulse.requests, "failed": pulse.failed,
        "success": pulse.success, "available_30_days": beat.available, "average_ms": pulse.average,
        "p95_ms": pulse.p95, "waiting": beat.row.pending, "given_up": beat.row.dead,
        "oldest_seconds": _seconds(beat.oldest), "given_up_in_seconds": _seconds(beat.ends),
        "proven_in_seconds": _seconds(beat.proving),
    }  # fmt: skip


def _sync_json(pulse: SyncPulse) -> dict[str, object]:
    agreed = pulse.accuracy
    return {
        "sync": ids.show("JOB", pulse.id), "last_success": pulse.last_success and pulse.last_success.isoformat(),
        "lag_seconds": _seconds(pulse.lag), "late_seconds": _seconds(pulse.late), "records_a_minute": pulse.a_minute,
        "agreed": agreed and agreed[0], "compared": agreed and agreed[1], "not_taken": pulse.row.letters,
        "waits": pulse.row.waits,
    }  # fmt: skip


def _share(value: float | None) -> str:
    return DASH if value is None else f"{100 * value:.1f} %"


def _span(span: timedelta | None) -> str:
    if span is None:
        return DASH
    minutes = span.total_seconds() / 60
    return f"{minutes:,.1f} min" if minutes < 120 else f"{minutes / 60:,.1f} h"  # noqa: PLR2004  # two hours


def _seconds(span: timedelta | None) -> float | None:
    return None if span is None else round(span.total_seconds(), 1)
