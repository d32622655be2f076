"""A program that writes to a database beside others, or dies in the middle of it.

python -m tests.store.writing ADDRESS count NAME TIMES    told to go, counts one up and writes a row, TIMES times
python -m tests.store.writing ADDRESS die NAME            commits a row, writes another and dies without a word
"""

import sys

from sqlalchemy import text

from sakshi_desktop.store.database import Database
from tests import dying


def count(database, name, times):
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(int(times)):
        with database.begin() as session:
            lock = "" if database.is_sqlite else " FOR UPDATE"
            known = int(session.scalar(text(f"SELECT value FROM settings WHERE name = 'count'{lock}")))
            session.execute(text("UPDATE settings SET value = :value WHERE name = 'count'"), {"value": str(known + 1)})
            _write(session, f"{name}-{number}")


def die(database, name):
    with database.begin() as session:
        _write(session, f"{name}-committed")
    with database.begin() as session:
        for number in range(2_000):
            _write(session, f"{name}-lost-{number}")
        session.flush()
        dying.die()


def _write(session, name):
    session.execute(text("INSERT INTO settings (name, value) VALUES (:name, :name)"), {"name": name})


if __name__ == "__main__":
    address, what, *rest = sys.argv[1:]
    opened = Database.open(address)
    {"count": count, "die": die}[what](opened, *rest)
    opened.dispose()
