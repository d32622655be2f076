from dataclasses import asdict, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sakshi_desktop.analytics import kpis
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.periods import compared, months, previous
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.core.vocabulary import BatchState, Channel, CostKind, DayPart, OrderStatus
from sakshi_desktop.store.models import Order
from tests.analytics.oracle import Books
from tests.analytics.world import World, clear

MARCH = months(2023, 3, 1)
DAYS = [MARCH.start + shift for shift in (-30, -2, -1, 0, 1, 2, 6, 30, 31, 365, 366, 367)]
RANGES = [
    MARCH,
    months(2023, 4, 1),
    months(2024, 3, 1),
    months(2024, 1, 3),
    months(2023, 4, 12),
    Period(MARCH.start - 2, MARCH.start + 2),
    Period(MARCH.start, MARCH.start),
    Period(MARCH.start + 5, MARCH.start + 11),
    Period(MARCH.start - 40, MARCH.start + 40),
    Period(MARCH.start + 365, MARCH.start + 370),
]

places = st.sampled_from([0, 0, 1, 1, 2])
days = st.one_of(st.sampled_from(DAYS[1:7]), st.sampled_from(DAYS))
amounts = st.integers(0, 99_999)
channels = st.sampled_from([Channel.DINE_IN, Channel.ZOMATO, Channel.DELIVERY])
hours = st.sampled_from([None, 3, 8, 13, 23])
which = st.integers(0, 30)

placed = st.fixed_dictionaries(
    {
        "net_paise": st.one_of(amounts, amounts, st.just(0)),
        "status": st.sampled_from([OrderStatus.DELIVERED, OrderStatus.PENDING, OrderStatus.CANCELLED]),
        "channel": channels,
        "hour": hours,
        "guest": st.none() | st.integers(0, 3),
        "goods_paise": st.one_of(amounts, amounts, amounts, st.none()),
        "late_minutes": st.none() | st.integers(-2, 2),
    }
)
orders = st.tuples(st.just("order"), places, days, placed, st.sampled_from([False, False, False, True]))
steps = st.one_of(
    orders,
    orders,
    st.tuples(st.just("amount"), which, amounts, st.none() | amounts),
    st.tuples(st.just("move"), which, places, days),
    st.tuples(st.just("status"), which, st.sampled_from(OrderStatus)),
    st.tuples(st.just("rate"), which, st.none() | st.integers(1, 5), st.booleans()),
    st.tuples(st.just("refund"), places, days, st.integers(-500, 50_000).filter(bool), channels, st.booleans()),
    st.tuples(st.just("import"), st.sampled_from([BatchState.PUBLISHED, BatchState.REMOVING, BatchState.REMOVED])),
    st.tuples(st.just("merge"), channels, channels),
    st.tuples(
        st.just("cost"),
        places,
        st.sampled_from([CostKind.RENT, CostKind.LABOUR, CostKind.GOODS]),
        days,
        st.integers(0, 40),
        amounts,
    ),
    st.tuples(st.just("shift"), places, days, amounts),
)
questions = st.tuples(
    st.one_of(st.sampled_from(RANGES[:2]), st.sampled_from(RANGES)),
    st.sampled_from([None, None, {0}, {1}, {0, 1}]),
    st.one_of(st.none(), st.none(), channels),
    st.one_of(st.none(), st.none(), st.none(), st.sampled_from(DayPart)),
)
histories = st.lists(st.tuples(st.lists(steps, min_size=2, max_size=10), questions), min_size=1, max_size=5)


def change(world, session, step):
    kind, *rest = step
    globals()[f"_{kind}"](world, session, *rest)


def _order(world, session, place, day, values, hidden):
    guest = values.pop("guest") if "guest" in (values := dict(values)) else None
    values["customer_id"] = None if guest is None else world.customers[guest]
    if hidden:
        values["batch_id"] = world.batches[-1] if world.batches else world.batch(session)
    world.order(session, world.locations[place], day, **values)


def _existing(session, number):
    keys = session.scalars(select(Order.id).order_by(Order.id)).all()
    return keys[number % len(keys)] if keys else None


def _amount(world, session, number, net, goods):
    if key := _existing(session, number):
        world.edit(session, key, net_paise=net, goods_paise=goods)


def _move(world, session, number, place, day):
    if key := _existing(session, number):
        world.edit(session, key, location_id=world.locations[place], business_date=day)


def _status(world, session, number, status):
    if key := _existing(session, number):
        world.edit(session, key, status=status)


def _rate(world, session, number, stars, wrong):
    if key := _existing(session, number):
        world.rate(session, key, stars, **({"wrong_item": True} if wrong else {}))


def _refund(world, session, place, day, amount, channel, hidden):
    batch = world.batches[-1] if hidden and world.batches else None
    world.refund(session, world.locations[place], day, amount, channel=channel, batch_id=batch)


def _import(world, session, state):
    if world.batches:
        key = world.batches[-1]
        world.move_batch(session, key, state)
        if state is BatchState.REMOVED:
            world.batches.remove(key)


def _merge(world, session, one, other):
    world.merge_channels(session, one, other)


def _cost(world, session, place, kind, day, length, amount):
    world.cost(session, world.locations[place], kind, day, day + length, amount)


def _shift(world, session, place, day, cost):
    world.shift(session, world.locations[place], day, cost)


def assert_page_is_true(figures, world, question):
    period, chosen, channel, part = question
    rupees = world.locations[:2]
    locations = rupees if chosen is None else [world.locations[place] for place in sorted(chosen)]
    scope = Scope(period, None if chosen is None else tuple(locations), channel, part, "INR")
    page = kpis.page(figures, scope)
    books = Books(world.database)
    now = compared(period, books.until(locations))
    assert (page.known, page.previous, page.year_ago) == (now.known, now.previous, now.year_ago)
    before = replace(compared(previous(period), page.previous.end), known=page.previous)
    for asked, total, rows, growths in (
        (period, page.total, page.locations, now),
        (page.previous, page.previous_total, page.previous_locations, before),
    ):
        assert asdict(total) == books.kpis(scope, asked, locations, growths)
        assert [row.id for row in rows] == locations
        for row in rows:
            assert asdict(row.kpis) == books.kpis(scope, asked, [row.id], growths)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(opening=st.lists(orders, min_size=4, max_size=12), history=histories)
def test_every_figure_of_every_page_is_what_the_orders_say(database, opening, history):
    clear(database)
    world = World(database)
    figures = Figures(database)
    for changes, question in [(opening, (MARCH, None, None, None)), *history]:
        with database.begin() as session:
            for step in changes:
                change(world, session, step)
        assert_page_is_true(figures, world, question)
    figures.close()
    fresh = Figures(database)
    assert_page_is_true(fresh, world, history[-1][1])
    fresh.close()
