"""Bringing the index of three letters up to the customers who came in bulk."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models.grams import sqlite_text

PIECE = 5_000
"""Customers that are added to the index in one transaction: some 0.2 s of SQLite's lock."""
MANY_NEW = 50_000
MERGED = 200
"""Pages that are merged in one transaction."""


def waiting(connection: Connection) -> int:
    """Return up to how many customers are not in the index yet; 0 on PostgreSQL, which keeps it itself."""
    if connection.dialect.name != "sqlite":
        return 0
    asked = "SELECT coalesce((SELECT max(id) FROM customers), 0) - upto FROM customer_grams_upto"
    return max(0, int(connection.exec_driver_sql(asked).scalar_one()))


def catch_up(database: Database, progress: Callable[[float], None] | None = None) -> int:
    """Add to the index the customers that are not in it yet, in short transactions; return how many ids that were.

    Whoever loads customers in bulk calls it afterwards. Until then they are found as well, only slower.
    """
    with database.reading() as connection:
        open_ids = waiting(connection)
    done = 0
    while done < open_ids:
        with database.begin() as session:
            step = _add_piece(session.connection())
        if not step:
            break
        done += step
        if progress is not None:
            progress(min(1.0, done / open_ids))
    if done >= MANY_NEW:
        _tidy(database)
    return done


def _tidy(database: Database) -> None:
    """Merge what many pieces left lying side by side, a little in each transaction: answers come a third sooner."""
    share = -MERGED
    while True:
        with database.begin() as session:
            driver: Any = session.connection().connection.driver_connection
            before = driver.total_changes
            driver.execute("INSERT INTO customer_grams (customer_grams, rank) VALUES ('merge', ?)", (share,))
            if driver.total_changes - before <= 1:
                return
        share = MERGED


def _add_piece(connection: Connection) -> int:
    first = int(connection.exec_driver_sql("SELECT upto FROM customer_grams_upto").scalar_one())
    asked = "SELECT coalesce(max(id), 0) FROM (SELECT id FROM customers WHERE id > :first ORDER BY id LIMIT :piece)"
    last = int(connection.execute(text(asked), {"first": first, "piece": PIECE}).scalar_one())
    if last <= first:
        return 0
    connection.execute(
        text(
            f"INSERT INTO customer_grams (rowid, text) SELECT id, {sqlite_text()} FROM customers "
            "WHERE id > :first AND id <= :last ORDER BY id"
        ),
        {"first": first, "last": last},
    )
    connection.execute(text("UPDATE customer_grams_upto SET upto = :last"), {"last": last})
    return last - first
