"""A small chain of cafes for the window: three locations, seventy days, three orders a day each."""

from datetime import UTC, datetime, timedelta

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
        session.add_all(order for order, _, _ in sold)
        session.flush()
        session.add_all(_line(order, item) for order, item, _ in sold)
        session.add_all(Rating(order_id=order.id, stars=stars, at=order.placed_at) for order, _, stars in sold if stars)
        for place in places:
            rollup.touch(session, place.id, LAST - DAYS + 1, LAST, at=NOW)


def _day(place, place_number, day, items, people):
    """Give the orders of one day, each with what was ordered and the stars it got, if any."""
    for number in range(3):
        item = items[(day + number + place_number) % len(items)]
        count = 1 + (day + number) % 4 + place_number
        net = item.price_paise * count
        at = NOW - timedelta(days=DAYS - day, hours=number)
        order = Order(
            location_id=place.id,
            customer_id=people[(day * 3 + number) % len(people)].id if number else None,
            status=OrderStatus.DELIVERED,
            channel=(Channel.DINE_IN, Channel.ZOMATO, Channel.TAKEAWAY)[number],
            day_part=DayPart.LUNCH,
            business_date=LAST - DAYS + 1 + day,
            hour=12,
            placed_at=at,
            promised_at=at + timedelta(minutes=30),
            delivered_at=at + timedelta(minutes=20 + 5 * ((day + place_number) % 4)),
            currency="INR",
            gross_paise=net,
            net_paise=net,
            goods_paise=net // 3,
        )
        yield order, item, 3 + (day + place_number) % 3 if number == 1 else None


def _line(order, item):
    line = OrderLine(order_id=order.id, item_id=item.id, quantity_milli=order.net_paise // item.price_paise * 1000)
    line.unit_price_paise, line.gross_paise, line.net_paise = item.price_paise, order.net_paise, order.net_paise
    return line
