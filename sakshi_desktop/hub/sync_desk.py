"""Syncs as the window and the command line use them: each deed is a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.rights import THIS_PC, Actor, Right
from sakshi_desktop.hub import addresses, allowances, integrations, letters, moves, offers, sync_rows, syncs
from sakshi_desktop.hub.connected import IntegrationRow
from sakshi_desktop.hub.fields import FieldMap
from sakshi_desktop.hub.letters import Letter
from sakshi_desktop.hub.moves import Move
from sakshi_desktop.hub.offers import Offer
from sakshi_desktop.hub.ports import Resolve
from sakshi_desktop.hub.sync_rows import JobRow, RunRow
from sakshi_desktop.store import instants
from sakshi_desktop.store.counting import Count
from sakshi_desktop.store.database import Database

T = TypeVar("T")
Change = Callable[[FieldMap, Offer], FieldMap]


@dataclass(frozen=True, slots=True)
class Told:
    """A run, record by record.

    Attributes:
        of: how many records it has in all; None where none is behind these.
    """

    run: RunRow
    moves: tuple[Move, ...]
    of: Count | None

    @property
    def more(self) -> bool:
        """Return whether there are further records than these."""
        return self.of is not None


class SyncDesk:
    """The syncs of one database, seen and moved by one person.

    What is due, and who is at work, goes by the clock of the database, as the programs that run them do.
    """

    def __init__(
        self,
        database: Database,
        *,
        by: Actor = THIS_PC,
        clock: Clock = utc_now,
        resolve: Resolve = addresses.system_resolve,
    ) -> None:
        self._database = database
        self._by = by
        self._clock = clock
        self._resolve = resolve

    @property
    def may(self) -> bool:
        """Return whether this person may run and change syncs."""
        return Right.RUN_SYNCS in self._by.rights

    def listed(self) -> tuple[JobRow, ...]:
        """Return all syncs."""
        with self._database.read() as session:
            return sync_rows.listed(session, clock=instants.shared(session, self._clock))

    def one(self, job_id: int) -> JobRow:
        """Return a sync.

        Raises:
            NotFoundError: there is none with this id.
        """
        with self._database.read() as session:
            return sync_rows.get(session, job_id, clock=instants.shared(session, self._clock))

    def services(self) -> tuple[IntegrationRow, ...]:
        """Return the services that offer streams."""
        with self._database.read() as session:
            return tuple(row for row in integrations.listed(session) if offers.of(row.form.vendor))

    def history(self, job_id: int, *, limit: int = sync_rows.HISTORY) -> tuple[RunRow, ...]:
        """Return the runs of a sync, latest first.

        Raises:
            NotFoundError: there is no such sync.
        """
        with self._database.read() as session:
            sync_rows.get(session, job_id)
            return sync_rows.history(session, job_id, limit=limit)

    def told(self, run_id: int, *, after: str | None = None, limit: int = 200) -> Told:
        """Return what a run did, or a dry run would do, record by record.

        Raises:
            NotFoundError: there is no such run.
        """
        with self._database.read() as session:
            run = sync_rows.run(session, run_id)
            found = moves.shown(session, run_id, after=after, limit=limit + 1)
            return Told(run, found[:limit], moves.count(session, run_id) if len(found) > limit else None)

    def letters(self, job_id: int | None = None, *, after: int = 0) -> tuple[Letter, ...]:
        """Return records that could not be taken, oldest first."""
        with self._database.read() as session:
            return letters.listed(session, job_id=job_id, after=after)

    def add(self, integration_id: int, stream: str, schedule: str, change: Change | None = None) -> JobRow:
        """Sync a stream of a service from now on; its host is looked up before.

        Args:
            change: makes the names of its fields at the service of the usual ones.

        Raises:
            ConflictError: it is synced already.
            FieldsError: fields cannot be called so.
            ForbiddenError: this person may not.
            InvalidError: the service has no such stream, its address cannot be taken, or this is no schedule for it.
            NotFoundError: there is no such integration.
        """
        self._by.must(Right.RUN_SYNCS)
        with self._database.read() as session:
            row = integrations.get(session, integration_id)
            allowed = allowances.listed(session)
        offer = offers.one(row.form.vendor, stream)
        offers.check(row.form.config, offer.stream, allowed, self._resolve)
        with self._database.begin() as session:
            words = (integration_id, offer.stream, offer.direction, schedule)
            clock = instants.shared(session, self._clock)
            job = syncs.add(session, *words, by=self._by, clock=clock)
            if change is not None:
                syncs.map_fields(session, job, change, by=self._by, clock=clock)
        return self.one(job)

    def do(self, deed: Callable[..., T], *words: object, **more: object) -> T:
        """Do a deed of ``syncs`` or ``letters`` on behalf of this person."""
        with self._database.begin() as session:
            return deed(session, *words, by=self._by, clock=instants.shared(session, self._clock), **more)
