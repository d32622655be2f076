"""Syncs in the words of the command line: how jobs, runs, records and dead letters are shown."""

from datetime import datetime

from sakshi_desktop.cli.table import BAD, DIM, GOOD, Cell
from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.money import format_count, format_money
from sakshi_desktop.core.vocabulary import JobState, RunState
from sakshi_desktop.hub import fields
from sakshi_desktop.hub.letters import Letter
from sakshi_desktop.hub.moves import Move
from sakshi_desktop.hub.sync_rows import JobRow, RunRow

PAINT = {JobState.FAILED: BAD, JobState.PAUSED: DIM, JobState.RUNNING: GOOD}
ENDS = {RunState.FAILED: BAD, RunState.DONE: GOOD}
DASH = "\N{EN DASH}"
JOB_HEADS = ("Sync", "Integration", "Stream", "Schedule", "State", "Next run", "Last run", "Dead letters")
RUN_HEADS = ("Run", "Why", "State", "Begun", "By", "Created", "Changed", "Same", "Dead", "Amount")
MOVE_HEADS = ("Record", "Change", "Amount")
LETTER_HEADS = ("Letter", "Sync", "Record", "Reason", "Tries", "Amount")


def job_cells(row: JobRow) -> tuple[Cell | str, ...]:
    """Return a sync as a row of a table."""
    state = Cell(row.state.value, PAINT.get(row.state, "")) if row.waits_until is None else Cell("rate limit", DIM)
    last = DASH if row.last is None else f"{row.last.state.value}, {format_count(row.last.seen)} records"
    return (
        ids.show("JOB", row.id), row.integration, row.stream, row.schedule, state,
        _when(row.waits_until or row.next_run_at), last, format_count(row.letters),
    )  # fmt: skip


def job_json(row: JobRow) -> dict[str, object]:
    """Return a sync for machines."""
    return {
        "sync": ids.show("JOB", row.id), "integration": ids.show("INT", row.integration_id), "name": row.integration,
        "stream": row.stream, "direction": row.direction.value, "schedule": row.schedule, "state": row.state.value,
        "reason": row.reason, "mode": "live" if row.live else "test", "waits": row.waits,
        "waits_until": stamp(row.waits_until),
        "next_run": stamp(row.next_run_at), "fails": row.fails, "dead_letters": row.letters,
        "running": None if row.run is None else run_json(row.run),
        "last": None if row.last is None else run_json(row.last), "fields": fields.summary(row.mapping) or None,
    }  # fmt: skip


def run_cells(row: RunRow) -> tuple[Cell | str, ...]:
    """Return a run as a row of a table."""
    counts = [format_count(count) for count in (row.created, row.changed, row.same, row.dead)]
    state = Cell(row.state.value, ENDS.get(row.state, ""))
    return str(row.id), row.kind.value, state, _when(row.started_at), row.by, *counts, format_money(row.amount_paise)


def run_json(row: RunRow) -> dict[str, object]:
    """Return a run for machines."""
    return {
        "run": row.id, "sync": ids.show("JOB", row.job_id), "kind": row.kind.value, "state": row.state.value,
        "by": row.by, "of_run": row.of_run, "from": _date(row.days.start), "to": _date(row.days.end),
        "pages": row.pages, "created": row.created, "changed": row.changed, "same": row.same, "dead": row.dead,
        "amount_paise": row.amount_paise, "total": row.total, "source_count": row.source_count,
        "target_count": row.target_count, "note": row.note, "error": row.error,
        "started": stamp(row.started_at), "ended": stamp(row.ended_at),
    }  # fmt: skip


def run_line(row: RunRow) -> str:
    """Return a run in a sentence."""
    counts = f"{format_count(row.created)} created, {format_count(row.changed)} changed, {format_count(row.same)} same"
    told = [f"Run {row.id} ({row.kind.value}) is {row.state.value}: {counts}, {format_count(row.dead)} dead"]
    told.append(f"{format_money(row.amount_paise)} in all")
    line = ", ".join(told) + "."
    return " ".join(filter(None, (line, row.error, row.note)))


def move_cells(move: Move) -> tuple[Cell | str, ...]:
    """Return a record of a run as a row of a table."""
    return move.external_id, move.change.value + (" (done)" if move.done else ""), format_money(move.amount_paise)


def move_json(move: Move) -> dict[str, object]:
    """Return a record of a run for machines."""
    return {
        "record": move.external_id,
        "change": move.change.value,
        "amount_paise": move.amount_paise,
        "body": None if move.body is None else dict(move.body),
        "before": None if move.before is None else dict(move.before),
        "done": move.done,
    }


def letter_cells(row: Letter) -> tuple[Cell | str, ...]:
    """Return a dead letter as a row of a table."""
    reason = f"{row.error} (tried again soon)" if row.waits else row.error
    job = ids.show("JOB", row.job_id)
    return str(row.id), job, row.external_id, reason, format_count(row.tries), format_money(row.amount_paise)


def letter_json(row: Letter) -> dict[str, object]:
    """Return a dead letter for machines."""
    return {
        "letter": row.id, "sync": ids.show("JOB", row.job_id), "stream": row.source, "record": row.external_id,
        "error": row.error, "body": row.body, "amount_paise": row.amount_paise, "tries": row.tries,
        "waits": row.waits, "edited_by": row.edited_by, "at": stamp(row.at),
    }  # fmt: skip


def stamp(when: datetime | None) -> str | None:
    """Return an instant for machines."""
    return None if when is None else when.isoformat()


def _when(when: datetime | None) -> str:
    return DASH if when is None else f"{when.astimezone():%d %b %H:%M}"


def _date(day: int | None) -> str | None:
    return None if day is None else to_date(day).isoformat()
