import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from sakshi_desktop.core.errors import CancelledError, ConflictError, DatabaseError, ForbiddenError, NotFoundError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import Role
from sakshi_desktop.store import backup, health, restoring, shape
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import upgrade
from tests.store.filling import contents, fill

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
STEPS = ("reading the backup", "checking it", "keeping what is there now", "putting it in its place")


def _clock():
    return AT


def _all(database):
    """Return all that is in a database but the trail of its restores, and the stamps that a restore takes back."""
    with database.reading() as connection:
        found = contents(connection)
    del found["audit_entries"], found["kpi_days"]
    return found


@pytest.fixture
def filled(sqlite_database):
    with sqlite_database.begin() as session:
        fill(session.connection())
        session.execute(text("DELETE FROM settings WHERE name = 'demo'"))
    return sqlite_database


@pytest.fixture
def saved(filled, tmp_path):
    """A backup, and what was in it; the database has changed since."""
    file = backup.copy(filled, tmp_path / "saved.db")
    before = _all(filled)
    with filled.begin() as session:
        session.execute(text("INSERT INTO settings (name, value) VALUES ('since', '1')"))
        session.execute(text("DELETE FROM ratings"))
    return file, before


def test_a_preview_tells_what_there_is_and_what_there_would_be(filled, saved, tmp_path):
    shown = restoring.preview(filled, saved[0])
    assert (shown.now.orders, shown.now.customers, shown.now.locations) == (3, 3, 3)
    assert shown.then.newest_day == shown.now.newest_day == 3
    assert shown.then.revision == shape.HEAD


def test_a_restored_database_is_what_was_saved_and_the_one_before_is_kept(filled, saved):
    file, before = saved
    changed = _all(filled)
    done = restoring.restore(filled, file, by=THIS_PC, clock=_clock)
    assert _all(filled) == before
    kept = Database.open(f"sqlite:///{done.kept}")
    assert _all(kept) == changed
    kept.dispose()
    assert health.check(filled).problems == ()
    assert sorted(one.name for one in file.parent.iterdir() if "restoring" in one.name) == []


def test_stopped_at_any_word_of_progress_nothing_is_restored_and_nothing_is_left(filled, saved):
    file, before = saved
    changed, told, kept = _all(filled), [], []

    def keep():
        kept.append((len(told), _all(filled)))

    files = sorted(file.parent.iterdir())
    for last in range(1, 20):
        said = []

        def stop(_share, _text, said=said, last=last):
            said.append(1)
            if len(said) == last:
                raise CancelledError("Stopped.")

        try:
            restoring.restore(filled, file, by=THIS_PC, clock=_clock, progress=stop)
        except CancelledError:
            assert _all(filled) == changed
            assert sorted(file.parent.iterdir()) == files
            continue
        break
    assert last > 4
    changed = _all(filled)
    done = restoring.restore(filled, file, by=THIS_PC, clock=_clock, keep=keep, progress=lambda *_: told.append(1))
    assert kept == [(len(told), changed)]
    assert _all(filled) == before
    assert done.kept.exists()


def test_a_restore_leaves_its_trace(filled, saved):
    restoring.restore(filled, saved[0], by=THIS_PC, clock=_clock)
    with filled.read() as session:
        found = session.execute(text("SELECT detail FROM audit_entries WHERE action = 'database.restore'")).scalars()
        assert list(found) == ['{"file": "saved.db"}']


def test_who_has_the_database_open_sees_the_new_content(filled, saved):
    other = Database.open(f"sqlite:///{filled.file}")
    with other.read() as session:
        assert session.scalar(text("SELECT count(*) FROM ratings")) == 0
    restoring.restore(filled, saved[0], by=THIS_PC, clock=_clock)
    with other.read() as session:
        assert session.scalar(text("SELECT count(*) FROM ratings")) == 3
    other.dispose()


def test_figures_in_memory_are_read_anew(filled, saved):
    with filled.begin() as session:
        session.execute(text("UPDATE kpi_days SET stamp = 500"))
    restoring.restore(filled, saved[0], by=THIS_PC, clock=_clock)
    with filled.read() as session:
        assert session.scalar(text("SELECT max(stamp) FROM kpi_days")) == 0


