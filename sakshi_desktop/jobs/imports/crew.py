"""The connections of one import, which work beside each other and beside whoever reads the file."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection

from sakshi_desktop.importers.types import Batch
from sakshi_desktop.store.database import Database

T = TypeVar("T")

RUN = 1024
"""Orders one after another that go to the same connection."""


class Crew:
    """Connections that each stage, judge and write orders of their own.

    What a server does for an order, most of it proving that what the order names is there, it does on as many cores as
    there are connections, on threads of ours that only wait for it. SQLite works inside this process and has one
    writer: there the one connection works at once, on the thread that asks.
    """

    def __init__(self, connections: Sequence[Connection]) -> None:
        self.connections = connections
        sqlite = self.first.dialect.name == "sqlite"
        self._pool = None if sqlite else ThreadPoolExecutor(len(connections), "sakshi-import")
        self._under_way: list[Future[Any]] = []

    @property
    def first(self) -> Connection:
        """Return the connection for what is to be done once."""
        return self.connections[0]

    def begin(self, work: Callable[..., object], *shares: Sequence[object]) -> None:
        """Begin the same work on every connection, with its own of ``shares``, once the work before it is done.

        What went wrong with the work before it is raised here.
        """
        self.settle()
        self._under_way = [self._begun(partial(work, *given)) for given in zip(self.connections, *shares, strict=True)]

    def settle(self) -> list[Any]:
        """Return what the work gave on every connection, once all of them are free again."""
        begun, self._under_way = self._under_way, []
        wait(begun)
        return [done.result() for done in begun]

    def each(self, work: Callable[..., T], *shares: Sequence[object]) -> list[T]:
        """Return what the work gives on every connection, done on all of them at the same time."""
        self.begin(work, *shares)
        return self.settle()

    def _begun(self, work: Callable[[], object]) -> Future[Any]:
        if self._pool is not None:
            return self._pool.submit(work)
        done: Future[Any] = Future()
        done.set_result(work())
        return done

    def close(self) -> None:
        """Wait until every connection is free."""
        if self._pool is not None:
            self._pool.shutdown()


@contextmanager
def hired(database: Database, hands: int) -> Iterator[Crew]:
    """Hold a crew of so many connections, which end with it."""
    with ExitStack() as held:
        crew = Crew([held.enter_context(database.working()) for _ in range(hands)])
        held.callback(crew.close)
        yield crew


def dealt(batch: Batch, hands: int) -> list[Batch]:
    """Return what each of the connections takes of a batch: all lines of an order go where the order went."""
    if hands == 1:
        return [batch]
    return [
        batch._replace(
            headers=[header for header in batch.headers if header.ordinal // RUN % hands == hand],
            lines=[line for line in batch.lines if line.ordinal // RUN % hands == hand],
        )
        for hand in range(hands)
    ]
