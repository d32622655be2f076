import pytest

from sakshi_desktop.analytics.figures import Figures
from tests.analytics.world import World


@pytest.fixture
def world(database):
    """Two cafes in rupees and one in dollars, without a sale, on a database of each kind."""
    return World(database)


@pytest.fixture(scope="module")
def shared_world(shared_database):
    """The same for all tests of a file: one fixture fills it, they change nothing."""
    return World(shared_database)


@pytest.fixture(scope="module")
def shared_figures(shared_database):
    """The figures of the shared world."""
    opened = Figures(shared_database)
    yield opened
    opened.close()


@pytest.fixture
def figures(database):
    """The figures of the world's database."""
    opened = Figures(database)
    yield opened
    opened.close()
