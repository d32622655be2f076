import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from sakshi_desktop.core.errors import DatabaseError, InvalidError
from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Location, Order, SharedSetting

CHECKOUT = Path(__file__).resolve().parents[2]
AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
THOUSAND_CRORE = 10**12
WRITES = (
    "INSERT INTO settings (name, value) VALUES ('x', 'y')",
    "UPDATE settings SET value = 'y'",
    "DELETE FROM settings",
    "CREATE TABLE mine (x INTEGER)",
    "DROP TABLE attempts",
)
INSTANTS = (
    AT,
    AT.replace(microsecond=999_999),
    datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC),
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(2026, 7, 1, 1, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))),
)


def _set(database, name, value="1"):
    with database.begin() as session:
        session.add(SharedSetting(name=name, value=value))


def _names(database):
    with database.read() as session:
        return sorted(session.scalars(select(SharedSetting.name)))


def _program(*words):
    command = [sys.executable, "-m", "tests.store.writing", *words]
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return subprocess.Popen(command, cwd=CHECKOUT, text=True, **pipes)


def _execute(door, statement):
    with door as connection:
        connection.execute(text(statement))
        connection.commit()


def _flush(door, *things):
    with door as session:
        session.add_all(things)
        session.flush()


def test_the_door_for_readers_cannot_write(database):
    _set(database, "kept")
    for what in WRITES:
        for door in (database.read, database.reading):
            with pytest.raises(DatabaseError):
                _execute(door(), what)
    assert _names(database) == ["kept"]


def test_an_object_cannot_be_changed_through_the_door_for_readers(database):
    with pytest.raises(DatabaseError):
        _flush(database.read(), SharedSetting(name="x", value="y"))
    assert _names(database) == []


def test_a_reader_leaves_the_door_for_writers_open(database):
    with database.read() as session:
        assert session.scalars(select(SharedSetting.name)).all() == []
    _set(database, "written")
    with database.reading() as connection:
        assert connection.execute(select(SharedSetting.name)).scalars().all() == ["written"]
    _set(database, "again")
    assert _names(database) == ["again", "written"]


def test_a_reader_sees_one_moment(database):
    _set(database, "before")
    with database.read() as session:
        seen = session.scalars(select(SharedSetting.name)).all()
        _set(database, "meanwhile")
        assert session.scalars(select(SharedSetting.name)).all() == seen == ["before"]
    assert _names(database) == ["before", "meanwhile"]


def test_an_error_takes_the_whole_transaction_back(database):
    with pytest.raises(IntegrityError):
        _flush(database.begin(), SharedSetting(name="x", value="y"), SharedSetting(name="null", value=None))
    assert _names(database) == []


def test_a_broken_constraint_passes_through_for_the_service_to_name(database):
    _set(database, "once")
    with pytest.raises(IntegrityError):
        _set(database, "once")
    assert _names(database) == ["once"]


def test_a_writer_of_sqlite_holds_the_lock_from_the_start(sqlite_database):
    other = sqlite3.connect(sqlite_database.file, timeout=0, isolation_level=None)
    with closing(other), sqlite_database.begin():
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        assert other.execute("SELECT count(*) FROM settings").fetchone() == (0,)


def test_a_second_writer_waits_and_sees_what_the_first_wrote(database):
    _set(database, "count", "0")
    doors = []

    def add():
        with database.begin() as session:
            row = session.get(SharedSetting, "count", with_for_update=True)
            doors.append(row.value)
            row.value = str(int(row.value) + 1)

    with database.begin() as session:
        row = session.get(SharedSetting, "count", with_for_update=True)  # read first: no upgrade half-way
        second = Thread(target=add)
        second.start()
        row.value = "1"
        session.flush()
        assert doors == []
    second.join()
    assert doors == ["1"]
    with database.read() as session:
        assert session.get(SharedSetting, "count").value == "2"


def test_two_programs_write_at_once_and_nothing_is_lost(database, address):
    _set(database, "count", "0")
    programs = [_program(address, "count", name, "60") for name in ("one", "two")]
    assert [program.stdout.readline() for program in programs] == ["ready\n", "ready\n"]
    for program in programs:
        program.stdin.write("go\n")
        program.stdin.flush()
    complaints = [program.communicate()[1] for program in programs]
    assert [program.returncode for program in programs] == [0, 0], complaints
    expected = {f"{name}-{number}" for name in ("one", "two") for number in range(60)}
    assert set(_names(database)) == expected | {"count"}
    with database.read() as session:
        assert session.get(SharedSetting, "count").value == "120"


