import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import backup, health
from sakshi_desktop.store.database import Database
from tests.store.filling import contents, fill


@pytest.fixture
def filled(sqlite_database):
    with sqlite_database.begin() as session:
        fill(session.connection())
    return sqlite_database


def _contents(database):
    with database.reading() as connection:
        return contents(connection)


def _opened(file):
    return closing(_Closing(file))


class _Closing:
    def __init__(self, file):
        self.database = Database.open(f"sqlite:///{file}")

    def close(self):
        self.database.dispose()


def test_a_copy_is_whole_equal_and_one_file(filled, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    target = folder / "कॉपी 1.db"
    assert backup.copy(filled, target) == target
    assert list(folder.iterdir()) == [target]
    with _opened(target) as copied:
        assert _contents(copied.database) == _contents(filled)
        assert health.check(copied.database).problems == ()


def test_a_copy_holds_one_moment_while_others_write(filled, tmp_path):
    before = _contents(filled)
    with filled.begin() as session:
        session.execute(text("INSERT INTO settings (name, value) VALUES ('meanwhile', '1')"))
        backup.copy(filled, tmp_path / "copy.db")
    with _opened(tmp_path / "copy.db") as copied:
        assert _contents(copied.database) == before
    assert _contents(filled) != before


def test_what_is_still_in_the_log_is_copied(filled, tmp_path):
    log = filled.file.with_name(f"{filled.file.name}-wal")
    assert log.stat().st_size > 0
    backup.copy(filled, tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("SELECT count(*) FROM settings").fetchone() == (3,)


def test_an_older_copy_is_replaced_in_one_step(filled, tmp_path):
    target = tmp_path / "copy.db"
    target.write_bytes(b"an older copy")
    backup.copy(filled, target)
    with _opened(target) as copied:
        assert _contents(copied.database) == _contents(filled)


def test_an_older_copy_stays_where_the_new_one_fails(filled, tmp_path):
    target = tmp_path / "copy.db"
    target.write_bytes(b"an older copy")
    (tmp_path / "copy.db.part").mkdir()
    with pytest.raises(DatabaseError) as refused:
        backup.copy(filled, target)
    assert "cannot be written" in refused.value.sentence
    assert target.read_bytes() == b"an older copy"


def test_a_place_that_is_not_there_is_a_sentence(filled, tmp_path):
    with pytest.raises(DatabaseError):
        backup.copy(filled, tmp_path / "gone" / "copy.db")


def test_a_database_is_not_copied_onto_itself(filled, tmp_path):
    before = _contents(filled)
    (tmp_path / "link.db").symlink_to(filled.file)
    for target in (filled.file, tmp_path / "link.db"):
        with pytest.raises(DatabaseError) as refused:
            backup.copy(filled, target)
        assert "onto itself" in refused.value.sentence
    assert _contents(filled) == before


def test_a_server_is_not_copied_as_a_file(postgres_database, tmp_path):
    with pytest.raises(DatabaseError) as refused:
        backup.copy(postgres_database, tmp_path / "copy.db")
    assert "pg_dump" in refused.value.hint
