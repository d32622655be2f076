"""What stands in every section of integrations: a service, a webhook with deliveries, a sync with dead letters."""

import json

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import DeliveryState, SyncDirection
from sakshi_desktop.hub import deliveries, letters, syncs
from sakshi_desktop.hub.streams import Record
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store.models import Attempt, Delivery
from tests.ui.integrations import add, give_keyring, let_live

HOST = "https://93.184.215.14/hook"
"""A public address in figures: no name is looked up."""
CALM, REPAIR = (DeliveryState.DONE, 200, None, "calm"), (DeliveryState.DEAD, 503, "It answered 503.", "in repair")


def fill(program, entries=None):
    """Let all this be there, its secrets among the entries of a keyring."""
    give_keyring(program, entries)
    service = add(program, "Books of Pune")
    let_live(program, service.id)
    row, _ = program.webhooks.add(EndpointForm(HOST), secret_headers={"Authorization": Secret("Bearer hidden")})
    with program.database.begin() as session:
        for number in range(17):
            _send(session, program, row.id, number, *(REPAIR if number % 6 == 5 else CALM))
        stream = ("invoices", SyncDirection.PUSH, "daily at 04:30")
        key = syncs.add(session, service.id, *stream, by=program.actor, clock=program.clock)
        for number in range(5):
            body = {"total": 100 + number, "customer": "Asha Rao", "lines": [{"item": "Masala chai", "quantity": 2}]}
            record = Record(f"INV-{number}", body, 12_300 + number)
            letters.keep(session, key, "invoices", record, "The GSTIN is missing.", at=program.clock())


def _send(session, program, endpoint, number, state, status, error, answer):
    key, _ = deliveries.try_out(
        session, endpoint, "order.created", {"order": f"ORD-{number}"}, by=program.actor, at=program.clock()
    )
    kept = session.get(Delivery, key)
    kept.state, kept.last_status = state, status
    session.add(
        Attempt(
            delivery_id=key,
            token="t",
            number=1,
            at=program.clock(),
            status=status,
            millis=12,
            error=error,
            sent_headers=json.dumps({"webhook-id": "msg_1", "Authorization": "••••"}),
            request_sha256="ab" * 32,
            response=answer,
            response_bytes=len(answer),
        )
    )
