import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.core.rights import Actor
from sakshi_desktop.store import audit, outbox, rollup
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.models import LEDGERS, AuditEntry, Event, KpiMark, Location
from tests.store.filling import contents, fill

AT = datetime(2026, 1, 1, 12, tzinfo=UTC)
ASHA = Actor(7, "Asha")
IMPOSSIBLE = [
    ("orders", "net_paise = -1"),
    ("orders", "hour = 24"),
    ("orders", "status = 'eaten'"),
    ("refunds", "amount_paise = 0"),
    ("ratings", "stars = 6"),
    (
        "ratings",
        "stars = NULL, wrong_item = false, missing_item = false, late = false, quality = false, other = false",
    ),
    ("locations", "currency = 'RUPEES'"),
    ("day_rules", "cutoff_minutes = 1440"),
    ("opening_hours", "closes = opens"),
    ("shifts", "ends_at = starts_at"),
    ("saved_items", "item_id = 1, location_id = 1"),
    ("notes", "customer_id = NULL, order_id = NULL"),
    ("location_costs", "to_day = from_day - 1"),
    ("status_changes", "before = 'eaten'"),
    ("status_changes", "after = 'eaten'"),
]


@pytest.fixture
def filled(database):
    with database.begin() as session:
        fill(session.connection())
    return database


def _execute(database, statement, **given):
    with database.begin() as session:
        return session.execute(text(statement), given)


def _ledgers(database):
    with database.reading() as connection:
        return contents(connection, LEDGERS)


def _copied(table, extra):
    """Return the columns of a ledger, and what a new row like its first one would hold."""
    columns = [column.name for column in Base.metadata.tables[table].columns]
    return ", ".join(f'"{name}"' for name in columns), ", ".join(extra.get(name, f'"{name}"') for name in columns)


def _key(table):
    return next(iter(Base.metadata.tables[table].primary_key)).name


def _refused(database, statement):
    with pytest.raises((DatabaseError, IntegrityError)) as refused:
        _execute(database, statement)
    return str(refused.value)


def test_a_ledger_can_neither_be_changed_nor_emptied(filled):
    before = _ledgers(filled)
    for table in LEDGERS:
        key = _key(table)
        attempts = [f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}", f"DELETE FROM {table} WHERE {key} = 1"]
        if not filled.is_sqlite:
            attempts.append(f"TRUNCATE {table} CASCADE")
        for statement in attempts:
            assert "append-only" in _refused(filled, statement), statement
    assert _ledgers(filled) == before


def test_a_row_of_a_ledger_cannot_be_replaced(filled):
    before = _ledgers(filled)
    for table in LEDGERS:
        names, values = _copied(table, {})
        again = f"INTO {table} ({names}) SELECT {values} FROM {table}"
        key = _key(table)
        conflict = f"INSERT {again} ON CONFLICT ({key}) DO UPDATE SET {key} = 1"
        replace = f"INSERT OR REPLACE {again}" if filled.is_sqlite else conflict
        assert "append-only" in _refused(filled, replace), table
    assert _ledgers(filled) == before


def test_an_idempotency_key_counts_once(filled):
    for table in ("stock_moves", "points_entries", "seva_entries", "consents"):
        names, values = _copied(table, {"id": "99", "reverses_id": "NULL"})
        assert "idempotency_key" in _refused(
            filled, f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = 1"
        )
        names, values = _copied(table, {"id": "99", "reverses_id": "NULL", "idempotency_key": "'fresh'"})
        _execute(filled, f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = 1")


def test_a_row_is_reversed_at_most_once(filled):
    for table in ("stock_moves", "points_entries", "seva_entries"):
        names, values = _copied(table, {"id": "99", "reverses_id": "1", "idempotency_key": "'fresh'"})
        again = f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id = 1"
        assert "reverses_id" in _refused(filled, again), table  # the second row reverses the first already


def test_a_customer_has_one_default_address_at_most(filled):
    _execute(filled, "UPDATE addresses SET is_default = false")
    add = (
        "INSERT INTO addresses (id, customer_id, kind, line1, city, state, pin_code, is_default) "
        "VALUES (:id, :customer, 'home', '1 MG Road', 'Bengaluru', 'Karnataka', '560001', :chosen)"
    )
    for number, (customer, chosen) in enumerate(((1, True), (1, False), (1, False), (2, True)), 100):
        _execute(filled, add, id=number, customer=customer, chosen=chosen)
    with pytest.raises(IntegrityError):
        _execute(filled, add, id=200, customer=1, chosen=True)
    with pytest.raises(IntegrityError):
        _execute(filled, "UPDATE addresses SET is_default = true WHERE customer_id = 1")


def test_what_cannot_be_is_refused_by_the_database(filled):
    for table, change in IMPOSSIBLE:
        with pytest.raises(IntegrityError):
            _execute(filled, f"UPDATE {table} SET {change}")


def test_an_event_is_written_with_its_change(database):
    with database.begin() as session:
        name = outbox.record(session, "order.cancelled", {"order": 7, "at": "चाय"}, at=AT)
    with database.read() as session:
        event = session.scalars(select(Event)).one()
    assert (event.public_id, event.type, event.at) == (name, "order.cancelled", AT)
    assert json.loads(event.body) == {"order": 7, "at": "चाय"}


def test_a_deed_is_written_with_its_change(database):
    with database.begin() as session:
        audit.record(session, ASHA, "import.publish", 3, at=AT, orders=5, file="जून.csv")
    with database.read() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.by_id, entry.by, entry.action, entry.subject, entry.subject_id) == (
        7,
        "Asha",
        "import.publish",
        "import",
        3,
    )
    assert json.loads(entry.detail) == {"orders": 5, "file": "जून.csv"}


