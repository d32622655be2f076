"""What waits for a disabled webhook or a paused service: it says so, and is given up in the end."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationType
from sakshi_desktop.hub import deliveries, endpoints, forms, integrations, metrics, retention, workers
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.retention import Retention
from sakshi_desktop.hub.types import EndpointForm, Outcome, Resent
from sakshi_desktop.store.models import AuditEntry, Endpoint
from tests.hub import post

PAUSED = "Books is paused: activate it, and what waits is sent."


def clock():
    return post.AT


@pytest.fixture
def service(database):
    with database.begin() as session:
        made = integrations.create(session, IntegrationForm("Books", IntegrationType.CUSTOM, "Own"), by=THIS_PC)
        integrations.activate(session, made.id, by=THIS_PC, clock=clock)
    return made.id


@pytest.fixture
def place(database, service):
    """A receiver of that service with three deliveries: one arrived, one failed, one was not sent yet."""
    made = post.add(database, event_types=("order.*",), integration_id=service)
    post.record(database, 3)
    post.hand_out(database)
    for outcome in (Outcome.DELIVERED, Outcome.FAILED):
        post.settle(database, post.take(database, made, 1), outcome, status=500, error="It answered 500.")
    return made


def pause(database, service):
    with database.begin() as session:
        integrations.pause(session, service, by=THIS_PC, clock=clock)


def found(database, **wanted):
    with database.read() as session:
        return [(row.id, row.state.value, row.waits) for row in deliveries.listed(session, Wanted(**wanted))]


def board(database, **passed):
    with database.read() as session:
        return metrics.board(session, timedelta(days=1), at=post.LATER + timedelta(**passed)).beats[0]


def sweep(database, days):
    with database.begin() as session:
        return retention.sweep(session, at=post.LATER + timedelta(days=days))


def test_what_waits_for_a_paused_service_is_paused_and_says_why(database, service, place):
    before = [(3, "pending", None), (2, "pending", None), (1, "done", None)]
    assert found(database) == before
    pause(database, service)
    assert found(database) == [(3, "paused", PAUSED), (2, "paused", PAUSED), (1, "done", None)]
    assert [row[0] for row in found(database, state=DeliveryState.PAUSED)] == [3, 2]
    assert found(database, state=DeliveryState.PENDING) == []
    assert found(database, state=DeliveryState.DONE) == [(1, "done", None)]
    with database.begin() as session:
        assert deliveries.resend(session, Wanted(text="ORD"), by=THIS_PC, at=post.LATER) == Resent(0, paused=3)
        integrations.activate(session, service, by=THIS_PC, clock=clock)
    assert found(database) == before


def test_it_is_given_up_after_as_long_as_is_kept_and_the_board_says_when(database, service, place):
    assert (board(database).ends, board(database).notice) == (None, "")
    pause(database, service)
    assert board(database, days=81).notice == (
        f"WHK-{place} stands still: {PAUSED} What waits longest is given up in 9 days."
    )
    with database.begin() as session:
        retention.change(session, Retention(done_days=365, attempt_days=20), by=THIS_PC, at=post.LATER)
    assert board(database, days=20).notice.endswith("What waits longest is given up today.")
    assert sweep(database, 19) == 0
    assert sweep(database, 21) == 2
    assert found(database) == [(1, "done", None)]
    assert board(database, days=21).notice == ""
    with database.read() as session:
        (told,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "webhook.give_up"))
    assert (told.subject_id, told.detail) == (place, '{"deliveries": 2}')


def test_what_came_in_at_the_moment_when_its_webhook_was_disabled_waits_as_all_others_do(database, service, place):
    with database.begin() as session:
        session.execute(update(Endpoint).values(disabled_at=post.LATER, disabled_why="It answered 410."))
    assert found(database, state=DeliveryState.PAUSED) == [
        (3, "paused", "It answered 410."),
        (2, "paused", "It answered 410."),
    ]
    with database.begin() as session:
        assert endpoints.enable(session, place, by=THIS_PC, at=post.LATER) == 2
    assert len(found(database, state=DeliveryState.PENDING)) == 2
    with database.begin() as session:
        session.execute(update(Endpoint).values(disabled_at=post.LATER))
    assert sweep(database, 91) == 3


def test_no_trial_is_sent_to_what_stands_still(database, service, place):
    pause(database, service)
    with pytest.raises(ConflictError, match="Books is paused"), database.begin() as session:
        deliveries.try_out(session, place, "webhook.test", {}, by=THIS_PC, at=post.LATER)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    with pytest.raises(ConflictError, match=f"WHK-{place} is disabled."), database.begin() as session:
        deliveries.try_out(session, place, "webhook.test", {}, by=THIS_PC, at=post.LATER)


def test_what_is_on_its_way_as_its_service_is_paused_is_not_paused(database, service, place):
    assert len(post.take(database, place)) == 1
    pause(database, service)
    assert found(database, state=DeliveryState.PENDING) == [(3, "pending", None)]


def _left_by_a_dead_program(database, place):
    assert [claim.delivery_id for claim in post.take(database, place)] == [3]
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER)
    assert found(database) == [(3, "pending", None), (2, "paused", "Holiday."), (1, "done", None)]


def test_what_a_dead_program_had_taken_waits_as_all_others_do_once_its_lease_is_over(database, service, place):
    _left_by_a_dead_program(database, place)
    assert sweep(database, 0) == 0
    assert len(found(database, state=DeliveryState.PENDING)) == 1
    assert sweep(database, 1) == 0
    assert found(database, state=DeliveryState.PAUSED) == [(3, "paused", "Holiday."), (2, "paused", "Holiday.")]
    assert sweep(database, 100) == 3
    assert found(database) == []


@pytest.mark.parametrize(("discard", "state"), [(True, "dead"), (False, "pending")])
def test_who_enables_a_webhook_counts_what_a_dead_program_had_taken(database, service, place, discard, state):
    _left_by_a_dead_program(database, place)
    with database.begin() as session:
        later = post.LATER + timedelta(days=1)
        assert endpoints.enable(session, place, by=THIS_PC, at=later, discard=discard) == 2
    assert [row[1] for row in found(database)] == [state, state, "done"]


def test_what_a_dead_program_had_taken_before_its_webhook_is_disabled_is_paused(database, service, place):
    post.take(database, place)
    with database.begin() as session:
        endpoints.disable(session, place, why="Holiday.", by=THIS_PC, at=post.LATER + timedelta(days=1))
    assert len(found(database, state=DeliveryState.PAUSED)) == 2


def test_a_receiver_whose_secret_headers_no_pc_holds_says_so(database):
    form = forms.checked(EndpointForm(post.URL, secret_headers=("X-Key",)))
    with database.begin() as session:
        place = endpoints.add(session, form, secret="webhook/1", by=THIS_PC, at=post.AT)
        workers.beat(session, "a", "till", {"webhook/1": 1}, at=post.AT)
    with database.read() as session:
        waits = endpoints.one(session, place, at=post.AT).waits
    assert waits == "No PC that is at work holds the secret headers."
    with database.begin() as session:
        workers.beat(session, "a", "till", {"webhook/1": 1, "webhook/1/headers": 1}, at=post.AT)
    with database.read() as session:
        assert endpoints.one(session, place, at=post.AT).waits is None