@pytest.mark.skipif(sys.platform == "win32", reason="a kill without a word, as POSIX has it")
def test_a_kill_between_write_and_commit_loses_nothing_that_was_committed(database, address):
    _set(database, "before")
    program = _program(address, "die", "killed")
    complaint = program.communicate()[1]
    assert program.returncode == -9, complaint
    assert _names(database) == ["before", "killed-committed"]
    _set(database, "after")
    again = Database.open(address)
    assert _names(again) == ["after", "before", "killed-committed"]
    with again.reading() as connection:
        if again.is_sqlite:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
    again.dispose()


def _order(net):
    return Order(
        location_id=1,
        status=OrderStatus.DELIVERED,
        channel=Channel.DINE_IN,
        day_part=DayPart.LUNCH,
        business_date=20_000,
        placed_at=AT,
        currency="INR",
        gross_paise=net,
        net_paise=net,
    )


def test_sums_of_a_thousand_crore_are_whole_and_exact(database):
    with database.begin() as session:
        session.add(Location(id=1, name="Indiranagar", created_at=AT))
        session.flush()
        session.add_all(map(_order, (THOUSAND_CRORE, THOUSAND_CRORE + 1, 2**62 - 1, 0)))
    wanted = 2 * THOUSAND_CRORE + 2**62
    with database.read() as session:
        for asked in (
            func.sum(Order.net_paise),
            text("sum(net_paise) FROM orders"),
            func.coalesce(func.sum(Order.net_paise), 0),
        ):
            found = session.execute(select(asked)).scalar_one()
            assert (found, type(found)) == (wanted, int)
        found = session.execute(select(-func.sum(Order.net_paise))).scalar_one()
        assert (found, type(found)) == (-wanted, int)
        assert float(session.execute(select(func.avg(Order.net_paise))).scalar_one()) == pytest.approx(wanted / 4)
        nothing = select(func.sum(Order.net_paise)).where(Order.id < 0)
        assert session.execute(nothing).scalar_one() is None


def test_an_instant_without_a_zone_is_refused(database):
    with pytest.raises(StatementError, match="needs a time zone"):
        _flush(database.begin(), Location(name="x", created_at=AT.replace(tzinfo=None)))


def test_an_instant_comes_back_to_the_microsecond_in_utc(database):
    with database.begin() as session:
        session.add_all([Location(name=str(at), created_at=at) for at in INSTANTS])
    with database.read() as session:
        for at in INSTANTS:
            found = session.scalars(select(Location.created_at).where(Location.created_at == at)).one()
            assert (found, found.utcoffset()) == (at, timedelta(0))


def test_references_are_kept(database):
    with pytest.raises(IntegrityError):
        _execute(database.begin(), "INSERT INTO item_allergens (item_id, allergen) VALUES (99, 'milk')")


def test_ids_are_never_given_out_again(database):
    with database.begin() as session:
        session.add_all([Location(name="a", created_at=AT), Location(name="b", created_at=AT)])
        session.flush()
        last = session.scalar(select(func.max(Location.id)))
        session.execute(text("DELETE FROM locations"))
        fresh = Location(name="c", created_at=AT)
        session.add(fresh)
        session.flush()
        assert fresh.id > last


def test_a_held_lock_is_a_sentence_and_not_a_long_wait(sqlite_database):
    event.listen(sqlite_database.writer, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout=0"))
    sqlite_database.writer.dispose()
    other = sqlite3.connect(sqlite_database.file, isolation_level=None)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DatabaseError) as refused, sqlite_database.begin():
            pass
        assert refused.value.sentence.startswith("Another program holds the database.")
        other.execute("COMMIT")
    _set(sqlite_database, "free")


@pytest.mark.parametrize("name", ["बिक्री.db", "with space.db", "50%.db", "a#b.db", "sakshi'.db"])
def test_a_file_may_have_any_name(tmp_path, name):
    database = Database.open(f"sqlite:///{tmp_path / name}")
    with database.begin() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num TEXT)"))
    database.dispose()
    database = Database.open(f"sqlite:///{tmp_path / name}")
    assert database.file == tmp_path / name
    database.dispose()
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_closed_database_leaves_one_file(sqlite_database):
    _set(sqlite_database, "x")
    sqlite_database.dispose()
    assert [file.name for file in sqlite_database.file.parent.glob("*.db*")] == ["sakshi.db"]


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_alone_is_refused(address):
    with pytest.raises(DatabaseError):
        Database.open(address)


@pytest.mark.parametrize("address", ["", "nonsense", "postgresql://127.0.0.1:port/x"])
def test_what_is_no_address_is_a_sentence(address):
    with pytest.raises(InvalidError):
        Database.open(address)


def test_the_title_holds_no_secret():
    database = Database("postgresql://asha@127.0.0.1/cafe", password="s3cret")
    assert database.title == "PostgreSQL · 127.0.0.1/cafe"
    assert "s3cret" not in f"{database.title} {database.url} {database.url!r} {database.writer!r}"
    database.dispose()
