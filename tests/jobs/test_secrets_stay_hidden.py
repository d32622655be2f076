"""Canaries: a signing secret and a secret header go over the wire and appear nowhere else."""

import base64
import logging
import traceback

import pytest
from sqlalchemy import text

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import deliveries
from sakshi_desktop.hub import document as set_up
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.hub.webhooks import Webhooks
from sakshi_desktop.jobs.wing import Wing
from sakshi_desktop.store.base import Base
from sakshi_desktop.vault.memory_store import MemoryStore
from tests import receiver
from tests.jobs.house import House, now
from tests.receiver import Receiver

HEADER = "canary-in-a-header-7f3a"
QUERY = "canary-in-a-query-55e0"
KEY = b"canary-in-a-signing-secret-91c2"
SIGNING = "whsec_" + base64.b64encode(KEY).decode()


def _everything(database):
    """Return all that the database holds, as text; the repr of a row would leave the middle of long values out."""
    with database.begin() as session:
        return "\n".join(
            str(value)
            for table in Base.metadata.sorted_tables
            for row in session.execute(text(f"SELECT * FROM {table.name}"))
            for value in row
        )


def _hidden(words):
    return not any(canary in words for canary in (HEADER, QUERY, SIGNING, SIGNING.removeprefix("whsec_"), KEY.decode()))


@pytest.mark.parametrize("behave", [receiver.good, receiver.status(500), receiver.hanging_up, receiver.echoing])
def test_a_secret_goes_over_the_wire_and_appears_nowhere_else(database, caplog, behave):
    caplog.set_level(logging.DEBUG)
    house = House(database)
    vault = house.vault = MemoryStore()
    hooks = Webhooks(database, vault)
    with Receiver(behave) as there:
        house.add(there, held=False, event_types=("order.rated",))  # brings the entry of the owner
        row, _ = hooks.add(
            EndpointForm(f"{there.url}?token={QUERY}", event_types=("order.cancelled",)),
            secret=Secret(SIGNING),
            secret_headers={"Authorization": Secret(f"Bearer {HEADER}")},
        )
        wing = Wing(database, vault)
        wing.start()
        house.record()
        (came, *_) = there.wait(1)
        house.until(lambda: _shown(database)[0].last_status or _shown(database)[0].error)
        wing.stop()
    assert came.headers["authorization"] == f"Bearer {HEADER}"
    with database.read() as session:
        attempts = deliveries.attempts(session, _shown(database)[0].id)
        shown = repr((attempts, _shown(database), hooks.one(row.id).url, vault, wing))
        document = set_up.compose(session, at=now())
    assert (behave is receiver.echoing) == any("webhook-signature" in (one.response or "") for one in attempts)
    held = _everything(database)
    assert held.count(QUERY) == 1, "the address itself, which is dialled"
    for words in (held.replace(f"?token={QUERY}", ""), caplog.text, shown, document):
        assert _hidden(words)


def _shown(database):
    with database.read() as session:
        return deliveries.listed(session, Wanted(kind="order.cancelled"))


@pytest.mark.parametrize(
    "said",
    [
        {"secret": Secret(SIGNING[:20])},
        {"secret": Secret(f"not-{SIGNING}")},
        {"secret_headers": {"Authorization": Secret(f"{HEADER}\r\nX: y")}},
        {"secret_headers": {"bad name": Secret(HEADER)}},
    ],
)
def test_a_refused_secret_is_not_repeated(sqlite_database, said):
    hooks = Webhooks(sqlite_database, MemoryStore(), resolve=lambda _host, _port: ["93.184.215.14"])
    with pytest.raises(SakshiError) as refused:
        hooks.add(EndpointForm("https://orders.example.com/hook"), **said)
    assert _hidden("".join(traceback.format_exception(refused.value)))
    assert SIGNING[:20] not in str(refused.value)
    assert hooks.listed() == []
