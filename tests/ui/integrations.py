"""What tests of the integrations page share: a window over a keyring written by hand."""

import json

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationType, SyncDirection
from sakshi_desktop.hub import deliveries, integrations, letters, syncs
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.streams import Record
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store.models import Attempt, Delivery, Integration
from sakshi_desktop.vault import PcVault
from sakshi_desktop.vault.keyring_store import KeyringStore
from tests.vault.keyrings import Narrow

CANARY = "c4nary-rzp-live-9x2Q"
HOST = "https://93.184.215.14/hook"
"""A public address in figures: no name is looked up."""


def give_keyring(program, entries=None):
    """Let the program keep its secrets in a keyring of the test, and return that."""
    entries = Narrow() if entries is None else entries
    program.vault = PcVault(program.settings, keyring=lambda: KeyringStore(entries, "keyring of the test"))
    return entries


def add(program, name="Razorpay", kind=IntegrationType.PAYMENT, vendor="Razorpay"):
    with program.database.begin() as session:
        return integrations.create(session, IntegrationForm(name, kind, vendor), by=program.actor)


def let_live(program, integration_id):
    with program.database.begin() as session:
        session.get_one(Integration, integration_id).live = True


def add_sync(program, dead=0):
    """Add a sync of a service, and records that it could not take; return its number."""
    give_keyring(program)
    row = add(program, "Tally")
    let_live(program, row.id)
    stream = ("invoices", SyncDirection.PUSH, "daily at 04:30")
    with program.database.begin() as session:
        key = syncs.add(session, row.id, *stream, by=program.actor, clock=program.clock)
        for number in range(dead):
            record = Record(f"INV-{number}", {"total": 100 + number}, 12_300)
            letters.keep(session, key, "invoices", record, "The GSTIN is missing.", at=program.clock())
    return key


def settle(qtbot, window):
    """Wait until nothing runs beside the window."""
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=20_000)


def press(qtbot, button):
    qtbot.waitUntil(lambda: button.isVisible() and not button.size().isEmpty())  # it has its place by then
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def spoken(widget):
    """Return every text that a screen reader can find below a widget."""
    found, waiting = [], [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        one = waiting.pop()
        found += [
            one.text(part) for part in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
        ]
        waiting += [child for place in range(one.childCount()) if (child := one.child(place)) is not None]
    return "\n".join(filter(None, found))


def hook(program, url=HOST, **more):
    form = EndpointForm(url, **more)
    return program.webhooks.add(form, secret_headers={"Authorization": Secret(f"Bearer {CANARY}")})


def section_of(qtbot, window, key):
    page = window.inside.page
    press(qtbot, page.choice.buttons[key])
    settle(qtbot, window)
    return page.section


def happened(program, endpoint, state=DeliveryState.DONE, count=1):
    """Let events have been sent, or not."""
    made = []
    with program.database.begin() as session:
        for number in range(count):
            key, _ = deliveries.try_out(
                session, endpoint, "order.created", {"order": f"ORD-{number}"}, by=program.actor, at=program.clock()
            )
            kept = session.get(Delivery, key)
            kept.state, kept.last_status = state, 200 if state is DeliveryState.DONE else 503
            answer = "c4lm receiver" if state is DeliveryState.DONE else "in repair"
            session.add(
                Attempt(
                    delivery_id=key,
                    token="t",
                    number=1,
                    at=program.clock(),
                    status=kept.last_status,
                    millis=12,
                    error=None if state is DeliveryState.DONE else "It answered 503.",
                    sent_headers=json.dumps({"webhook-id": "msg_1", "Authorization": "••••"}),
                    request_sha256="ab" * 32,
                    response=answer,
                    response_bytes=len(answer),
                )
            )
            made.append(key)
    return made


def card(window):
    (only,) = window.inside.page.section.cards.values()
    return only
