import shutil
import sqlite3
from contextlib import closing
from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import select

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import CancelledError, ConflictError, DatabaseError, InvalidError
from sakshi_desktop.demo.types import Scale, Window, calendar_months, window_to
from sakshi_desktop.store import upgrade as upgrades
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import KpiMark, Location, Order, SharedSetting
from tests.demo.conftest import END, NOW, SMALL, content, small

TINY = Scale(customers=40, months=1, locations=2, orders=120)


def _beside(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_same_seed_and_date_give_the_same_content(chain, tmp_path):
    again = small(f"sqlite:///{tmp_path / 'again.db'}")
    assert content(again.address) == content(chain[0].address)


def test_both_databases_hold_the_same_chain(chain, postgres):
    name = postgres.create()
    small(postgres.url(name))
    assert content(postgres.url(name)) == content(chain[0].address)
    postgres.drop(name)


def test_rows_added_later_number_on(blank_address):
    small(blank_address, scale=TINY)
    database = Database.open(blank_address)
    with database.begin() as session:
        session.add(Location(name="New", created_at=NOW))
        session.flush()
        assert session.scalar(select(Location.id).where(Location.name == "New")) == 3
    database.dispose()


@pytest.mark.parametrize("other", [{"seed": 8}, {"end": date(2025, 11, 10)}])
def test_another_seed_or_date_gives_another_chain(tmp_path, other):
    one = small(f"sqlite:///{tmp_path / 'one.db'}", scale=TINY)
    different = small(f"sqlite:///{tmp_path / 'other.db'}", scale=TINY, **other)
    ours, theirs = content(one.address), content(different.address)
    assert ours["orders"] != theirs["orders"]


def test_the_figures_are_added_up(chain):
    with chain[1].read() as session:
        assert session.scalars(select(KpiMark)).all() == []


def test_it_says_that_it_is_a_demo(chain):
    with chain[1].read() as session:
        assert session.get(SharedSetting, "demo").value == "true"


def test_an_older_demo_is_replaced_and_nothing_is_left_beside(tmp_path):
    address = f"sqlite:///{tmp_path / 'demo.db'}"
    small(address, scale=TINY)
    before = content(address)["orders"]
    small(address, scale=TINY, seed=9)
    assert content(address)["orders"] != before
    assert [name for name in _beside(tmp_path) if not name.endswith(("-wal", "-shm"))] == ["demo.db"]


def test_a_log_that_a_crash_left_is_not_played_into_the_new_file(tmp_path):
    address = f"sqlite:///{tmp_path / 'demo.db'}"
    small(address, scale=TINY)
    with closing(sqlite3.connect(tmp_path / "demo.db", isolation_level=None)) as holder:
        holder.execute("PRAGMA journal_mode=WAL")
        holder.execute("UPDATE locations SET name = 'From the log' WHERE id = 1")
        for ending in ("", "-wal"):
            shutil.copy(tmp_path / f"demo.db{ending}", tmp_path / f"crashed.db{ending}")
    small(f"sqlite:///{tmp_path / 'crashed.db'}", scale=TINY)
    database = Database.open(f"sqlite:///{tmp_path / 'crashed.db'}")
    with database.read() as session:
        assert "From the log" not in session.scalars(select(Location.name)).all()
    database.dispose()


def test_a_demo_that_somebody_looks_at_is_not_replaced(tmp_path):
    address = f"sqlite:///{tmp_path / 'demo.db'}"
    small(address, scale=TINY)
    looking = Database.open(address)
    with looking.read() as session:
        session.scalar(select(Order.id))
        with pytest.raises(DatabaseError, match="open in another program"):
            small(address, scale=TINY, seed=9)
    looking.dispose()
    assert _beside(tmp_path) == ["demo.db"]


def test_real_sales_are_never_replaced(address):
    database = Database.open(address)
    with database.begin() as session:
        session.add(Location(name="Ours", created_at=NOW))
    database.dispose()
    before = content(address)
    with pytest.raises(ConflictError, match="real data"):
        small(address, scale=TINY)
    assert content(address) == before


def test_a_database_without_anything_may_become_a_demo(address):
    assert small(address, scale=TINY).locations == 2


def test_a_server_keeps_the_demo_it_has(postgres_address):
    small(postgres_address, scale=TINY)
    with pytest.raises(ConflictError, match="a demo already"):
        small(postgres_address, scale=TINY)


def test_another_program_s_database_is_refused(tmp_path):
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as theirs:
        theirs.execute("CREATE TABLE recipes (name)")
    with pytest.raises(DatabaseError, match="another program"):
        small(f"sqlite:///{tmp_path / 'theirs.db'}", scale=TINY)


def test_a_cancelled_build_leaves_the_older_demo(tmp_path):
    address = f"sqlite:///{tmp_path / 'demo.db'}"
    small(address, scale=TINY)
    before = content(address)
    seen = []
    with pytest.raises(CancelledError):
        small(address, scale=TINY, seed=9, progress=lambda *told: seen.append(told), cancelled=lambda: len(seen) > 8)
    assert content(address) == before
    assert [name for name in _beside(tmp_path) if "new" in name] == []


def test_a_server_shows_nothing_of_a_cancelled_build(postgres_address):
    seen = []
    with pytest.raises(CancelledError):
        small(
            postgres_address,
            scale=TINY,
            progress=lambda *told: seen.append(told),
            cancelled=lambda: bool(seen) and seen[-1][0] >= 0.3,
        )
    database = Database.open(postgres_address)
    with database.read() as session:
        assert session.scalar(select(Location.id)) is None
    database.dispose()


def test_what_a_killed_build_left_is_swept(tmp_path):
    (tmp_path / "demo.db.new").write_bytes(b"half a file")
    small(f"sqlite:///{tmp_path / 'demo.db'}", scale=TINY)
    assert _beside(tmp_path) == ["demo.db"]


def test_two_builds_of_one_file_do_not_meet(tmp_path):
    fresh = Database.open(f"sqlite:///{tmp_path / 'demo.db.new'}")
    upgrades.upgrade(fresh)
    with pytest.raises(ConflictError, match="being built"):
        small(f"sqlite:///{tmp_path / 'demo.db'}", scale=TINY)
    fresh.dispose()


def test_progress_only_grows(tmp_path):
    seen = []
    small(f"sqlite:///{tmp_path / 'demo.db'}", scale=TINY, progress=lambda share, text: seen.append((share, text)))
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(text for _, text in seen)


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"end": date(2025, 12, 2)}, "2 December 2025 lies in the future"),
        ({"end": date(2010, 3, 1)}, "would begin before 2010"),
        ({"seed": -1}, "below 0"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(tmp_path, more, sentence):
    with pytest.raises(InvalidError, match=sentence) as refused:
        small(f"sqlite:///{tmp_path / 'demo.db'}", **more)
    assert refused.value.hint
    assert _beside(tmp_path) == []


def test_it_ends_yesterday_unless_told(tmp_path):
    built = small(f"sqlite:///{tmp_path / 'demo.db'}", scale=TINY, end=None)
    assert built.window.end == to_day(date(2025, 11, 30))


@pytest.mark.parametrize(
    ("end", "months", "start"),
    [
        (date(2026, 11, 21), 24, date(2024, 11, 22)),
        (date(2026, 11, 30), 24, date(2024, 12, 1)),
        (date(2026, 3, 30), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 3, 1)),
    ],
)
def test_the_window_is_whole_months(end, months, start):
    assert window_to(end, months) == Window(to_day(start), to_day(end))


def test_calendar_months_cover_the_window_once():
    window = window_to(END, SMALL.months)
    months = calendar_months(window)
    assert (months[0][0], months[-1][1]) == (window.start, window.end)
    assert all(after[0] == before[1] + 1 for before, after in pairwise(months))
