import subprocess
import sys
import threading

import pytest
from sqlalchemy import text, update

from sakshi_desktop.analytics import kpis, rollup
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.analytics.unpacking import Filter
from sakshi_desktop.core.errors import InvalidError, NotFoundError
from sakshi_desktop.core.vocabulary import Channel
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Location
from tests.analytics.world import World

DAY = 19_500
SPAN = Period(DAY, DAY + 9)


def revenue(figures, **more):
    return kpis.page(figures, Scope(SPAN, currency="INR", **more)).total.revenue_paise


def test_an_empty_database_gives_zeros_and_dashes(database):
    page = kpis.page(Figures(database), Scope(SPAN))
    assert (page.total.revenue_paise, page.total.orders, page.total.customers) == (0, 0, 0)
    assert page.total.average_rating is page.total.growth is page.total.profit_margin is None
    assert page.locations == ()
    assert page.data_until is None
    assert page.currency == "INR"


def test_figures_of_nothing_can_be_warmed(database):
    figures = Figures(database)
    figures.warm()
    assert kpis.page(figures, Scope(SPAN)).total.orders == 0
    figures.close()


def test_an_order_shows_on_the_next_page(database, world, figures):
    assert revenue(figures) == 0
    with database.begin() as session:
        world.order(session, world.locations[0], DAY, net_paise=700)
    assert revenue(figures) == 700
    with database.begin() as session:
        world.order(session, world.locations[1], DAY + 1, net_paise=50)
    assert revenue(figures) == 750


def test_a_page_follows_what_another_program_drained(database, world, figures):
    assert revenue(figures) == 0
    other = Figures(database)
    with database.begin() as session:
        key = world.order(session, world.locations[0], DAY, net_paise=700)
    assert revenue(other) == revenue(figures) == 700
    with database.begin() as session:
        world.edit(session, key, net_paise=900, business_date=DAY + 3)
    assert revenue(other) == revenue(figures) == 900
    other.close()


def test_a_transaction_that_ends_late_is_not_missed(postgres_database):
    world = World(postgres_database)
    figures = Figures(postgres_database)
    for n, cafe in enumerate(world.locations[:2]):
        with postgres_database.begin() as session:
            world.order(session, cafe, DAY, net_paise=100 * (n + 1))
    early, late = world.locations[:2]
    with postgres_database.begin() as first:
        rollup.drain(first, locations=[early])
        with postgres_database.begin() as second:
            rollup.drain(second, locations=[late])
        figures.refresh()
        assert kpis.page(figures, Scope(SPAN, (late,))).total.revenue_paise == 200
    assert kpis.page(figures, Scope(SPAN, (early, late))).total.revenue_paise == 300
    figures.close()


def test_locations_renamed_or_new_are_followed(database, world, figures):
    assert [row.name for row in kpis.page(figures, Scope(SPAN, currency="INR")).locations] == ["Cafe 0", "Cafe 1"]
    with database.begin() as session:
        session.execute(update(Location).where(Location.id == world.locations[0]).values(name="Zebra"))
        session.add(Location(name="Aroma", currency="INR", created_at=figures.clock()))
    page = kpis.page(figures, Scope(SPAN, currency="INR"))
    assert [row.name for row in page.locations] == ["Aroma", "Cafe 1", "Zebra"]


def test_days_before_and_after_what_is_in_memory_are_loaded_when_asked_for(database, world, figures):
    cafe = world.locations[0]
    with database.begin() as session:
        for day in (DAY - 900, DAY - 90, DAY, DAY + 90, DAY + 900):
            world.order(session, cafe, day, net_paise=100, customer_id=world.customers[0])
    for first, last, orders in (
        (DAY, DAY, 1),
        (DAY + 80, DAY + 95, 1),
        (DAY - 95, DAY + 1, 2),
        (DAY - 2_000, DAY + 2_000, 5),
        (DAY + 899, DAY + 901, 1),
        (DAY + 1_000, DAY + 1_001, 0),
    ):
        page = kpis.page(figures, Scope(Period(first, last), currency="INR"))
        assert (page.total.orders, page.total.customers) == (orders, min(orders, 1))


def test_warm_figures_say_the_same_as_cold_ones(database, world, figures):
    with database.begin() as session:
        for n in range(40):
            channel = Channel.ZOMATO if n % 3 else Channel.DINE_IN
            guest = world.customers[n % 4]
            world.order(session, world.locations[n % 2], DAY + n % 12, channel=channel, customer_id=guest)
    figures.warm()
    figures.warm(Filter(Channel.ZOMATO))
    cold = Figures(database)
    for channel in (None, Channel.ZOMATO, Channel.SWIGGY):
        scope = Scope(SPAN, currency="INR", channel=channel)
        assert kpis.page(figures, scope) == kpis.page(cold, scope)
    cold.close()


