"""Syncs and their runs in words."""

from datetime import datetime

from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.core.vocabulary import JobState, RunKind, RunState, SyncChange, SyncDirection
from sakshi_desktop.hub import fields, schedules
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.tones import Tone

STATES = {
    JobState.IDLE: "Waits",
    JobState.QUEUED: "Soon",
    JobState.RUNNING: "Running",
    JobState.PAUSED: "Paused",
    JobState.FAILED: "Failed",
}
KINDS = {
    RunKind.REGULAR: "Regular",
    RunKind.BACKFILL: "Backfill",
    RunKind.DRY: "Dry run",
    RunKind.APPLY: "Dry run applied",
    RunKind.RETRY: "Dead letters",
    RunKind.UNDO: "Taken back",
}
ENDS = {
    RunState.RUNNING: "running",
    RunState.DONE: "done",
    RunState.FAILED: "failed",
    RunState.CANCELLED: "cancelled",
}
CHANGES = {
    SyncChange.CREATED: "New",
    SyncChange.CHANGED: "Changed",
    SyncChange.SAME: "The same",
    SyncChange.DEAD: "Not taken",
}
TONES = {RunState.DONE: Tone.GOOD, RunState.FAILED: Tone.BAD, RunState.RUNNING: Tone.STRONG}
WAYS = {SyncDirection.PULL: "from the service", SyncDirection.PUSH: "to the service"}


def progress(row: JobRow) -> str:
    """Return how far the run that is going on is."""
    run = row.run
    if run is None:
        return ""
    return f"{format_count(run.seen)} of {format_count(run.total)}" if run.total else format_count(run.seen)


def counts(run: RunRow) -> str:
    """Return what a run did, or would do, with its rupees."""
    would = "would be " if run.kind is RunKind.DRY else ""
    parts = [
        f"{format_count(count)} {would}{word}"
        for count, word in ((run.created, "created"), (run.changed, "changed"))
        if count
    ]
    parts += [f"{format_count(run.same)} the same"] * bool(run.same)
    parts += [f"{format_count(run.dead)} not taken"] * bool(run.dead)
    said = ", ".join(parts) or "nothing to do"
    return f"{said} · {format_money(run.amount_paise)}" if run.amount_paise else said


def outcome(run: RunRow) -> str:
    """Return how a run ended, in a line."""
    said = run.error or run.note or ""
    return f"{ENDS[run.state]}: {counts(run)}" + (f" · {said}" if said else "")


def state(row: JobRow) -> str:
    """Return how a sync stands, in a word or two."""
    return STATES[row.state] if row.waits_until is None else "Rate limit"


def title(row: JobRow) -> str:
    """Return how a person calls a sync."""
    return f"{row.integration} · {row.stream}"


def tone(run: RunRow) -> Tone:
    """Return how the state of a run speaks."""
    return TONES.get(run.state, Tone.PLAIN)


def line(row: JobRow) -> str:
    """Return a line about how a sync stands."""
    told = [f"{row.stream.capitalize()} {WAYS[row.direction]}, {row.schedule}"]
    if row.state is JobState.IDLE and row.next_run_at is not None:
        told.append(f"next {dates.moment(row.next_run_at)}")
    else:
        told.append(STATES[row.state].lower() if row.waits_until is None else "in the middle of a run")
    told += [] if row.live else ["in test mode: its runs are dry"]
    told += [f"Fields: {fields.summary(row.mapping)}"] if row.mapping else []
    return " · ".join([*told, *filter(None, (row.waits, row.reason))])


def span(run: RunRow) -> str:
    """Return the days that a run was asked for."""
    start, end = (None if day is None else dates.show(day) for day in (run.days.start, run.days.end))
    if start and end:
        return f"{start} to {end}"
    return f"since {start}" if start else f"until {end}" if end else ""


def coming(text: str, zone: str, at: datetime) -> str:
    """Return the next three times of a schedule in a sentence.

    Raises:
        InvalidError: this is no schedule.
    """
    found = schedules.coming(text, zone, at)
    if found:
        return f"Next: {'; '.join(dates.moment(when) for when in found)}"
    realtime = schedules.parse(text, zone).text == schedules.REALTIME
    return f"It runs when {'something happens here' if realtime else 'a person asks'}."
