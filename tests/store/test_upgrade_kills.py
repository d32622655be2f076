import subprocess
import sys
from pathlib import Path

import pytest

from sakshi_desktop.app import open_database
from sakshi_desktop.store import locks, shape
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import MIGRATIONS, upgrade
from tests.store import revising
from tests.store.copies import Climber, Copies

CHECKOUT = Path(__file__).resolve().parents[2]
DYING = "tests.store.dying"
KILLS = sys.platform != "win32"
"""Whether there is a kill without a word, as POSIX has it."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def server(request):
    """Where databases of each kind in turn are kept: None for files."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture(scope="module")
def climber(server, tmp_path_factory):
    copies = Copies(tmp_path_factory.mktemp("climber"), server)
    yield Climber(copies)
    copies.drop()


@pytest.fixture
def copies(server, tmp_path):
    made = Copies(tmp_path, server)
    yield made
    made.drop()


def _filled(address):
    """Put rows into a database of any revision; return what stands there, and its columns."""
    database = Database.open(address)
    told = revising.fill_live(database), revising.columns(database)
    database.dispose()
    return told


@pytest.mark.slow
@pytest.mark.parametrize("start", [None, *revising.REVISIONS[:-1]])
def test_an_upgrade_keeps_every_row_and_a_kill_before_its_commit_is_harmless(warm, climber, copies, start):
    address = copies.of(climber.at(start)) if start else copies.blank()
    before, columns = _filled(address) if start else ({}, {})
    if KILLS:
        killed = warm.run(address, MIGRATIONS, shape.HEAD, "commit", module=DYING)
        assert killed.returncode == -9, killed.stderr
        database = Database.open(address)
        assert revising.revision(database) == start
        assert revising.contents(database) == before
        database.dispose()
    database = open_database(address)
    assert revising.revision(database) == shape.HEAD
    assert revising.contents(database, before, columns) == before
    database.dispose()


@pytest.mark.skipif(not KILLS, reason="there is no kill without a word")
@pytest.mark.slow
def test_a_kill_in_the_middle_of_an_upgrade_leaves_all_or_nothing(warm, climber, copies, later):
    folder = later(revising.REBUILD)
    filled = copies.of(climber.at(shape.HEAD))
    before = _filled(filled)[0]
    whole = warm.run(copies.of(filled), folder, revising.NEXT, "never", module=DYING)
    assert whole.returncode == 0, whole.stderr
    last = int(whole.stdout.split()[0])
    assert last > 5
    points = [1, *(last * part // 5 for part in (1, 2, 3, 4)), last, "commit"]
    for point in [*points, "copied"] if filled.startswith("sqlite") else points:
        address = copies.of(filled)
        killed = warm.run(address, folder, revising.NEXT, point, module=DYING)
        assert killed.returncode == -9, (point, killed.stderr)
        database = Database.open(address)
        assert revising.revision(database) == shape.HEAD
        assert revising.contents(database) == before
        assert upgrade(database, to=revising.NEXT, migrations=folder)
        kept = sorted(set(before) - {"customers", "orders"})
        assert revising.contents(database, kept) == {name: before[name] for name in kept}
        database.dispose()
        if database.file:
            assert not list(database.file.parent.glob("*.part"))


def _begin(address):
    command = [sys.executable, "-m", DYING, address, str(MIGRATIONS), shape.HEAD, "never"]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_programs_that_upgrade_at_once_do_it_once(blank, blank_address):
    with blank.writer.connect() as holder, holder.begin():
        if not blank.is_sqlite:
            holder.exec_driver_sql(f"SELECT pg_advisory_xact_lock({locks.UPGRADE})")
        programs = [_begin(blank_address) for _ in range(2)]
        if not blank.is_sqlite:
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while holder.exec_driver_sql(waiting).scalar_one() < 2:
                assert all(program.poll() is None for program in programs)
    said = [program.communicate() for program in programs]
    assert [program.returncode for program in programs] == [0, 0], said
    assert sorted(out.split()[1] for out, _ in said) == ["False", "True"]
    assert revising.revision(blank) == shape.HEAD