def test_many_filters_do_not_stay_in_memory(database, world, figures):
    with database.begin() as session:
        world.order(session, world.locations[0], DAY, channel=Channel.ZOMATO)
    for channel in [None, *Channel]:
        kpis.page(figures, Scope(SPAN, currency="INR", channel=channel))
    assert len(figures._views) == 6
    assert revenue(figures, channel=Channel.ZOMATO) == 10_000


def test_several_currencies_want_a_choice(database, world, figures):
    with database.begin() as session:
        world.order(session, world.locations[0], DAY)
        world.order(session, world.locations[2], DAY)
    with pytest.raises(InvalidError, match="INR and USD"):
        kpis.page(figures, Scope(SPAN))
    assert kpis.page(figures, Scope(SPAN, currency="usd")).currency == "USD"
    assert kpis.page(figures, Scope(SPAN, (world.locations[2],))).currency == "USD"


def test_the_currency_is_clear_where_only_one_was_sold_in(database, world, figures):
    with database.begin() as session:
        world.order(session, world.locations[2], DAY)
    page = kpis.page(figures, Scope(SPAN))
    assert page.currency == "USD"
    assert [row.id for row in page.locations] == [world.locations[2]]


def test_what_does_not_exist_is_said(database, world, figures):
    with pytest.raises(NotFoundError, match="LOC-99"):
        kpis.page(figures, Scope(SPAN, (99,)))
    with pytest.raises(NotFoundError, match="EUR"):
        kpis.page(figures, Scope(SPAN, currency="EUR"))
    with pytest.raises(InvalidError, match="before it begins"):
        kpis.page(figures, Scope(Period(DAY, DAY - 1), currency="INR"))
    with pytest.raises(InvalidError, match="no year"):
        kpis.page(figures, Scope(Period(-800_000, DAY), currency="INR"))


def test_figures_that_cannot_be_brought_up_to_date_say_so(postgres_database, postgres_address):
    world = World(postgres_database)
    with postgres_database.begin() as session:
        world.order(session, world.locations[0], DAY, net_paise=100)
    rollup.drain_all(postgres_database)
    with postgres_database.begin() as session:
        world.order(session, world.locations[0], DAY, net_paise=11)
        session.execute(text("CREATE ROLE looker LOGIN"))
        session.execute(text("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker"))
    reader = Database(postgres_address.replace("postgres@", "looker@"))
    page = kpis.page(Figures(reader), Scope(SPAN, currency="INR"))
    assert (page.stale, page.total.revenue_paise) == (True, 100)
    other = kpis.page(Figures(reader), Scope(SPAN, (world.locations[1],)))
    assert other.stale is False
    reader.dispose()
    with postgres_database.begin() as session:
        session.execute(text("DROP OWNED BY looker"))
        session.execute(text("DROP ROLE looker"))


def test_threads_may_ask_at_once(database, world, figures):
    with database.begin() as session:
        world.order(session, world.locations[0], DAY, net_paise=100)
    answers, threads = [], []
    for channel in [None, Channel.DINE_IN] * 4:
        threads.append(
            threading.Thread(target=lambda channel=channel: answers.append(revenue(figures, channel=channel)))
        )
        threads[-1].start()
    for thread in threads:
        thread.join()
    assert answers == [100] * 8


def test_many_figures_do_not_starve_the_pool(sqlite_database):
    opened = [Figures(sqlite_database) for _ in range(20)]
    for figures in opened:
        kpis.page(figures, Scope(SPAN))
    with sqlite_database.begin() as session:
        free = session.scalar(text("SELECT 1"))
    for figures in opened:
        figures.close()
    assert free == 1


def test_a_page_imports_neither_pandas_nor_qt():
    program = (
        "import sys; from sakshi_desktop.analytics import comparison, items, kpis, orders, ranking, trends; "
        "sys.exit(any(name.split('.')[0] in {'pandas', 'PySide6', 'reportlab'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_great_change_is_followed_too(database, world, figures):
    assert revenue(figures) == 0
    with database.begin() as session:
        world.cost(session, world.locations[0], "rent", DAY - 6_000, DAY, 6_001)
        world.order(session, world.locations[0], DAY, net_paise=70, goods_paise=1)
    page = kpis.page(figures, Scope(Period(DAY - 6_000, DAY), currency="INR"))
    assert page.total.revenue_paise == 70
    assert page.total.cost_per_order_paise == 6_002
