import json
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.jobs import imports

from .chain import PLAIN, PLAIN_PAISE, contents, count, kept_paise

HERE = Path(__file__).parent
ROWS = [
    (
        f"R-{n}",
        f"2026-05-{n % 28 + 1:02}",
        "12:30:00",
        f"Outlet {n % 3}",
        f"Item {n % 7}",
        1,
        10 + n % 50,
        f"C-{n % 40}",
    )
    for n in range(900)
]
PAISE = sum(row[6] * 100 for row in ROWS)


@pytest.fixture
def race(address):
    """Let several tasks start at the same moment, each in a process of its own; return what each said."""

    def run(*tasks):
        with ExitStack() as open_ones:
            runners = [
                open_ones.enter_context(
                    subprocess.Popen(
                        [sys.executable, HERE / "racing.py", address, str(task)],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.PIPE,
                        text=True,
                    )
                )
                for task in tasks
            ]
            for runner in runners:
                assert runner.stdout.readline() == "ready\n", runner.stderr.read()
            for runner in runners:
                runner.stdin.write("go\n")
                runner.stdin.flush()
            said = [runner.communicate() for runner in runners]
        assert [error for _out, error in said] == [""] * len(said)
        return [json.loads(out) for out, _error in said]

    return run


@pytest.fixture
def other(tmp_path):
    """Write the same sales as another till names its columns: another source."""

    def write(rows, name="other.csv"):
        file = tmp_path / name
        lines = ["Bill No,Bill Date,Bill Time,Outlet,Product,Qty,Rate,Amount,Customer Phone"]
        lines += [
            f"{order},{day},{time},{store},{item},{quantity},{price},{quantity * price},98765{n % 40:05}"
            for n, (order, day, time, store, item, quantity, price, *_customer) in enumerate(rows)
        ]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    return write


def _unfinished(database):
    return count(database, "import_batches", "state NOT IN ('published', 'removed')")


def test_two_imports_of_one_source_at_once_count_once(database, sales, bring, race):
    file = sales(ROWS)
    said = race(file, file)
    assert {outcome.get("orders", 0) for outcome in said} <= {0, len(ROWS)}
    assert sum(outcome.get("orders", 0) for outcome in said) == len(ROWS)
    assert all("being imported" in outcome["refused"] for outcome in said if "refused" in outcome)
    assert (kept_paise(database), _unfinished(database)) == (PAISE, 0)
    again = bring(file)
    assert (again.orders, again.already_there) == (0, len(ROWS))


def test_halves_of_one_source_at_once_come_in_or_are_told(database, sales, bring, race):
    bring(sales(PLAIN))
    files = [sales(ROWS[:450], "first.csv"), sales(ROWS[450:], "second.csv")]
    said = race(*files)
    assert any("orders" in outcome for outcome in said)
    assert all("being imported" in outcome["refused"] for outcome in said if "refused" in outcome)
    for file in files:
        bring(file)
    assert (kept_paise(database), _unfinished(database)) == (PLAIN_PAISE + PAISE, 0)


def test_imports_of_two_sources_at_once_share_outlets_and_items(database, sales, other, race):
    said = race(sales(ROWS), other(ROWS))
    assert [outcome.get("orders") for outcome in said] == [len(ROWS)] * 2, said
    assert (kept_paise(database), _unfinished(database)) == (2 * PAISE, 0)
    assert (count(database, "locations"), count(database, "items")) == (3, 7)


def test_the_same_import_removed_twice_at_once_is_removed_once(database, sales, bring, race):
    bring(sales(PLAIN))
    before = contents(database)
    batch = bring(sales(ROWS)).batch
    said = sorted(race(batch, batch), key=list)
    assert said[1] == {"removed": len(ROWS)}
    assert "removed" in said[0]["refused"]
    assert contents(database) == before


def test_a_removal_beside_an_import_of_another_source_harms_neither(database, sales, other, bring, race):
    batch = bring(sales(ROWS)).batch
    said = race(batch, other(ROWS))
    assert said == [{"removed": len(ROWS)}, {"orders": len(ROWS), "already_there": 0}]
    assert (kept_paise(database), _unfinished(database)) == (PAISE, 0)
    assert (count(database, "locations"), count(database, "items")) == (3, 7)


@pytest.mark.parametrize("step", ["Comparing with what is here", "Writing orders", "Finishing"])
def test_what_an_import_is_about_to_name_is_not_removed_under_it(database, sales, other, bring, step):
    batch = bring(sales(ROWS)).batch

    def remove(_share, text):
        if text == step and not removed:
            removed.append(imports.remove(database, batch).orders)

    removed = []
    outcome = bring(other(ROWS), progress=remove)
    assert (removed, outcome.orders) == ([len(ROWS)], len(ROWS))
    assert (kept_paise(database), _unfinished(database)) == (PAISE, 0)
    assert (count(database, "locations"), count(database, "items")) == (3, 7)


def test_an_import_is_not_removed_while_its_source_is_being_imported(database, sales, bring):
    batch = bring(sales(PLAIN)).batch

    def remove(_share, text):
        if text == "Writing orders":
            with pytest.raises(ConflictError, match="being imported"):
                imports.remove(database, batch)

    bring(sales(ROWS), progress=remove)
    assert (kept_paise(database), _unfinished(database)) == (PLAIN_PAISE + PAISE, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
def test_two_sweepers_at_once_sweep_once(warm, address, database, sales, bring, race):
    bring(sales(PLAIN))
    before = contents(database)
    killed = warm.run(address, sales(ROWS, "many.csv"), "3", module="tests.jobs.killed")
    assert killed.returncode == -signal.SIGKILL
    assert _unfinished(database) == 1
    said = race("sweep", "sweep", "sweep")
    assert all(outcome.keys() == {"swept"} for outcome in said), said
    assert (contents(database), _unfinished(database)) == (before, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX")
def test_imports_that_sweep_at_once_both_come_in(warm, address, database, sales, other, race):
    file = sales(ROWS)
    warm.run(address, file, "3", module="tests.jobs.killed")
    said = race(file, other(ROWS))
    assert [outcome.get("orders") for outcome in said] == [len(ROWS)] * 2, said
    assert (kept_paise(database), _unfinished(database)) == (2 * PAISE, 0)
