"""A second program on the same database, as a process of its own: does one thing each time it is told to."""

import asyncio
import csv
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from sakshi_desktop import importers
from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.rights import RIGHTS, THIS_PC, Actor
from sakshi_desktop.core.vocabulary import Channel, DayPart, IntegrationType, OrderStatus, Role
from sakshi_desktop.hub import endpoints, integrations, syncs
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.field_edits import Edits
from sakshi_desktop.jobs import imports, tables
from sakshi_desktop.portal import addresses, customers, notes, orders
from sakshi_desktop.portal.types import AddressText, Draft, Keep
from sakshi_desktop.store import audit, outbox, rollup
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Customer, Endpoint, Location, Order, SyncJob
from tests.jobs.house import House, now
from tests.jobs.syncing.house import House as SyncHouse
from tests.jobs.syncing.service import dearer, pulling, records
from tests.receiver import Receiver, good
from tests.ui import chain

TABLES = {
    "items": "Item Name,Selling Price\nNimbu pani,45\n",
    "staff": "Employee,Role,Outlet,Hourly rate\nOm Das,support,Indiranagar,95\n",
    "shifts": "Name,Location,Date,From,To\nOm Das,Indiranagar,22/11/2026,06:15,11:45\n",
    "locations": "Outlet,City,Seats\nIndiranagar,Mysuru,38\n",
    "costs": "Store,Month,Kind,Amount\nIndiranagar,2026-10,rent,85321\n",
}
"""By the table: a file that changes it."""
SALES = (("Bill No", "Date", "Time", "Outlet", "Item", "Qty", "Rate"), (1, "12/11/2026", "12:00", "Fort", "Tea", 1, 40))
MANY = 4_000
"""Events that make any database larger by more than the tenth of a megabyte that a page shows."""

DEEDS, WORKS = {}, {}
"""By name: what is done in one transaction, and what takes its own."""


def deed(do):
    """Let a function be told by its name; it is given a transaction."""
    DEEDS[do.__name__] = do
    return do


def work(do):
    """Let a function be told by its name; it is given a Place."""
    WORKS[do.__name__] = do
    return do


class Place:
    """A database that this process has open, and what works on it.

    Attributes:
        let: set while the receiver of webhooks answers.
        wish: set once an import under way, in a thread of its own, shall stop.
        runs: how many runs of its sync there were.
    """

    def __init__(self, address):
        self.database = Database.open(address)
        self.stack = ExitStack()
        self.stack.callback(self.database.dispose)
        self.house = House(self.database)
        self.let, self.wish = threading.Event(), threading.Event()
        self.importing = None
        self.stack.callback(self.wish.set)  # nobody waits for ever
        self.sync = None
        self.runs = 0


def main():
    """Obey each line, a deed and an address, until there are no more."""
    places = {}
    for line in sys.stdin:
        name, address = line.split()
        if address not in places:
            places[address] = Place(address)
        if name == "leave":
            places.pop(address).stack.close()
        else:
            _do(name, places[address])
        print("done", flush=True)


def _do(name, place):
    if name in WORKS:
        WORKS[name](place)
        return
    with place.database.begin() as session:
        DEEDS[name](session)


@deed
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


@deed
def found(session):
    """Open a fourth location."""
    session.add(Location(name="Fourth", city="Pune", currency="INR", created_at=chain.NOW))
    outbox.record(session, "location.created", {}, at=chain.NOW)


@deed
def talk(session):
    """Do something that has nothing to do with sales."""
    outbox.record(session, "note.written", {}, at=chain.NOW)


def _asha(session):
    return session.scalars(select(Customer.id).where(Customer.email == "asha@example.com")).one()


@deed
def correct(session):
    """Correct name and phone of Asha."""
    key = _asha(session)
    draft = Draft(name="Asha Iyer", phone="98450 12345", email="asha@example.com")
    customers.edit(session, key, customers.get(session, key), draft, by=THIS_PC)


@deed
def rename(session):
    """Give Asha another name still."""
    key = _asha(session)
    draft = Draft(name="Asha Menon", phone=Keep.KEEP, email=Keep.KEEP)
    customers.edit(session, key, customers.get(session, key), draft, by=THIS_PC)


@deed
def note(session):
    """Write a note about Asha."""
    notes.add(session, "Wants the window seat", customer_id=_asha(session), by=THIS_PC)


