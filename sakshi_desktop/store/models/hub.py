"""Outside services, webhook endpoints, deliveries and sync jobs."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationStatus, IntegrationType
from sakshi_desktop.store.base import Base, guarded, word


class Integration(Base):
    """A connected service. Its secret is in a vault; the row keeps the secret's name and version only."""

    __tablename__ = "integrations"
    __table_args__ = guarded(UniqueConstraint("name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    type: Mapped[IntegrationType] = mapped_column(word(IntegrationType))
    vendor: Mapped[str]
    status: Mapped[IntegrationStatus] = mapped_column(word(IntegrationStatus))
    status_reason: Mapped[str | None]
    live: Mapped[bool] = mapped_column(default=False)  # else it is in test mode
    tested: Mapped[str | None]  # a hash of the settings and the secret's version with which a test passed last
    tested_at: Mapped[datetime | None]
    tested_said: Mapped[str | None]
    owner: Mapped[str | None]
    purpose: Mapped[str | None]
    notes: Mapped[str | None]
    config: Mapped[str] = mapped_column(default="{}")  # JSON, no secrets
    secret_name: Mapped[str | None]
    secret_version: Mapped[int] = mapped_column(default=0)
    secret_until: Mapped[int | None]  # the last day of it, where it runs out
    renewals: Mapped[int | None]  # how many of its versions came without a person: renewed, or handed over
    created_at: Mapped[datetime]
    calls_per_minute: Mapped[int | None]  # of its syncs; None: as many as its vendor takes, 0: any number
    next_call_at: Mapped[datetime | None]  # when its next call would be due, were none ever early
    held_until: Mapped[datetime | None]  # until then the service wished to hear nothing

    @property
    def secret_given(self) -> int:
        """Return the number of the secret that a person gave: renewing it, as OAuth does, leaves it what it is."""
        return self.secret_version - (self.renewals or 0)


class SignIn(Base):
    """That a person signed in to a service by OAuth; who renews the tokens holds the lease.

    The tokens themselves are the secret of the service, in the vault of one PC.
    """

    __tablename__ = "sign_ins"
    __table_args__ = ()

    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id", ondelete="CASCADE"), primary_key=True)
    since: Mapped[datetime]
    fence: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # the service takes it no more
    ended_why: Mapped[str | None]


class Endpoint(Base):
    """A webhook receiver."""

    __tablename__ = "endpoints"
    __table_args__ = guarded(CheckConstraint("concurrency > 0", name="concurrency_positive"))

    id: Mapped[int] = mapped_column(primary_key=True)
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id", ondelete="CASCADE"), index=True)
    url: Mapped[str]
    event_types: Mapped[str]  # JSON list
    headers: Mapped[str] = mapped_column(default="{}")  # JSON; secret ones name their vault entry
    filter: Mapped[str | None]
    secret_name: Mapped[str]
    secret_version: Mapped[int] = mapped_column(default=1)
    old_secret_version: Mapped[int | None]
    old_secret_until: Mapped[datetime | None]  # until then the old secret signs beside the new one
    concurrency: Mapped[int] = mapped_column(default=4)
    rate_per_minute: Mapped[int | None]
    retry_seconds: Mapped[str | None]  # JSON list; None: the house's schedule
    fails: Mapped[int] = mapped_column(default=0)
    failing_since: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]  # the last of these failures
    open_until: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None]
    verified_at: Mapped[datetime | None]  # when it first took something, once that is swept away
    created_at: Mapped[datetime]
    since_event: Mapped[int] = mapped_column(server_default="0")  # the newest there was when it was made
    since_xact: Mapped[int | None]  # PostgreSQL: the oldest transaction that had not ended then; its events count, too
    fuller: Mapped[bool] = mapped_column(server_default=false())  # bodies say more than ids and totals


class Delivery(Base):
    """An event on its way to an endpoint; a claim pushes ``due_at`` by the lease and writes a token.

    Of one that is no longer pending ``due_at`` says since when.
    """

    __tablename__ = "deliveries"
    __table_args__ = guarded(
        UniqueConstraint("event_id", "endpoint_id"),
        Index(
            "ix_deliveries_due",
            "endpoint_id",
            "due_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    endpoint_id: Mapped[int] = mapped_column(ForeignKey("endpoints.id", ondelete="CASCADE"))
    state: Mapped[DeliveryState] = mapped_column(word(DeliveryState))
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    token: Mapped[str | None]
    last_status: Mapped[int | None]
    resent_at: Mapped[datetime | None]  # when a person last had it sent once more


class Attempt(Base):
    """One request of a delivery: what was sent, by hash, and what came back, capped."""

    __tablename__ = "attempts"
    __table_args__ = ()

    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    at: Mapped[datetime]
    status: Mapped[int | None]
    millis: Mapped[int | None]
    error: Mapped[str | None]
    sent_headers: Mapped[str | None]
    request_sha256: Mapped[str | None]
    response: Mapped[str | None]
    response_bytes: Mapped[int | None]


class Worker(Base):
    """A PC or headless process that is at work, and which secrets, in which version, it holds."""

    __tablename__ = "workers"
    __table_args__ = ()

    id: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    seen_at: Mapped[datetime]
    left_at: Mapped[datetime | None]  # it ended then, and gave back what it had taken
    holds: Mapped[str] = mapped_column(default="{}")  # JSON: secret name -> version
