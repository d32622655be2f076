import pytest

from sakshi_desktop.analytics.figures import Figures
from tests.analytics.world import World


@pytest.fixture
def world(database):
    """Two cafes in rupees and one in dollars, without a sale, on a database of each kind."""
    return World(database)


@pytest.fixture
def figures(database):
    """The figures of the world's database."""
    opened = Figures(database)
    yield opened
    opened.close()
