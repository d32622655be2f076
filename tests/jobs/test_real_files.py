"""The shared sales files into both databases: lines, orders and amounts to the cent.

The largest one is looked through whole where files are read; here come the days on which it corrects itself.
"""

from collections import Counter

import pytest
from sqlalchemy import select

from sakshi_desktop import importers
from sakshi_desktop.analytics import kpis
from sakshi_desktop.analytics.figures import Figures
from sakshi_desktop.analytics.types import Period, Scope
from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.jobs import imports
from sakshi_desktop.store.models import Customer, Item, Location, Order, Refund
from tests.importers.fixtures import days_of

from .chain import contents, count, kept_paise

MAVEN, PIZZA, BALAJI = "maven_coffee_shop_sales.csv.gz", "pizza_place_2015.zip", "balaji_fast_food.csv.gz"
VARIANT, VENDING = "balaji_fast_food_variant_currency.csv.gz", "coffee_vending_variantA.csv.gz"
DIRTY, RETAIL = "dirty_cafe_sales.csv.gz", "online_retail_2009_2010.csv.gz"
EXPECTED = {  # file: currency, lines, orders, refunds, adjustments, net sales, bad rows
    MAVEN: ("USD", 149_116, 116_790, 0, 0, 69_881_233, 0),
    PIZZA: ("USD", 48_620, 21_350, 0, 0, 81_786_005, 0),
    BALAJI: ("INR", 1_000, 1_000, 0, 0, 27_523_000, 0),
    VARIANT: ("INR", 1_000, 1_000, 0, 0, 27_523_000, 0),
    VENDING: ("INR", 3_636, 3_636, 0, 0, 11_543_158, 0),
    DIRTY: ("INR", 9_501, 9_501, 0, 0, 8_478_650, 499),
    RETAIL: ("GBP", 7_396, 327, 48, 3, -1_074_354, 0),
}
CORRECTED = ("2010-02-01", "2010-04-29", "2010-07-19", "2010-10-20")
"""On the first of them a credit note was taken back, on the others bad debts were written off."""
AGAIN = {BALAJI, VENDING, DIRTY, PIZZA}
STORES = {"Astoria": 23_224_391, "Hell's Kitchen": 23_651_117, "Lower Manhattan": 23_005_725}


def _bring(database, file, **how):
    currency = how.pop("currency", None)
    return imports.run(database, imports.Order(importers.recognise(file), currency=currency, **how))


@pytest.fixture(scope="module")
def files(shared_data, tmp_path_factory):
    """The file of a name; of the largest some days."""
    days = tmp_path_factory.mktemp("days") / RETAIL
    days_of(shared_data / RETAIL, CORRECTED, days)
    return lambda name: days if name == RETAIL else shared_data / name


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_a_real_file_comes_in_as_it_must_and_a_second_time_changes_nothing(database, files, name):
    currency, *expected = EXPECTED[name]
    outcome = _bring(database, files(name), currency=currency)
    given = [outcome.lines, outcome.orders, outcome.refunds, outcome.adjustments, outcome.revenue_paise]
    assert [*given, len(outcome.bad_rows)] == expected
    assert kept_paise(database) == outcome.revenue_paise
    assert count(database, "orders", f"currency = '{currency}'") == outcome.orders
    assert count(database, "order_lines") + count(database, "refund_lines") == outcome.lines
    assert _figures(database, outcome) == (outcome.revenue_paise, outcome.orders)
    _CHECKS.get(name, lambda _database: None)(database)
    if name in AGAIN:
        before = contents(database)
        again = _bring(database, files(name), currency=currency)
        assert (again.orders, again.already_there, again.conflicts) == (0, outcome.orders, ())
        assert contents(database) == before


def _figures(database, outcome):
    """Return K1 and K2 as every page shows them."""
    scope = Scope(Period(outcome.from_day, outcome.to_day))
    total = kpis.page(Figures(database, clock=utc_now), scope).total
    return total.revenue_paise, total.orders


def _maven(database):
    with database.read() as session:
        rows = session.execute(select(Location.name, Order.net_paise).join(Order, Order.location_id == Location.id))
        by_store = Counter()
        for store, paise in rows:
            by_store[store] += paise
    assert by_store == STORES


def _vending(database):
    with database.read() as session:
        names = session.scalars(select(Item.name)).all()
        known = session.scalars(select(Customer.id)).all()
    assert len(names) == 8
    assert len(known) == 1_316


def _retail(database):
    with database.read() as session:
        refunds = session.scalars(select(Refund.amount_paise).where(Refund.kind == "credit_note")).all()
        corrected = session.scalars(select(Refund.amount_paise).where(Refund.kind == "adjustment")).all()
    assert (len(refunds), sum(refunds)) == (48, 335_415)
    assert (len(corrected), sum(corrected)) == (3, 13_655_202)
    assert sum(amount < 0 for amount in refunds) == 1  # a credit note that was taken back
    assert count(database, "customers") == 262


_CHECKS = {MAVEN: _maven, VENDING: _vending, RETAIL: _retail}


def test_two_files_with_the_same_numbers_are_two_sources(database, shared_data):
    _bring(database, shared_data / BALAJI)
    second = _bring(database, shared_data / VARIANT, currency="INR")
    assert (second.orders, second.already_there, second.conflicts) == (1_000, 0, ())
    assert kept_paise(database) == 2 * 27_523_000


def test_baskets_without_amounts_are_no_sales(shared_data):
    with pytest.raises(ImportFileError, match="no amounts"):
        importers.recognise(shared_data / "bread_basket.csv.gz")
