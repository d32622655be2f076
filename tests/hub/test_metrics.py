from datetime import UTC, datetime, timedelta
from statistics import quantiles

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from sakshi_desktop.cli import hub_health
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import deliveries, endpoints, metrics, retention, rules
from sakshi_desktop.hub.metrics import Pulse
from sakshi_desktop.hub.types import EndpointForm, Outcome
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, Event
from tests.hub import post

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def sent(database):
    """Lets requests have been sent to a webhook: (minutes ago, error, millis), and what waits."""

    def make(name, requests, *, state=DeliveryState.DONE):
        with database.begin() as session:
            url = f"https://{name}.example.com/"
            known = {row.url: row.id for row in endpoints.listed(session, at=NOW)}
            key = known.get(url) or endpoints.add(
                session, EndpointForm(url), secret=f"webhook/{name}", by=THIS_PC, at=NOW - 9 * DAY
            )
            for minutes, error, millis in requests:
                at = NOW - timedelta(minutes=minutes)
                event = outbox.record(session, "order.created", {}, at=at)
                session.flush()
                place = session.scalars(select(Event.id).where(Event.public_id == event)).one()
                delivery = Delivery(event_id=place, endpoint_id=key, state=state, due_at=at)
                session.add(delivery)
                session.flush()
                if state is not DeliveryState.PAUSED:
                    status = None if error == "No answer." or millis is None else 503 if error else 200
                    session.add(
                        Attempt(
                            delivery_id=delivery.id,
                            token="t",
                            number=1,
                            at=at,
                            status=status,
                            error=error,
                            millis=millis,
                        )
                    )
        return key

    return make


def board(database, span=DAY, **bounds):
    with database.read() as session:
        return metrics.board(session, span, at=NOW, **bounds)


def test_nothing_is_known_of_nothing(database, sent):
    assert board(database).beats == ()
    sent("quiet", [])
    found = board(database)
    assert found.whole == found.beats[0].pulse == Pulse()
    assert found.whole.success is None
    assert found.oldest is None


def test_success_speed_and_queue_of_each_and_of_all(database, sent):
    good = sent("good", [(minute, None, 10) for minute in range(1, 20)] + [(20, None, 500)])
    bad = sent("bad", [(30, "It answered 503.", 90), (40, "No answer.", 15_000)], state=DeliveryState.PENDING)
    sent("bad", [(600, None, None)], state=DeliveryState.PAUSED)
    sent("bad", [(50, "It answered 503.", 10)], state=DeliveryState.DEAD)
    found = board(database)
    beats = {beat.id: beat for beat in found.beats}
    assert (beats[good].pulse.requests, beats[good].pulse.success) == (20, 1.0)
    assert (beats[good].pulse.average, beats[good].pulse.p95) == (34, 10)
    assert (beats[bad].pulse.requests, beats[bad].pulse.failed, beats[bad].pulse.success) == (3, 3, 0.0)
    assert (beats[bad].pulse.average, beats[bad].pulse.p95) == (50, 90)  # of the two that were answered
    assert beats[bad].oldest == timedelta(minutes=600)
    assert beats[good].oldest is None
    assert (found.whole.requests, found.whole.failed, found.waiting, found.dead) == (23, 3, 3, 1)
    assert found.oldest == timedelta(minutes=600)
    assert (found.cut, found.caveat) == (False, "")


def test_what_this_pc_could_not_send_does_not_count_against_the_receiver(database):
    place = post.add(database, at=NOW - DAY)
    for outcome, count in ((Outcome.AWAY, 3), (Outcome.FAILED, 1)):
        post.record(database, count, at=NOW - timedelta(hours=1))
        post.hand_out(database, at=NOW - timedelta(hours=1))
        taken = post.take(database, place, at=NOW - timedelta(hours=1))
        error = rules.NO_NETWORK if outcome is Outcome.AWAY else "It answered 503."
        post.settle(database, taken, outcome, at=NOW - timedelta(hours=1), error=error, millis=2)
    found = board(database)
    assert (found.whole.requests, found.whole.failed, found.waiting) == (1, 1, 4)


