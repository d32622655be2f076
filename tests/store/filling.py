"""Rows for every table of a database of any revision, and all that a database holds, as it stands there."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from sakshi_desktop.store import models  # noqa: F401  (fills the metadata)
from sakshi_desktop.store.base import Base, UtcDateTime

INDEX = "customer_grams"  # of the search: it holds nothing of its own
ROWS = (1, 2, 3)  # in the third all is NULL that may be
START = datetime(2026, 1, 1, tzinfo=UTC)
CHOSEN = {
    ("locations", "currency"): lambda n: "INR",
    ("orders", "currency"): lambda n: "INR",
    ("refunds", "currency"): lambda n: "INR",
    ("import_batches", "part"): lambda n: ("header", "lines")[n % 2],
    ("import_problems", "kind"): lambda n: ("bad_row", "conflict")[n % 2],
    ("opening_hours", "closes"): lambda n: 100 + n,
    ("shifts", "ends_at"): lambda n: START + timedelta(days=n, hours=8),
    ("saved_items", "item_id"): lambda n: n if n % 2 else None,
    ("saved_items", "location_id"): lambda n: None if n % 2 else n,
    ("notes", "order_id"): lambda n: n,
}


def fill(connection):
    """Put three rows into every table that is there and return the names of the tables."""
    there = columns_of(connection)
    tables = [table for table in Base.metadata.sorted_tables if table.name in there]
    for table in tables:
        columns = [column for column in table.columns if column.name in there[table.name]]
        plain = sa.table(table.name, *(sa.column(column.name, column.type) for column in columns))
        rows = [{column.name: _value(table, column, n) for column in columns} for n in ROWS]
        connection.execute(sa.insert(plain), rows)
    return [table.name for table in tables]


def columns_of(connection):
    """Return the columns of every table that is there, by the table's name."""
    found = sa.inspect(connection).get_multi_columns()
    return {name: [each["name"] for each in told] for (_, name), told in found.items() if not name.startswith(INDEX)}


def contents(connection, names=None, *, columns=None):
    """Return all rows of the tables, as the database keeps them.

    Args:
        columns: which of them, by table, as ``columns_of`` once said; a later revision may have more.
    """
    there = columns or columns_of(connection)
    found = {}
    for name in sorted(set(there) - {"alembic_version"}) if names is None else names:
        listed = ", ".join(f'"{column}"' for column in there[name])
        found[name] = sorted(map(repr, connection.exec_driver_sql(f"SELECT {listed} FROM {name}").all()))
    return found


def _value(table, column, n):
    chosen = CHOSEN.get((table.name, column.name))
    if chosen:
        return chosen(n)
    if column.nullable and n == ROWS[-1]:
        return None
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column
        if isinstance(target.type, sa.String):
            return _of_type(target, n)
        return n if target.table is not table else (n - 1 or None)
    return _of_type(column, n)


def _of_type(column, n):
    kind = column.type
    if isinstance(kind, sa.Enum):
        return kind.enums[n % len(kind.enums)]
    if isinstance(kind, UtcDateTime):
        return START + timedelta(days=n, microseconds=n)
    if isinstance(kind, sa.Boolean):
        return n % 2 == 1
    if isinstance(kind, sa.LargeBinary):
        return bytes([0, n, 255])
    if isinstance(kind, sa.Double | sa.Float):
        return n + 0.5
    if isinstance(kind, sa.String):
        return f"{column.name} {n}: “चाय” 'x'\n☕"
    return n * 10**12 if column.name.endswith("_paise") else n
