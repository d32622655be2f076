"""Streams of records between this house and a service: jobs, their runs, what they moved and what they could not."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import JobState, RunKind, RunState, SyncChange, SyncDirection, SyncWish
from sakshi_desktop.store.base import Base, guarded, word


class SyncJob(Base):
    """A stream with its cursor and fence: a claim adds one to the fence, and every step asks for it again."""

    __tablename__ = "sync_jobs"
    __table_args__ = guarded(UniqueConstraint("integration_id", "stream"), Index(None, "state", "next_run_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id", ondelete="CASCADE"))
    stream: Mapped[str]
    direction: Mapped[SyncDirection] = mapped_column(word(SyncDirection))
    schedule: Mapped[str]
    zone: Mapped[str]  # whose wall clock the schedule means
    cursor: Mapped[str | None]
    state: Mapped[JobState] = mapped_column(word(JobState))
    wish: Mapped[SyncWish | None] = mapped_column(word(SyncWish))
    asked: Mapped[str | None]  # JSON: the run that a person asked for next
    run_id: Mapped[int | None]  # the run that is going on
    fence: Mapped[int] = mapped_column(default=0)
    next_run_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None]
    waits_until: Mapped[datetime | None]  # its run goes on then: its service takes no call before
    seen_event: Mapped[int] = mapped_column(default=0)  # no event up to it can be missing, for a realtime schedule
    seen_beyond: Mapped[int] = mapped_column(server_default="0")  # so many beyond it were seen
    mark_event: Mapped[int | None]  # the newest that was seen, as mark_xact began: up to it none can be missing
    mark_xact: Mapped[int | None]  # ... once all transactions before this one have ended
    fails: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]  # the last of these failures
    warned_at: Mapped[datetime | None]
    reason: Mapped[str | None]  # why it rests, or why it failed last
    counts: Mapped[str] = mapped_column(default="{}")
    mapping: Mapped[str | None]  # JSON: how the service calls the fields, None as this house does


class SyncRun(Base):
    """One run of a job, from its first page to its end; a run that was cut off goes on from its cursor."""

    __tablename__ = "sync_runs"
    __table_args__ = guarded(Index(None, "job_id", "started_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("sync_jobs.id", ondelete="CASCADE"))
    kind: Mapped[RunKind] = mapped_column(word(RunKind))
    state: Mapped[RunState] = mapped_column(word(RunState))
    by: Mapped[str]
    of_run_id: Mapped[int | None] = mapped_column(ForeignKey("sync_runs.id"))  # what is applied or undone
    from_day: Mapped[int | None]
    to_day: Mapped[int | None]
    cursor: Mapped[str | None]
    pages: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    dead: Mapped[int] = mapped_column(default=0)
    amount_paise: Mapped[int] = mapped_column(default=0)  # of what was created or changed
    total: Mapped[int | None]  # records, as the source announced
    source_count: Mapped[int | None]
    target_count: Mapped[int | None]
    note: Mapped[str | None]  # a difference, or what else a person should know
    error: Mapped[str | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    mapping: Mapped[str | None]  # that of the job when it began: all of it has one shape


class SyncRecord(Base):
    """A record that both sides have: by which name each knows it, and the hash of what was last taken over."""

    __tablename__ = "sync_records"
    __table_args__ = (Index("ix_sync_records_run", "run_id"),)

    job_id: Mapped[int] = mapped_column(ForeignKey("sync_jobs.id", ondelete="CASCADE"), primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str]  # how the other side knows it
    content: Mapped[str]
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_runs.id", ondelete="CASCADE"))


class SyncMove(Base):
    """What a run did with one record, or would do: enough to show it, to do just that, and to take it back."""

    __tablename__ = "sync_moves"
    __table_args__ = ()

    run_id: Mapped[int] = mapped_column(ForeignKey("sync_runs.id", ondelete="CASCADE"), primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    change: Mapped[SyncChange] = mapped_column(word(SyncChange, "change"))
    body: Mapped[str | None]  # JSON, of a dry run: what would be taken over
    before: Mapped[str | None]  # JSON, what was there before
    before_content: Mapped[str | None]
    amount_paise: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]  # applied (dry run) or taken back (any other)
    given: Mapped[str | None]  # JSON, of a dry run: what the source gave, where that has another shape


class SyncIntent(Base):
    """A record that is about to be sent, written down before: after a crash it is looked for, not sent blind."""

    __tablename__ = "sync_intents"
    __table_args__ = ()

    job_id: Mapped[int] = mapped_column(ForeignKey("sync_jobs.id", ondelete="CASCADE"), primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_runs.id", ondelete="CASCADE"))
    body: Mapped[str]
    amount_paise: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    given: Mapped[str | None]  # JSON, what this house has, where that has another shape


class DeadLetter(Base):
    """A record that a sync could not take, with its reason; editable and retryable alone."""

    __tablename__ = "dead_letters"
    __table_args__ = guarded(UniqueConstraint("job_id", "source", "external_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("sync_jobs.id", ondelete="CASCADE"))
    source: Mapped[str]
    external_id: Mapped[str]
    error: Mapped[str]
    body: Mapped[str]
    amount_paise: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=1)
    retry_wanted: Mapped[bool] = mapped_column(default=False)
    run_id: Mapped[int | None]  # the run that kept it last; it counts it once
    edited_by: Mapped[str | None]
    at: Mapped[datetime]
