"""A dispatcher with clocks and a sender of the test's own: no request leaves."""

import asyncio
import contextlib
import os
import threading
import time
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from sakshi_desktop.hub.types import Answer, Outcome
from sakshi_desktop.jobs.courier import Courier
from sakshi_desktop.jobs.dispatcher import BOUNDS, Dispatcher
from sakshi_desktop.jobs.keys import Keys
from sakshi_desktop.jobs.processes import Process
from tests.jobs.house import now


class Script:
    """Sends nothing; answers as it is told and remembers what it was given."""

    def __init__(self):
        self.sent, self.urls = [], []
        self.outcome = Outcome.DELIVERED
        self.held = threading.Event()
        self.held.set()

    @contextlib.asynccontextmanager
    async def opened(self):
        yield self

    async def send(self, request):
        self.sent.append(request.message)
        self.urls.append(request.url)
        await asyncio.to_thread(self.held.wait)
        return Answer(self.outcome, status=200 if self.outcome is Outcome.DELIVERED else 500, error="It answered 500.")


class Hands:
    """Clocks that a test sets: jumps are data."""

    def __init__(self):
        self.wall, self.steady_shift = timedelta(0), 0.0

    def clock(self):
        return now() + self.wall

    def steady(self):
        return time.monotonic() + self.steady_shift


class Place:
    port, place, url = 9, "127.0.0.1:9", "http://127.0.0.1:9/hook"


class Guards:
    allowed = ()


@contextlib.contextmanager
def dispatching(house, script, hands=None, database=None, *, number=1, bounds=BOUNDS):
    hands = hands or Hands()
    dispatcher = Dispatcher(
        database or house.database,
        partial(Courier, script.opened, clock=hands.clock, steady=hands.steady),
        partial(Keys, house.vault),
        Guards(),
        process=Process(f"{os.getpid()}-ours-{number}", "here"),  # one that lives: another takes nothing of it over
        clock=hands.clock,
        steady=hands.steady,
        bounds=bounds,
    )
    dispatcher.start()
    try:
        yield dispatcher
    finally:
        script.held.set()
        dispatcher.stop(grace=1)


def one(house, column):
    """Return what the first row holds in a column."""
    with house.database.read() as session:
        return session.scalars(select(column)).first()
