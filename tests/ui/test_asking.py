import pytest

from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.vocabulary import Channel
from sakshi_desktop.ui.asking import PERIODS, Asking, Place
from tests.ui import chain

TODAY = to_day(chain.NOW.date())
PLACES = (Place(1, "Indiranagar", "INR"), Place(2, "Koramangala", "INR"), Place(3, "Soho", "GBP"))


@pytest.fixture
def asking(qapp):
    return Asking(PLACES, TODAY, TODAY - 1)


def test_it_begins_with_thirty_days_up_to_the_newest_data_in_the_commonest_currency(asking):
    assert asking.scope == Scope(Period(TODAY - 30, TODAY - 1), currency="INR")
    assert asking.title == "Last 30 days"


def test_without_data_it_begins_with_today(qapp):
    assert Asking((), TODAY, None).scope == Scope(Period(TODAY - 29, TODAY))


def test_orders_for_later_days_do_not_move_the_newest_day(qapp):
    assert Asking(PLACES, TODAY, TODAY + 9).newest == TODAY


@pytest.mark.parametrize("name", [name for name, _title in PERIODS])
def test_every_named_period_can_be_chosen(asking, name):
    asking.choose_named(name)
    assert asking.title == dict(PERIODS)[name]
    assert asking.period.start <= TODAY


def test_the_financial_year_begins_in_april(asking):
    asking.choose_named("last-financial-year")
    assert asking.period == Period(
        to_day(chain.NOW.date().replace(2025, 4, 1)), to_day(chain.NOW.date().replace(2026, 3, 31))
    )


def test_a_month_steps_to_months(asking):
    asking.choose_named("last-month")
    october = asking.period
    asking.step(-1)
    assert asking.title == "Sep 2026"
    asking.step(1)
    assert asking.period == october
    asking.step(1)
    assert asking.title == "Nov 2026"


def test_a_range_steps_by_its_own_length(asking):
    asking.choose_range(Period(100, 106))
    asking.step(1)
    assert asking.period == Period(107, 113)
    asking.step(-1)
    assert asking.period == Period(100, 106)
    assert asking.title == "Custom range"


def test_a_range_that_ends_before_it_begins_is_refused(asking):
    with pytest.raises(InvalidError):
        asking.choose_range(Period(10, 9))


def test_only_a_change_is_told(asking, qtbot):
    with qtbot.assertNotEmitted(asking.changed):
        asking.choose_locations(None)
        asking.choose_channel(None)
    with qtbot.waitSignal(asking.changed):
        asking.choose_channel(Channel.ZOMATO)
    assert asking.scope.channel is Channel.ZOMATO


def test_another_currency_forgets_the_chosen_locations(asking):
    asking.choose_locations([1])
    asking.choose_currency("GBP")
    assert asking.scope.locations is None
    assert [place.name for place in asking.of_currency()] == ["Soho"]


def test_a_day_that_passes_moves_the_periods_that_follow_it(qtbot, asking):
    asking.choose_named("yesterday")
    with qtbot.waitSignal(asking.changed):
        assert asking.renew(PLACES, TODAY + 1, TODAY)
    assert asking.period == Period(TODAY, TODAY)


def test_a_range_of_ones_own_stays_when_the_day_passes(asking):
    asking.choose_range(Period(TODAY - 9, TODAY - 3))
    assert not asking.renew(PLACES, TODAY + 1, TODAY)
    assert asking.period == Period(TODAY - 9, TODAY - 3)


def test_a_location_that_is_gone_is_asked_about_no_more(asking):
    asking.choose_locations([1, 2])
    asking.renew(PLACES[1:], TODAY, TODAY - 1)
    assert asking.scope.locations == (2,)
    asking.renew(PLACES[2:], TODAY, TODAY - 1)
    assert (asking.scope.locations, asking.scope.currency) == (None, "GBP")


def test_the_first_locations_bring_their_currency(qapp):
    asking = Asking((), TODAY, None)
    assert asking.renew(PLACES, TODAY, TODAY - 1)
    assert asking.scope == Scope(Period(TODAY - 30, TODAY - 1), currency="INR")
