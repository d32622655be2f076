"""From this house to a service. What is about to be sent is written down first: after a crash it is looked for."""

from collections.abc import Sequence
from dataclasses import replace

from sakshi_desktop.core.errors import CancelledError, ConnectorError, RecordError, SakshiError
from sakshi_desktop.core.vocabulary import RunKind, SyncChange
from sakshi_desktop.hub import letters, moves
from sakshi_desktop.hub.moves import Known, Move, Tally
from sakshi_desktop.hub.runs import StoppedError
from sakshi_desktop.hub.streams import Applied, Push, Record, Sheet
from sakshi_desktop.jobs.syncing import steps
from sakshi_desktop.jobs.syncing.steps import BATCH, HOLD_SECONDS, Side, Step, Work

FORGOTTEN = "What the service had before is not known any more."


def run(work: Work, stream: Push) -> None:
    """Send page after page, from where the run stands; a dry run only shows what it would send.

    Raises:
        ConnectorError: the service refused, failed or did not answer; what was sent until then stays.
    """
    if work.claim.kind is not RunKind.DRY:
        clear(work, stream)
    cursor, pages, more = work.claim.cursor, 0, True
    page = _show if work.claim.kind is RunKind.DRY else _page
    while more:
        sheet = page(work, stream, cursor, pages)
        cursor, pages, more = sheet.cursor, pages + 1, sheet.more
    if work.claim.kind is RunKind.REGULAR:
        retry(work, stream)
    if work.claim.kind in {RunKind.REGULAR, RunKind.BACKFILL}:
        _compare(work, stream)


def _show(work: Work, stream: Push, cursor: str | None, pages: int) -> Sheet:
    with work.step() as step:
        sheet = _read(work, stream, step, cursor, pages)
        work.turn(step, sheet, moves.show(step.session, work.claim, step.run, sheet.records))
    return sheet


def _read(work: Work, stream: Push, step: Step, cursor: str | None, pages: int) -> Sheet:
    sheet = stream.reader.read(step.session, cursor, work.claim.days)
    steps.guarded(sheet, cursor, pages)
    return replace(sheet, records=tuple(work.shape.came(record) for record in sheet.records))


def _page(work: Work, stream: Push, cursor: str | None, pages: int) -> Sheet:
    """Write down what of a page is to be sent, send it, and move the cursor past it."""
    with work.step() as step:
        sheet = _read(work, stream, step, cursor, pages)
        records = moves.fit(step.session, work.claim, step.run, moves.last_of_each(sheet.records), at=step.at)
        here = moves.known(step.session, work.claim.job_id, records)
        fresh, same = moves.fresh(here, records), _same(work, records, here)
        there = set(steps.named(records)) - set(steps.named(fresh))
        letters.settled(step.session, work.claim.job_id, sorted(there))
        moves.intend(step.session, work.claim, fresh, at=step.at)
    send(work, stream, fresh, here)
    with work.step() as step:
        work.turn(step, sheet, same)
    return sheet


def send(work: Work, stream: Push, records: Sequence[Record], here: dict[str, Known]) -> None:
    """Send records that are written down, and write down how that ended, every HOLD_SECONDS and at the end.

    Raises:
        CancelledError, StoppedError: that was wanted meanwhile; what was not sent until then is not.
        ConnectorError: the service failed; what it did not hear of is not about to be sent any more.
    """
    rest = list(records)
    while rest:
        rest = rest[_send_some(work, stream, rest, here) :]
        if rest:
            try:
                work.look()
            except (CancelledError, StoppedError):
                _give_up(work, rest)
                raise


def _send_some(work: Work, stream: Push, records: Sequence[Record], here: dict[str, Known]) -> int:
    """Send as many as fit in HOLD_SECONDS, and return how many that were."""
    until = work.steady() + HOLD_SECONDS
    sent: list[tuple[Record, Applied]] = []
    dead: list[tuple[Record, str]] = []
    trouble: SakshiError | None = None
    for record in records:
        was = here.get(record.external_id)
        try:
            key = stream.sink.push(record, was.key if was else None)
        except RecordError as error:
            dead.append((record, str(error)))
        except (ConnectorError, CancelledError, StoppedError) as error:  # those two while it waited for its time
            trouble = error
            break
        else:
            sent.append((record, Applied(SyncChange.CHANGED if was else SyncChange.CREATED, key)))
        if work.steady() >= until:
            break
    _settle(work, sent, dead, here)
    count = len(sent) + len(dead)
    if trouble is not None:
        perhaps = isinstance(trouble, ConnectorError) and trouble.unknown
        _give_up(work, records[count + perhaps :])
        raise trouble
    return count


