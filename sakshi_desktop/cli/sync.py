"""`sakshi sync`: streams of records between this house and its services."""

import argparse
import json
import sys
from collections.abc import Callable, Sequence

from sakshi_desktop.app import App
from sakshi_desktop.cli import actions, entering, numbers, sync_fields, sync_words, table
from sakshi_desktop.core import forms, ids
from sakshi_desktop.core.errors import ConnectorError, InvalidError
from sakshi_desktop.core.vocabulary import JobState, RunState, SyncDirection
from sakshi_desktop.hub import letters, schedules, syncs
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.hub.sync_rows import JobRow

Told = tuple[object, str]


def add(parser: argparse.ArgumentParser) -> None:
    """Describe the words of ``sakshi sync``."""
    add_action = actions.of(parser)

    def action(name: str, text: str, *, of: str = "sync", here: bool = False) -> argparse.ArgumentParser:
        made = add_action(name, text)
        if of == "sync":
            made.add_argument("sync", help="such as JOB-3")
        if of == "run":
            made.add_argument("run", type=numbers.whole(), help="its number, as “sakshi sync history” shows it")
        if here:
            made.add_argument("--here", action="store_true", help="run it in this command, not in a window or worker")
        return made

    action("list", "list the syncs and how they stand", of="")
    fresh = action("add", "sync a stream of a service from now on", of="")
    fresh.add_argument("integration", help="such as INT-3")
    fresh.add_argument("stream", help="such as “daily sales” or items")
    fresh.add_argument(
        "--schedule", default=schedules.MANUAL, help=f"when it runs (default: manual). {schedules.SHAPES}"
    )
    sync_fields.add(fresh)
    action("run", "run a sync now", here=True)
    look = action("dry-run", "show what a run would do, and do nothing", here=True)
    fill = action("backfill", "take over a range of days anew", here=True)
    for made in (look, fill):
        made.add_argument("--from", dest="start", metavar="DATE", help="such as 2026-11-01")
        made.add_argument("--to", dest="end", metavar="DATE")
    shown = action("show", "show what a run did, or a dry run would do, record by record", of="run")
    shown.add_argument("--after", metavar="RECORD", help="from behind this record on")
    action("apply", "do just what a dry run showed", of="run", here=True)
    action("undo", "take back what a run did", of="run", here=True)
    action("pause", "let a sync rest")
    action("resume", "let a sync run again that rests")
    action("cancel", "stop the run that is going on, or forget the one that was asked for")
    action("schedule", "let a sync run at other times").add_argument("schedule", help=schedules.SHAPES)
    called = action("fields", "show what each field is called at the service, or call some otherwise")
    sync_fields.add(called)
    sync_fields.add_reset(called)
    action("history", "list the runs of a sync, the latest first")
    action("remove", "forget a sync with its runs; what it took over stays on both sides")
    _add_letters(action("letters", "list records that could not be taken; correct, retry or drop them", of=""))


def _add_letters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sync", help="of this sync alone")
    parser.add_argument("--after", type=numbers.whole(), default=0, metavar="LETTER", help="from behind this one on")
    deed = parser.add_mutually_exclusive_group()
    deed.add_argument(
        "--edit", type=numbers.whole(), metavar="LETTER", help="correct this one; the record is read from the input"
    )
    deed.add_argument(
        "--retry", type=numbers.whole(), nargs="+", metavar="LETTER", help="try these again, as they stand now"
    )
    deed.add_argument("--retry-all", action="store_true", help="try all again, or with --sync all of that sync")
    deed.add_argument("--drop", type=numbers.whole(), metavar="LETTER", help="forget this one for good")
    parser.add_argument("--here", action="store_true", help="try again in this command, not in a window or worker")


def run(arguments: argparse.Namespace, app: App) -> int:
    """Do what the action says."""
    told, sentence = ACTIONS[arguments.action](arguments, app)
    print(json.dumps(told, ensure_ascii=False) if arguments.json else sentence)
    return 0


