"""Loading many rows at the speed of the database: COPY in PostgreSQL, executemany of ready tuples in SQLite."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import LargeBinary, Table
from sqlalchemy.orm import Session

BLOCK = 20_000


def load(session: Session, table: Table, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert ``rows`` into ``table`` inside the session's transaction.

    Values are what the driver takes: int, float, str, bytes, None (bool as 0 or 1); no type of ours is applied.
    An empty text in a column that may be NULL is stored as NULL.
    """
    driver: Any = session.connection().connection.driver_connection
    if session.get_bind().dialect.name == "sqlite":
        marks = ",".join("?" * len(columns))
        driver.executemany(f"INSERT INTO {table.name} ({','.join(columns)}) VALUES ({marks})", rows)
        return
    nullable = [name for name in columns if table.columns[name].nullable]
    force = f", FORCE_NULL ({','.join(nullable)})" if nullable else ""
    binary = [place for place, name in enumerate(columns) if isinstance(table.columns[name].type, LargeBinary)]
    with driver.cursor().copy(f"COPY {table.name} ({','.join(columns)}) FROM STDIN (FORMAT csv{force})") as copy:
        source = iter(rows)
        while chunk := list(islice(source, BLOCK)):
            copy.write(_block(_hexed(chunk, binary) if binary else chunk))


def _block(rows: list[Sequence[object]]) -> str:
    """Return rows as CSV; texts are quoted, so that only what was None comes out as an unquoted nothing."""
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerows(rows)
    return buffer.getvalue().replace("\x00", "")


def _hexed(rows: list[Sequence[object]], places: list[int]) -> list[Sequence[object]]:
    """Return rows with bytes in the given places written as PostgreSQL reads them in text."""
    done: list[Sequence[object]] = []
    for row in rows:
        values = list(row)
        for place in places:
            value = values[place]
            values[place] = f"\\x{value.hex()}" if isinstance(value, bytes) else value
        done.append(values)
    return done
