"""A receiver that tests of the hub send to."""

import pytest

from tests.hub import post


@pytest.fixture
def place(database):
    return post.add(database, event_types=("order.*",))
