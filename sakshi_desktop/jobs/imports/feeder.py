"""Handing staged rows to the database while the next ones are read."""

import gc
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from sakshi_desktop.store import staging
from sakshi_desktop.store.staging import Columns

SELDOM = 50_000
"""New objects between two looks for garbage. Rows form no circles, but the usual 700 look through all of them so often
that it takes a sixth of reading and a third of staging."""


class Feeder:
    """Fills the staging tables on one connection, which it alone uses until it is left.

    A server takes one batch in while the next is read from the file, on a thread that mostly waits for it. SQLite
    works inside this process, where a second thread would only stand in the way of the first.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._beside = None if connection.dialect.name == "sqlite" else ThreadPoolExecutor(1, "sakshi-staging")
        self._under_way: Future[None] | None = None
        self._looks = gc.get_threshold()

    def __enter__(self) -> Self:
        """Begin; garbage is looked for seldom meanwhile."""
        gc.set_threshold(SELDOM, *self._looks[1:])
        return self

    def put(self, **batch: Columns) -> None:
        """Add the rows of a batch to the tables of these names; what went wrong with the one before is raised here."""
        if self._beside is None:
            self._load(batch)
            return
        self._settle()
        self._under_way = self._beside.submit(self._load, batch)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """See all of it in, or after an error only wait until the connection is free."""
        gc.set_threshold(*self._looks)
        if self._beside is None:
            return
        try:
            if error is None:
                self._settle()
        finally:
            self._beside.shutdown()

    def _settle(self) -> None:
        if self._under_way is not None:
            self._under_way.result()

    def _load(self, batch: Mapping[str, Columns]) -> None:
        for table, columns in batch.items():
            staging.load(self._connection, table, columns)
        self._connection.commit()
