from datetime import UTC, datetime

import pytest

from sakshi_desktop.store.models import Customer
from tests.portal.counter import Counter

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


@pytest.fixture
def counter(database):
    """Two cafes, a menu and two customers, on a database of each kind."""
    return Counter(database)


@pytest.fixture
def people(database):
    """Adds customers, each a name, a phone and an e-mail address, and returns their ids."""

    def add(*rows):
        made = [Customer(name=name, phone=phone, email=email, created_at=NOW) for name, phone, email in rows]
        with database.begin() as session:
            session.add_all(made)
            session.flush()
        return [one.id for one in made]

    return add
