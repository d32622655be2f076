"""The dispatcher of webhooks: one database thread that claims and records, beside the loop that sends.

Results of requests and the next claims go through the database in one transaction, so that a busy site commits once for
many deliveries. Nothing is sent whose claim was not committed.
"""

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from sakshi_desktop.core.clock import Clock
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.hub import allowances, claims, endpoints, fanout, fuller, rules, runs, sharing, standing, workers
from sakshi_desktop.hub.addresses import Allowance
from sakshi_desktop.hub.claims import Result
from sakshi_desktop.hub.types import Claim, Target
from sakshi_desktop.jobs import processes
from sakshi_desktop.jobs.courier import Courier, Parcel
from sakshi_desktop.jobs.keys import Keys
from sakshi_desktop.jobs.known import Cover, Known
from sakshi_desktop.jobs.pace import Pace
from sakshi_desktop.jobs.processes import Process
from sakshi_desktop.store import instants
from sakshi_desktop.store.bell import Bell
from sakshi_desktop.store.database import Database

SAFETY_SECONDS = 1.0
"""However still the bell is, it is asked so often whether anything is due."""
SURE_SECONDS = 5.0
"""The same on SQLite, whose bell misses nothing."""
LOOK_SECONDS = 0.1
"""How often SQLite is asked whether another program changed it, while nothing is on its way.

A change of this program is heard at once.
"""
READ_SECONDS, QUIET_SECONDS = 5.0, 30.0
"""However still the bell is, receivers are read anew so often: while something is due to any of them, and otherwise."""
MOVED_SECONDS = 0.25
"""While messages leave, windows on other PCs are told so often."""
LINGER_SECONDS = 0.002
LINGERS = 5  # so often a result waits so long for others, while others come; an event never waits
GRACE_SECONDS = 5.0
GOOD_SECONDS = (rules.LEASE - timedelta(seconds=rules.DEADLINE_SECONDS)).total_seconds()
"""For how long after its claim a delivery may still be begun."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a dispatcher goes.

    Attributes:
        pause: seconds for which a database that refused is left alone.
        most_held: claims of one process, sent or about to be: systems give a program some thousand sockets. Beyond,
            each receiver that has none may still have one, so that many that hang do not shut out one that answers.
    """

    pause: float = 1.0
    most_held: int = 400


BOUNDS = Bounds()


class Guards(Protocol):
    """What decides which addresses may be dialled."""

    allowed: Sequence[Allowance]


