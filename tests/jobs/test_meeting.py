"""An order-level and an item-level export of one POS meet in the same orders, whichever comes first."""

import csv
import itertools

import pytest
from sqlalchemy import select

from sakshi_desktop import importers
from sakshi_desktop.jobs import imports
from sakshi_desktop.store.models import Order, OrderLine, Payment

from .chain import contents, count, kept_paise

HEADS = (
    "Date",
    "Receipt number",
    "Receipt type",
    "Gross sales",
    "Discounts",
    "Net sales",
    "Taxes",
    "Total collected",
    "Cost of goods",
    "Gross profit",
    "Payment type",
    "Description",
    "Dining option",
    "POS",
    "Store",
    "Cashier name",
    "Customer name",
    "Customer contacts",
    "Status",
)
LINES = (
    "Date",
    "Receipt number",
    "Receipt type",
    "Category",
    "SKU",
    "Item",
    "Variant",
    "Modifiers applied",
    "Quantity",
    "Gross sales",
    "Discounts",
    "Net sales",
    "Cost of goods",
    "Gross profit",
    "Taxes",
    "Dining option",
    "POS",
    "Store",
    "Cashier name",
    "Customer name",
    "Customer contacts",
    "Comment",
    "Status",
)


def _write(file, columns, rows):
    with file.open("w", newline="", encoding="utf-8") as target:
        out = csv.DictWriter(target, columns, restval="")
        out.writeheader()
        out.writerows(rows)
    return file


@pytest.fixture
def totals(tmp_path):
    common = {"Receipt type": "Sale", "Store": "Fort", "POS": "Till 1", "Status": "Closed", "Payment type": "Cash"}
    rows = [
        {"Date": "2026-03-02 09:15:00", "Receipt number": "1-1001", "Net sales": "115.00", "Gross sales": "115.00",
         "Total collected": "120.75", "Taxes": "5.75", **common},
        {"Date": "2026-03-02 13:40:00", "Receipt number": "1-1002", "Net sales": "180.00", "Gross sales": "180.00",
         "Total collected": "189.00", "Taxes": "9.00", **common},
    ]  # fmt: skip
    return _write(tmp_path / "receipts.csv", HEADS, rows)


@pytest.fixture
def items(tmp_path):
    return _items(tmp_path / "items.csv", thali="180.00")


def _items(file, thali):
    common = {"Receipt type": "Sale", "Store": "Fort", "POS": "Till 1", "Status": "Closed"}
    first = {"Date": "2026-03-02 09:15:00", "Receipt number": "1-1001", **common}
    rows = [
        {"Item": "Masala Chai", "Quantity": "2.000", "Gross sales": "60.00", "Net sales": "60.00", **first},
        {"Item": "Bun Maska", "Quantity": "1.000", "Gross sales": "55.00", "Net sales": "55.00", **first},
        {"Date": "2026-03-02 13:40:00", "Receipt number": "1-1002", "Item": "Thali", "Quantity": "1.000",
         "Gross sales": thali, "Net sales": thali, **common},
    ]  # fmt: skip
    return _write(file, LINES, rows)


def _bring(database, file):
    return imports.run(database, imports.Order(importers.recognise(file)))


def test_totals_then_items_meet_in_the_same_orders(database, totals, items):
    assert _bring(database, totals).orders == 2
    second = _bring(database, items)
    assert (second.orders, second.joined, second.lines, second.conflicts) == (0, 2, 3, ())
    _whole(database)


def test_items_then_totals_meet_in_the_same_orders(database, totals, items):
    assert _bring(database, items).orders == 2
    second = _bring(database, totals)
    assert (second.orders, second.joined, second.conflicts) == (0, 2, ())
    _whole(database)


def _whole(database):
    assert kept_paise(database) == 29_500
    with database.read() as session:
        lines = session.execute(select(Order.external_id, OrderLine.net_paise).join(OrderLine)).all()
        paid = session.scalars(select(Payment.amount_paise)).all()
    assert sorted(lines) == [("1-1001", 5_500), ("1-1001", 6_000), ("1-1002", 18_000)]
    assert sorted(paid) == [12_075, 18_900]


@pytest.mark.parametrize("first", [0, 1])
def test_both_again_change_nothing(database, totals, items, first):
    files = [totals, items]
    _bring(database, files[first])
    _bring(database, files[1 - first])
    before = contents(database)
    for file in files:
        again = _bring(database, file)
        assert (again.orders, again.joined, again.already_there, again.batch) == (0, 0, 2, None)
    assert contents(database) == before


@pytest.mark.parametrize("first", [0, 1])
def test_a_difference_is_shown_and_the_totals_are_the_truth(database, totals, tmp_path, first):
    files = [totals, _items(tmp_path / "other.csv", thali="170.00")]
    _bring(database, files[first])
    outcome = _bring(database, files[1 - first])
    stored, read = (18_000, 17_000) if first == 0 else (17_000, 18_000)
    assert [(c.external_id, c.stored_paise, c.read_paise) for c in outcome.conflicts] == [("1-1002", stored, read)]
    assert (outcome.joined, outcome.orders) == (2, 0)
    assert outcome.revenue_paise == (0 if first == 0 else 1_000)
    assert kept_paise(database) == 29_500
    assert count(database, "order_lines") == 3
    imports.remove(database, outcome.batch)
    assert kept_paise(database) == (29_500 if first == 0 else 28_500)


@pytest.mark.parametrize(("first", "gone"), list(itertools.product([0, 1], repeat=2)))
def test_removing_one_of_the_two_leaves_what_the_other_said(database, totals, items, first, gone):
    files = [totals, items]
    batches = [0, 0]
    alone = {}
    for turn in (first, 1 - first):
        batches[turn] = _bring(database, files[turn]).batch
    imports.remove(database, batches[gone])
    assert kept_paise(database) == 29_500
    alone = {"order_lines": 3 if gone == 0 else 0, "payments": 2 if gone == 1 else 0}
    assert {table: count(database, table) for table in alone} == alone
    imports.remove(database, batches[1 - gone])
    assert count(database, "orders") == count(database, "order_lines") == count(database, "items") == 0
