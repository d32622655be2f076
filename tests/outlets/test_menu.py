import pytest
from sqlalchemy import insert, select

from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.periods import months
from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import ConflictError, FieldsError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.outlets import menu
from sakshi_desktop.store.models import AuditEntry, ItemAvailability, Order, OrderLine
from tests.analytics.test_figures_are_true import assert_page_is_true
from tests.analytics.world import World

MARCH = months(2023, 3, 1)
CHAI = {
    "name": "Masala Chai",
    "variant": "Large",
    "category": "Hot drinks",
    "price": "60",
    "cost": "14.50",
    "diet": "veg",
    "allergens": "milk, tree nut",
    "season": "Nov-Feb",
    "launched_on": "2024-04-01",
    "sold_out": "Cafe 1",
    "prices": "Cafe 0: 65.00; Cafe 1: 70.50",
}


def save(database, seen, **typed):
    with database.begin() as session:
        return menu.save(session, seen, typed, by=THIS_PC)


def test_an_item_is_made_listed_and_read_back_as_it_was_typed(database):
    World(database)
    made = save(database, None, **CHAI)
    shown = {**CHAI, "price": "60.00", "sku": "", "retired_on": ""}
    assert made.texts == shown
    with database.read() as session:
        assert menu.listed(session) == [made]
        assert menu.found(session, {"name": "masala  CHAI", "variant": "large"}) == made
        assert menu.found(session, {"name": "masala chai"}) is None
    assert save(database, made, allergens="", sold_out="", season="")["allergens"] == ""


def test_a_location_keeps_its_own_price_while_the_item_is_not_sold_there(database):
    world = World(database)
    made = save(database, None, **CHAI)
    sold = save(database, made, sold_out="")
    assert sold["prices"] == CHAI["prices"]
    with database.read() as session:
        rows = session.execute(
            select(ItemAvailability.location_id, ItemAvailability.available, ItemAvailability.price_paise)
        ).all()
    assert sorted(rows) == [(world.locations[0], True, 6_500), (world.locations[1], True, 7_050)]
    away = save(database, sold, sold_out="Cafe 0")
    assert away["prices"] == CHAI["prices"]
    changed = save(database, away, prices=f"{ids.location(world.locations[1])}: ₹75")
    assert (changed["prices"], changed["sold_out"]) == ("Cafe 1: 75.00", "Cafe 0")
    with database.read() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry.action == "item.edit"
    assert '"prices": ["Cafe 0: 65.00; Cafe 1: 70.50", "Cafe 1: 75.00"]' in entry.detail


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"price": "free"}, "price"),
        ({"diet": "meat"}, "diet"),
        ({"allergens": "milk, dust"}, "allergens"),
        ({"season": "winter"}, "season"),
        ({"season": "Mars/Phobos"}, "season"),
        ({"season": "Nov-Mars"}, "season"),
        ({"season": "Ma"}, "season"),
        ({"sold_out": "Nowhere"}, "sold_out"),
        ({"prices": "Nowhere: 60"}, "prices"),
        ({"prices": "Cafe 0 60"}, "prices"),
        ({"prices": "Cafe 0: free"}, "prices"),
        ({"prices": "Cafe 0: -1"}, "prices"),
        ({"prices": "Cafe 0: 60; cafe 0: 61"}, "prices"),
        ({"retired_on": "2023-01-01"}, "retired_on"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(sqlite_database, typed, field):
    World(sqlite_database)
    with pytest.raises(FieldsError) as refused:
        save(sqlite_database, None, **{**CHAI, **typed})
    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("november \N{EN DASH} Feb.", "Nov-Feb"), ("Sept-Marc", "Sep-Mar"), ("MAY", "May"), ("jun-jun", "Jun")],
)
def test_a_season_is_read_as_people_write_months(sqlite_database, typed, kept):
    World(sqlite_database)
    assert save(sqlite_database, None, **{**CHAI, "season": typed})["season"] == kept


def test_an_item_of_the_same_name_and_variant_is_told(database):
    World(database)
    save(database, None, **CHAI)
    with pytest.raises(FieldsError, match="of this name and variant already: ITM-"):
        save(database, None, name="MASALA chai", variant="LARGE")


def test_what_two_people_changed_is_told(database):
    World(database)
    seen = save(database, None, **CHAI)
    save(database, seen, price="65")
    with pytest.raises(ConflictError, match="Price was changed meanwhile"):
        save(database, seen, price="70")


def test_a_cost_becomes_the_cost_of_goods_where_nobody_knew_it(database):
    world = World(database)
    chai = save(database, None, name="Chai")
    dosa = save(database, None, name="Dosa", cost="31.25")
    with database.begin() as session:
        both, alone, told = (
            world.order(session, world.locations[0], MARCH.start + shift, **more)
            for shift, more in enumerate(({}, {}, {"goods_paise": 77}))
        )
        line = {"unit_price_paise": 1, "gross_paise": 1, "net_paise": 1}
        rows = [(both, chai, 2000, None), (both, dosa, 1500, None), (alone, chai, 1000, 900), (told, chai, 1000, None)]
        session.execute(
            insert(OrderLine),
            [
                {"order_id": order, "item_id": item.id, "quantity_milli": quantity, "cost_paise": cost, **line}
                for order, item, quantity, cost in rows
            ],
        )
    figures = Figures(database)
    assert_page_is_true(figures, world, (MARCH, None, None, None))
    save(database, chai, cost="14.55")
    with database.read() as session:
        known = dict(session.execute(select(Order.id, Order.goods_paise)).all())
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert known == {both: 2 * 1455 + 4688, alone: 900, told: 77}
    assert '"orders_costed": 2' in entry.detail
    assert_page_is_true(figures, world, (MARCH, None, None, None))
    save(database, menu_item(database, "Chai"), cost="99")
    with database.read() as session:
        assert dict(session.execute(select(Order.id, Order.goods_paise)).all()) == known
    figures.close()


def menu_item(database, name):
    with database.read() as session:
        return menu.found(session, {"name": name})
