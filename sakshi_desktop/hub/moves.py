"""What runs do with records, written down in the transaction that does it: compared, taken over, shown, taken back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import RecordError
from sakshi_desktop.core.vocabulary import SyncChange
from sakshi_desktop.hub import letters
from sakshi_desktop.hub.runs import Claim
from sakshi_desktop.hub.streams import Applied, Body, Keeper, Record, from_json, misnamed, spelt, to_json, unfit
from sakshi_desktop.store import counting
from sakshi_desktop.store.counting import Count
from sakshi_desktop.store.models import SyncIntent, SyncMove, SyncRecord, SyncRun

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Known:
    """How the other side knows a record, the hash of what was last taken over, and by which run that was."""

    key: str
    content: str
    run_id: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What of a page leaves no row behind; it is added to the run in the transaction that moves the cursor.

    Were it added earlier, a run that is cut off in the middle of a page would count it again with the page.
    """

    same: int = 0
    dead: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.same + other.same, self.dead + other.dead)

    def count(self, run: SyncRun) -> None:
        """Add it to what a run counts."""
        run.same += self.same
        run.dead += self.dead


@dataclass(frozen=True, slots=True)
class Plan:
    """A record that a dry run showed, and the hash of what was taken over before that."""

    record: Record
    before_content: str | None


@dataclass(frozen=True, slots=True)
class Move:
    """What a run did with a record, or would do.

    Attributes:
        body: what is taken over, of a dry run; what was sent, of a push.
        done: a dry run's move was applied; any other's was taken back.
    """

    external_id: str
    change: SyncChange
    amount_paise: int
    body: Body | None
    before: Body | None
    done: bool


def known(session: Session, job_id: int, records: Sequence[Record]) -> dict[str, Known]:
    """Return what is known of records on both sides, by name."""
    asked = select(SyncRecord.external_id, SyncRecord.key, SyncRecord.content, SyncRecord.run_id)
    found: dict[str, Known] = {}
    for names in _some([record.external_id for record in records]):
        rows = session.execute(asked.where(SyncRecord.job_id == job_id, SyncRecord.external_id.in_(names)))
        found |= {name: Known(key, content, run_id) for name, key, content, run_id in rows}
    return found


def count_known(session: Session, job_id: int) -> int:
    """Return how many records both sides have, as far as this house knows."""
    asked = select(func.count()).select_from(SyncRecord).where(SyncRecord.job_id == job_id)
    return session.scalar(asked) or 0


def last_of_each(records: Sequence[Record]) -> tuple[Record, ...]:
    """Return one record of each name, the last one: a page may tell of several changes of one record.

    Those without a name that can be kept are told apart by what is in them.
    """
    return tuple({_name(record): record for record in records}.values())


def take_over(
    session: Session, claim: Claim, run: SyncRun, records: Sequence[Record], keeper: Keeper, *, at: datetime
) -> Tally:
    """Take pulled records over; one that cannot be taken becomes a dead letter, and the others go on.

    Returns:
        What is to be counted where the page is ended.
    """
    records = fit(session, claim, run, last_of_each(records), at=at)
    here, taken, same = known(session, claim.job_id, records), [], 0
    for record in records:
        was = here.get(record.external_id)
        if was is not None and was.content == record.content:
            same += was.run_id != claim.run_id  # what this run took over before it was cut off is counted
            taken.append(record.external_id)
            continue
        try:
            with session.begin_nested():
                applied = keeper.apply(session, record, was.key if was else None)
        except RecordError as error:
            dead(session, claim, run, record, str(error), at=at)
            continue
        taken.append(record.external_id)
        note(session, claim, run, record, applied, was)
    letters.settled(session, claim.job_id, taken)
    return Tally(same)


def fit(session: Session, claim: Claim, run: SyncRun, records: Sequence[Record], *, at: datetime) -> tuple[Record, ...]:
    """Return the records that can go and be kept under their names; the others become dead letters."""
    for record in records:
        reason = unfit(record)
        if reason is not None:
            dead(session, claim, run, spelt(record), reason, at=at)
    return tuple(record for record in records if unfit(record) is None)


def note(
    session: Session,
    claim: Claim,
    run: SyncRun,
    record: Record,
    applied: Applied,
    was: Known | None = None,
    *,
    keep_body: bool = False,
) -> None:
    """Write down that a record was taken over.

    Args:
        keep_body: what was sent is what the next change of it must be able to put back.
    """
    _count(run, applied.change, record.amount_paise)
    session.merge(SyncRecord(
        job_id=claim.job_id,
        external_id=record.external_id,
        key=applied.key,
        content=record.content,
        run_id=claim.run_id,
    ))  # fmt: skip
    if applied.change is SyncChange.SAME:
        return
    there = session.get(SyncMove, (claim.run_id, record.external_id))
    body = to_json(record.body) if keep_body else None
    if there is not None:  # a second change of it in one run: what was there before the run stays known
        there.amount_paise, there.body = record.amount_paise, body
        return
    session.add(
        SyncMove(
            run_id=claim.run_id,
            external_id=record.external_id,
            change=applied.change,
            body=body,
            before=None if applied.before is None else to_json(applied.before),
            before_content=was.content if was else None,
            amount_paise=record.amount_paise,
        )
    )
    session.flush()


