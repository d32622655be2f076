import pytest

from sakshi_desktop.analytics import catalog, kpis, ranking
from sakshi_desktop.core.vocabulary import Channel
from tests.analytics.world import JUNE, SCOPE


@pytest.fixture(scope="module")
def unlike(shared_world):
    """Two cafes of which the second is better in whatever has a better way, and grows."""
    world = shared_world
    with world.database.begin() as session:
        for place, net in ((0, 10_000), (1, 30_000)):
            for day in (JUNE.start - 31, JUNE.start, JUNE.end):
                for number in range(2 + place * (day > JUNE.start)):
                    guest = world.customers[number]
                    more = {"channel": Channel.ZOMATO, "late_minutes": 5 - 9 * place, "goods_paise": 9_000 - net // 5}
                    sold = world.order(session, world.locations[place], day, net_paise=net, customer_id=guest, **more)
                    world.rate(session, sold, 3 + 2 * place, wrong_item=not place and number == 0)
    return world


@pytest.mark.parametrize("key", [kpi.key for kpi in catalog.KPIS if kpi.better is not catalog.Better.NEITHER])
def test_any_figure_can_rank_and_the_best_comes_first(unlike, shared_figures, key):
    page = kpis.page(shared_figures, SCOPE)
    ranked = ranking.by_kpi(shared_figures, SCOPE, key)
    values = {one.id: one.kpis.value(key) for one in page.locations if one.kpis.value(key) is not None}
    best = min if catalog.BY_KEY[key].better is catalog.Better.DOWN else max
    if values:
        assert values[ranked.rows[0].location_id] == best(values.values())
        assert [row.rank for row in ranked.rows] == [1, 2]
    else:
        assert key == "growth_year"
        assert ranked.rows == ()
