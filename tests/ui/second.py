"""A second program on the same database, as a process of its own: does one thing each time it is told to."""

import sys
from datetime import timedelta

from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus
from sakshi_desktop.store import outbox, rollup
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Location, Order
from tests.ui import chain


def main():
    """Obey each line, a deed and an address, until there are no more."""
    for line in sys.stdin:
        deed, address = line.split()
        database = Database.open(address)
        with database.begin() as session:
            DEEDS[deed](session)
        database.dispose()
        print("done", flush=True)


def sell(session):
    """Sell for a thousand rupees at the first location, on the newest day."""
    order = Order(
        location_id=1,
        status=OrderStatus.DELIVERED,
        channel=Channel.DINE_IN,
        day_part=DayPart.LUNCH,
        business_date=chain.LAST,
        hour=12,
        placed_at=chain.NOW - timedelta(hours=20),
        currency="INR",
        gross_paise=1_000_00,
        net_paise=1_000_00,
        goods_paise=300_00,
    )
    session.add(order)
    rollup.touch(session, 1, chain.LAST, at=chain.NOW)
    session.flush()
    outbox.record(session, "order.created", {"order": order.id}, at=chain.NOW)


def found(session):
    """Open a fourth location."""
    session.add(Location(name="Fourth", city="Pune", currency="INR", created_at=chain.NOW))
    outbox.record(session, "location.created", {}, at=chain.NOW)


def talk(session):
    """Do something that has nothing to do with sales."""
    outbox.record(session, "note.written", {}, at=chain.NOW)


DEEDS = {"sell": sell, "found": found, "talk": talk}


if __name__ == "__main__":
    main()