def test_an_older_backup_is_brought_to_this_shape(filled, tmp_path):
    older = Database.open(f"sqlite:///{tmp_path / 'older.db'}")
    upgrade(older, to="0003")
    with older.begin() as session:
        fill(session.connection())
    older.dispose()
    done = restoring.restore(filled, tmp_path / "older.db", by=THIS_PC, clock=_clock)
    assert (done.contents.revision, done.contents.orders) == (shape.HEAD, 3)
    assert health.check(filled).problems == ()


def _damaged(file):
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 8192] = b"\xff" * 8192
    file.write_bytes(whole)
    return file


def test_what_is_no_good_backup_is_refused_and_nothing_changes(filled, saved, tmp_path):
    before = _all(filled)
    (tmp_path / "cat.db").write_bytes(b"a picture of a cat" * 100)
    for file, error in (
        (tmp_path / "gone.db", NotFoundError),
        (tmp_path / "cat.db", DatabaseError),
        (_damaged(saved[0]), DatabaseError),
        (filled.file, ConflictError),
    ):
        with pytest.raises(error):
            restoring.restore(filled, file, by=THIS_PC, clock=_clock)
    assert _all(filled) == before


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
def test_who_may_not_restore_changes_nothing(filled, saved, role):
    by = Actor(None, "Meera", role, RIGHTS[role])
    before = restoring.contents(filled.file)
    with pytest.raises(ForbiddenError, match="Meera may not put a backup in the place of the database"):
        restoring.restore(filled, saved[0], by=by, clock=_clock)
    assert restoring.contents(filled.file) == before


def test_the_demo_is_not_put_over_real_sales(filled, saved):
    demo = Database.open(f"sqlite:///{saved[0]}")
    with demo.begin() as session:
        session.execute(text("INSERT INTO settings (name, value) VALUES ('demo', 'true')"))
    demo.dispose()
    with pytest.raises(ConflictError, match="demo"):
        restoring.preview(filled, saved[0])


def test_a_shared_database_is_restored_by_its_server(postgres_database, tmp_path):
    with pytest.raises(DatabaseError, match="PostgreSQL"):
        restoring.preview(postgres_database, tmp_path / "saved.db")


class Padded:
    """A database of many pages with a backup of other rows; every test gets copies of both files.

    Attributes:
        old: what is in the database.
        new: what is in the backup.
    """

    def __init__(self, address, folder):
        self._file, self._saved = Path(address.removeprefix("sqlite:///")), folder / "saved.db"
        database = Database(address)
        with database.begin() as session:
            fill(session.connection())
            session.execute(text("DELETE FROM settings WHERE name = 'demo'"))
            rows = [{"name": f"padding {number}", "value": "x" * 900} for number in range(8_000)]
            session.execute(text("INSERT INTO settings (name, value) VALUES (:name, :value)"), rows)
        backup.copy(database, self._saved)
        self.new = _all(database)
        with database.begin() as session:
            session.execute(text("DELETE FROM ratings"))
            session.execute(text("UPDATE settings SET value = 'y' || value WHERE name LIKE 'padding%'"))
        self.old = _all(database)
        database.dispose()

    def copies(self, folder):
        """Return the address of a copy of the database, and a copy of the backup."""
        file = shutil.copy(self._file, folder / "sakshi.db")
        return f"sqlite:///{file}", shutil.copy(self._saved, folder / "saved.db")


@pytest.fixture(scope="module")
def padded(_migrated_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("padded")
    return Padded(f"sqlite:///{shutil.copy(_migrated_file, folder / 'sakshi.db')}", folder)


@pytest.mark.parametrize(
    ("step", "share"), [(step, 0.0) for step in STEPS] + [(STEPS[-1], share) for share in (0.01, 0.2, 0.4, 0.6, 0.8, 1)]
)
def test_killed_in_the_middle_it_leaves_the_old_or_the_new_whole(warm, padded, tmp_path, step, share):
    address, file = padded.copies(tmp_path)
    size = int(share * file.stat().st_size)
    died = warm.run(address, file, step, size, module="tests.store.restored")
    assert size or died.returncode != 0  # what is killed by size may have come to its end
    again = Database.open(address)
    assert _all(again) in (padded.old, padded.new)
    assert health.check(again).problems == ()
    again.dispose()
    restoring.restore(again, file, by=THIS_PC, clock=_clock)
    assert _all(again) == padded.new
    again.dispose()
    assert [one.name for one in tmp_path.iterdir() if "restoring" in one.name] == []