def former(session: Session, was: Known | None, external_id: str) -> Body | None:
    """Return the body that the service had been sent before, None where that is not known (any more)."""
    there = None if was is None else session.get(SyncMove, (was.run_id, external_id))
    return None if there is None or there.body is None else from_json(there.body)


def dead(session: Session, claim: Claim, run: SyncRun, record: Record, reason: str, *, at: datetime) -> None:
    """Write down that a record could not be taken."""
    run.dead += letters.keep(session, claim.job_id, claim.stream, record, reason, run_id=claim.run_id, at=at)


def show(session: Session, claim: Claim, run: SyncRun, records: Sequence[Record]) -> Tally:
    """Write down what taking records over would do, and do nothing.

    Returns:
        What is to be counted where the page is ended; what cannot be kept at all is among it.
    """
    records, same = last_of_each(records), 0
    dead = _would_be_dead(run, records)
    records = tuple(record for record in records if unfit(record) is None)
    here = known(session, claim.job_id, records)
    moved = _moved(session, claim.run_id, records)
    for record in records:
        was = here.get(record.external_id)
        change = _would(record, was)
        if change is SyncChange.SAME:
            same += 1
            continue
        there = moved.get(record.external_id)
        if there is not None:
            run.amount_paise += record.amount_paise - there.amount_paise
            there.body, there.given = to_json(record.body), _given(record)
            there.amount_paise = record.amount_paise
            continue
        _count(run, change, record.amount_paise)
        before = former(session, was, record.external_id)
        session.add(
            SyncMove(
                run_id=claim.run_id,
                external_id=record.external_id,
                change=change,
                body=to_json(record.body),
                given=_given(record),
                before=None if before is None else to_json(before),
                before_content=was.content if was else None,
                amount_paise=record.amount_paise,
            )
        )
    session.flush()
    return Tally(same, dead)


def _moved(session: Session, run_id: int, records: Sequence[Record]) -> dict[str, SyncMove]:
    """Return what a run has written down of records by now, by name."""
    found: dict[str, SyncMove] = {}
    for names in _some([record.external_id for record in records]):
        here = (SyncMove.run_id == run_id) & SyncMove.external_id.in_(names)
        found |= {move.external_id: move for move in session.scalars(select(SyncMove).where(here))}
    return found


def shown(session: Session, run_id: int, *, after: str | None = None, limit: int = 200) -> tuple[Move, ...]:
    """Return the moves of a run in the order of their names, from behind ``after``."""
    asked = select(SyncMove).where(SyncMove.run_id == run_id)
    if after is not None:
        asked = asked.where(SyncMove.external_id > after)
    return tuple(_move(move) for move in session.scalars(asked.order_by(SyncMove.external_id).limit(limit)))


def count(session: Session, run_id: int) -> Count:
    """Return how many records a run moved, as far as that is known at once."""
    return counting.roughly(session, _names(run_id))


def total(session: Session, run_id: int) -> int:
    """Return how many records a run moved."""
    return counting.exactly(session, _names(run_id))


def _names(run_id: int) -> Select[str]:
    return select(SyncMove.external_id).where(SyncMove.run_id == run_id)


def planned(session: Session, run_id: int, *, limit: int) -> tuple[Plan, ...]:
    """Return what a dry run showed and nobody applied yet, just as it was shown."""
    asked = select(SyncMove).where(SyncMove.run_id == run_id, SyncMove.done_at.is_(None), SyncMove.body.is_not(None))
    found = session.scalars(asked.order_by(SyncMove.external_id).limit(limit))
    return tuple(Plan(_record(move, move.body or "{}"), move.before_content) for move in found)


def still(here: Mapping[str, Known], plans: Sequence[Plan]) -> tuple[Record, ...]:
    """Return the records of a plan that are as the dry run saw them; a later change of the others is not undone."""
    return tuple(plan.record for plan in plans if _holds(plan, here.get(plan.record.external_id)))


def done(session: Session, run_id: int, names: Sequence[str], *, at: datetime) -> None:
    """Mark moves as applied or taken back."""
    for some in _some(names):
        here = (SyncMove.run_id == run_id) & SyncMove.external_id.in_(some)
        session.execute(update(SyncMove).where(here).values(done_at=at))