def test_event_deed_and_mark_are_taken_back_with_their_change(database):
    with database.begin() as session:
        session.add(Location(id=1, name="Indiranagar", created_at=AT))

    def fail():
        with database.begin() as session:
            outbox.record(session, "order.cancelled", {}, at=AT)
            audit.record(session, ASHA, "order.cancel", 1, at=AT)
            rollup.touch(session, 1, 20_000, at=AT)
            session.flush()
            session.add(Location(id=1, name="twice", created_at=AT))

    with pytest.raises(IntegrityError):
        fail()
    with database.read() as session:
        assert [session.scalars(select(kind)).all() for kind in (Event, AuditEntry, KpiMark)] == [[], [], []]


def test_an_event_carries_the_transaction_that_wrote_it(postgres_database):
    with postgres_database.begin() as session:
        for kind in ("one", "two"):
            outbox.record(session, kind, {}, at=AT)
        session.flush()
        mine = session.scalar(text("SELECT pg_current_xact_id()::text::bigint"))
    with postgres_database.read() as session:
        assert session.scalars(select(Event.xact)).all() == [mine, mine]


def test_a_reader_that_follows_misses_no_event_of_a_slow_transaction(postgres_database):
    """Ids do not follow the order of commits; the oldest running transaction tells how far one may read."""
    horizon = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    with postgres_database.begin() as slow:
        outbox.record(slow, "slow", {}, at=AT)
        slow.flush()
        with postgres_database.begin() as quick:
            outbox.record(quick, "quick", {}, at=AT)
        with postgres_database.read() as session:
            assert session.scalars(select(Event.type)).all() == ["quick"]
            safe = select(Event.type).where(Event.xact < session.scalar(horizon))
            assert session.scalars(safe).all() == []
    with postgres_database.read() as session:
        safe = select(Event.type).where(Event.xact < session.scalar(horizon)).order_by(Event.id)
        assert session.scalars(safe).all() == ["slow", "quick"]


def test_on_sqlite_ids_follow_the_order_of_commits(sqlite_database):
    for kind in ("one", "two"):
        with sqlite_database.begin() as session:
            outbox.record(session, kind, {}, at=AT)
    with sqlite_database.read() as session:
        assert session.execute(select(Event.type, Event.xact).order_by(Event.id)).all() == [("one", 0), ("two", 0)]


def test_touching_writes_a_mark_a_range(database):
    with database.begin() as session:
        session.add_all([Location(id=1, name="a", created_at=AT), Location(id=2, name="b", created_at=AT)])
        session.flush()
        rollup.touch(session, 1, 20_000, at=AT)
        rollup.touch(session, 2, 20_000, 20_030, at=AT)
        rollup.touch_all(session, [(1, 5, 6), (2, 7, 7)], at=AT)
        rollup.touch_all(session, [], at=AT)
    with database.read() as session:
        marks = session.execute(
            select(KpiMark.location_id, KpiMark.from_day, KpiMark.to_day).order_by(KpiMark.id)
        ).all()
    assert marks == [(1, 20_000, 20_000), (2, 20_000, 20_030), (1, 5, 6), (2, 7, 7)]


def test_a_range_that_ends_before_it_begins_is_refused(database):
    with database.begin() as session:
        session.add(Location(id=1, name="a", created_at=AT))
    with pytest.raises(IntegrityError), database.begin() as session:
        rollup.touch(session, 1, 20_000, 19_999, at=AT)


def test_writers_of_marks_never_wait_for_each_other(postgres_database):
    with postgres_database.begin() as session:
        session.add(Location(id=1, name="a", created_at=AT))
    with postgres_database.begin() as one, postgres_database.begin() as other, postgres_database.begin() as third:
        for session in (one, other, third):
            session.execute(text("SET LOCAL lock_timeout = '1ms'"))  # whoever would wait is refused
        for turn in range(3):
            for session in (one, other, third):
                rollup.touch(session, 1, 20_000 + turn, 20_005, at=AT)
    with postgres_database.read() as session:
        assert len(session.scalars(select(KpiMark.id)).all()) == 9


def test_a_writer_of_marks_does_not_wait_for_a_change_of_the_location(postgres_database):
    with postgres_database.begin() as session:
        session.add(Location(id=1, name="a", created_at=AT))
    with postgres_database.begin() as editor, postgres_database.begin() as writer:
        editor.execute(text("UPDATE locations SET city = 'Pune' WHERE id = 1"))
        writer.execute(text("SET LOCAL lock_timeout = '1ms'"))
        rollup.touch(writer, 1, 20_000, at=AT)
    with postgres_database.read() as session:
        assert session.scalars(select(KpiMark.from_day)).all() == [20_000]