def clear(work: Work, stream: Push) -> None:
    """Look for what may have been sent before a crash or a time-out, and send what is not there."""
    with work.step() as step:
        waiting = moves.intents(step.session, work.claim.job_id)
        here = moves.known(step.session, work.claim.job_id, waiting)
    for record in waiting:
        was = here.get(record.external_id)
        key = stream.sink.find(record.external_id)
        if key is None or was is not None:
            # Not there, or there before this change: the posting key makes it safe to send it again.
            send(work, stream, [record], here)
        else:
            _settle(work, [(record, Applied(SyncChange.CREATED, key))], [], here)


def apply(work: Work, stream: Push, plan: int) -> None:
    """Send just what a dry run showed."""
    clear(work, stream)
    while True:
        with work.step() as step:
            plans = moves.planned(step.session, plan, limit=BATCH)
            planned = [each.record for each in plans]
            here = moves.known(step.session, work.claim.job_id, planned)
            records = moves.still(here, plans)
            steps.overtaken(step, plans, records)
            gone = [each for each in planned if each not in records]
            moves.done(step.session, plan, steps.named(gone), at=step.at)
            fresh, same = moves.fresh(here, records), _same(work, records, here)
            step.run.pages += bool(plans)
            moves.intend(step.session, work.claim, fresh, at=step.at)
        if not plans:
            return
        send(work, stream, fresh, here)
        with work.step() as step:
            same.count(step.run)
            moves.done(step.session, plan, steps.named(records), at=step.at)


def retry(work: Work, stream: Push) -> None:
    """Send dead letters again, as they stand now."""
    clear(work, stream)
    while True:
        with work.step() as step:
            wanted = letters.wanted(step.session, work.claim.job_id, limit=BATCH)
            shaped = [work.shape.again(record) for record in wanted]
            records = moves.fit(step.session, work.claim, step.run, shaped, at=step.at)
            here = moves.known(step.session, work.claim.job_id, records)
            moves.intend(step.session, work.claim, records, at=step.at)
        if not wanted:
            return
        send(work, stream, records, here)


def undo(work: Work, stream: Push, of_run: int) -> None:
    """Take back what a run sent, as far as the service allows it; the rest is counted."""
    while True:
        with work.step() as step:
            batch = moves.to_undo(step.session, of_run, limit=BATCH)
            names = [move.external_id for move in batch]
            ours = moves.changed_since(step.session, work.claim.job_id, of_run, names)
        if not batch:
            return
        for move in batch:
            reason = _take_back(stream, move, ours.get(move.external_id))
            with work.step(heed=False) as step:
                steps.took_back(work, step, of_run, move, reason)
            work.look()


def _take_back(stream: Push, move: Move, key: str | None) -> str | None:
    if key is None:
        return steps.OVERTAKEN
    if move.change is SyncChange.CHANGED and move.before is None:
        return FORGOTTEN
    try:
        stream.sink.undo(key, move.before)
    except RecordError as error:
        gone = move.before is None and stream.sink.find(move.external_id) is None  # before a crash, or by others
        return None if gone else str(error)
    return None


def _settle(
    work: Work,
    sent: Sequence[tuple[Record, Applied]],
    dead: Sequence[tuple[Record, str]],
    here: dict[str, Known],
) -> None:
    with work.step(heed=False) as step:
        for record, applied in sent:
            was = here.get(record.external_id)
            kept = replace(applied, before=moves.former(step.session, was, record.external_id))
            moves.note(step.session, work.claim, step.run, record, kept, was, keep_body=True)
        for record, reason in dead:
            moves.dead(step.session, work.claim, step.run, record, reason, at=step.at)
        letters.settled(step.session, work.claim.job_id, [record.external_id for record, _ in sent])
        known = [record.external_id for record, _ in sent] + [record.external_id for record, _ in dead]
        moves.forget_intents(step.session, work.claim.job_id, known)


def _same(work: Work, records: Sequence[Record], here: dict[str, Known]) -> Tally:
    """Return how many records the service had as they are before this run; what it sent before a crash is counted."""
    fresh = moves.fresh(here, records)
    return Tally(
        len([each for each in records if each not in fresh and here[each.external_id].run_id != work.claim.run_id])
    )


def _give_up(work: Work, records: Sequence[Record]) -> None:
    """Forget that records were about to be sent: the service never heard of them, or said that it took none."""
    if records:
        with work.step(heed=False) as step:
            moves.forget_intents(step.session, work.claim.job_id, steps.named(records))


def _compare(work: Work, stream: Push) -> None:
    there = stream.sink.count()
    with work.step() as step:
        here = moves.count_known(step.session, work.claim.job_id)
        step.run.source_count, step.run.target_count = here, there
        if there is not None and there != here:
            step.run.note = f"This house has sent {here:,} records, the service has {there:,} of them."


SIDE = Side(run, retry, apply, undo)