def to_undo(session: Session, run_id: int, *, limit: int) -> tuple[Move, ...]:
    """Return what a run did and nobody took back yet."""
    asked = select(SyncMove).where(SyncMove.run_id == run_id, SyncMove.done_at.is_(None))
    return tuple(_move(move) for move in session.scalars(asked.order_by(SyncMove.external_id).limit(limit)))


def undone(session: Session, job_id: int, run_id: int, move: Move, *, at: datetime) -> None:
    """Write down that a move was taken back: the record is again what it was before, or unknown."""
    kept = session.get_one(SyncMove, (run_id, move.external_id))
    kept.done_at = at
    kept.body = None if kept.body is None else kept.before  # what the service has again
    here = (SyncRecord.job_id == job_id) & (SyncRecord.external_id == move.external_id)
    if kept.before_content is None:
        session.execute(delete(SyncRecord).where(here))
    else:
        session.execute(update(SyncRecord).where(here).values(content=kept.before_content))


def changed_since(session: Session, job_id: int, run_id: int, names: Sequence[str]) -> dict[str, str]:
    """Return the keys of records that ``run_id`` was the last to change; others were changed by a later run."""
    asked = select(SyncRecord.external_id, SyncRecord.key).where(SyncRecord.job_id == job_id)
    found = session.execute(asked.where(SyncRecord.run_id == run_id, SyncRecord.external_id.in_(names)))
    return {name: key for name, key in found}  # noqa: C416  # a row is no pair for dict()


def intend(session: Session, claim: Claim, records: Sequence[Record], *, at: datetime) -> None:
    """Write down records that are about to be sent, in a transaction that ends before the first is."""
    for record in records:
        session.merge(SyncIntent(
            job_id=claim.job_id,
            external_id=record.external_id,
            run_id=claim.run_id,
            body=to_json(record.body),
            given=_given(record),
            amount_paise=record.amount_paise,
            at=at,
        ))  # fmt: skip
    session.flush()


def intents(session: Session, job_id: int) -> tuple[Record, ...]:
    """Return records that may have been sent, of which nobody knows."""
    asked = select(SyncIntent).where(SyncIntent.job_id == job_id).order_by(SyncIntent.external_id)
    return tuple(_record(intent, intent.body) for intent in session.scalars(asked))


def forget_intents(session: Session, job_id: int, names: Sequence[str]) -> None:
    """Forget intents whose end is known."""
    for some in _some(names):
        here = (SyncIntent.job_id == job_id) & SyncIntent.external_id.in_(some)
        session.execute(delete(SyncIntent).where(here))


def fresh(here: Mapping[str, Known], records: Sequence[Record]) -> tuple[Record, ...]:
    """Return the records that the other side does not have as they are."""
    return tuple(record for record in records if _would(record, here.get(record.external_id)) is not SyncChange.SAME)


def _would_be_dead(run: SyncRun, records: Sequence[Record]) -> int:
    """Return how many records could not be taken, and say of the first one why."""
    reasons = [(spelt(record).external_id, unfit(record)) for record in records if unfit(record) is not None]
    if reasons:
        name, reason = reasons[0]
        run.note = run.note or f"{name}: {reason}"
    return len(reasons)


def _given(record: Record) -> str | None:
    return None if record.given is None else to_json(record.given)


def _record(row: SyncMove | SyncIntent, body: str) -> Record:
    given = None if row.given is None else from_json(row.given)
    return Record(row.external_id, from_json(body), row.amount_paise, given)


def _name(record: Record) -> tuple[bool, str]:
    """Return under which name a record is kept, as itself or as a dead letter."""
    fits = misnamed(record) is None
    return fits, (record if fits else spelt(record)).external_id


def _holds(plan: Plan, was: Known | None) -> bool:
    now = None if was is None else was.content
    return now in {plan.before_content, plan.record.content}


def _some(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Return names in so many at once as any database takes in one question."""
    return (names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE))


def _would(record: Record, was: Known | None) -> SyncChange:
    if was is None:
        return SyncChange.CREATED
    return SyncChange.SAME if was.content == record.content else SyncChange.CHANGED


def _count(run: SyncRun, change: SyncChange, amount_paise: int) -> None:
    if change is SyncChange.CREATED:
        run.created += 1
    elif change is SyncChange.CHANGED:
        run.changed += 1
    else:
        run.same += 1
        return
    run.amount_paise += amount_paise


def _move(move: SyncMove) -> Move:
    return Move(
        external_id=move.external_id,
        change=move.change,
        amount_paise=move.amount_paise,
        body=None if move.body is None else from_json(move.body),
        before=None if move.before is None else from_json(move.before),
        done=move.done_at is not None,
    )
