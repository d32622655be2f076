"""Syncs and their runs in words."""

from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.core.vocabulary import JobState, RunKind, RunState, SyncDirection
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.ui import dates

STATES = {
    JobState.IDLE: "Waits",
    JobState.QUEUED: "Soon",
    JobState.RUNNING: "Running",
    JobState.PAUSED: "Paused",
    JobState.FAILED: "Failed",
}
KINDS = {
    RunKind.REGULAR: "What is new",
    RunKind.BACKFILL: "A range of days",
    RunKind.DRY: "A look, nothing done",
    RunKind.APPLY: "What a look showed",
    RunKind.RETRY: "Dead letters",
    RunKind.UNDO: "Taken back",
}
ENDS = {
    RunState.RUNNING: "running",
    RunState.DONE: "done",
    RunState.FAILED: "failed",
    RunState.CANCELLED: "cancelled",
}
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


def facts(row: JobRow) -> list[tuple[str, str]]:
    """Return all that is known of a sync."""
    return [
        ("Records", f"{row.stream}, {WAYS[row.direction]}"),
        ("Schedule", row.schedule),
        ("State", STATES[row.state] + (f": {row.reason}" if row.reason else "")),
        ("So far", progress(row)),
        ("Next run", dates.moment(row.next_run_at) if row.next_run_at else ""),
        ("Last run", "" if row.last is None else f"{dates.moment(row.last.started_at)}, {outcome(row.last)}"),
        ("Not taken", f"{format_count(row.letters)} dead letters" if row.letters else ""),
    ]
