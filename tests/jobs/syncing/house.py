"""A house with one integration and one sync, and what stands in it."""

import json
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, text

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import IntegrationStatus, IntegrationType, SyncDirection
from sakshi_desktop.hub import letters, moves, sync_metrics, sync_rows, syncs
from sakshi_desktop.jobs.syncing import Engine
from sakshi_desktop.store.models import Event, Integration, SharedSetting

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND xact_start IS NOT NULL AND backend_type = 'client backend'"
)
WAIT = 30.0


class House:
    """One database with one job, and a clock that the test moves."""

    def __init__(
        self,
        database,
        direction=SyncDirection.PULL,
        schedule="manual",
        secret=None,
        *,
        vendor="scripted",
        stream="records",
    ):
        self.database = database
        self.now = NOW
        self.held = {}
        with database.begin() as session:
            made = Integration(
                name="Books",
                type=IntegrationType.ACCOUNTING,
                vendor=vendor,
                status=IntegrationStatus.ACTIVE,
                live=True,
                secret_name=secret,
                secret_version=1 if secret else 0,
                created_at=NOW,
            )
            session.add(made)
            session.flush()
            self.integration = made.id
            self.job = syncs.add(session, made.id, stream, direction, schedule, by=THIS_PC, clock=self.clock)

    def clock(self):
        return self.now

    def later(self, **span):
        self.now += timedelta(**span)

    def outlive(self, leases):
        """Go on to when the leases of a program that died are over.

        Its server holds what it had locked until it notices, and a claim passes by what is locked.
        """
        end = time.monotonic() + WAIT
        while self.database.dialect == "postgresql" and self._others():
            assert time.monotonic() < end, "the server keeps what the dead had begun"
            time.sleep(0.02)
        self.now = utc_now() + leases

    def _others(self):
        with self.database.read() as session:
            return session.scalar(OTHERS)

    def engine(self, service, worker="here"):
        return Engine(self.database, service, worker, lambda: self.held, moment=lambda _session: self.now)

    def ask(self, what, *words, **more):
        with self.database.begin() as session:
            return what(session, *words, by=THIS_PC, clock=self.clock, **more)

    def run(self, service, what=syncs.run_now):
        """Ask for a run, run it, and return how it ended."""
        self.ask(what, self.job)
        self.engine(service).run_due()
        return self.last()

    def row(self):
        with self.database.read() as session:
            return sync_rows.get(session, self.job, clock=self.clock)

    def last(self):
        return self.row().last

    def accuracy(self):
        """What the health board says: how many records are equal on both sides, and of how many."""
        with self.database.read() as session:
            (pulse,) = sync_metrics.pulses(session, at=self.now)
            return pulse.accuracy

    def kept(self):
        """What this house keeps of what was pulled, by name."""
        with self.database.read() as session:
            rows = session.scalars(select(SharedSetting).where(SharedSetting.name.startswith("kept/"))).all()
            return {row.name.removeprefix("kept/"): json.loads(row.value)["price"] for row in rows}

    def letters(self):
        with self.database.read() as session:
            return letters.listed(session, job_id=self.job)

    def moves(self, run):
        with self.database.read() as session:
            return moves.shown(session, run.id)

    def events(self):
        with self.database.read() as session:
            return session.scalars(select(Event.type).order_by(Event.id)).all()
