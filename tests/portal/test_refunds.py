from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakshi_desktop.analytics import kpis
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import RIGHTS, Actor, Right
from sakshi_desktop.core.vocabulary import OrderStatus, Role
from sakshi_desktop.portal import cards, orders, refunds
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Order, PointsEntry, Refund, RefundLine, SevaEntry, StatusChange
from tests.portal.counter import AUDITOR, NOW, OWNER, SUPPORT, clock

S = OrderStatus
TODAY = to_day(NOW.date())


def _give(counter, order, paise, by=SUPPORT, reason="Cold", **more):
    with counter.database.begin() as session:
        return refunds.give_back(session, order, paise, reason=reason, by=by, clock=clock, **more)


def _seva(counter, order, tokens):
    with counter.database.begin() as session:
        session.add(
            SevaEntry(customer_id=counter.asha, tokens=tokens, reason="earned", idempotency_key=f"seva:{order}", at=NOW)
        )


def test_a_part_lowers_the_sales_of_today_takes_back_its_points_and_leaves_the_order(counter):
    key = counter.order(status=S.DELIVERED, age=timedelta(days=3))
    assert _give(counter, key, 5_000) == (-5, 0)
    (row,) = counter.all(Refund)
    (order,) = counter.all(Order)
    assert (row.amount_paise, row.reason, row.business_date, row.order_id) == (5_000, "Cold", TODAY, key)
    assert (row.location_id, row.customer_id, row.channel) == (order.location_id, counter.asha, order.channel)
    assert order.status is S.DELIVERED
    assert order.business_date == TODAY - 3
    assert counter.points(counter.asha) == 15
    (event,) = counter.events("order.refunded")
    assert (event["amount_paise"], event["tax_paise"], event["left_paise"]) == (5_000, 250, 17_000)
    assert (event["order"], event["points"], event["status"]) == (f"ORD-{key}", -5, "delivered")
    assert "Cold" not in str(event)
    (told,) = counter.audits("order.refund")
    assert (told.by, told.subject_id) == ("Support", key)
    assert {(day, last) for _, day, last in counter.marks()} == {(TODAY - 3, TODAY - 3), (TODAY, TODAY)}


def test_all_of_it_takes_back_what_it_earned_and_its_items(counter):
    key = counter.order(status=S.DELIVERED, points=120)
    _seva(counter, key, 1)
    assert _give(counter, key, 22_000) == (-120, -1)
    (order,) = counter.all(Order)
    assert order.status is S.REFUNDED
    step = counter.all(StatusChange)[-1]
    assert (step.before, step.after, step.reason) == (S.DELIVERED, S.REFUNDED, "Cold")
    assert [line.net_paise for line in counter.all(RefundLine)] == [11_000, 11_000]
    assert [row.reason for row in counter.all(PointsEntry)] == ["order", "order refunded"]
    assert [(row.tokens, row.reverses_id is None) for row in counter.all(SevaEntry)] == [(1, True), (-1, False)]
    with pytest.raises(ConflictError, match="was given back already"):
        _give(counter, key, 1)


def test_parts_take_back_as_much_as_one_refund_of_the_same_and_the_rest_all_of_it(counter):
    key, twin = (counter.order(status=S.DELIVERED, points=121) for _ in range(2))
    for order in (key, twin):
        _seva(counter, order, 3)
    parts = [_give(counter, key, 1_000) for _ in range(11)]
    once = _give(counter, twin, 11_000)
    assert (sum(part.points for part in parts), sum(part.tokens for part in parts)) == once == (-61, -2)
    assert all(part.points in {-5, -6} for part in parts)
    assert _give(counter, key, 11_000) == _give(counter, twin, 11_000) == (-60, -1)
    assert counter.points(counter.asha) == sum(row.tokens for row in counter.all(SevaEntry)) == 0


def test_a_part_given_under_the_same_key_takes_its_points_once(counter):
    key = counter.order(status=S.DELIVERED, points=120)
    assert _give(counter, key, 11_000, key="till-7") == (-60, 0)
    assert _give(counter, key, 11_000, key="till-7") == (0, 0)
    assert [(row.points, row.reason) for row in counter.all(PointsEntry)] == [
        (120, "order"),
        (-60, "order refunded in part"),
    ]


def test_an_order_that_is_cancelled_after_a_part_came_back_takes_the_rest_of_its_points(counter):
    key = counter.order(points=120)
    _seva(counter, key, 2)
    _give(counter, key, 11_000)
    with counter.database.begin() as session:
        assert orders.cancel(session, key, by=OWNER, reason="Guest has left", clock=clock) == (-60, -1)
    assert counter.points(counter.asha) == sum(row.tokens for row in counter.all(SevaEntry)) == 0


def test_points_that_paid_for_a_reward_do_not_come_back_with_a_part(counter):
    key = counter.order(status=S.DELIVERED, points=100)
    with counter.database.begin() as session:
        paid = {"customer_id": counter.asha, "points": -40, "reason": "redeemed", "order_id": key}
        session.add(PointsEntry(**paid, idempotency_key="redeem:1", at=NOW))
    assert _give(counter, key, 11_000) == (-50, 0)


