"""From a service to this house."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import RecordError
from sakshi_desktop.core.vocabulary import RunKind
from sakshi_desktop.hub import letters, moves
from sakshi_desktop.hub.moves import Move, Tally
from sakshi_desktop.hub.streams import Pull, Record
from sakshi_desktop.jobs.syncing import steps
from sakshi_desktop.jobs.syncing.steps import BATCH, Side, Step, Work


def run(work: Work, stream: Pull) -> None:
    """Take over page after page, from where the run stands; a dry run only shows what it would take.

    Raises:
        ConnectorError: the service refused, failed or did not answer; what was taken over until then stays.
    """
    cursor, pages, more = work.claim.cursor, 0, True
    while more:
        sheet = stream.source.fetch(cursor, work.claim.days)
        steps.guarded(sheet, cursor, pages)
        came = [work.shape.came(record) for record in sheet.records]
        *before, last = steps.sliced(moves.last_of_each(came))
        tally = Tally()
        for records in before:
            with work.step() as step:
                tally += _take(work, stream, step, records)
        with work.step() as step:
            tally += _take(work, stream, step, last)
            work.turn(step, sheet, tally)
        cursor, pages, more = sheet.cursor, pages + 1, sheet.more
    if work.claim.kind is RunKind.REGULAR:
        retry(work, stream)
    if work.claim.kind in {RunKind.REGULAR, RunKind.BACKFILL}:
        _compare(work, stream)


def apply(work: Work, stream: Pull, plan: int) -> None:
    """Do just what a dry run showed."""
    more = True
    while more:
        with work.step() as step:
            plans = moves.planned(step.session, plan, limit=BATCH)
            planned = [each.record for each in plans]
            records = moves.still(moves.known(step.session, work.claim.job_id, planned), plans)
            tally = moves.take_over(step.session, work.claim, step.run, records, stream.keeper, at=step.at)
            tally.count(step.run)
            steps.overtaken(step, plans, records)
            moves.done(step.session, plan, steps.named(planned), at=step.at)
            step.run.pages += bool(plans)
        more = bool(plans)


def retry(work: Work, stream: Pull) -> None:
    """Try dead letters again, as they stand now."""
    more = True
    while more:
        with work.step() as step:
            wanted = letters.wanted(step.session, work.claim.job_id, limit=BATCH)
            records = [work.shape.again(record) for record in wanted]
            tally = moves.take_over(step.session, work.claim, step.run, records, stream.keeper, at=step.at)
            tally.count(step.run)
        more = bool(records)


def undo(work: Work, stream: Pull, of_run: int) -> None:
    """Take back what a run took over; what others changed since, or rely on, stays and is counted."""
    while True:
        with work.step() as step:
            batch = moves.to_undo(step.session, of_run, limit=BATCH)
            names = [move.external_id for move in batch]
            ours = moves.changed_since(step.session, work.claim.job_id, of_run, names)
            for move in batch:
                reason = _put_back(step.session, stream, move, ours.get(move.external_id))
                steps.took_back(work, step, of_run, move, reason)
            if not batch:
                return


def _take(work: Work, stream: Pull, step: Step, records: Sequence[Record]) -> Tally:
    if work.claim.kind is RunKind.DRY:
        return moves.show(step.session, work.claim, step.run, records)
    return moves.take_over(step.session, work.claim, step.run, records, stream.keeper, at=step.at)


def _put_back(session: Session, stream: Pull, move: Move, key: str | None) -> str | None:
    """Put back what stood there before the move, or return why that cannot be."""
    if key is None:
        return steps.OVERTAKEN
    try:
        with session.begin_nested():
            stream.keeper.undo(session, key, move.before)
    except RecordError as error:
        return str(error)
    return None


def _compare(work: Work, stream: Pull) -> None:
    """Hold the counts of both sides against each other and name a difference."""
    with work.step() as step:
        run = step.run
        kept = stream.keeper.count(step.session)
        known = moves.count_known(step.session, work.claim.job_id)
        run.source_count, run.target_count = run.total, known if kept is None else kept
        if run.total == 0 and run.target_count:
            run.note = "The service sent nothing. Nothing was removed here."
        elif run.source_count is not None and run.target_count not in {None, run.source_count}:
            run.note = f"The service has {run.source_count:,} records, this house has {run.target_count:,} of them."


SIDE = Side(run, retry, apply, undo)
