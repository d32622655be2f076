"""Fuller bodies over the wire: signed, hashed and tried again as they are; what a receiver repeats is not kept."""

import hashlib
import json
import logging
from dataclasses import replace

from sqlalchemy import select, update

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.hub import deliveries, endpoints
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.store.models import Customer, FullerData
from tests.jobs.house import House, now
from tests.portal.counter import Counter
from tests.receiver import Receiver, in_turn, repeating, status

PERSONAL = ("Asha Rao", "9886098331", "asha@example.com")
AT_ONCE = (1,)


def test_what_is_sent_is_hashed_and_tried_again_and_what_comes_back_is_hidden(database, caplog):
    caplog.set_level(logging.DEBUG)
    counter, house = Counter(database), House(database)
    with Receiver(in_turn(status(503, body=b"busy, asha@example.com"), repeating)) as there:
        place = house.add(there, event_types=("customer.*",), fuller=True, retry_seconds=AT_ONCE)
        wing = house.wing()
        wing.start()
        (name,) = house.record(kind="customer.updated", customer=f"CUS-{counter.asha}")
        (first,) = there.wait(1)
        with database.begin() as session:
            session.execute(update(Customer).values(name="Somebody else"))
        first, second = there.wait(2)
        house.settled()
        wing.stop()
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == name
    assert json.loads(first.body)["data"]["name"] == "Asha Rao"
    with database.read() as session:
        (row,) = deliveries.listed(session, Wanted(endpoint_id=place, kind="customer.updated"))
        requests = deliveries.attempts(session, row.id)
        assert len(session.scalars(select(FullerData.data)).all()) == 1
    assert [one.request_sha256 for one in requests] == [hashlib.sha256(first.body).hexdigest()] * 2
    assert requests[0].response == "busy, [secret]"
    assert f'"customer": "CUS-{counter.asha}", "name": "[secret]"' in requests[1].response
    for words in (row.body, repr(requests), caplog.text):
        assert not any(word in words for word in PERSONAL)


def test_a_receiver_that_goes_back_to_thin_bodies_gets_no_fuller_one_any_more(database):
    counter, house = Counter(database), House(database)
    with Receiver() as there:
        place = house.add(there, event_types=("customer.*",), fuller=True)
        wing = house.wing()
        wing.start()
        house.record(kind="customer.updated", customer=f"CUS-{counter.asha}")
        there.wait(1)
        with database.begin() as session:
            form = replace(endpoints.one(session, place, at=now()).form, fuller=False)
            endpoints.edit(session, place, form, headers_version=0, by=THIS_PC, at=now())
        house.record(kind="customer.updated", customer=f"CUS-{counter.ravi}")
        _, second = there.wait(2)
        house.settled()
        wing.stop()
    assert second.json["data"] == {"order": "ORD-0", "customer": f"CUS-{counter.ravi}"}
