import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from sakshi_desktop.app import open_database
from sakshi_desktop.store import locks, shape
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import MIGRATIONS, upgrade
from tests.store import revising

CHECKOUT = Path(__file__).resolve().parents[2]
needs_kill = pytest.mark.skipif(sys.platform == "win32", reason="a kill without a word, as POSIX has it")


def _run(address, folder, to, point):
    command = [sys.executable, "-m", "tests.store.dying", address, str(folder), to, str(point)]
    return subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


class Prepared:
    """A filled database of which every run gets a copy of its own."""

    def __init__(self, address, request, tmp_path):
        self.address, self._request, self._folder, self._made = address, request, tmp_path, 0
        self._names = []
        database = Database.open(address)
        self.before = revising.fill(database)
        database.dispose()

    def drop(self):
        """Delete the copies that a server keeps; files go with their test."""
        for name in self._names:
            self._request.getfixturevalue("postgres").drop(name)

    def copy(self):
        self._made += 1
        if self.address.startswith("sqlite"):
            folder = self._folder / f"copy-{self._made}"
            folder.mkdir()
            shutil.copy(sa.make_url(self.address).database, folder / "sakshi.db")
            return f"sqlite:///{folder / 'sakshi.db'}"
        server = self._request.getfixturevalue("postgres")
        self._names.append(server.create(template=sa.make_url(self.address).database))
        return server.url(self._names[-1])


@pytest.fixture
def prepared(address, request, tmp_path):
    made = Prepared(address, request, tmp_path)
    yield made
    made.drop()


@needs_kill
@pytest.mark.slow
def test_a_kill_in_the_middle_of_an_upgrade_leaves_all_or_nothing(prepared, later):
    folder = later(revising.REBUILD)
    whole = _run(prepared.copy(), folder, revising.NEXT, "never")
    said, complaint = whole.communicate()
    assert whole.returncode == 0, complaint
    last = int(said.split()[0])
    assert last > 5
    points = [1, *(last * part // 5 for part in (1, 2, 3, 4)), last, "commit"]
    for point in [*points, "copied"] if prepared.address.startswith("sqlite") else points:
        address = prepared.copy()
        killed = _run(address, folder, revising.NEXT, point)
        complaint = killed.communicate()[1]
        assert killed.returncode == -9, (point, complaint)
        database = Database.open(address)
        assert revising.revision(database) == shape.HEAD
        assert revising.contents(database) == prepared.before
        assert upgrade(database, to=revising.NEXT, migrations=folder)
        kept = sorted(set(prepared.before) - {"customers", "orders"})
        assert revising.contents(database, kept) == {name: prepared.before[name] for name in kept}
        database.dispose()
        if database.file:
            assert not list(database.file.parent.glob("*.part"))


@needs_kill
@pytest.mark.slow
@pytest.mark.parametrize("start", [None, *revising.REVISIONS[:-1]])
def test_a_kill_before_the_commit_of_our_own_upgrades_is_harmless(blank_address, start):
    database = Database.open(blank_address)
    before, columns = {}, None
    if start:
        upgrade(database, to=start)
        before, columns = revising.fill_live(database), revising.columns(database)
    database.dispose()
    killed = _run(blank_address, MIGRATIONS, shape.HEAD, "commit")
    complaint = killed.communicate()[1]
    assert killed.returncode == -9, complaint
    database = open_database(blank_address)
    assert revising.contents(database, list(before) or None, columns).items() >= before.items()
    assert revising.revision(database) == shape.HEAD
    database.dispose()


def test_two_programs_that_upgrade_at_once_do_it_once(blank, blank_address):
    with blank.writer.connect() as holder, holder.begin():
        if not blank.is_sqlite:
            holder.exec_driver_sql(f"SELECT pg_advisory_xact_lock({locks.UPGRADE})")
        programs = [_run(blank_address, MIGRATIONS, shape.HEAD, "never") for _ in range(2)]
        if not blank.is_sqlite:
            waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while holder.exec_driver_sql(waiting).scalar_one() < 2:
                assert all(program.poll() is None for program in programs)
    said = [program.communicate() for program in programs]
    assert [program.returncode for program in programs] == [0, 0], said
    assert sorted(out.split()[1] for out, _ in said) == ["False", "True"]
    assert revising.revision(blank) == shape.HEAD
