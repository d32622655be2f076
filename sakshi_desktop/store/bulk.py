"""Loading many rows at the speed of the database: COPY in PostgreSQL, executemany of ready tuples in SQLite."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection, LargeBinary, String, Table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from sakshi_desktop.store.base import EPOCH, MICROSECOND, UtcDateTime

BLOCK = 20_000
NUL = "\x00"
_NEXT_ID = """
SELECT setval(counter::regclass, highest)
FROM (SELECT pg_get_serial_sequence('{table}', '{id}') AS counter, max({id}) AS highest FROM {table}) AS used
WHERE highest > COALESCE(pg_sequence_last_value(counter::regclass), 0)
"""
NUMBERS = {int, type(None)}
Row = Sequence[Any]


def load(session: Session, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert ``rows`` into ``table`` inside the session's transaction; what is given is what is stored.

    Values are what the driver takes: int, float, str, bytes, None (bool as 0 or 1); words and defaults of our own are
    not applied. An instant may be given as an aware datetime or in microseconds since 1970. A NUL in a text, which
    PostgreSQL cannot store, is left out. Ids that are given are not given out again.

    Raises:
        IntegrityError: a constraint is broken.
        ValueError: an instant without a time zone.
    """
    chosen = [table.columns[name] for name in columns]
    load_into(
        session.connection(),
        table.name,
        columns,
        rows,
        nullable=[column.name for column in chosen if column.nullable],
        binary=[place for place, column in enumerate(chosen) if isinstance(column.type, LargeBinary)],
        instants=[place for place, column in enumerate(chosen) if isinstance(column.type, UtcDateTime)],
        texts=[place for place, column in enumerate(chosen) if type(column.type) is String],
    )
    numbered = table.autoincrement_column
    if numbered is not None and numbered.name in columns and session.get_bind().dialect.name == "postgresql":
        session.execute(text(_NEXT_ID.format(table=table.name, id=numbered.name)))


def load_into(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    nullable: Sequence[str] = (),
    binary: Sequence[int] = (),
    instants: Sequence[int] = (),
    texts: Sequence[int] = (),
) -> None:
    """Insert ``rows`` into the table of that name inside the connection's transaction.

    Args:
        connection: it may hold temporary tables.
        table: its name.
        columns: the names of the columns that a row fills.
        rows: a value a column.
        nullable: the columns that may be NULL.
        binary: the places of columns that hold bytes.
        instants: the places of columns that hold instants.
        texts: the places of columns that hold texts from outside, in which anything may stand.
    """
    dialect = connection.dialect
    names = ",".join(f'"{name}"' for name in columns)
    try:
        if dialect.name == "sqlite":
            driver: Any = connection.connection.driver_connection
            statement = f"INSERT INTO {table} ({names}) VALUES ({','.join('?' * len(columns))})"
            for chunk in _chunks(rows, texts):
                told = [place for place in instants if not {type(row[place]) for row in chunk} <= NUMBERS]
                driver.executemany(statement, _changed(chunk, told, _micros))
        else:
            blind = [(place, "" if columns[place] in nullable else None) for place in texts]
            copying = _Copying(connection, f"COPY {table} ({names}) FROM STDIN", nullable, blind)
            for chunk in _chunks(rows, texts):
                copying.write(_changed(_changed(chunk, instants, _text), binary, _hexed))
    except dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            f"load into {table}", None, error, dialect.loaded_dbapi.Error, dialect=dialect
        ) from error


class _Copying:
    """Writes blocks of rows into one table of PostgreSQL.

    CSV is what Python writes fastest, but it cannot tell an empty text from NULL: where a column may be NULL they are
    all read as NULL, elsewhere as texts. A block that says the other goes value by value.

    Args:
        connection: in whose transaction it happens.
        copy: the statement, without its options.
        nullable: the columns that may be NULL.
        blind: the places of columns, and what CSV cannot say there.
    """

    def __init__(
        self, connection: Connection, copy: str, nullable: Sequence[str], blind: Sequence[tuple[int, str | None]]
    ) -> None:
        driver: Any = connection.connection.driver_connection
        self._cursor = driver.cursor()
        forced = ",".join(f'"{name}"' for name in nullable)
        self._as_csv = f"{copy} (FORMAT csv{f', FORCE_NULL ({forced})' if forced else ''})"
        self._as_values = copy
        self._blind = blind

    def write(self, rows: list[Row]) -> None:
        if any(unsaid in [row[place] for row in rows] for place, unsaid in self._blind):
            with self._cursor.copy(self._as_values) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        with self._cursor.copy(self._as_csv) as copy:
            copy.write(_csv(rows))


def _chunks(rows: Iterable[Row], texts: Sequence[int]) -> Iterable[list[Row]]:
    """Yield blocks of rows without a NUL in their texts."""
    source = iter(rows)
    while chunk := list(islice(source, BLOCK)):
        torn = [place for place in texts if NUL in "".join([row[place] or "" for row in chunk])]
        yield _changed(chunk, torn, _without_nul)


def _changed(rows: list[Row], places: Sequence[int], change: Callable[[Any], object]) -> list[Row]:
    """Return rows with what is not None in the given places changed."""
    if not places:
        return rows
    done: list[Row] = []
    for row in rows:
        values = list(row)
        for place in places:
            if values[place] is not None:
                values[place] = change(values[place])
        done.append(values)
    return done


def _without_nul(value: str) -> str:
    return value.replace(NUL, "")


def _micros(instant: datetime | int) -> int:
    if isinstance(instant, int):
        return instant
    _must_be_aware(instant)
    return (instant - EPOCH) // MICROSECOND


def _text(instant: datetime | int) -> str:
    if isinstance(instant, int):
        instant = EPOCH + timedelta(microseconds=instant)
    _must_be_aware(instant)
    return instant.isoformat()


def _must_be_aware(instant: datetime) -> None:
    if instant.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {instant!r}")


def _hexed(value: bytes) -> str:
    """Return bytes as PostgreSQL reads them in text."""
    return f"\\x{value.hex()}"


def _csv(rows: list[Row]) -> str:
    """Return rows as CSV; texts are quoted, numbers are not."""
    buffer = io.StringIO()
    csv.writer(buffer, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n").writerows(rows)
    return buffer.getvalue()
