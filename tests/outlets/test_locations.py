from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.periods import months
from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.errors import ConflictError, FieldsError, ForbiddenError, NotFoundError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import Role, day_part
from sakshi_desktop.outlets import costs, locations
from sakshi_desktop.outlets.hours import Stretch, read, show
from sakshi_desktop.store.models import AuditEntry, Event, Order, Refund
from sakshi_desktop.store.nouns import Record
from tests.analytics.test_figures_are_true import assert_page_is_true
from tests.analytics.world import World, clear

MARCH = months(2023, 3, 1)
NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
BANER = {
    "name": "Baner",
    "city": "Pune",
    "state": "Maharashtra",
    "gstin": "27AAPFU0939F1ZV",
    "hours": "Mon-Sun 08:00-23:00",
}


def clock():
    return NOW


def save(database, seen, **typed):
    with database.begin() as session:
        return locations.save(session, seen, typed, by=THIS_PC, clock=clock)


def test_a_location_is_made_with_the_usual_business_day(database):
    made = save(database, None, **BANER)
    with database.read() as session:
        assert locations.listed(session) == [made]
        assert [event.type for event in session.scalars(select(Event))] == ["location.changed"]
        entry = session.scalars(select(AuditEntry)).one()
    assert (made["zone"], made["cutoff"], made["valid_from"], made["hours"]) == (
        "Asia/Kolkata",
        "04:00",
        "",
        "Mon-Sun 08:00-23:00",
    )
    assert (entry.action, entry.subject_id) == ("location.edit", made.id)


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"name": ""}, "name", "Location is needed."),
        ({"gstin": "27AAPFU0939F1ZW"}, "gstin", "does not fit the others"),
        ({"state": "Karnataka"}, "gstin", "registered in Maharashtra, not in Karnataka"),
        ({"pin_code": "012345"}, "pin_code", "no PIN code"),
        ({"zone": "Asia/Poona"}, "zone", "no time zone"),
        ({"cutoff": "25:00"}, "cutoff", "no time of day"),
        ({"hours": "Mon 8-"}, "hours", "no opening time"),
        ({"opened_on": "2026-02-01", "closed_on": "2026-01-01"}, "closed_on", "before it opened"),
        ({"currency": "RUPEE"}, "currency", "no currency"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(sqlite_database, typed, field, sentence):
    with pytest.raises(FieldsError) as refused:
        save(sqlite_database, None, **{**BANER, **typed})
    assert sentence in refused.value.fields[field]


def test_two_locations_cannot_have_one_name(database):
    save(database, None, **BANER)
    with pytest.raises(FieldsError, match="of this name already: LOC-"):
        save(database, None, name="BANER")


def test_what_two_people_changed_is_told_and_nothing_is_lost(database):
    seen = save(database, None, **BANER)
    save(database, seen, city="Poona", seats="40")
    assert save(database, seen, name="Baner Road")["seats"] == "40"
    with pytest.raises(ConflictError, match="City was changed meanwhile, to “Poona”"):
        save(database, seen, city="Puna")


def test_one_that_is_gone_is_told(database):
    with pytest.raises(NotFoundError, match="LOC-9999"):
        save(database, Record(9999, {}), name="x")


def test_who_may_not_edit_is_refused(sqlite_database):
    support = Actor(3, "Meera", Role.SUPPORT, RIGHTS[Role.SUPPORT])
    with sqlite_database.begin() as session, pytest.raises(ForbiddenError, match="Meera may not edit locations"):
        locations.save(session, None, BANER, by=support)


def test_opening_hours_are_read_and_written_as_people_do():
    text = "Mon-Fri 08:00-22:00; Sat 09:00-01:00"
    assert read(text)[-1] == Stretch(5, 540, 1500)
    assert show(read(text)) == text
    with pytest.raises(locations.InvalidError, match="overlap"):
        read("Mon 08:00-12:00; Mon 11:00-15:00")


cutoffs = st.sampled_from(["00:00", "03:30", "04:00", "06:00", "12:00"])
zones = st.sampled_from(["Asia/Kolkata", "Asia/Dubai", "Europe/London", "America/New_York"])
sales = st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 47), st.booleans()), min_size=1, max_size=12)
changes = st.lists(st.tuples(cutoffs, zones, st.none() | st.integers(-2, 2)), min_size=1, max_size=4)


