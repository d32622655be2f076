import os
import shutil

import pytest
from sqlalchemy import func, select

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Event

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows lets no open file go")


def write(database):
    with database.begin() as session:
        outbox.record(session, "menu.changed", {}, at=utc_now())


def events(database):
    with database.read() as session:
        return session.scalar(select(func.count(Event.id)))


def away(file):
    """Move a database out of the way, and return what brings it back."""
    beside = [file.with_name(file.name + ending) for ending in ("", "-wal", "-shm")]
    moved = [(one, one.rename(one.with_name(f"away-{one.name}"))) for one in beside if one.exists()]
    return lambda: [there.rename(one) for one, there in moved]


@pytest.mark.parametrize("deed", [write, events])
def test_a_file_that_is_gone_is_told_and_none_is_made_in_its_place(sqlite_database, deed):
    write(sqlite_database)
    back = away(sqlite_database.file)
    for _ in range(2):
        with pytest.raises(DatabaseError, match="was deleted, moved or replaced while it was open") as refused:
            deed(sqlite_database)
    assert "Put it back where it was, and work goes on" in refused.value.hint
    sqlite_database.dispose()
    with pytest.raises(DatabaseError, match="was deleted, moved or replaced"):
        deed(sqlite_database)
    assert sqlite_database.is_lost
    assert not sqlite_database.file.exists()
    back()
    assert not sqlite_database.is_lost
    write(sqlite_database)
    assert events(sqlite_database) == 2


def test_a_file_that_was_replaced_is_told(sqlite_database):
    write(sqlite_database)
    copy = sqlite_database.file.with_name("copy.db")
    shutil.copy(sqlite_database.file, copy)
    copy.replace(sqlite_database.file)
    with pytest.raises(DatabaseError, match="was deleted, moved or replaced"):
        write(sqlite_database)


def write_while_it_goes(database, backs):
    with database.begin() as session:
        outbox.record(session, "menu.changed", {}, at=utc_now())
        session.flush()
        backs.append(away(database.file))


def test_what_was_begun_before_the_file_went_is_not_said_to_be_written(sqlite_database):
    backs = []
    with pytest.raises(DatabaseError, match="was deleted, moved or replaced"):
        write_while_it_goes(sqlite_database, backs)
    backs[0]()
    assert events(sqlite_database) == 0
