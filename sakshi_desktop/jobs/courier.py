"""The one event loop of the program: sends what was claimed, a lane for each receiver."""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol

from sakshi_desktop.core.clock import Clock
from sakshi_desktop.hub import rules
from sakshi_desktop.hub.claims import Result
from sakshi_desktop.hub.types import Answer, Claim, Outcome, Request

SLEPT = "This PC slept while this was on its way."
UNFORESEEN = "Something went wrong that nobody foresaw; the log says what it was."
STOPPED = "The program was stopped while this was on its way."
PERHAPS_ASLEEP = frozenset({Outcome.FAILED, Outcome.SLOW})
_log = logging.getLogger(__name__)


class Sends(Protocol):
    """What the courier sends with; it is open while it is used."""

    async def send(self, request: Request) -> Answer:
        """Send a request and tell how it ended."""


class Parcel(NamedTuple):
    """A claim with all that is needed to send it.

    Attributes:
        good_until, good_by: when its lease is too nearly over to begin, by the steady clock, which some systems let
            stand still in sleep, and by the wall clock.
        at_once: how many requests may be on their way to its receiver.
    """

    claim: Claim
    request: Request
    steps: tuple[int, ...]
    good_until: float
    good_by: datetime
    at_once: int


@dataclass(slots=True)
class _Lane:
    waiting: deque[Parcel] = field(default_factory=deque)
    flying: int = 0


class Courier:
    """Sends parcels on a thread of its own and tells how each ended; a slow receiver holds up its own lane alone.

    Args:
        opened: makes what is sent with, on the loop.
        finished: called on the loop's thread with every result.
    """

    def __init__(
        self,
        opened: Callable[[], AbstractAsyncContextManager[Sends]],
        finished: Callable[[Result], None],
        *,
        clock: Clock,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._opened = opened
        self._finished = finished
        self._clock = clock
        self._steady = steady
        self._lanes: dict[int, _Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._running: Future[asyncio.AbstractEventLoop] = Future()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin to send."""
        self._thread.start()
        self._loop = self._running.result()

    def give(self, parcels: Iterable[Parcel]) -> None:
        """Send these as soon as their lanes have room; from any thread."""
        self._loop.call_soon_threadsafe(self._accept, tuple(parcels))

    def recall(self, places: Iterable[int]) -> None:
        """Give back what waits for these receivers: it would be sent as they were, not as they are; from any thread."""
        self._loop.call_soon_threadsafe(self._empty, tuple(places))

    def stop(self, grace: float) -> None:
        """Begin nothing any more, let what is on its way end within ``grace`` seconds, and tell of all of it."""
        self._loop.call_soon_threadsafe(self._begin_to_stop, grace)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._stopping: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        async with self._opened() as sender:
            self._sender = sender
            self._running.set_result(asyncio.get_running_loop())
            grace = await self._stopping
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=grace)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin_to_stop(self, grace: float) -> None:
        self._empty(self._lanes)
        if not self._stopping.done():
            self._stopping.set_result(grace)

    def _empty(self, places: Iterable[int]) -> None:
        for place in places:
            lane = self._lanes.get(place)
            while lane and lane.waiting:
                self._give_back(lane.waiting.popleft())

    def _accept(self, parcels: Iterable[Parcel]) -> None:
        lanes = set()
        for parcel in parcels:
            if self._stopping.done():
                self._give_back(parcel)
                continue
            place = parcel.claim.endpoint_id
            self._lanes.setdefault(place, _Lane()).waiting.append(parcel)
            lanes.add(place)
        for place in lanes:
            self._pump(self._lanes[place])

    def _pump(self, lane: _Lane) -> None:
        """Let as many carry as there may be: each takes one parcel after the other until none waits."""
        room = min(len(lane.waiting), lane.waiting[0].at_once - lane.flying) if lane.waiting else 0
        for _ in range(room):
            lane.flying += 1
            task = asyncio.get_running_loop().create_task(self._carry(lane))
            self._tasks.add(task)
            task.add_done_callback(partial(self._landed, lane))

    async def _carry(self, lane: _Lane) -> None:
        try:
            while lane.waiting and lane.flying <= lane.waiting[0].at_once and not self._stopping.done():
                parcel = lane.waiting.popleft()
                if self._steady() >= parcel.good_until or self._clock() >= parcel.good_by:
                    self._give_back(parcel)
                else:
                    await self._fly(parcel)
        finally:
            lane.flying -= 1

    async def _fly(self, parcel: Parcel) -> None:
        wall, steady = self._clock(), self._steady()
        try:
            answer = await self._sender.send(parcel.request)
        except asyncio.CancelledError:
            self._tell(parcel, Answer(Outcome.AWAY, error=STOPPED))
            raise
        except Exception:
            self._tell(parcel, Answer(Outcome.FAILED, error=UNFORESEEN))
            raise
        if answer.outcome in PERHAPS_ASLEEP and self._slept(wall, steady):
            answer = answer._replace(outcome=Outcome.AWAY, error=SLEPT)
        self._tell(parcel, answer)

    def _tell(self, parcel: Parcel, answer: Answer) -> None:
        self._finished(Result(parcel.claim, answer, parcel.steps))

    def _landed(self, lane: _Lane, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            _log.error("a webhook could not be sent", exc_info=error)
            self._pump(lane)

    def _slept(self, wall: datetime, steady: float) -> bool:
        """Return whether far more time has gone by than a request may take."""
        by_wall, by_steady = self._clock() - wall, timedelta(seconds=self._steady() - steady)
        longest = timedelta(seconds=rules.DEADLINE_SECONDS) + rules.GAP
        return by_wall - by_steady >= rules.GAP or by_wall >= longest

    def _give_back(self, parcel: Parcel) -> None:
        self._tell(parcel, Answer(Outcome.UNSENT))
