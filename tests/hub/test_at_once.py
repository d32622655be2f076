"""What people and programs do to the same rows of PostgreSQL at once; SQLite lets one write after the other."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationType
from sakshi_desktop.hub import allowances, claims, deliveries, endpoints, fanout, integrations, retention, standing
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.types import Answer, Outcome
from sakshi_desktop.store.models import Delivery
from tests.hub import post

PENDING = DeliveryState.PENDING
WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def database(postgres_database):
    return postgres_database


@pytest.fixture
def meanwhile(database):
    """Begin a deed on another thread; return its future once it has ended, or waits for a lock of this one."""
    with ThreadPoolExecutor(1) as pool:

        def begin(deed):
            future = pool.submit(deed)
            for _ in range(1_500):
                with database.read() as session:
                    if future.done() or session.scalar(WAITS):
                        return future
                time.sleep(0.02)
            raise AssertionError("it neither ended nor waits")

        yield begin


def test_a_service_is_removed_while_a_program_records_and_hands_out_to_its_webhooks(database, meanwhile):
    with database.begin() as session:
        service = integrations.create(session, IntegrationForm("Kitchen", IntegrationType.CUSTOM, "screen"), by=THIS_PC)
    first, second = (post.add(database, integration_id=service.id) for _ in range(2))
    post.record(database)
    post.hand_out(database)
    taken = post.take(database, second)
    post.record(database)

    def remove():
        with database.begin() as session:
            return integrations.remove(session, service.id, by=THIS_PC)

    with database.begin() as session:
        results = [claims.Result(claim, Answer(Outcome.DELIVERED, status=200)) for claim in taken]
        standing.note(session, results, at=post.LATER)
        claims.record(session, results, at=post.LATER)
        removed = meanwhile(remove)
        assert first in fanout.hand_out(session, at=post.LATER).endpoints
    assert len(removed.result(timeout=30)) == 4  # secrets that sign and secret headers
    assert post.deliveries(database) == []


@pytest.mark.parametrize("there", [(), ("192.168.1.9:443",)], ids=["first", "more"])
def test_two_owners_who_change_the_addresses_at_once_lose_nothing(database, meanwhile, there):
    def deed(what, address):
        with database.begin() as session:
            what(session, address, by=THIS_PC, at=post.AT)

    for address in there:
        deed(allowances.allow, address)
    with database.begin() as session:
        allowances.allow(session, "127.0.0.1:9000", by=THIS_PC, at=post.AT)
        second = meanwhile(lambda: deed(allowances.allow, "192.168.1.5:443"))
    second.result(timeout=30)
    with database.begin() as session:
        allowances.allow(session, "192.168.1.6:443", by=THIS_PC, at=post.AT)
        second = meanwhile(lambda: deed(allowances.forget, "127.0.0.1:9000"))
    second.result(timeout=30)
    with database.read() as session:
        kept = {str(entry) for entry in allowances.listed(session)}
    assert kept == {"192.168.1.5:443", "192.168.1.6:443", *there}


def test_what_somebody_sends_at_that_moment_is_not_taken_from_its_program_by_recovering(database, place, meanwhile):
    post.sent(database, place, 2, Outcome.FAILED)
    with database.begin() as session:
        for delivery in (1, 2):
            session.get(Delivery, delivery).state = DeliveryState.DEAD

    def recover():
        with database.begin() as session:
            return deliveries.recover(session, place, post.AT, post.LATER, by=THIS_PC, at=post.LATER)

    with database.begin() as session:
        deliveries.resend(session, [1], by=THIS_PC, at=post.LATER)
        (claim,) = claims.take(session, {place: 9}, claims.new_token(), at=post.LATER)
        recovered = meanwhile(recover)
    assert recovered.result(timeout=30) == 1
    assert post.deliveries(database, Delivery.token) == [claim.token, None]
    assert [each.delivery_id for each in post.take(database, place)] == [2]


def test_what_a_person_enables_is_not_forgotten_at_that_moment(database, place, meanwhile):
    post.record(database, 3)
    post.hand_out(database)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    quarter = post.LATER + timedelta(days=91)

    def sweep():
        with database.begin() as session:
            return retention.sweep(session, at=quarter)

    with database.begin() as session:
        endpoints.enable(session, place, by=THIS_PC, at=quarter)
        swept = meanwhile(sweep)
    swept.result(timeout=30)
    assert post.deliveries(database) == [PENDING] * 3


def test_what_a_person_sends_once_more_is_not_forgotten_at_that_moment(database, place, meanwhile):
    post.sent(database, place, 3)
    month = post.LATER + timedelta(days=31)

    def sweep():
        with database.begin() as session:
            return retention.sweep(session, at=month)

    with database.begin() as session:
        deliveries.resend(session, Wanted(endpoint_id=place), by=THIS_PC, at=month)
        swept = meanwhile(sweep)
    swept.result(timeout=30)
    assert post.deliveries(database) == [PENDING] * 3