def expected(rules, at):
    """Return business date and hour by the plain words of the rule: the latest rule in whose time the instant falls."""
    for since, zone, cutoff in sorted(rules, reverse=True):
        told = clocks.business_time(at, zone, cutoff)
        if told.day >= since or since == min(rule[0] for rule in rules):
            return told
    raise AssertionError


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(sold=sales, changed=changes)
def test_a_change_of_the_day_moves_what_it_touches_and_every_figure_follows(database, sold, changed):
    clear(database)
    world = World(database)
    place = world.locations[0]
    with database.begin() as session:
        for shift, half_hours, timed in sold:
            day = MARCH.start + shift
            at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=30 * half_hours)
            told = clocks.business_time(at)
            hour = told.hour if timed else None
            world.order(session, place, told.day, hour=hour, placed_at=at, day_part=day_part(hour), goods_paise=5)
            world.refund(session, place, told.day, 700, at=at)
    figures = Figures(database)
    assert_page_is_true(figures, world, (MARCH, None, None, None))
    rules = {0: ("Asia/Kolkata", 240)}
    for cutoff, zone, since in changed:
        first = since is None
        valid = min(rules) if first else MARCH.start + since
        with database.begin() as session:
            seen = locations.get(session, place)
            typed = {"cutoff": cutoff, "zone": zone, "valid_from": "" if first else clocks.to_date(valid).isoformat()}
            locations.save(session, seen, typed, by=THIS_PC, clock=clock)
        if not all(seen[key] == typed[key] for key in typed):
            rules[valid] = (zone, int(cutoff[:2]) * 60 + int(cutoff[3:]))
        assert_page_is_true(figures, world, (MARCH, None, None, None))
    with database.read() as session:
        told = [(since, *rule) for since, rule in rules.items()]
        for order in session.scalars(select(Order).where(Order.hour.is_not(None))):
            when = expected(told, order.placed_at)
            assert (order.business_date, order.hour, order.day_part) == (when.day, when.hour, day_part(when.hour))
        for order in session.scalars(select(Order).where(Order.hour.is_(None))):
            assert order.business_date == clocks.business_time(order.placed_at).day
        assert session.scalar(select(Refund.id).limit(1)) is not None
    figures.close()


kinds = st.sampled_from(["rent", "utilities", "labour", "goods", "marketing"])
spent = st.lists(
    st.tuples(
        st.sampled_from([0, 1]), st.sampled_from(["2023-02", "2023-03", "2023-04"]), kinds, st.integers(0, 90_000)
    ),
    min_size=1,
    max_size=8,
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(entered=spent)
def test_costs_are_in_margin_and_cost_per_order_at_once(database, entered):
    clear(database)
    world = World(database)
    with database.begin() as session:
        for place in world.locations[:2]:
            for day in range(MARCH.start, MARCH.start + 9, 3):
                world.order(session, place, day, net_paise=900_000, goods_paise=100)
    figures = Figures(database)
    assert_page_is_true(figures, world, (MARCH, None, None, None))
    for place, month, kind, rupees in entered:
        typed = {"location": f"Cafe {place}", "month": month, "kind": kind, "amount": f"{rupees}.50"}
        with database.begin() as session:
            costs.save(session, costs.Book(session).found(typed), typed, by=THIS_PC, clock=clock)
        assert_page_is_true(figures, world, (MARCH, None, None, None))
    with database.read() as session:
        assert len(costs.listed(session)) == len({entry[:3] for entry in entered})
        assert session.scalar(text("SELECT count(*) FROM location_costs")) == len({entry[:3] for entry in entered})
    figures.close()
