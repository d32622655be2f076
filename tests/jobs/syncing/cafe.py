"""A house with one location, and a service of its own over a real server on this PC."""

from datetime import UTC, datetime, timedelta

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import Channel, DayPart, IntegrationType, OrderStatus, RefundKind
from sakshi_desktop.hub import allowances, integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.sync_desk import SyncDesk
from sakshi_desktop.jobs.syncing import Engine, Held, Opening
from sakshi_desktop.outlets import menu
from sakshi_desktop.store.models import Integration, Location, Order, Refund
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.books import TOKEN

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TODAY = to_day(NOW.date())


class Cafe:
    """A house with one location, its vault, and a service of its own."""

    def __init__(self, database, books):
        self.database, self.books, self.vault = database, books, MemoryStore()
        self.desk = SyncDesk(database, clock=lambda: NOW)
        config = {"base_url": books.url, "items_url": f"{books.url}/items"}
        with database.begin() as session:
            allowances.allow(session, books.place, by=THIS_PC, at=NOW)
            form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config=config)
            self.service = integrations.create(session, form, by=THIS_PC).id
            integrations.activate(session, self.service, by=THIS_PC)
            location = Location(name="Indiranagar", currency="INR", created_at=NOW)
            session.add(location)
            session.flush()
            self.location = location.id
        keys.replace(database, self.vault, self.service, Secret(TOKEN), by=THIS_PC)
        self.let_live()

    def let_live(self):
        with self.database.begin() as session:
            session.get_one(Integration, self.service).live = True

    def sell(self, ago, net_paise, *, status=OrderStatus.DELIVERED):
        with self.database.begin() as session:
            session.add(
                Order(
                    location_id=self.location,
                    status=status,
                    channel=Channel.DINE_IN,
                    day_part=DayPart.BREAKFAST,
                    business_date=TODAY - ago,
                    placed_at=NOW - timedelta(days=ago),
                    currency="INR",
                    gross_paise=net_paise,
                    net_paise=net_paise,
                    tax_paise=net_paise // 20,
                )
            )

    def refund(self, ago, amount_paise):
        with self.database.begin() as session:
            session.add(
                Refund(
                    kind=RefundKind.REFUND,
                    location_id=self.location,
                    channel=Channel.DINE_IN,
                    day_part=DayPart.BREAKFAST,
                    business_date=TODAY - ago,
                    at=NOW,
                    currency="INR",
                    amount_paise=amount_paise,
                )
            )

    def run(self):
        opening = Opening(self.database, self.vault, clock=lambda: NOW)
        Engine(self.database, opening, "here", Held(self.database, self.vault), moment=lambda _session: NOW).run_due()

    def ask(self, deed, *words, **more):
        self.desk.do(deed, *words, **more)
        self.run()
        return self.desk.listed()[0].last

    def date(self, ago):
        return (NOW - timedelta(days=ago)).date().isoformat()

    def sales(self, ago):
        kept = self.books.kept[f"sakshi:LOC-{self.location}:{self.date(ago)}"]
        return tuple(kept[name] for name in ("net_sales_paise", "orders", "tax_paise", "refunds_paise"))

    def menu(self):
        with self.database.read() as session:
            return {(row["name"], row["variant"]): (row["price"], row["cost"]) for row in menu.listed(session)}
