"""How soon what another process commits is painted on the open page: from its commit to the paint of the changed text.

    python -m tests.bench.traffic.following ADDRESS

is the other process: it does each deed that it is told, with a number of its own, and says when that was committed.
"""

import sys
import time
from datetime import timedelta

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from sqlalchemy import func, select

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import Channel, DayPart, IntegrationType, OrderStatus
from sakshi_desktop.hub import integrations
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.portal import customers, lists, notes
from sakshi_desktop.portal.types import Draft, Keep
from sakshi_desktop.store import outbox, rollup
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Location, Order
from tests.bench.traffic import ground

PATIENCE = 30
LAKH = 1_00_000_00


class Painted(QObject):
    """Notes when a widget is painted while it says what it shall say."""

    def __init__(self, widget, says):
        super().__init__(widget)
        self._says = says
        self.at = None
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802  # the name of Qt
        if self.at is None and event.type() == QEvent.Type.Paint and self._says():
            self.at = time.monotonic()
        return super().eventFilter(watched, event)


def _first_cell(table):
    return lambda: table.model.text(0, 0) if table.model.rowCount() else ""


def _figures(page):
    card = page.cards["revenue_paise"]
    return card, lambda: card.says.exact


def _list(page):
    return page.search.table.view.viewport(), _first_cell(page.search.table)


def _locations(page):
    return page.table.view.viewport(), lambda: max(row.figures["revenue_paise"] or 0 for row in page.table.model.rows)


def _cards(page):
    section = page.choose("services")
    return section, lambda: "|".join(card.name.text() for card in section.cards.values())


def _deeds(page):
    table = page.section.table
    return table.view.viewport(), lambda: table.model.row(0).id if table.model.rowCount() else 0


SHOWN = {
    "overview": ("sell", _figures),
    "locations": ("sell", _locations),
    "customers": ("rename", _list),
    "integrations": ("connect", _cards),
    "activity": ("note", _deeds),
}
"""By the page: what the other process does, and the part of the page that shows it with what that says."""


def measure(window, address, count):
    """Return by the page the seconds that each of ``count`` changes took to be painted on it."""
    took = {}
    with ground.told("following", address) as tell:
        for key, (deed, part) in SHOWN.items():
            window.visit(key)
            _settle(window)
            took[key] = [_one(window, tell, deed, *part(window.inside.page)) for _ in range(count)]
    return took


def _one(window, tell, deed, widget, says):
    before = says()
    painted = Painted(widget, lambda: says() != before)
    committed = tell(deed)
    end = time.monotonic() + PATIENCE
    while painted.at is None and time.monotonic() < end:
        QCoreApplication.processEvents()
        time.sleep(0.001)
    if painted.at is None:
        raise AssertionError(f"“{deed}” of another process never came onto the page")
    widget.removeEventFilter(painted)
    _settle(window)
    return painted.at - committed()


def _settle(window):
    while window.inside.tasks.busy:
        QCoreApplication.processEvents()
        time.sleep(0.001)


def _sell(session, _number):
    """Sell for a lakh at the first location, on the newest day."""
    place, currency = session.execute(select(Location.id, Location.currency).order_by(Location.id)).first()
    newest = session.scalar(select(func.max(Order.business_date)))
    sold = Order(
        location_id=place,
        status=OrderStatus.DELIVERED,
        channel=Channel.DINE_IN,
        day_part=DayPart.LUNCH,
        business_date=newest,
        hour=12,
        placed_at=utc_now() - timedelta(hours=1),
        currency=currency,
        gross_paise=LAKH,
        net_paise=LAKH,
    )
    session.add(sold)
    session.flush()
    rollup.touch(session, place, newest, at=utc_now())
    outbox.record(session, "order.created", {"order": sold.id}, at=utc_now())


def _first(session):
    return lists.recent(session, limit=1)[0].id


def _rename(session, number):
    """Give another name to the customer who ordered last."""
    seen = customers.get(session, _first(session))
    draft = Draft(f"Guest of the other {number}", Keep.KEEP if seen.phone else "", Keep.KEEP if seen.email else "")
    customers.edit(session, seen.id, seen, draft, by=THIS_PC)


def _connect(session, number):
    """Connect a service."""
    form = IntegrationForm(f"Books of the other {number}", IntegrationType.CUSTOM, "Custom")
    integrations.create(session, form, by=THIS_PC)


def _note(session, number):
    """Write a note: of that there is a trace in the audit, and no event that would call anybody."""
    notes.add(session, f"Note {number}", customer_id=_first(session), by=THIS_PC)


DEEDS = {"sell": _sell, "rename": _rename, "connect": _connect, "note": _note}


def main(address):
    """Do what is told, and say when it was committed."""
    database = Database.open(address)
    print("open", flush=True)
    for number, line in enumerate(sys.stdin):
        with database.begin() as session:
            DEEDS[line.strip()](session, number)
        print(time.monotonic(), flush=True)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
