"""A counter with customers and orders, and the people who stand behind it."""

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import Allergen, Channel, DayPart, OrderStatus, PaymentMethod, Role
from sakshi_desktop.store.models import (
    AuditEntry,
    Customer,
    Event,
    Item,
    ItemAllergen,
    KpiMark,
    Location,
    Order,
    OrderLine,
    Payment,
    PointsEntry,
    StatusChange,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OWNER, MANAGER, SUPPORT, AUDITOR = (Actor(None, role.value.title(), role, RIGHTS[role]) for role in Role)


def clock():
    return NOW


class Counter:
    """What tests of the portal work on; ids are those of the rows."""

    def __init__(self, database):
        self.database = database
        with database.begin() as session:
            places = [
                Location(name=name, city="Bengaluru", currency="INR", created_at=NOW) for name in ("Hill", "Lake")
            ]
            chai = Item(name="Masala chai", name_key="masala chai", price_paise=4_000, created_at=NOW)
            cake = Item(name="Nut cake", name_key="nut cake", price_paise=9_000, created_at=NOW)
            asha = Customer(name="Asha Rao", phone="+919886098331", email="asha@example.com", created_at=NOW)
            ravi = Customer(name="Ravi Iyer", phone="+918000005029", created_at=NOW)
            session.add_all([*places, chai, cake, asha, ravi])
            session.flush()
            session.add(ItemAllergen(item_id=cake.id, allergen=Allergen.TREE_NUT))
            self.places = [place.id for place in places]
            self.items = [chai.id, cake.id]
            self.asha, self.ravi = asha.id, ravi.id

    def order(self, **more):
        """Place an order, half an hour ago unless told otherwise, with a line, a payment and its points."""
        age = more.pop("age", timedelta(minutes=30))
        points = more.pop("points", 20)
        net = more.setdefault("net_paise", 22_000)
        at = NOW - age
        values = {
            "location_id": self.places[0],
            "customer_id": self.asha,
            "status": OrderStatus.CONFIRMED,
            "channel": Channel.DELIVERY,
            "day_part": DayPart.LUNCH,
            "business_date": to_day(at.date()),
            "hour": 12,
            "placed_at": at,
            "currency": "INR",
            "gross_paise": net,
            "tax_paise": 1_101,
        }
        with self.database.begin() as session:
            order = Order(**(values | more))
            session.add(order)
            session.flush()
            for item in self.items:
                session.add(
                    OrderLine(
                        order_id=order.id,
                        item_id=item,
                        quantity_milli=1000,
                        unit_price_paise=net // 2,
                        gross_paise=net // 2,
                        net_paise=net // 2,
                    )
                )
            session.add(Payment(order_id=order.id, method=PaymentMethod.UPI, amount_paise=net + 1_101, at=at))
            session.add(StatusChange(order_id=order.id, after=OrderStatus.PENDING, by="Website", at=at))
            if points and order.customer_id:
                session.add(
                    PointsEntry(
                        customer_id=order.customer_id,
                        points=points,
                        reason="order",
                        order_id=order.id,
                        idempotency_key=f"order:{order.id}",
                        at=at,
                    )
                )
            return order.id

    def all(self, kind, *where):
        """Return the rows of a table, in the order of their ids."""
        with self.database.read() as session:
            return session.scalars(select(kind).where(*where).order_by(kind.id)).all()

    def events(self, kind):
        """Return the bodies of the events of a kind."""
        return [json.loads(event.body) for event in self.all(Event, Event.type == kind)]

    def audits(self, action):
        """Return the rows of the trail about an action."""
        return self.all(AuditEntry, AuditEntry.action == action)

    def marks(self):
        """Return the marked days."""
        return [(mark.location_id, mark.from_day, mark.to_day) for mark in self.all(KpiMark)]

    def points(self, customer_id):
        """Return a customer's balance."""
        return sum(row.points for row in self.all(PointsEntry, PointsEntry.customer_id == customer_id))
