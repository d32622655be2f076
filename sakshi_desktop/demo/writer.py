"""Puts columns into tables, many rows at a time, as the driver of the database takes them."""

from collections.abc import Iterable, Sequence
from itertools import repeat

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from sakshi_desktop.demo.types import IST_SECONDS, MICRO, Ints
from sakshi_desktop.store import bulk
from sakshi_desktop.store.base import Base

Column = Ints | Sequence[object] | str | int | None
"""A value for each row, or one for all of them."""


class Writer:
    """Writes into the tables of one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._sqlite = session.get_bind().dialect.name == "sqlite"

    def put(self, table: str, **columns: Column) -> None:
        """Insert rows; at least one column has a value for each row, a text or number stands for all rows."""
        target = Base.metadata.tables[table]
        rows = zip(*(_values(column) for column in columns.values()), strict=False)  # ends with the shortest
        bulk.load(self._session, target, list(columns), rows)

    def moments(self, local: Ints, *, never: int = -1) -> Sequence[object]:
        """Return instants from seconds since 1970 on the wall clock of India; ``never`` becomes None."""
        gone = local == never
        micros: list[object] = ((local - IST_SECONDS) * MICRO).tolist()
        if not gone.any():
            return micros
        return [None if absent else value for value, absent in zip(micros, gone.tolist(), strict=True)]

    def settle(self, tables: Iterable[str]) -> None:
        """Let PostgreSQL number on after the ids that were given; SQLite does so by itself."""
        if self._sqlite:
            return
        for table in tables:
            advance = (
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), coalesce(max(id), 0) + 1, false) FROM {table}"
            )
            self._session.execute(text(advance))


def _values(column: Column) -> Iterable[object]:
    if isinstance(column, np.ndarray):
        listed: list[object] = column.tolist()
        return listed
    if column is None or isinstance(column, str | int):
        return repeat(column)
    return column


def words(known: Sequence[str], places: Ints) -> list[str]:
    """Return the word at each place."""
    listed = [str(word) for word in known]
    return [listed[place] for place in places.tolist()]


def or_none(values: Ints, *, absent: int = -1) -> list[int | None]:
    """Return numbers with None instead of ``absent``."""
    return [None if value == absent else value for value in values.tolist()]
