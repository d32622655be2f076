import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakshi_desktop.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from sakshi_desktop.core.vocabulary import BatchState, Channel, OrderStatus
from sakshi_desktop.portal import cards, orders, rules
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import ImportBatch, Order, PointsEntry, Redemption, Reward, Source, StatusChange
from tests.portal.counter import AUDITOR, MANAGER, NOW, OWNER, SUPPORT, clock

S = OrderStatus
CHECKOUT = Path(__file__).resolve().parent.parent.parent


def _cancel(counter, key, by=OWNER, reason="Guest has left"):
    with counter.database.begin() as session:
        return orders.cancel(session, key, by=by, reason=reason, clock=clock).points


def _move(counter, key, status, **more):
    with counter.database.begin() as session:
        orders.move(session, key, status, by=more.pop("by", SUPPORT), clock=clock, **more)


def test_cancelling_writes_step_points_trail_event_and_mark_at_once(counter):
    key = counter.order(points=20)
    assert _cancel(counter, key, by=SUPPORT) == -20
    (order,) = counter.all(Order)
    assert order.status is S.CANCELLED
    step = counter.all(StatusChange)[-1]
    assert (step.before, step.after, step.by, step.reason) == (S.CONFIRMED, S.CANCELLED, "Support", "Guest has left")
    assert counter.points(counter.asha) == 0
    earned, back = counter.all(PointsEntry)
    assert (back.reverses_id, back.points, back.idempotency_key) == (earned.id, -20, f"reversal:{earned.id}")
    (event,) = counter.events("order.cancelled")
    assert event == {
        "order": f"ORD-{key}",
        "location": f"LOC-{order.location_id}",
        "customer": f"CUS-{counter.asha}",
        "status": "cancelled",
        "net_paise": 22_000,
        "currency": "INR",
        "before": "confirmed",
        "points": -20,
        "seva_tokens": 0,
        "paid_paise": 23_101,
    }
    assert [row.subject_id for row in counter.audits("order.cancel")] == [key]
    assert counter.marks() == [(order.location_id, order.business_date, order.business_date)]


def test_cancelling_twice_is_a_sentence_and_changes_nothing(counter):
    key = counter.order()
    _cancel(counter, key)
    with pytest.raises(ConflictError, match=f"ORD-{key} is cancelled already"):
        _cancel(counter, key)
    assert len(counter.events("order.cancelled")) == 1
    assert counter.points(counter.asha) == 0


def test_two_pcs_at_once_cancel_once(counter):
    key = counter.order()
    other = Database(counter.database.url.render_as_string(hide_password=False))
    together = Barrier(2)

    def cancel(database):
        together.wait()
        try:
            with database.begin() as session:
                orders.cancel(session, key, by=OWNER, reason="Twice", clock=clock)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(cancel, (counter.database, other)))
    other.dispose()
    assert sorted(done) == [False, True]
    assert len(counter.events("order.cancelled")) == 1
    assert [row.points for row in counter.all(PointsEntry)] == [20, -20]
    assert len(counter.all(StatusChange)) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("point", [1, 4, 6, 8, "commit"])
def test_killed_in_the_middle_nothing_or_all_of_it_is_there(warm, counter, address, point):
    key = counter.order()
    done = warm.run(address, key, point, module="tests.portal.dying")
    assert done.returncode == -signal.SIGKILL, done.stderr
    (order,) = counter.all(Order)
    assert order.status is S.CONFIRMED
    assert (counter.events("order.cancelled"), counter.marks(), counter.audits("order.cancel")) == ([], [], [])
    assert counter.points(counter.asha) == 20
    assert _cancel(counter, key) == -20
    assert len(counter.events("order.cancelled")) == 1


def test_a_reward_paid_with_the_points_of_an_order_is_given_back(counter):
    key = counter.order(points=20)
    with counter.database.begin() as session:
        reward = Reward(name="₹100 off", kind="amount_off", points=15, amount_paise=10_000)
        spent = PointsEntry(
            customer_id=counter.asha, points=-15, reason="reward", order_id=key, idempotency_key="reward:1", at=NOW
        )
        session.add_all([reward, spent])
        session.flush()
        session.add(
            Redemption(customer_id=counter.asha, reward_id=reward.id, points_entry_id=spent.id, code="ABCDEF", at=NOW)
        )
    assert _cancel(counter, key) == -5
    assert counter.points(counter.asha) == 0
    (redemption,) = counter.all(Redemption)
    assert redemption.cancelled_at == NOW


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_cancellation_needs_a_reason_of_a_few_words(counter, reason):
    key = counter.order()
    with pytest.raises(InvalidError):
        _cancel(counter, key, reason=reason)
    assert counter.all(Order)[0].status is S.CONFIRMED


@pytest.mark.parametrize(
    ("by", "status", "age", "may"),
    [
        (SUPPORT, S.PENDING, timedelta(minutes=1), True),
        (SUPPORT, S.CONFIRMED, timedelta(hours=2), True),
        (SUPPORT, S.CONFIRMED, timedelta(hours=2, seconds=1), False),
        (SUPPORT, S.PREPARING, timedelta(minutes=1), False),
        (MANAGER, S.PREPARING, timedelta(minutes=1), True),
        (OWNER, S.READY, timedelta(days=31), True),
        (OWNER, S.READY, timedelta(days=32), False),
        (OWNER, S.OUT_FOR_DELIVERY, timedelta(minutes=1), False),
        (OWNER, S.DELIVERED, timedelta(minutes=1), False),
        (AUDITOR, S.PENDING, timedelta(minutes=1), False),
    ],
)
def test_who_may_cancel_what_and_how_long(counter, by, status, age, may):
    key = counter.order(status=status, age=age)
    with counter.database.read() as session:
        card = cards.get(session, key, by=by, clock=clock)
    assert (card.may_cancel, bool(card.why_not)) == (may, not may)
    if may:
        _cancel(counter, key, by=by)
    else:
        with pytest.raises((ConflictError, ForbiddenError)):
            _cancel(counter, key, by=by)


