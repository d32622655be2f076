import hashlib
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from sakshi_desktop.demo.build import build
from sakshi_desktop.demo.types import Scale
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.database import Database

END = date(2025, 11, 9)
SMALL = Scale(customers=300, months=4, orders=3_000)
NOW = datetime(2025, 12, 1, 6, tzinfo=UTC)


def small(address, **more):
    return build(address, **{"seed": 7, "end": END, "scale": SMALL, "clock": lambda: NOW, **more})


def content(address):
    """Return a digest of each table's rows, without the stamps by which readers follow: they tell when, not what."""
    database = Database.open(address)
    with database.read() as session:
        found = {}
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if column.name != "stamp"]
            rows = session.execute(select(*columns).order_by(*table.primary_key.columns)).all()
            found[table.name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    database.dispose()
    return found


@pytest.fixture(scope="session")
def chain(tmp_path_factory):
    """What a small demo says of itself, and its database; tests read it only."""
    built = small(f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}")
    database = Database.open(built.address)
    yield built, database
    database.dispose()


@pytest.fixture
def ask(chain):
    """Runs a query on the small demo and returns all rows."""

    def run(statement):
        with chain[1].reading() as connection:
            return connection.exec_driver_sql(statement).fetchall()

    return run