@deed
def move(session):
    """Give Asha another address."""
    text = AddressText(line1="7, Church Street", city="Bengaluru", state="Karnataka", pin_code="560001")
    addresses.add(session, _asha(session), text, by=THIS_PC)


@deed
def cancel(session):
    """Cancel the order of Asha."""
    order = session.scalars(select(Order.id).where(Order.customer_id == _asha(session))).one()
    orders.cancel(session, order, by=THIS_PC, reason="The guest left.", clock=chain.clock)


@deed
def connect(session):
    """Connect a service."""
    integrations.create(session, IntegrationForm("Books of Pune", IntegrationType.CUSTOM, "Custom"), by=THIS_PC)


@deed
def disable(session):
    """Disable the webhook."""
    key = session.scalars(select(Endpoint.id)).one()
    endpoints.disable(session, key, why="In repair until Monday.", by=THIS_PC, at=now())


@deed
def pause(session):
    """Let the sync rest."""
    syncs.pause(session, session.scalars(select(SyncJob.id)).one(), by=THIS_PC)


@deed
def resume(session):
    """Let the sync go on."""
    syncs.resume(session, session.scalars(select(SyncJob.id)).one(), by=THIS_PC)


@deed
def call_otherwise(session):
    """Let the sync call a field otherwise at its service."""
    edits = Edits(names={"orders": "bills"})
    syncs.map_fields(session, session.scalars(select(SyncJob.id)).one(), edits.applied, by=THIS_PC)


@deed
def sign(session):
    """Do something under a name of one's own."""
    audit.record(session, Actor(None, "Harish", Role.OWNER, RIGHTS[Role.OWNER]), "order.look", None, at=chain.NOW)


@deed
def grow(session):
    """Let the database be larger."""
    outbox.record_all(session, "note.written", ({"filler": "x" * 200} for _ in range(MANY)), at=chain.NOW)


@work
def serve(place):
    """Begin to send this database's webhooks to a receiver that answers when it is let."""
    place.let.set()
    place.house.add(place.stack.enter_context(Receiver(partial(_held, place.let))))
    wing = place.house.wing()
    place.stack.callback(wing.stop)
    place.stack.callback(place.let.set)
    wing.start()


async def _held(let, request, writer):
    await asyncio.to_thread(let.wait)
    await good(request, writer)


@work
def announce(place):
    """Tell the webhook of something; it holds its answer back."""
    place.let.clear()
    place.house.record()


@work
def let(place):
    """Let the webhook answer, and wait until that is written down."""
    place.let.set()
    place.house.settled()


@work
def sync(place):
    """Take three more records over from a service whose secret this process holds, two of which can be kept."""
    if place.sync is None:
        place.sync = SyncHouse(place.database, secret="books")
        place.sync.now, place.sync.held = chain.NOW, {"books": 1}
    place.runs += 1
    every = records(3 * place.runs)
    place.sync.run(pulling([dearer(one, -5) if at % 3 == 0 else one for at, one in enumerate(every)]))


@work
def bring(place):
    """Import a file of sales."""
    _import(place)


@work
def begin(place):
    """Begin to import it, and stand still in the middle."""
    begun = threading.Event()

    def hold(_share, _text):
        begun.set()
        place.wish.wait()

    place.importing = threading.Thread(target=_import, args=(place,), kwargs={"progress": hold})
    place.importing.start()
    begun.wait()


@work
def give_up(place):
    """Stop that import."""
    place.wish.set()
    place.importing.join()
    place.wish.clear()


def _import(place, **more):
    with tempfile.TemporaryDirectory() as folder, suppress(CancelledError):
        file = Path(folder) / "of-the-second.csv"
        with file.open("w", newline="", encoding="utf-8") as target:
            csv.writer(target).writerows(SALES)
        imports.run(place.database, imports.Order(importers.recognise(file)), cancelled=place.wish.is_set, **more)


@work
def take_back(place):
    """Remove that import."""
    with place.database.read() as session:
        newest = imports.listed(session)[0].id
    imports.remove(place.database, newest)


def keep(name, place):
    """Change one of TABLES by a file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.csv"
        file.write_text(TABLES[name], encoding="utf-8")
        assert not tables.bring(place.database, tables.NOUNS[name], file, by=THIS_PC).bad


for _name in TABLES:
    WORKS[_name] = partial(keep, _name)


if __name__ == "__main__":
    main()
