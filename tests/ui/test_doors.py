import pytest

from sakshi_desktop.ui.doors import Doors
from sakshi_desktop.ui.page import Page
from sakshi_desktop.ui.pages import PAGES, Entry


class Shown:
    """A page that remembers what it was asked to show."""

    def __init__(self):
        self.ones = []

    def show_one(self, kind, key):
        self.ones.append((kind, key))


@pytest.fixture
def shown():
    return {"customers": Shown(), "locations": Shown()}


@pytest.fixture
def doors(shown):
    entries = (
        Entry("customers", "Customers", "customers", None, frozenset({"customer", "order"})),
        Entry("locations", "Locations", "locations", None),
    )
    return Doors(entries, shown.__getitem__)


def test_a_thing_is_shown_on_the_page_that_opens_its_kind(doors, shown):
    doors.open("order", 48_213)
    assert shown["customers"].ones == [("order", 48_213)]
    assert shown["locations"].ones == []


def test_a_kind_that_no_page_opens_is_known_before(doors):
    assert doors.opens("customer")
    assert not doors.opens("location")
    with pytest.raises(ValueError, match="location"):
        doors.open("location", 3)


def test_a_page_is_visited_from_the_desk(window):
    window.inside.desk.visit("locations")
    assert window.windowTitle().startswith("Locations")


@pytest.mark.parametrize("entry", PAGES, ids=[entry.key for entry in PAGES])
def test_every_page_can_be_asked_again_and_shows_what_its_entry_opens(entry):
    made = entry.door()
    assert made.refresh is not Page.refresh
    assert (made.show_one is not Page.show_one) == bool(entry.opens)
