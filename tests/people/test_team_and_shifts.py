import pytest
from sqlalchemy import select

from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.periods import months
from sakshi_desktop.core.errors import ConflictError, FieldsError, ForbiddenError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import Role
from sakshi_desktop.people import shifts, team
from sakshi_desktop.store.models import AuditEntry, DayRule, Shift, Staff
from sakshi_desktop.store.nouns import Sorting
from tests.analytics.test_figures_are_true import assert_page_is_true
from tests.analytics.world import World

MARCH = months(2023, 3, 1)
NIGHT = {"staff": "Asha Rao", "location": "Cafe 0", "date": "2023-03-02", "starts": "20:00", "ends": "02:30"}


@pytest.fixture
def world(database):
    made = World(database)
    with database.begin() as session:
        team.save(session, None, {"name": "Asha Rao", "role": "support", "hourly": "95"}, by=THIS_PC)
        for place in made.locations[:2]:
            made.order(session, place, MARCH.start + 1, goods_paise=100)
    return made


def book(database, seen, **typed):
    with database.begin() as session:
        return shifts.save(session, seen, typed, by=THIS_PC)


def test_a_shift_costs_its_hours_and_the_margin_follows(database, world):
    figures = Figures(database)
    assert_page_is_true(figures, world, (MARCH, None, None, None))
    made = book(database, None, **NIGHT)
    assert made.texts == {**NIGHT, "cost": "617.50"}
    with database.read() as session:
        shift = session.scalars(select(Shift)).one()
        assert shifts.listed(session) == [made]
    assert shift.business_date == MARCH.start + 1
    assert_page_is_true(figures, world, (MARCH, None, None, None))
    book(database, made, location="Cafe 1", cost="700")
    assert_page_is_true(figures, world, (MARCH, None, None, None))
    figures.close()


def test_a_shift_after_midnight_belongs_to_the_evening_before(database, world):
    book(database, None, **{**NIGHT, "starts": "01:00", "ends": "03:00"})
    with database.read() as session:
        assert session.scalars(select(Shift.business_date)).one() == MARCH.start


@pytest.mark.parametrize("key", ["starts", "ends"])
@pytest.mark.parametrize("falls", [False, True])
def test_shifts_are_sorted_by_what_the_clock_of_their_location_showed(database, world, key, falls):
    with database.begin() as session:
        session.add(DayRule(location_id=world.locations[1], valid_from=0, zone="Europe/London", cutoff_minutes=240))
    for place, date, starts, ends in (
        ("Cafe 0", "2023-03-02", "09:00", "17:00"),
        ("Cafe 1", "2023-03-02", "08:30", "18:00"),
        ("Cafe 1", "2023-07-02", "08:45", "16:00"),
        ("Cafe 0", "2023-03-03", "08:40", "01:00"),
        ("Cafe 1", "2023-07-03", "23:00", "02:00"),
    ):
        book(database, None, staff="Asha Rao", location=place, date=date, starts=starts, ends=ends)
    by = Sorting(key, falls)
    with database.read() as session:
        every = [shift[key] for shift in shifts.ROTA.every(session, by)]
        after = (None, *shifts.ROTA.marks(session, by, 2))
        paged = [shift[key] for mark in after for shift in shifts.ROTA.page(session, by, 2, mark)]
    assert every == sorted(every, reverse=falls)
    assert paged == every


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"staff": "Nobody"}, "staff"),
        ({"location": "Nowhere"}, "location"),
        ({"date": "31/02/2023"}, "date"),
        ({"starts": "9"}, "starts"),
        ({"staff": "Ravi"}, "cost"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(database, world, typed, field):
    with pytest.raises(FieldsError) as refused:
        book(database, None, **{**NIGHT, **typed})
    assert list(refused.value.fields) == [field]
    with database.read() as session:
        assert session.scalars(select(Shift)).all() == []


def test_a_member_of_staff_is_changed_and_the_name_is_kept_apart_in_the_audit_trail(database, world):
    with database.begin() as session:
        seen = team.Book(session).found({"name": "asha rao"})
        team.save(session, seen, {"name": "Asha Rao Kulkarni", "left_on": "2023-04-01"}, by=THIS_PC)
    with database.read() as session:
        details = [entry.detail for entry in session.scalars(select(AuditEntry).where(AuditEntry.subject == "staff"))]
        assert team.listed(session)[-1]["name"] == "Asha Rao Kulkarni"
    assert len(details) == 2
    assert not any("Asha" in detail for detail in details)
    with database.begin() as session, pytest.raises(ConflictError, match="Left on was changed meanwhile"):
        team.save(session, seen, {"left_on": "2023-05-01"}, by=THIS_PC)


def test_two_people_of_one_name_are_told_apart_by_their_location(database, world):
    with database.begin() as session:
        for place in ("Cafe 0", "Cafe 1"):
            team.save(session, None, {"name": "Om", "role": "support", "location": place, "hourly": "60"}, by=THIS_PC)
        with pytest.raises(FieldsError, match="Several people are called om; say the location"):
            team.Book(session).found({"name": "om"})
        assert team.Book(session).found({"name": "om", "location": "cafe 1"})["location"] == "Cafe 1"
    booked = {**NIGHT, "staff": "Om"}
    seen = book(database, None, **{**booked, "location": "Cafe 1"})
    with database.read() as session:
        assert shifts.Book(session).found({**booked, "location": "Cafe 1"}) == seen
        home = session.scalars(select(Staff.location_id).join(Shift)).one()
        assert home == world.locations[1]
    with pytest.raises(FieldsError, match="Several people are called Om, none of them"):
        book(database, None, **{**booked, "location": "Cafe 2"})


def test_names_are_unique(database, world):
    with database.begin() as session, pytest.raises(FieldsError, match="of this name already"):
        team.save(session, None, {"name": "ASHA RAO", "role": "manager"}, by=THIS_PC)


def test_who_may_not_edit_the_team_is_refused(database, world):
    auditor = Actor(5, "Om", Role.AUDITOR, RIGHTS[Role.AUDITOR])
    for noun, typed in ((team, {"name": "X", "role": "owner"}), (shifts, NIGHT)):
        with database.begin() as session, pytest.raises(ForbiddenError, match="Om may not edit the team"):
            noun.save(session, None, typed, by=auditor)