class Dispatcher:
    """Delivers what is due until it is stopped; several programs may do so on one database.

    Args:
        process: this one.
    """

    def __init__(
        self,
        database: Database,
        courier: Callable[[Callable[[Result], None]], Courier],
        keys: Callable[[Callable[[], None]], Keys],
        guards: Guards,
        *,
        process: Process,
        clock: Clock,
        steady: Callable[[], float] = time.monotonic,
        bounds: Bounds = BOUNDS,
    ) -> None:
        self._database = database
        self._bell = Bell(database, every=LOOK_SECONDS)
        self._hint = False
        self._enough = 0
        self._gathered = threading.Event()
        database.bells.add(self._hear)
        self._results: deque[Result] = deque()
        self._courier = courier(self._finished)
        self._keys = keys(self._bell.ring)
        self._guards = guards
        self._worker, self._host = process.name, process.host
        self._clock, self._steady = clock, steady
        self._bounds = bounds
        self._look_every = SURE_SECONDS if database.is_sqlite else SAFETY_SECONDS
        self._known, self._pace = Known(), Pace(steady)
        self._read_at = self._beat_at = self._look_at = self._moved_at = -QUIET_SECONDS
        self._told: dict[str, int] = {}
        self._began = self._waits = False
        self._looked = (clock(), steady())
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="deliveries", daemon=True)

    def start(self) -> None:
        """Begin to deliver, on threads of its own."""
        self._courier.start()
        self._thread.start()

    def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Take nothing more, let what is on its way end, and give back what was not begun."""
        self._stopping.set()
        self._bell.stop()
        self._thread.join()
        self._courier.stop(grace)
        self._end()
        self._keys.close()
        self._database.bells.discard(self._hear)
        self._bell.close()

    def _hear(self) -> None:
        """An event was recorded in this process: there is work, and no need to look first."""
        self._hint = True
        self._gathered.set()

    def _finished(self, result: Result) -> None:
        self._results.append(result)
        if self._waits:  # a ring is a system call; whoever works looks by itself before it waits
            self._bell.ring()
        elif 0 < self._enough <= len(self._results):
            self._gathered.set()

    def _run(self) -> None:
        wait = 0.0
        while not self._stopping.is_set():
            try:
                rang = self._wait(wait)
                if self._stopping.is_set():
                    return
                self._mind_the_gap()
                wait = self._turn(rang=rang)
            except DatabaseError as error:
                _log.warning("deliveries stand still: %s", error.sentence)
                wait = self._rest()
            except Exception:  # noqa: BLE001  # whatever it was: to stand still for good is worse
                _log.exception("deliveries stand still")
                wait = self._rest()

    def _rest(self) -> float:
        """Wait a moment, and look at everything anew; return how long to wait then."""
        self._read_at = self._look_at = -QUIET_SECONDS
        self._stopping.wait(self._bounds.pause)
        return 0.0

    def _wait(self, seconds: float) -> bool:
        """Wait for a ring or a result; a result seldom comes alone, and on SQLite our own commit rings too."""
        self._waits = True
        rang = self._bell.wait(0.0 if self._results else seconds, brisk=bool(self._known.flying))
        self._waits = False
        if self._known.flying and (self._results or (rang and self._database.is_sqlite)):
            self._gather()
        return rang

    def _gather(self) -> None:
        """Give requests a moment to end, half of them at most: to record many costs hardly more than to record one.

        One alone is left in peace, too: whatever this thread looks up meanwhile, the loop that sends would wait for.
        """
        self._enough = max(1, len(self._known.flying) // 2)
        self._gathered.clear()
        for _ in range(0 if self._hint else LINGERS):
            before = len(self._results)
            if before >= self._enough or self._gathered.wait(LINGER_SECONDS) or len(self._results) == before:
                break
        self._enough = 0

    def _turn(self, *, rang: bool) -> float:
        """Record, hand out and claim; return for how many seconds there is nothing to do."""
        if not self._results and not self._is_work_there(rang=rang):
            return self._idle_seconds()
        self._hint = False  # what was recorded until now is handed out
        results, token, begun = self._taken_results(), claims.new_token(self._worker), self._steady()
        self._known.unsure.append(token)
        try:
            with self._database.begin() as session:
                taken = self._transact(session, results, token)
        except BaseException:
            self._results.extendleft(reversed(results))
            raise
        self._known.unsure.clear()
        self._known.gap = timedelta(0)
        self._send(taken, begun)
        return 0.0 if taken or self._results else self._idle_seconds()

    def _transact(self, session: Session, results: list[Result], token: str) -> list[Claim]:
        at, known = instants.moment(session, self._clock), self._known
        for lost in known.unsure[:-1]:
            claims.release(session, lost, at=at)
        self._after_a_gap(session, at)
        self._record(session, results, at)
        handed = fanout.hand_out(session, at=at)
        known.due.update(dict.fromkeys(handed.endpoints, at))
        if handed.told_of_receivers or handed.endpoints - known.targets.keys() or self._is_stale(SAFETY_SECONDS):
            self._read(session, at)
        self._beat(session, at)
        rooms, probes = self._rooms(session, at)
        taken = fuller.filled(session, claims.take(session, rooms, token, at=at, probes=probes), known.fuller)
        found = Counter(claim.endpoint_id for claim in taken)
        for place, room in rooms.items():
            self._pace.spend(place, found[place])
            if found[place] < room:
                known.due.pop(place, None)  # the next look tells when more is due
        if results or handed.events or taken:
            self._tell_moved(session, at, more=bool(taken))
        return taken

    def _tell_moved(self, session: Session, at: datetime, *, more: bool) -> None:
        """Let windows see that messages moved; while ``more`` is sure to follow, no sooner than they look again."""
        if not more or self._steady() - self._moved_at >= MOVED_SECONDS:
            workers.moved(session, self._worker, at=at)
            self._moved_at = self._steady()

    def _record(self, session: Session, results: list[Result], at: datetime) -> None:
        known = self._known
        stands = standing.note(session, results, at=at)
        claims.record(session, results, at=at)
        for place, stand in stands.items():
            if place in known.targets:
                known.targets[place] = _standing(known.targets[place], stand)
            if stand.disabled:
                known.targets.pop(place, None)
        known.land(results)

    def _rooms(self, session: Session, at: datetime) -> tuple[dict[int, int], set[int]]:
        """Return how many deliveries may be taken for each receiver, and which of them are probed with one."""
        rooms, probes = {}, set()
        left = self._bounds.most_held - self._known.held.total()
        for place in sorted(self._known.due, key=self._known.held.__getitem__):
            target = self._known.targets.get(place)
            if target is None or self._known.due[place] > at or self._keys.of(target) is None:
                continue
            if target.fails >= rules.BREAK_AFTER:
                if self._may_probe(session, target, at):
                    rooms[place] = 1
                    probes.add(place)
                continue
            room = min(self._room(target), max(left, 0 if self._known.held[place] else 1))
            if room > 0 and self._known.must_count_together(target):
                room = min(room, sharing.room(session, target, at=at))
            if room > 0:
                rooms[place] = room
                left -= room
        return rooms, probes

    def _may_probe(self, session: Session, target: Target, at: datetime) -> bool:
        if self._known.held[target.id] or (target.open_until is not None and target.open_until > at):
            return False
        return standing.probe(session, target.id, at=at)

    def _room(self, target: Target) -> int:
        together = self._known.must_count_together(target)
        return min(self._known.room(target), self._pace.room(target, 1 if together else self._known.sharers(target)))

    def _send(self, taken: list[Claim], begun: float) -> None:
        parcels, known = [], self._known
        good_until, good_by = begun + GOOD_SECONDS, self._looked[0] + timedelta(seconds=GOOD_SECONDS)
        covers = {place: self._cover(place) for place in {claim.endpoint_id for claim in taken}}
        for claim in taken:
            known.fly(claim)
            cover = covers[claim.endpoint_id]
            parcels.append(Parcel(claim, cover.around(claim), cover.steps, good_until, good_by, cover.at_once))
        if parcels:
            self._courier.give(parcels)

    def _cover(self, place: int) -> Cover:
        target = self._known.targets[place]
        signing = self._keys.of(target)
        if signing is None:
            raise RuntimeError("a key that was known is not forgotten")
        masked = target.telling | {name.lower() for name in signing.headers}
        headers = {**target.headers, **signing.headers}
        return Cover(target.url, headers, signing.keys, masked, target.steps, self._known.share(target))

    def _is_work_there(self, *, rang: bool) -> bool:
        """Look whether anything can be done, without taking SQLite's lock; a notice of PostgreSQL means an event."""
        hinted, self._hint = self._hint or (rang and not self._database.is_sqlite), False
        if hinted and self._began:
            self._look_at = -QUIET_SECONDS  # this ring is spent, and another program may have handed out what rang
            return True
        if rang or self._steady() - self._look_at >= self._look_every:
            self._look_at = self._steady()
            with self._database.read() as session:
                at = instants.moment(session, self._clock)
                if rang or self._is_stale(READ_SECONDS if self._known.due else QUIET_SECONDS):
                    self._read(session, at)
                self._known.due = claims.next_due(session)
                if fanout.is_waiting(session):
                    return True
        else:
            at = self._clock()
        if self._steady() - self._beat_at >= workers.BEAT_SECONDS or self._told != self._keys.holds():
            return True
        return any(self._could_take(place, due_at, at) for place, due_at in self._known.due.items())

    def _could_take(self, place: int, due_at: datetime, at: datetime) -> bool:
        target = self._known.targets.get(place)
        if target is None or due_at > at or self._keys.of(target) is None:
            return False
        if target.fails >= rules.BREAK_AFTER:
            return not self._known.held[place] and (target.open_until is None or target.open_until <= at)
        has_place = not self._known.held[place] or self._known.held.total() < self._bounds.most_held
        return has_place and self._room(target) > 0

    def _idle_seconds(self) -> float:
        """Return how long to wait where nobody rings: until something is due, a second at most."""
        now = self._clock()
        waits = [(due_at - now).total_seconds() for due_at in self._known.due.values() if due_at > now]
        return max(0.001, min([SAFETY_SECONDS, *waits]))

    def _read(self, session: Session, at: datetime) -> None:
        changed = self._known.learn(endpoints.targets(session, at=at))
        if changed:
            self._courier.recall(changed)
        self._keys.want(self._known.targets.values())
        self._known.others = workers.others(session, self._worker, at=at)
        self._guards.allowed = allowances.listed(session)
        self._read_at = self._steady()

    def _is_stale(self, seconds: float) -> bool:
        return self._steady() - self._read_at >= seconds

    def _beat(self, session: Session, at: datetime) -> None:
        holds = self._keys.holds()
        if self._steady() - self._beat_at < workers.BEAT_SECONDS and holds == self._told:
            return
        standing.forgive(session, workers.absence(session, at=at), at=at)
        if not self._began:
            self._bury_the_dead(session, at)
        claims.release_still(session, at=at)
        workers.beat(session, self._worker, self._host, holds, at=at)
        self._beat_at, self._told, self._began = self._steady(), holds, True

    def _bury_the_dead(self, session: Session, at: datetime) -> None:
        """Take over at once what processes of this PC had taken that did not live to give it back."""
        for worker in workers.at_host(session, self._host):
            if worker != self._worker and processes.is_dead(worker, self._worker):
                claims.release_of(session, worker, at=at)
                runs.release_of(session, worker, at=at)
                workers.forget(session, worker)
                self._known.due.update(claims.next_due(session))

    def _mind_the_gap(self) -> None:
        """Notice that the PC slept, or that its clock was set, since the last look."""
        before, self._looked = self._looked, (self._clock(), self._steady())
        gap = rules.away(self._looked[0] - before[0], timedelta(seconds=self._looked[1] - before[1]))
        if gap is not None:
            self._known.gap += gap
            self._read_at = self._beat_at = self._look_at = -QUIET_SECONDS

    def _after_a_gap(self, session: Session, at: datetime) -> None:
        gap = self._known.gap
        if gap and self._database.is_sqlite:
            claims.hold_on(session, gap, at=at)
            if gap < timedelta(0) and workers.turn_back(session, at=at):
                claims.set_back(session, -gap, at=at)
        elif gap > timedelta(0):  # the server's clock counts, and was not set: this PC slept
            claims.renew(session, tuple(self._known.flying.values()), at=at)

    def _taken_results(self) -> list[Result]:
        return [self._results.popleft() for _ in range(len(self._results))]

    def _end(self) -> None:
        """Record what ended after the last turn and leave; a database that refuses finds the leases expired."""
        try:
            with self._database.begin() as session:
                at = instants.moment(session, self._clock)
                for lost in self._known.unsure:
                    claims.release(session, lost, at=at)
                self._record(session, self._taken_results(), at)
                workers.leave(session, self._worker, at=at)
        except DatabaseError as error:
            _log.warning("the last results were not recorded: %s", error.sentence)


def _standing(target: Target, stand: standing.Standing) -> Target:
    return replace(target, fails=stand.fails, open_until=stand.open_until)
