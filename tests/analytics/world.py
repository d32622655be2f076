"""A small chain in a database, and the ways in which its books change."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select, text, update

from sakshi_desktop.analytics.periods import month
from sakshi_desktop.analytics.types import Scope
from sakshi_desktop.core.vocabulary import (
    BatchState,
    Channel,
    CostKind,
    DayPart,
    OrderStatus,
    RefundKind,
    Role,
    day_part,
)
from sakshi_desktop.store import rollup
from sakshi_desktop.store.models import (
    Customer,
    ImportBatch,
    Location,
    LocationCost,
    Order,
    Rating,
    Refund,
    Shift,
    Source,
    Staff,
)

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
JUNE = month("2023-06")
SCOPE = Scope(JUNE, currency="INR")
"""The month that most tests look at."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TABLES = (
    "kpi_marks",
    "kpi_days",
    "ratings",
    "refund_lines",
    "refunds",
    "order_lines",
    "orders",
    "shifts",
    "staff",
    "location_costs",
    "import_batches",
    "sources",
    "customers",
    "items",
    "locations",
)


def clear(database):
    """Delete all that a world before left."""
    with database.begin() as session:
        for table in TABLES:
            session.execute(text(f"DELETE FROM {table}"))


class World:
    """A chain of a few locations; every change touches the days that it changes, as all writers must."""

    def __init__(self, database, currencies=("INR", "INR", "USD"), customers=4):
        self.database = database
        with database.begin() as session:
            self.locations = [
                session.scalar(
                    insert(Location).returning(Location.id), {"name": f"Cafe {n}", "currency": money, "created_at": NOW}
                )
                for n, money in enumerate(currencies)
            ]
            self.currency = dict(zip(self.locations, currencies, strict=True))
            rows = [{"name": f"Guest {n}", "created_at": NOW} for n in range(customers)]
            self.customers = list(session.scalars(insert(Customer).returning(Customer.id), rows))
            self.source = session.scalar(insert(Source).returning(Source.id), {"account": "till", "title": "Till"})
            self.staff = session.scalar(insert(Staff).returning(Staff.id), {"name": "Ravi", "role": Role.SUPPORT})
        self.batches = []

    def order(self, session, location, day, **more):
        """Place an order; ``hour`` decides the part of the day."""
        hour = more.pop("hour", 12)
        at = EPOCH + timedelta(days=day, hours=hour or 0)
        values = {
            "location_id": location,
            "business_date": day,
            "hour": hour,
            "day_part": day_part(hour),
            "status": OrderStatus.DELIVERED,
            "channel": Channel.DINE_IN,
            "placed_at": at,
            "currency": self.currency[location],
            "net_paise": 10_000,
        }
        late = more.pop("late_minutes", None)
        if late is not None:
            values |= {"promised_at": at + timedelta(minutes=40), "delivered_at": at + timedelta(minutes=40 + late)}
        values |= more
        values.setdefault("gross_paise", values["net_paise"])
        key = session.scalar(insert(Order).returning(Order.id), values)
        self.touch(session, location, day)
        return key

    def edit(self, session, key, **values):
        """Change an order; both the days it leaves and the days it comes to are touched."""
        before = session.execute(select(Order.location_id, Order.business_date).where(Order.id == key)).one()
        if values:
            session.execute(update(Order).where(Order.id == key).values(**values))
        after = session.execute(select(Order.location_id, Order.business_date).where(Order.id == key)).one()
        for location, day in {tuple(before), tuple(after)}:
            self.touch(session, location, day)

    def rate(self, session, key, stars=None, **flags):
        """Rate an order, replacing an earlier rating."""
        session.execute(delete(Rating).where(Rating.order_id == key))
        flags = flags or ({} if stars else {"other": True})
        session.execute(insert(Rating), [{"order_id": key, "stars": stars, "at": NOW, **flags}])
        self.edit(session, key)

    def refund(self, session, location, day, amount, **more):
        """Give money back on its own day."""
        values = {
            "kind": RefundKind.REFUND,
            "location_id": location,
            "business_date": day,
            "at": EPOCH + timedelta(days=day, hours=13),
            "amount_paise": amount,
            "channel": Channel.DINE_IN,
            "day_part": DayPart.LUNCH,
            "currency": self.currency[location],
        }
        key = session.scalar(insert(Refund).returning(Refund.id), values | more)
        self.touch(session, location, day)
        return key

    def cost(self, session, location, kind, first, last, amount):
        """Spend money over a range of days."""
        values = {"location_id": location, "kind": CostKind(kind), "from_day": first, "to_day": last}
        session.execute(insert(LocationCost), [values | {"amount_paise": amount}])
        rollup.touch(session, location, first, last, at=NOW)

    def shift(self, session, location, day, cost):
        """Work for a few hours."""
        start = EPOCH + timedelta(days=day, hours=9)
        values = {"staff_id": self.staff, "location_id": location, "business_date": day, "cost_paise": cost}
        session.execute(insert(Shift), [values | {"starts_at": start, "ends_at": start + timedelta(hours=8)}])
        self.touch(session, location, day)

    def batch(self, session):
        """Begin an import; what it brings is hidden until it is published."""
        key = session.scalar(
            insert(ImportBatch).returning(ImportBatch.id),
            {
                "source_id": self.source,
                "state": BatchState.STAGING,
                "part": "header",
                "format": "square",
                "file_name": "a.csv",
                "file_sha256": "0",
                "mapping": "",
                "currency": "INR",
                "by": "test",
                "worker": "test",
                "seen_at": NOW,
                "started_at": NOW,
            },
        )
        self.batches.append(key)
        return key

    def move_batch(self, session, key, state):
        """Publish an import, take it back, or remove its rows."""
        session.execute(update(ImportBatch).where(ImportBatch.id == key).values(state=state))
        for kind in (Order, Refund):
            rows = session.execute(select(kind.location_id, kind.business_date).where(kind.batch_id == key)).all()
            for location, day in set(rows):
                self.touch(session, location, day)
        if state is BatchState.REMOVED:
            of_batch = select(Order.id).where(Order.batch_id == key)
            session.execute(delete(Rating).where(Rating.order_id.in_(of_batch)))
            session.execute(update(Refund).where(Refund.order_id.in_(of_batch)).values(order_id=None))
            session.execute(delete(Refund).where(Refund.batch_id == key))
            session.execute(delete(Order).where(Order.batch_id == key))

    def merge_channels(self, session, one, other):
        """Book all sales of one channel under another."""
        for kind in (Order, Refund):
            rows = session.execute(select(kind.location_id, kind.business_date).where(kind.channel == one)).all()
            for location, day in set(rows):
                self.touch(session, location, day)
            session.execute(update(kind).where(kind.channel == one).values(channel=other))

    def touch(self, session, location, day):
        rollup.touch(session, location, day, at=NOW)