def test_an_order_wanted_for_later_can_be_cancelled_until_then(counter):
    key = counter.order(age=timedelta(hours=9), scheduled_for=NOW + timedelta(hours=1))
    _cancel(counter, key, by=SUPPORT)
    (order,) = counter.all(Order)
    assert order.status is S.CANCELLED


def test_a_step_is_written_down_and_told(counter):
    key = counter.order(status=S.OUT_FOR_DELIVERY)
    _move(counter, key, S.DELIVERED, seen=S.OUT_FOR_DELIVERY)
    (order,) = counter.all(Order)
    assert (order.status, order.delivered_at) == (S.DELIVERED, NOW)
    assert counter.all(StatusChange)[-1].by == "Support"
    (event,) = counter.events("order.updated")
    assert (event["status"], event["before"]) == ("delivered", "out_for_delivery")
    assert len(counter.audits("order.move")) == len(counter.marks()) == 1


def test_an_order_that_another_pc_moved_is_not_moved_from_what_was_seen(counter):
    key = counter.order(status=S.PREPARING)
    with pytest.raises(ConflictError, match="Another person has moved"):
        _move(counter, key, S.READY, seen=S.CONFIRMED)


def test_only_what_is_carried_can_be_out_for_delivery(counter):
    key = counter.order(status=S.READY, channel=Channel.DINE_IN)
    with pytest.raises(ConflictError, match="ready and cannot become out for delivery"):
        _move(counter, key, S.OUT_FOR_DELIVERY)
    _move(counter, key, S.DELIVERED)


def test_orders_that_are_not_there_are_said_so(counter):
    with pytest.raises(NotFoundError, match="There is no order ORD-77"):
        _cancel(counter, 77)
    with counter.database.begin() as session:
        source = Source(account="till", title="Till")
        session.add(source)
        session.flush()
        batch = ImportBatch(
            source_id=source.id,
            state=BatchState.STAGING,
            part="header",
            format="square",
            file_name="a.csv",
            file_sha256="0",
            mapping="",
            currency="INR",
            by="test",
            worker="test",
            seen_at=NOW,
            started_at=NOW,
        )
        session.add(batch)
        session.flush()
        number = batch.id
    key = counter.order(batch_id=number)
    with pytest.raises(NotFoundError):
        _move(counter, key, S.PREPARING)


def test_the_table_of_steps_ends_and_knows_every_status():
    assert set(rules.STEPS) == set(S)
    order = [S.PENDING, S.CONFIRMED, S.PREPARING, S.READY, S.OUT_FOR_DELIVERY, S.DELIVERED]
    for status, steps in rules.STEPS.items():
        assert all(order.index(step) > order.index(status) for step in steps)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(walk=st.lists(st.sampled_from([*S]), max_size=8), points=st.integers(-50, 50).filter(bool))
def test_whatever_is_tried_steps_follow_the_table_and_points_add_up(counter, walk, points):
    key = counter.order(status=S.PENDING, points=points)
    before = counter.points(counter.asha) - points
    for status in walk:
        try:
            if status is S.CANCELLED:
                _cancel(counter, key, by=OWNER)
            else:
                _move(counter, key, status)
        except ConflictError:
            continue
    steps = counter.all(StatusChange, StatusChange.order_id == key)[1:]
    now = S.PENDING
    for step in steps:
        assert step.before is now
        allowed = rules.steps_on(now, Channel.DELIVERY)
        assert step.after in allowed or (step.after is S.CANCELLED and now in rules.IN_HOUSE)
        now = step.after
    (order,) = counter.all(Order, Order.id == key)
    assert order.status is now
    assert counter.points(counter.asha) - before == (0 if now is S.CANCELLED else points)


def test_a_card_holds_everything_and_warns_of_the_allergen(counter):
    key = counter.order(status=S.READY, promised_at=NOW)
    from sakshi_desktop.core.vocabulary import Allergen
    from sakshi_desktop.store.models import CustomerAllergy, Refund

    with counter.database.begin() as session:
        session.add(CustomerAllergy(customer_id=counter.asha, allergen=Allergen.TREE_NUT))
        session.add(CustomerAllergy(customer_id=counter.asha, allergen=Allergen.MILK))
        order = session.get(Order, key)
        session.add(
            Refund(
                kind="refund",
                location_id=order.location_id,
                order_id=key,
                channel=order.channel,
                day_part=order.day_part,
                business_date=order.business_date,
                at=NOW,
                currency="INR",
                amount_paise=500,
                reason="Cold",
            )
        )
    with counter.database.read() as session:
        card = cards.get(session, key, by=OWNER, clock=clock)
    assert (card.customer, card.location, card.zone, card.points) == ("Asha Rao", "Hill", "Asia/Kolkata", 20)
    assert (card.cgst_paise, card.sgst_paise) == (551, 550)
    assert cards.due(card.amounts) == 23_101
    assert [line.name for line in card.lines] == ["Masala chai", "Nut cake"]
    assert [line.warns for line in card.lines] == [frozenset(), {Allergen.TREE_NUT}]
    assert card.allergies == {Allergen.TREE_NUT, Allergen.MILK}
    assert [(back.amount_paise, back.reason) for back in card.refunds] == [(500, "Cold")]
    assert card.steps_on == (S.OUT_FOR_DELIVERY, S.DELIVERED)
    with counter.database.read() as session:
        assert cards.get(session, key, by=AUDITOR, clock=clock).steps_on == ()
