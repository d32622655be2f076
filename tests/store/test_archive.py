import os
from datetime import UTC, datetime, timedelta

import pytest

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import archive

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def _daily(database, folder, at, keep=3):
    made = archive.make_daily(database, folder, at=at, keep=keep)
    if made is not None:
        os.utime(made, (at.timestamp(), at.timestamp()))
    return made


def test_a_backup_has_a_name_that_tells_its_moment(database):
    name = archive.name(database, NOW)
    assert name.startswith("sakshi-2026-11-2")
    assert name.endswith(".db" if database.is_sqlite else ".dump")


def test_daily_backups_come_once_a_day_and_only_the_newest_are_kept(sqlite_database, tmp_path):
    folder = tmp_path / "backups"
    for day in range(5):
        assert _daily(sqlite_database, folder, NOW + timedelta(days=day)) is not None
        assert _daily(sqlite_database, folder, NOW + timedelta(days=day, hours=3)) is None
    kept = [one.made_at for one in archive.listed(folder)]
    assert kept == [NOW + timedelta(days=day) for day in (4, 3, 2)]


def test_a_backup_that_a_person_asked_for_is_never_deleted(sqlite_database, tmp_path):
    folder = tmp_path / "backups"
    own = archive.make(sqlite_database, folder / archive.name(sqlite_database, NOW))
    for day in range(3):
        _daily(sqlite_database, folder, NOW + timedelta(days=day), keep=1)
    assert own.exists()
    assert sorted(one.daily for one in archive.listed(folder)) == [False, True]


def test_none_come_where_none_are_wanted(sqlite_database, tmp_path):
    assert _daily(sqlite_database, tmp_path / "backups", NOW, keep=0) is None
    assert archive.listed(tmp_path / "backups") == ()


def test_a_folder_that_cannot_be_made_is_a_sentence(sqlite_database, tmp_path):
    (tmp_path / "backups").write_text("a file")
    with pytest.raises(DatabaseError, match="cannot be made"):
        archive.make(sqlite_database, tmp_path / "backups" / "a.db")


def test_without_the_programs_of_postgresql_it_is_said_why_there_is_no_copy(postgres_database, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DatabaseError, match="pg_dump"):
        archive.make(postgres_database, tmp_path / "a.dump")