def test_a_cancelled_order_takes_back_the_tokens_that_it_earned_once(counter):
    key, other = counter.order(points=120), counter.order(points=90)
    _seva(counter, key, 1)
    _seva(counter, other, 2)
    with counter.database.begin() as session:
        assert orders.cancel(session, key, by=OWNER, reason="Guest has left", clock=clock) == (-120, -1)
    assert counter.events("order.cancelled")[0]["seva_tokens"] == -1
    assert sum(row.tokens for row in counter.all(SevaEntry)) == 2


def test_figures_fall_by_what_was_given_back_and_the_order_stays_an_order(counter):
    key = counter.order(status=S.DELIVERED, net_paise=22_000)
    _give(counter, key, 22_000)
    figures = Figures(counter.database, clock=clock)
    shown = kpis.page(figures, Scope(Period(TODAY, TODAY))).total
    figures.close()
    assert (shown.revenue_paise, shown.orders) == (0, 1)


def test_the_same_key_twice_gives_once_and_another_amount_under_it_is_refused(counter):
    key = counter.order(status=S.DELIVERED)
    _give(counter, key, 5_000, key="till-7")
    assert _give(counter, key, 5_000, key="till-7") == (0, 0)
    with pytest.raises(ConflictError, match="of another amount"):
        _give(counter, key, 6_000, key="till-7")
    assert len(counter.all(Refund)) == len(counter.events("order.refunded")) == len(counter.audits("order.refund")) == 1


def test_two_pcs_at_once_never_give_back_more_than_was_sold(counter):
    key = counter.order(status=S.DELIVERED)
    other = Database(counter.database.url.render_as_string(hide_password=False))

    together = Barrier(2)

    def give(database):
        together.wait()
        try:
            with database.begin() as session:
                refunds.give_back(session, key, 15_000, reason="Cold", by=OWNER, clock=clock)
        except ConflictError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(give, (counter.database, other))) == [False, True]
    other.dispose()
    assert [row.amount_paise for row in counter.all(Refund)] == [15_000]


@pytest.mark.parametrize(
    ("paise", "by", "status", "reason", "error", "sentence"),
    [
        (0, SUPPORT, S.DELIVERED, "Cold", InvalidError, "more than 0"),
        (-5, SUPPORT, S.DELIVERED, "Cold", InvalidError, "more than 0"),
        (22_001, SUPPORT, S.DELIVERED, "Cold", ConflictError, "₹220.00 is left"),
        (100, SUPPORT, S.DELIVERED, " ", InvalidError, "A refund needs a reason"),
        (100, SUPPORT, S.CANCELLED, "Cold", ConflictError, "do not count any more"),
        (100, AUDITOR, S.DELIVERED, "Cold", ForbiddenError, "Auditor may not give money of orders back"),
    ],
)
def test_what_cannot_be_given_back_is_a_sentence_and_changes_nothing(
    counter, paise, by, status, reason, error, sentence
):
    key = counter.order(status=status)
    with pytest.raises(error, match=sentence):
        _give(counter, key, paise, by=by, reason=reason)
    assert counter.all(Refund) == counter.events("order.refunded") == counter.marks() == []


def test_an_order_that_is_not_there_is_said_so(counter):
    with pytest.raises(NotFoundError):
        _give(counter, 77, 100)


@pytest.mark.parametrize(
    ("by", "status", "left"), [(SUPPORT, S.DELIVERED, 17_000), (SUPPORT, S.PREPARING, 17_000), (AUDITOR, S.READY, 0)]
)
def test_a_card_says_how_much_may_still_be_given_back(counter, by, status, left):
    key = counter.order(status=status)
    _give(counter, key, 5_000)
    with counter.database.read() as session:
        assert cards.get(session, key, by=by, clock=clock).refundable_paise == left


@pytest.mark.parametrize("refunds_too", [True, False])
def test_who_cannot_cancel_any_more_is_told_of_what_there_is_instead(counter, refunds_too):
    key = counter.order(status=S.DELIVERED)
    rights = RIGHTS[Role.SUPPORT] if refunds_too else RIGHTS[Role.SUPPORT] - {Right.REFUND_ORDER}
    by = Actor(None, "Support", Role.SUPPORT, rights)
    with counter.database.begin() as session, pytest.raises(ConflictError) as refused:
        orders.cancel(session, key, by=by, reason="Too late", clock=clock)
    assert refused.value.hint == (
        "Give the customer money back instead." if refunds_too else "Ask a manager for a refund instead."
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(-100, 23_000), max_size=6), net=st.integers(0, 22_000))
def test_whatever_is_tried_never_more_is_given_back_than_was_sold(counter, amounts, net):
    key = counter.order(status=S.DELIVERED, net_paise=net)
    for amount in amounts:
        try:
            _give(counter, key, amount)
        except (ConflictError, InvalidError):
            continue
    given_back = [row.amount_paise for row in counter.all(Refund, Refund.order_id == key)]
    assert sum(given_back) <= net
    assert all(amount > 0 for amount in given_back)
    (order,) = counter.all(Order, Order.id == key)
    assert (order.status is S.REFUNDED) == (bool(given_back) and sum(given_back) == net)
