"""A service that people sign in to, and a house that does."""

import pytest

from tests.books import Books
from tests.consent import Consent
from tests.jobs.signing_in.house import House


@pytest.fixture
def consent():
    with Books([{"id": "A-1", "name": "Chai", "price_paise": 2_000}]) as books, Consent(books) as made:
        yield made


@pytest.fixture
def house(database, consent):
    return House(database, consent)
