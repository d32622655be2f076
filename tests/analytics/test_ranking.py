import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sakshi_desktop.analytics import ranking
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.core.errors import InvalidError
from tests.analytics.world import JUNE, SCOPE


@pytest.fixture(scope="module")
def busy(shared_world):
    """Two cafes that sell every day, the first twice as much and better liked, and a dollar cafe."""
    world = shared_world
    with world.database.begin() as session:
        for day in range(JUNE.start, JUNE.end + 1):
            for place, net, stars in ((0, 20_000, 5), (1, 10_000 + day % 7, 3), (2, 500, 4)):
                key = world.order(session, world.locations[place], day, net_paise=net, goods_paise=4_000)
                if day % 3 == place:
                    world.rate(session, key, stars)
    return world


def test_the_better_cafe_ranks_first_and_its_parts_add_up(busy, shared_figures):
    ranked = ranking.rank(shared_figures, SCOPE)
    assert [row.location_id for row in ranked.rows] == busy.locations[:2]
    assert [row.rank for row in ranked.rows] == [1, 2]
    assert sum(ranked.weights.values()) == pytest.approx(1)
    assert "on_time_rate" not in ranked.weights
    for row in ranked.rows:
        assert row.score == pytest.approx(50 + sum(row.contributions.values()))
        assert row.rank_low <= row.rank <= row.rank_high
    assert (ranked.rows[0].rank_low, ranked.rows[0].rank_high) == (1, 1)


def test_the_same_question_gets_the_same_answer(busy, shared_figures):
    assert ranking.rank(shared_figures, SCOPE) == ranking.rank(shared_figures, SCOPE)


def test_weights_of_any_scale_and_short_words_are_taken(busy, shared_figures):
    ranked = ranking.rank(shared_figures, SCOPE, {"revenue": 3, "rating": 1})
    assert ranked.weights == {"revenue_paise": 0.75, "average_rating": 0.25}


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"happiness": 1}, "no figure"),
        ({"growth": 1}, "cannot rank"),
        ({"customers": 1}, "cannot rank"),
        ({"revenue": -1}, "0 or more"),
        ({"revenue": float("nan")}, "0 or more"),
        ({"revenue": 0}, "above 0"),
        ({}, "above 0"),
        ({"rating": 1, "csat": 1}, "same stars"),
    ],
)
def test_weights_that_cannot_rank_are_refused(weights, said):
    with pytest.raises(InvalidError, match=said):
        ranking.checked(weights)


def test_a_few_days_cannot_tell_ranks_apart(busy, shared_figures):
    ranked = ranking.rank(shared_figures, Scope(Period(JUNE.start, JUNE.start + 5), currency="INR"))
    assert {(row.rank_low, row.rank_high) for row in ranked.rows} == {(1, 2)}


def test_a_cafe_without_sales_is_named_and_not_ranked(database, world, figures):
    with database.begin() as session:
        world.order(session, world.locations[1], JUNE.start)
    ranked = ranking.rank(figures, SCOPE)
    assert [row.name for row in ranked.rows] == ["Cafe 1"]
    assert ranked.unranked == ("Cafe 0",)
    assert ranked.rows[0].score == 50


def test_an_empty_period_ranks_nobody(database, world, figures):
    assert ranking.rank(figures, SCOPE).rows == ()
    assert ranking.rank(figures, Scope(Period(0, 40_000), currency="INR")).rows == ()


def test_a_lower_cost_per_order_ranks_higher(database, world, figures):
    with database.begin() as session:
        for place, goods in ((0, 9_000), (1, 2_000)):
            world.order(session, world.locations[place], JUNE.start, goods_paise=goods)
    ranked = ranking.rank(figures, SCOPE, {"cost_per_order": 1})
    assert [row.location_id for row in ranked.rows] == [world.locations[1], world.locations[0]]


values = st.lists(st.one_of(st.floats(-1e6, 1e6), st.just(float("nan"))), min_size=1, max_size=12)


@given(values)
@example([0.0, 1e-320, 1.0, 0.0])
def test_a_robust_z_is_bounded_and_0_where_not_known(numbers):
    z = ranking.robust_z(np.array([numbers]))[0]
    assert (np.abs(z) <= 3).all()
    assert not z[np.isnan(numbers)].any()


@given(st.lists(st.floats(-100, 100), min_size=5, max_size=15), st.floats(1e7, 1e12))
def test_one_wild_value_does_not_move_the_others_places(numbers, wild):
    before = ranking.robust_z(np.array([numbers]))[0]
    after = ranking.robust_z(np.array([[*numbers, wild]]))[0][:-1]
    order = np.argsort(numbers, kind="stable")
    assert (np.diff(before[order]) >= 0).all()
    assert (np.diff(after[order]) >= 0).all()


def test_a_figure_of_which_no_way_is_better_does_not_rank(figures):
    with pytest.raises(InvalidError, match="neither more nor less"):
        ranking.by_kpi(figures, Scope(JUNE, currency="INR"), "walk_in_share")


def test_a_new_outlet_is_not_ranked_by_growth(database, world, figures):
    with database.begin() as session:
        for day in (JUNE.start - 31, JUNE.start):
            world.order(session, world.locations[0], day)
        world.order(session, world.locations[1], JUNE.start - 1, net_paise=1)
        world.order(session, world.locations[1], JUNE.end)
    ranked = ranking.by_kpi(figures, Scope(JUNE, currency="INR"), "growth")
    assert [row.name for row in ranked.rows] == ["Cafe 0"]
    assert ranked.unranked == ("Cafe 1",)