def _list(_arguments: argparse.Namespace, app: App) -> Told:
    rows = app.syncs.listed()
    if not rows:
        return [], "Nothing is synced yet. “sakshi sync add INT-1 STREAM” syncs a stream of a service."
    drawn = table.draw(sync_words.JOB_HEADS, [sync_words.job_cells(row) for row in rows], left=7)
    still = [f"{ids.show('JOB', row.id)}: {row.waits}" for row in rows if row.waits]
    return [sync_words.job_json(row) for row in rows], "\n".join([drawn, *still])


def _add(arguments: argparse.Namespace, app: App) -> Told:
    edits = sync_fields.edits(arguments)
    change = edits.applied if edits else None
    row = app.syncs.add(ids.parse(arguments.integration, "INT"), arguments.stream, arguments.schedule, change)
    return sync_words.job_json(row), f"{_title(row)} is synced: {row.schedule}."


def _run(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.run_now, _number(arguments))
    return _asked(arguments, app, _number(arguments))


def _dry_run(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.dry_run, _number(arguments), days=_days(arguments))
    return _asked(arguments, app, _number(arguments))


def _backfill(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.backfill, _number(arguments), _days(arguments))
    return _asked(arguments, app, _number(arguments))


def _show(arguments: argparse.Namespace, app: App) -> Told:
    told = app.syncs.told(arguments.run, after=arguments.after)
    lines = [sync_words.run_line(told.run)]
    if told.moves:
        lines.append(table.draw(sync_words.MOVE_HEADS, [sync_words.move_cells(move) for move in told.moves], left=2))
    elif arguments.after is not None:
        lines.append(f"No record stands behind “{arguments.after}”.")
    if told.more:
        lines.append(f"There are more: --after “{told.moves[-1].external_id}”.")
    records = [sync_words.move_json(move) for move in told.moves]
    return sync_words.run_json(told.run) | {"records": records, "more": told.more}, "\n".join(lines)


def _apply(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.apply, arguments.run)
    return _asked(arguments, app, app.syncs.told(arguments.run, limit=0).run.job_id)


def _undo(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.undo, arguments.run)
    return _asked(arguments, app, app.syncs.told(arguments.run, limit=0).run.job_id)


def _pause(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.pause, _number(arguments))
    row = app.syncs.one(_number(arguments))
    return sync_words.job_json(row), f"{_title(row)} rests."


def _resume(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.resume, _number(arguments))
    row = app.syncs.one(_number(arguments))
    return sync_words.job_json(row), f"{_title(row)} runs again."


def _cancel(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.cancel, _number(arguments))
    row = app.syncs.one(_number(arguments))
    return sync_words.job_json(row), f"{_title(row)} stops; what it took over until then stays."


def _schedule(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.reschedule, _number(arguments), arguments.schedule)
    row = app.syncs.one(_number(arguments))
    coming = schedules.coming(row.schedule, row.zone, app.clock())
    times = ", ".join(f"{when.astimezone():%d %b %H:%M}" for when in coming)
    sentence = f"{_title(row)} runs {row.schedule}{f': next {times}' if times else ''}."
    return sync_words.job_json(row) | {"coming": [sync_words.stamp(when) for when in coming]}, sentence


def _fields(arguments: argparse.Namespace, app: App) -> Told:
    edits = sync_fields.edits(arguments)
    if edits:
        app.syncs.do(syncs.map_fields, _number(arguments), edits.applied)
    row = app.syncs.one(_number(arguments))
    sample = app.sync_sample(row.stream) if row.direction is SyncDirection.PUSH else None
    said, sentence = sync_fields.told(row, sample, _title(row))
    return said, f"{sentence}\n{sync_fields.FOLLOWS[row.direction]}" if edits else sentence


def _history(arguments: argparse.Namespace, app: App) -> Told:
    rows = app.syncs.history(_number(arguments))
    if not rows:
        return [], "It has not run yet."
    drawn = table.draw(sync_words.RUN_HEADS, [sync_words.run_cells(row) for row in rows], left=5)
    return [sync_words.run_json(row) for row in rows], drawn


def _remove(arguments: argparse.Namespace, app: App) -> Told:
    app.syncs.do(syncs.remove, _number(arguments))
    name = ids.show("JOB", _number(arguments))
    return {"removed": name}, f"{name} is removed; what it took over stays on both sides."


