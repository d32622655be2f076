import random
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from sakshi_desktop.analytics import periods
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.core.clock import start_of
from sakshi_desktop.core.vocabulary import Channel, CostKind, OrderStatus, RefundKind, day_part
from sakshi_desktop.store import rollup
from sakshi_desktop.store.models import (
    Customer,
    Item,
    Location,
    LocationCost,
    Order,
    OrderLine,
    Rating,
    Refund,
)

NOW = datetime(2023, 7, 2, 9, 30, tzinfo=UTC)
MONTHS = ("2023-06", "2023-05", "2022-06")
OUTLETS = ("बंजारा हिल्स", "Indiranagar", "क्षत्रिय चौक", "Bandra West")
MENU = (("फ़िल्टर कॉफ़ी", "Hot drinks"), ("Masala Dosa", "Breakfast"), ("वड़ा पाव", None), ("Mango Lassi", "Cold drinks"))


def clock():
    return NOW


class Chain:
    """Writes a small chain of cafes with sales in three months."""

    def __init__(self, database, seed=7):
        self.database = database
        self.dice = random.Random(seed)  # noqa: S311
        self.orders = count(1)

    def trade(self):
        """Open four outlets and let them have three months of sales and rents."""
        locations = self.open()
        self.sell(locations)
        self.spend(locations)
        return locations

    def open(self, outlets=OUTLETS, currency="INR"):
        with self.database.begin() as session:
            made = [Location(name=name, currency=currency, created_at=NOW) for name in outlets]
            session.add_all(made)
            session.flush()
            return [location.id for location in made]

    def sell(self, locations, months=MONTHS, *, each=10, currency="INR"):
        with self.database.begin() as session:
            items = self._menu(session)
            guests = [Customer(name=f"Guest {number}", created_at=NOW) for number in range(20)]
            session.add_all(guests)
            session.flush()
            for place, location in enumerate(locations):
                for month in months:
                    period = periods.month(month)
                    ends = (period.start, period.end)  # sales are known of the whole month
                    for number in range(each + 5 * place):
                        day = ends[number] if number < len(ends) else self.dice.randint(*ends)
                        self._order(session, location, day, items, guests, currency)
                    rollup.touch(session, location, period.start, period.end, at=NOW)

    def sell_one(self, session, location, day):
        guests = session.query(Customer).all()
        self._order(session, location, day, self._menu(session), guests, "INR")

    def _menu(self, session):
        known = session.query(Item).all()
        if not known:
            known = [
                Item(name=name, name_key=name.casefold(), category=category, created_at=NOW) for name, category in MENU
            ]
            session.add_all(known)
            session.flush()
        return known

    def _order(self, session, location, day, items, guests, currency):
        dice = self.dice
        hour = dice.randint(8, 22)
        placed = start_of(day) + timedelta(hours=hour - 4)
        nets = [dice.randint(3_000, 40_000) for _ in range(dice.randint(1, 3))]
        is_delivery = dice.random() < 0.4
        promised = placed + timedelta(minutes=40)
        order = Order(
            id=next(self.orders),
            location_id=location,
            customer_id=dice.choice(guests).id if dice.random() < 0.6 else None,
            status=OrderStatus.CANCELLED if dice.random() < 0.05 else OrderStatus.DELIVERED,
            channel=Channel.DELIVERY if is_delivery else Channel.DINE_IN,
            day_part=day_part(hour),
            business_date=day,
            hour=hour,
            placed_at=placed,
            promised_at=promised if is_delivery else None,
            delivered_at=promised + timedelta(minutes=dice.randint(-20, 10)) if is_delivery else None,
            currency=currency,
            gross_paise=sum(nets),
            net_paise=sum(nets),
            goods_paise=sum(nets) // 3,
        )
        session.add(order)
        self._enrich(session, order, [self._line(order, dice.choice(items), net) for net in nets])

    def _enrich(self, session, order, lines):
        dice = self.dice
        session.add_all(lines)
        if dice.random() < 0.3:
            wrong = dice.random() < 0.1
            session.add(Rating(order_id=order.id, stars=dice.randint(2, 5), wrong_item=wrong, at=order.placed_at))
        if dice.random() < 0.05:
            session.add(self._refund(order, lines[0].net_paise))

    @staticmethod
    def _line(order, item, net):
        amounts = {"unit_price_paise": net, "gross_paise": net, "net_paise": net}
        return OrderLine(order_id=order.id, item_id=item.id, quantity_milli=1000, **amounts)

    @staticmethod
    def _refund(order, amount):
        return Refund(
            kind=RefundKind.REFUND,
            location_id=order.location_id,
            order_id=order.id,
            channel=order.channel,
            day_part=order.day_part,
            business_date=order.business_date,
            at=order.placed_at,
            currency=order.currency,
            amount_paise=amount,
        )

    def spend(self, locations, months=MONTHS):
        with self.database.begin() as session:
            for location in locations:
                for month in months:
                    period = periods.month(month)
                    paise = self.dice.randint(50_000, 150_000)
                    session.add(
                        LocationCost(
                            location_id=location,
                            kind=CostKind.RENT,
                            from_day=period.start,
                            to_day=period.end,
                            amount_paise=paise,
                        )
                    )
                    rollup.touch(session, location, period.start, period.end, at=NOW)


@pytest.fixture
def chain(database):
    """Writes sales into the database of this test."""
    return Chain(database)


@pytest.fixture
def figures(database):
    """The figures over the database of this test."""
    return Figures(database, clock=clock)


@pytest.fixture
def sold(chain):
    """Four outlets with three months of sales and rents."""
    return chain.trade()