def test_only_the_time_that_is_asked_counts(database, sent):
    sent("hook", [(30, None, 10), (90, "no", 10), (60 * 30, "no", 10)])
    assert board(database, timedelta(hours=1)).whole.requests == 1
    assert board(database).whole.requests == 2
    assert board(database, timedelta(days=7)).whole.success == pytest.approx(1 / 3)


def test_the_course_has_gaps_where_nothing_was_sent(database, sent):
    sent("hook", [(1, None, 10), (2, "no", 10), (60 * 23 + 30, None, 10)])
    course = board(database).whole.course
    assert (len(course), course[0], course[-1]) == (24, 1.0, 0.5)
    assert set(course[1:-1]) == {None}


def test_what_is_older_than_is_looked_through_is_said(database, sent):
    sent("hook", [(minute, None, 10) for minute in range(5)])
    found = board(database, most=3)
    assert (found.whole.requests, found.cut) == (3, True)
    assert found.caveat == "Only the youngest 20,000 deliveries are counted: there were more."
    assert found.caveat in hub_health.shown(found, (), [], {})


@pytest.mark.parametrize("kept", [7, 30])
def test_failures_do_not_count_longer_than_what_arrived_is_kept(database, sent, kept):
    with database.begin() as session:
        retention.change(session, retention.Retention(done_days=kept), by=THIS_PC, at=NOW - 99 * DAY)
    day = 24 * 60
    hook = sent("hook", [(days * day + 9, None, 10) for days in range(60)])
    sent("hook", [(days * day + 10, "It answered 503.", 10) for days in range(60)], state=DeliveryState.DEAD)
    with database.begin() as session:
        session.get(Endpoint, hook).created_at = NOW - 99 * DAY
        before = metrics.board(session, 90 * DAY, at=NOW)
        while retention.sweep(session, at=NOW):
            pass
    found = board(database, 90 * DAY)
    assert (found.whole.requests, found.whole.success) == (2 * kept, 0.5)
    assert found == before  # what a sweep takes away was not counted before it either
    assert found.beats[0].available == pytest.approx(1 - 1 / day)  # each failure was over a minute later
    assert found.caveat == f"What arrived is kept for {kept} days: nothing older is counted."
    assert board(database, 30 * DAY).caveat == (found.caveat if kept < 30 else "")


@given(st.lists(st.integers(0, 10_000), min_size=2))
def test_the_percentile_is_a_value_that_enough_do_not_exceed(values):
    found = metrics.percentile(values, 0.95)
    assert found in values
    assert sum(value <= found for value in values) >= 0.95 * len(values)
    assert sum(value < found for value in values) < 0.95 * len(values)
    assert found <= max(values)
    assert found >= quantiles(values, n=20, method="inclusive")[-1] - 1e-6 or found == sorted(values)[-2]


def test_the_time_to_the_first_delivery_is_the_same_when_that_is_sent_once_more_and_swept_away(database):
    place = post.add(database, event_types=("order.*",))
    post.record(database)
    post.hand_out(database)

    def send(at):
        post.settle(database, post.take(database, place, at=at), at=at, millis=3)
        with database.read() as session:
            return metrics.board(session, DAY, at=at).beats[0].proving

    assert send(post.LATER) == timedelta(seconds=1)
    with database.begin() as session:
        deliveries.resend(session, [1], by=THIS_PC, at=post.LATER + 5 * DAY)
    assert send(post.LATER + 5 * DAY) == timedelta(seconds=1)
    with database.begin() as session:
        assert retention.sweep(session, at=post.LATER + 50 * DAY) == 1
    assert send(post.LATER + 50 * DAY) == timedelta(seconds=1)
