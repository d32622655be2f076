import pytest
from PySide6.QtCore import QSettings

from sakshi_desktop.analytics.types import Period
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.vocabulary import Channel
from sakshi_desktop.ui.asking import Asking, Place
from sakshi_desktop.ui.remembering import recall, remember
from tests.ui import chain, windows

TODAY = to_day(chain.NOW.date())
PLACES = (Place(1, "Indiranagar", "INR"), Place(2, "Koramangala", "INR"))


@pytest.fixture
def kept(tmp_path):
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def asking(qapp):
    return Asking(PLACES, TODAY, TODAY - 1)


def _later(kept, *, days=1, places=PLACES, title="SQLite"):
    again = Asking(places, TODAY + days, TODAY + days - 1)
    recall(again, kept, title)
    return again


def test_a_period_chosen_by_name_moves_with_the_days(asking, kept):
    asking.choose_named("yesterday")
    asking.choose_channel(Channel.ZOMATO)
    remember(asking, kept, "SQLite")
    again = _later(kept, days=3)
    assert again.period == Period(TODAY + 2, TODAY + 2)
    assert (again.name, again.scope.channel) == ("yesterday", Channel.ZOMATO)


def test_a_range_of_ones_own_stays(asking, kept):
    asking.choose_range(Period(TODAY - 40, TODAY - 30))
    remember(asking, kept, "SQLite")
    assert _later(kept).period == Period(TODAY - 40, TODAY - 30)


def test_a_location_that_is_gone_is_not_asked_about(asking, kept):
    asking.choose_locations([1, 2])
    remember(asking, kept, "SQLite")
    assert _later(kept, places=PLACES[:1]).scope.locations == (1,)


def test_each_database_has_its_own_question(asking, kept):
    asking.choose_named("month")
    remember(asking, kept, "SQLite")
    assert _later(kept, title="PostgreSQL").name == "last-30-days"


@pytest.mark.parametrize("text", ["no json", "[1]", '{"period": [9, 1]}', '{"channel": "pigeon"}', '{"locations": 7}'])
def test_what_cannot_be_read_is_as_if_nothing_was_kept(asking, kept, text):
    remember(asking, kept, "SQLite")
    kept.setValue(kept.allKeys()[0], text)
    assert _later(kept, days=0).period == asking.period


def test_the_window_asks_again_what_it_was_asked_last(qtbot, one_program):
    for wanted in ("last-30-days", "last-7-days"):
        with windows.opened_on(qtbot, one_program) as window:
            assert window.inside.desk.asking.name == wanted
            window.inside.desk.asking.choose_named("last-7-days")