def _letters(arguments: argparse.Namespace, app: App) -> Told:
    if arguments.edit is not None:
        row = app.syncs.do(letters.edit, arguments.edit, sys.stdin.read())
        return sync_words.letter_json(row), f"{row.external_id} is corrected; --retry {row.id} tries it again."
    if arguments.retry is not None:
        with app.database.read() as session:
            letters.must_be_there(session, arguments.retry)
        return _some_asked(arguments, app, app.syncs.do(syncs.retry, tuple(arguments.retry)))
    if arguments.drop is not None:
        app.syncs.do(letters.drop, arguments.drop)
        return {"dropped": arguments.drop}, "It is forgotten."
    job = None if arguments.sync is None else ids.parse(arguments.sync, "JOB")
    if arguments.retry_all:
        jobs, _ = app.syncs.do(syncs.retry_all, job_id=job)
        return _together(_all_asked(arguments, app, jobs))
    if job is not None:
        app.syncs.one(job)
    rows = app.syncs.letters(job, after=arguments.after)
    if not rows:
        there_are = arguments.after and app.syncs.letters(job)
        return [], f"No dead letter stands behind {arguments.after}." if there_are else "There are no dead letters."
    drawn = table.draw(sync_words.LETTER_HEADS, [sync_words.letter_cells(row) for row in rows], left=4)
    more = f"\nThere may be more: --after {rows[-1].id}." if len(rows) == letters.LIMIT else ""
    return [sync_words.letter_json(row) for row in rows], f"{drawn}{more}"


ACTIONS: dict[str, Callable[[argparse.Namespace, App], Told]] = {
    "list": _list,
    "add": _add,
    "run": _run,
    "dry-run": _dry_run,
    "backfill": _backfill,
    "show": _show,
    "apply": _apply,
    "undo": _undo,
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "schedule": _schedule,
    "fields": _fields,
    "history": _history,
    "remove": _remove,
    "letters": _letters,
}


def _number(arguments: argparse.Namespace) -> int:
    return ids.parse(arguments.sync, "JOB")


def _title(row: JobRow) -> str:
    return f"{ids.show('JOB', row.id)} · {row.integration}: {row.stream}"


def _days(arguments: argparse.Namespace) -> Days:
    start, end = (None if text is None else forms.day(text) for text in (arguments.start, arguments.end))
    return Days(start, end)


def _asked(arguments: argparse.Namespace, app: App, job: int) -> Told:
    """Tell that a run is asked for, or how it ended where it was run in this command."""
    return _all_asked(arguments, app, (job,))[0]


def _some_asked(arguments: argparse.Namespace, app: App, jobs: Sequence[int]) -> Told:
    """Tell the same of one sync by itself, and of several of each."""
    told = _all_asked(arguments, app, jobs)
    return told[0] if len(told) == 1 else _together(told)


def _together(told: Sequence[Told]) -> Told:
    return [each for each, _ in told], "\n".join(sentence for _, sentence in told)


def _all_asked(arguments: argparse.Namespace, app: App, jobs: Sequence[int]) -> list[Told]:
    if arguments.here:
        entering.unlock(app)
        app.run_syncs()
    return [_came(arguments, app.syncs.one(job)) for job in jobs]


def _came(arguments: argparse.Namespace, row: JobRow) -> Told:
    """Tell how a run went on.

    Raises:
        ConnectorError: it was run here, and failed, or rests in its middle.
        InvalidError: it could not be run here.
    """
    if not arguments.here:
        return sync_words.job_json(row), f"{_title(row)} is asked for; a window or “sakshi worker” runs it."
    if row.waits_until is not None:
        raise ConnectorError(
            f"{_title(row)} is in the middle of its run. {row.waits}",
            retryable=True,
            hint="It goes on then in a window or “sakshi worker”, or by this command.",
        )
    if row.last is None or row.state is JobState.QUEUED:  # the last one, if any, is an older one
        raise InvalidError(
            f"{_title(row)} does not run here.", hint="Its integration is paused, or its secret is on another PC."
        )
    if row.last.state is RunState.FAILED:
        raise ConnectorError(f"{_title(row)} failed: {row.last.error}", retryable=True)
    return sync_words.job_json(row), sync_words.run_line(row.last)
