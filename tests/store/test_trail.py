from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from sakshi_desktop.core.rights import THIS_PC, Actor
from sakshi_desktop.store import audit, outbox, trail
from sakshi_desktop.store.models import Location, Shift
from sakshi_desktop.store.trail import Sought
from tests.analytics.world import World

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def filled(database):
    with database.begin() as session:
        audit.record(session, THIS_PC, "order.cancel", 48213, at=NOW, reason="too late")
        audit.record(session, Actor(2, "Asha"), "location.edit", 3, at=NOW - timedelta(days=2), fields=["name"])
        audit.record_personal(
            session, THIS_PC, "customer.edit", 1042, {"phone.before": "9876543210", "phone.after": "9123456780"},
            at=NOW, fields=["phone"],
        )  # fmt: skip
        audit.record(session, THIS_PC, "import.publish", None, at=NOW, orders=12)
        outbox.record(session, "order.cancelled", {"order": "ORD-48213"}, at=NOW)
        outbox.record(session, "import.finished", {"batch": "IMP-7"}, at=NOW - timedelta(days=2))
    return database


def found(database, **sought):
    with database.read() as session:
        return trail.deeds(session, Sought(**sought))


def test_deeds_are_told_newest_first_with_the_ids_people_know(filled):
    rows = found(filled)
    assert [(row.action, row.about, row.by) for row in rows] == [
        ("import.publish", "", "This PC"),
        ("customer.edit", "CUS-1042", "This PC"),
        ("location.edit", "LOC-3", "Asha"),
        ("order.cancel", "ORD-48213", "This PC"),
    ]
    assert rows[0].detail == {"orders": 12}


def test_personal_values_are_named_and_never_told(filled):
    row = next(row for row in found(filled) if row.personal)
    assert row.personal == ("phone.after", "phone.before")
    assert row.detail == {"fields": ["phone"]}
    assert "98765" not in repr(found(filled))
    assert "91234" not in repr(found(filled))


@pytest.mark.parametrize(
    ("sought", "actions"),
    [
        ({"text": "ord-48213"}, ["order.cancel"]),
        ({"text": "ORD-1"}, []),
        ({"text": "asha"}, ["location.edit"]),
        ({"text": "too late"}, ["order.cancel"]),
        ({"text": "100%_sure"}, []),
        ({"kind": "customer"}, ["customer.edit"]),
        ({"since": NOW - timedelta(days=1), "kind": "location"}, []),
        ({"text": "9876543210"}, []),
    ],
)
def test_deeds_are_found_by_what_is_known_of_them(filled, sought, actions):
    assert [row.action for row in found(filled, **sought)] == actions


def test_events_are_found_too(filled):
    with filled.read() as session:
        assert [row.type for row in trail.happenings(session, Sought())] == ["import.finished", "order.cancelled"]
        assert [row.type for row in trail.happenings(session, Sought(text="48213"))] == ["order.cancelled"]
        assert [row.type for row in trail.happenings(session, Sought(kind="import"))] == ["import.finished"]
        recent = trail.happenings(session, Sought(since=NOW - timedelta(hours=1)))
        assert [row.type for row in recent] == ["order.cancelled"]
        assert recent[0].public_id.startswith("msg_")
        assert recent[0].sent == 0
        assert trail.subjects(session) == ["customer", "import", "location", "order"]


def test_no_more_than_asked_is_read(filled):
    with filled.read() as session:
        assert len(trail.deeds(session, Sought(), limit=2)) == 2
        assert len(trail.happenings(session, Sought(), limit=1)) == 1


def test_amounts_have_the_currency_of_the_thing_else_that_of_the_house(database):
    world = World(database)
    rupees, _, dollars = world.locations
    with database.begin() as session:
        order = world.order(session, dollars, 20_000)
        world.shift(session, dollars, 20_000, 900)
        shift = session.scalars(select(Shift.id)).one()
        batch = world.batch(session)
        for action, key in (
            ("order.refund", order),
            ("location.cost", dollars),
            ("location.cost", rupees),
            ("shift.edit", shift),
            ("staff.edit", world.staff),
            ("item.edit", 1),
            ("import.publish", batch),
            ("order.refund", 9_999),
        ):
            audit.record(session, THIS_PC, action, key, at=NOW)
    with database.read() as session:
        told = [row.currency for row in reversed(trail.deeds(session, Sought()))]
    assert told == ["USD", "USD", "INR", "USD", None, None, "INR", None]
    with database.begin() as session:
        session.execute(update(Location).values(currency="USD"))
    with database.read() as session:
        assert {row.currency for row in trail.deeds(session, Sought(kind="item"))} == {"USD"}
