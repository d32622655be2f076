"""Dead letters: records that a sync could not take, each with its reason, to be corrected and tried alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, true, update
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import ConflictError, NotFoundError
from sakshi_desktop.core.rights import Actor, Right
from sakshi_desktop.core.vocabulary import JobState
from sakshi_desktop.hub import corrections, offers, sync_rows
from sakshi_desktop.hub.streams import Record, from_json, to_json
from sakshi_desktop.store import audit
from sakshi_desktop.store.models import DeadLetter, Integration, SyncJob

LIMIT = 200
AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Letter:
    """A record that could not be taken.

    Attributes:
        source: the stream it came from.
        tries: how often it was tried.
        waits: it is tried again at the next run.
        edited_by: who corrected it, None where it is as it came.
    """

    id: int
    job_id: int
    source: str
    external_id: str
    error: str
    body: str
    amount_paise: int
    tries: int
    waits: bool
    edited_by: str | None
    at: datetime


def keep(
    session: Session,
    job_id: int,
    source: str,
    record: Record,
    reason: str,
    *,
    run_id: int | None = None,
    at: datetime,
) -> bool:
    """Keep a record that could not be taken, as its source gave it; return whether this run had not kept it yet.

    One that is here already counts one try more, but for a run that was cut off and does a page over: it tried it then.
    What a person made of it stays, and is still to be tried where that was asked for, when its source gives it anew.
    """
    found, body = _of(session, job_id, record.external_id), to_json(record.source)
    if found is None:
        found = DeadLetter(job_id=job_id, source=source, external_id=record.external_id, tries=0, error="", body="")
        session.add(found)
    first = run_id is None or found.run_id != run_id
    if found.edited_by is None or to_json(from_json(found.body)) == body:
        found.error, found.body, found.amount_paise = reason, body, record.amount_paise
        found.tries += first or found.retry_wanted
        found.retry_wanted = False
    found.run_id, found.at = run_id, at
    session.flush()
    return first


def settled(session: Session, job_id: int, external_ids: Sequence[str]) -> None:
    """Forget the letters of records that were taken after all."""
    for start in range(0, len(external_ids), AT_ONCE):
        some = external_ids[start : start + AT_ONCE]
        session.execute(delete(DeadLetter).where(DeadLetter.job_id == job_id, DeadLetter.external_id.in_(some)))


def listed(session: Session, *, job_id: int | None = None, after: int = 0, limit: int = LIMIT) -> tuple[Letter, ...]:
    """Return letters, oldest first, from behind the id ``after``."""
    asked = select(DeadLetter).where(DeadLetter.id > after).order_by(DeadLetter.id).limit(limit)
    if job_id is not None:
        asked = asked.where(DeadLetter.job_id == job_id)
    return tuple(_row(letter) for letter in session.scalars(asked))


def count(session: Session, job_id: int | None = None) -> int:
    """Return how many letters there are."""
    asked = select(func.count(DeadLetter.id))
    return session.scalar(asked if job_id is None else asked.where(DeadLetter.job_id == job_id)) or 0


def edit(session: Session, letter_id: int, body: str, *, by: Actor, clock: Clock = utc_now) -> Letter:
    """Correct a record; it is tried again when that is asked for.

    Raises:
        ConflictError: it is being tried at present, as it stood: that would be lost where it is taken.
        ForbiddenError: ``by`` may not run syncs.
        InvalidError: this is no record, or it does not say what it stands for.
        NotFoundError: it is not here any more.
    """
    by.must(Right.RUN_SYNCS)
    read = corrections.read(body)
    letter = _resting(session, letter_id)
    letter.body, letter.edited_by = to_json(read), by.name
    field = _amount_field(session, letter.job_id)
    if field is not None:
        letter.amount_paise = corrections.amount(read, field)
    audit.record(session, by, "dead_letter.edit", letter.id, at=clock(), job=ids.show("JOB", letter.job_id))
    session.flush()
    return _row(letter)


def want(session: Session, letter_ids: Sequence[int], *, by: Actor, clock: Clock = utc_now) -> tuple[int, ...]:
    """Mark letters to be tried again and return the jobs that they are of.

    Raises:
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: none of them is here any more.
    """
    by.must(Right.RUN_SYNCS)
    jobs, _ = _want(session, DeadLetter.id.in_(letter_ids), by, clock)
    if not jobs:
        raise NotFoundError("None of these dead letters is here any more.", hint="Look at the list again.")
    return jobs


def want_all(
    session: Session, job_id: int | None = None, *, by: Actor, clock: Clock = utc_now
) -> tuple[tuple[int, ...], int]:
    """Mark all letters, or those of one job, to be tried again; return the jobs that they are of, and their number.

    Raises:
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: there is none, or no such job.
    """
    by.must(Right.RUN_SYNCS)
    jobs, count = _want(session, true() if job_id is None else DeadLetter.job_id == job_id, by, clock)
    if not jobs and job_id is not None and session.get(SyncJob, job_id) is None:
        raise sync_rows.missing(job_id)
    if not jobs:
        raise NotFoundError("There are no dead letters.", hint="Every record was taken.")
    return jobs, count


def drop(session: Session, letter_id: int, *, by: Actor, clock: Clock = utc_now) -> None:
    """Forget a letter for good: the record stays untaken.

    Raises:
        ForbiddenError: ``by`` may not run syncs.
        NotFoundError: it is not here any more.
    """
    by.must(Right.RUN_SYNCS)
    letter = _locked(session, letter_id)
    job = ids.show("JOB", letter.job_id)
    audit.record(session, by, "dead_letter.drop", letter.id, at=clock(), job=job, record=letter.external_id)
    session.delete(letter)


def wanted(session: Session, job_id: int, *, limit: int) -> tuple[Record, ...]:
    """Return the records of a job that are to be tried again, in the order of their names; each is, once."""
    asked = select(DeadLetter).where(DeadLetter.job_id == job_id, DeadLetter.retry_wanted)
    found = session.scalars(asked.order_by(DeadLetter.external_id).limit(limit))
    return tuple(Record(letter.external_id, from_json(letter.body), letter.amount_paise) for letter in found)


def must_be_there(session: Session, letter_ids: Sequence[int]) -> None:
    """See that all of these letters are here.

    Raises:
        NotFoundError: one of them is not, or not any more.
    """
    there = set(session.scalars(select(DeadLetter.id).where(DeadLetter.id.in_(letter_ids))))
    for letter_id in letter_ids:
        if letter_id not in there:
            raise NotFoundError(
                f"Dead letter {letter_id} is not here.", hint="“sakshi sync letters” lists those that are."
            )


def _want(session: Session, chosen: ColumnElement[bool], by: Actor, clock: Clock) -> tuple[tuple[int, ...], int]:
    marked = update(DeadLetter).where(chosen).values(retry_wanted=True).returning(DeadLetter.job_id)
    of_jobs = session.scalars(marked).all()
    if of_jobs:
        audit.record(session, by, "dead_letter.retry", None, at=clock(), letters=len(of_jobs))
    return tuple(sorted(set(of_jobs))), len(of_jobs)


def _of(session: Session, job_id: int, external_id: str) -> DeadLetter | None:
    asked = select(DeadLetter).join(SyncJob).where(DeadLetter.job_id == job_id, DeadLetter.external_id == external_id)
    return session.scalars(asked).one_or_none()


def _amount_field(session: Session, job_id: int) -> str | None:
    asked = select(Integration.vendor, SyncJob.stream).join(SyncJob, SyncJob.integration_id == Integration.id)
    vendor, stream = session.execute(asked.where(SyncJob.id == job_id)).one()
    return offers.amount_field(vendor, stream)


def _locked(session: Session, letter_id: int) -> DeadLetter:
    found = session.scalars(select(DeadLetter).where(DeadLetter.id == letter_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFoundError("This dead letter is not here any more.", hint="It may have been taken meanwhile.")
    return found


def _resting(session: Session, letter_id: int) -> DeadLetter:
    """Return a letter that no run tries or begins to try before this transaction ends: its steps lock the job."""
    job = select(SyncJob).join(DeadLetter, DeadLetter.job_id == SyncJob.id).where(DeadLetter.id == letter_id)
    locked = session.scalars(job.with_for_update(of=SyncJob)).one_or_none()
    letter = _locked(session, letter_id)
    if locked is not None and locked.state is JobState.RUNNING and letter.retry_wanted:
        raise ConflictError("This record is being tried just now.", hint="Wait until the run has ended.")
    return letter


def _row(letter: DeadLetter) -> Letter:
    return Letter(
        id=letter.id,
        job_id=letter.job_id,
        source=letter.source,
        external_id=letter.external_id,
        error=letter.error,
        body=letter.body,
        amount_paise=letter.amount_paise,
        tries=letter.tries,
        waits=letter.retry_wanted,
        edited_by=letter.edited_by,
        at=letter.at,
    )
