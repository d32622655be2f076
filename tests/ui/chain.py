"""A small chain of cafes for the window: three locations, seventy days, three orders a day each."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.vocabulary import Channel, DayPart, Diet, OrderStatus
from sakshi_desktop.store import rollup
from sakshi_desktop.store.models import Customer, Item, Location, Order, OrderLine, Rating

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LAST = to_day(NOW.date()) - 1
DAYS = 70
NAMES = ("Indiranagar", "Koramangala", "बंजारा हिल्स")
ITEMS = (("Masala chai", 4_000), ("Filter coffee", 6_000), ("वड़ा पाव", 5_500))


def clock():
    return NOW


def fill(database):
    with database.begin() as session:
        places = [Location(name=name, city="Bengaluru", currency="INR", created_at=NOW) for name in NAMES]
        items = [
            Item(name=name, name_key=name.casefold(), category="Menu", price_paise=price, diet=Diet.VEG, created_at=NOW)
            for name, price in ITEMS
        ]
        people = [Customer(name=f"Guest {number}", created_at=NOW) for number in range(20)]
        session.add_all([*places, *items, *people])
        session.flush()
        sold = [
            one
            for place_number, place in enumerate(places)
            for day in range(DAYS)
            for one in _day(place, place_number, day, items, people)
        ]
        _sell(session, sold)
        for place in places:
            rollup.touch(session, place.id, LAST - DAYS + 1, LAST, at=NOW)


def _day(place, place_number, day, items, people):
    """Give the orders of one day, each with its line and the stars it got, if any; they name no order yet."""
    for number in range(3):
        item = items[(day + number + place_number) % len(items)]
        count = 1 + (day + number) % 4 + place_number
        net = item.price_paise * count
        at = NOW - timedelta(days=DAYS - day, hours=number)
        order = {
            "location_id": place.id,
            "customer_id": people[(day * 3 + number) % len(people)].id if number else None,
            "status": OrderStatus.DELIVERED,
            "channel": (Channel.DINE_IN, Channel.ZOMATO, Channel.TAKEAWAY)[number],
            "day_part": DayPart.LUNCH,
            "business_date": LAST - DAYS + 1 + day,
            "hour": 12,
            "placed_at": at,
            "promised_at": at + timedelta(minutes=30),
            "delivered_at": at + timedelta(minutes=20 + 5 * ((day + place_number) % 4)),
            "currency": "INR",
            "gross_paise": net,
            "net_paise": net,
            "goods_paise": net // 3,
        }
        line = {"item_id": item.id, "quantity_milli": count * 1_000, "unit_price_paise": item.price_paise}
        line |= {"gross_paise": net, "net_paise": net}
        yield order, line, 3 + (day + place_number) % 3 if number == 1 else None


def _sell(session, sold):
    """Insert orders in few statements: most tests of the window begin with them."""
    asked = insert(Order).returning(Order.id, sort_by_parameter_order=True)
    ids = session.scalars(asked, [order for order, _, _ in sold]).all()
    session.execute(insert(OrderLine), [line | {"order_id": key} for key, (_, line, _) in zip(ids, sold, strict=True)])
    rated = [
        {"order_id": key, "stars": stars, "at": order["placed_at"]}
        for key, (order, _, stars) in zip(ids, sold, strict=True)
        if stars
    ]
    session.execute(insert(Rating), rated)
