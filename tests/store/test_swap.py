import sqlite3
from contextlib import closing

import pytest

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import swap


def _write(file, word, *, wal=False):
    with closing(sqlite3.connect(file)) as connection, connection:
        if wal:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE said (word)")
        connection.execute("INSERT INTO said VALUES (?)", (word,))


def _said(file):
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT word FROM said").fetchall()


@pytest.mark.parametrize("wal", [True, False])
def test_the_new_file_takes_the_place_of_the_old(tmp_path, wal):
    _write(tmp_path / "new.db", "new")
    _write(tmp_path / "old.db", "old", wal=wal)
    swap.swap(tmp_path / "new.db", tmp_path / "old.db")
    assert _said(tmp_path / "old.db") == [("new",)]
    assert [file.name for file in tmp_path.iterdir()] == ["old.db"]


def test_there_need_be_no_old_file(tmp_path):
    _write(tmp_path / "new.db", "new")
    swap.swap(tmp_path / "new.db", tmp_path / "old.db")
    assert _said(tmp_path / "old.db") == [("new",)]


@pytest.mark.parametrize("wal", [True, False])
def test_an_old_file_that_is_read_stays(tmp_path, wal):
    _write(tmp_path / "new.db", "new")
    _write(tmp_path / "old.db", "old", wal=wal)
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM said").fetchall()
        with pytest.raises(DatabaseError, match="open in another program"):
            swap.swap(tmp_path / "new.db", tmp_path / "old.db")
    assert _said(tmp_path / "old.db") == [("old",)]
    assert (tmp_path / "new.db").exists()


def test_a_log_without_its_program_goes_with_its_file(tmp_path):
    _write(tmp_path / "new.db", "new")
    _write(tmp_path / "old.db", "old", wal=True)
    (tmp_path / "old.db-wal").write_bytes(b"torn")
    swap.swap(tmp_path / "new.db", tmp_path / "old.db")
    assert _said(tmp_path / "old.db") == [("new",)]


def test_what_is_no_database_is_in_nobody_s_use(tmp_path):
    (tmp_path / "notes.txt").write_text("not a database, but long enough to be looked at " * 30)
    assert not swap.in_use(tmp_path / "notes.txt")
    assert not swap.in_use(tmp_path / "nothing")


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    _write(tmp_path / "new.db", "new")
    (tmp_path / "old.db").mkdir()
    with pytest.raises(DatabaseError, match="cannot be replaced"):
        swap.swap(tmp_path / "new.db", tmp_path / "old.db")
