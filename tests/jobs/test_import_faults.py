import signal
import sys

import pytest
from sqlalchemy import event

from sakshi_desktop import importers
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.core.vocabulary import ImportState
from sakshi_desktop.jobs import imports
from sakshi_desktop.store import publishing

from .chain import PLAIN, contents, count, kept_paise

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
ORDERS = publishing.PIECE["sqlite"] + 1  # two pieces on SQLite


@pytest.fixture(scope="module")
def many():
    """Sales of more than one piece."""
    return [
        (
            f"M-{n}",
            f"2026-{n % 9 + 1:02}-{n % 27 + 1:02}",
            "12:30:00",
            f"Outlet {n % 3}",
            f"Item {n % 7}",
            1,
            10 + n % 50,
        )
        for n in range(ORDERS)
    ]


@pytest.fixture
def die(warm, address):
    """Let a program of its own begin a task and die at a step of it; return its exit code."""
    return lambda task, step: warm.run(address, task, step, module="tests.jobs.killed").returncode


def _newest(database):
    with database.read() as session:
        row = imports.listed(session)[0]
    return row.file_name, row.state


@pytest.mark.parametrize("step", range(6))
def test_an_import_killed_at_any_step_leaves_nothing_or_all(database, die, sales, bring, many, step):
    bring(sales(PLAIN))
    before, paise = contents(database), kept_paise(database)
    file = sales(many, "many.csv")
    code = die(file, step)
    assert kept_paise(database) in {paise, paise + sum(row[-1] * 100 for row in many)}
    if code == -signal.SIGKILL:
        assert kept_paise(database) == paise
        assert _newest(database) == ("many.csv", ImportState.INTERRUPTED)
        imports.sweep(database)
        assert contents(database) == before
        assert _newest(database) == ("many.csv", ImportState.INTERRUPTED)
    again = bring(file)
    assert (again.orders + again.already_there, again.conflicts) == (ORDERS, ())
    assert kept_paise(database) == paise + sum(row[-1] * 100 for row in many)


@pytest.mark.parametrize("step", range(3))
def test_a_removal_that_was_killed_is_completed(database, die, sales, bring, many, step):
    bring(sales(PLAIN))
    before, paise = contents(database), kept_paise(database)
    batch = bring(sales(many, "many.csv")).batch
    assert die(batch, step) == -signal.SIGKILL
    assert kept_paise(database) == paise
    imports.sweep(database)
    assert contents(database) == before
    assert count(database, "import_batches", "state = 'removed'") == 1


def test_an_import_under_way_elsewhere_is_not_swept(database, sales, bring):
    seen = []

    def look(_share, text):
        if text == "Finishing":
            seen.append((imports.sweep(database), _newest(database)[1]))

    bring(sales(PLAIN), progress=look)
    assert seen == [(0, ImportState.COMING)]


def test_what_is_being_written_counts_nowhere(database, sales, bring):
    seen = []
    bring(
        sales(PLAIN),
        progress=lambda _share, text: seen.append((text, kept_paise(database))) if text == "Finishing" else None,
    )
    assert seen == [("Finishing", 0)]


def test_a_full_disk_stops_an_import_and_harms_nothing(sqlite_database, sales, many):
    before, full = contents(sqlite_database), []
    order = imports.Order(importers.recognise(sales(many, "many.csv")))

    def limit(connection):
        if full:
            connection.exec_driver_sql("PRAGMA max_page_count=1")

    event.listen(sqlite_database.writer, "begin", limit)
    with pytest.raises(DatabaseError, match="disk is full"):
        imports.run(
            sqlite_database, order, progress=lambda _share, text: full.append(text) if text == "Writing orders" else 0
        )
    event.remove(sqlite_database.writer, "begin", limit)
    sqlite_database.dispose()
    imports.sweep(sqlite_database)
    assert contents(sqlite_database) == before
