from dataclasses import replace

import pytest

from sakshi_desktop.importers.types import SaleKind
from tests.importers.fixtures import TABLE

TYPED = ["Bill No", "Date", "Type", "Item", "Amount"]


def test_invoices_that_begin_with_c_are_credit_notes_and_with_a_corrections(read):
    rows = [[str(n), "2026-03-14", "Tea", "10", "5"] for n in range(100, 120)]
    rows += [
        ["C120", "2026-03-15", "Tea", "-2", "5"],
        ["C120", "2026-03-15", "Bun", "-1", "3"],
        ["A121", "2026-03-16", "Bad debt", "1", "-40"],
    ]
    rows += [["C122", "2026-03-16", "Manual", "1", "7"]]
    result = read([TABLE[0], *rows])
    assert [(one.external_id, result.net(one)) for one in result.refunds] == [("C120", 1300), ("C122", -700)]
    assert [(one.external_id, result.net(one)) for one in result.of(SaleKind.ADJUSTMENT)] == [("A121", 4000)]
    assert [line.quantity_milli for line in result.lines[-4:]] == [2000, 1000, 1000, 1000]
    assert [line.unit_price_paise for line in result.lines[-4:]] == [500, 300, 4000, -700]


def test_what_came_back_within_an_order_is_a_refund_of_it(read):
    result = read([*TABLE, ["7", "2026-03-14", "Masala Dosa", "-1", "120"]])
    (refund,) = result.refunds
    assert (refund.external_id, refund.refund_of, result.net(refund)) == ("7/refund/2026-03-14", "7", 12_000)
    assert result.revenue == 25_650 - 12_000
    assert min(result.net(order) for order in result.orders) > 0


def test_a_receipt_of_returned_lines_alone_is_a_refund_and_no_order(read):
    rows = [["9", "2026-03-15", "Tea", "-1", "10"], ["9", "2026-03-15", "Bun", "-1", "5"]]
    result = read([*TABLE, *rows, ["9", "2026-03-15", "Cake", "1", "30"], ["10", "2026-03-15", "Tea", "-1", "10"]])
    assert [(order.external_id, result.net(order)) for order in result.orders][2:] == [("9", 3000)]
    assert [(one.refund_of, result.net(one)) for one in result.refunds] == [("9", 1500), ("10", 1000)]


def test_a_discount_line_stays_in_its_order(read):
    result = read([*TABLE, ["7", "2026-03-14", "Happy hour", "1", "-20"]])
    assert (result.refunds, result.net(result.orders[0])) == ([], 21_100 - 2000)


@pytest.mark.parametrize("amount", ["-50", "50"])
def test_rows_called_refunds_lower_sales_whatever_their_sign(read, amount):
    result = read([TYPED, ["1", "2026-03-14", "Sale", "Tea", "80"], ["1", "2026-03-15", "Refund", "Tea", amount]])
    assert result.recognition.mapping.refunds_positive is None
    assert [(one.refund_of, result.net(one)) for one in result.refunds] == [("1", 5000)]


def test_refunds_lower_sales_where_the_first_thousands_of_rows_have_none(read):
    sales = [[str(n), "2026-03-14", "Sale", "Tea", "80"] for n in range(5_100)]
    result = read([TYPED, *sales, ["9000", "2026-03-15", "Refund", "Tea", "50"]])
    assert result.revenue == 5_100 * 8_000 - 5_000


def test_a_mapping_saved_from_a_month_without_refunds_reads_those_of_the_next(read):
    month = [TYPED, ["1", "2026-03-14", "Sale", "Tea", "80"]]
    saved = read(month).recognition.mapping
    assert read([*month, ["2", "2026-03-15", "Refund", "Tea", "50"]], mapping=saved).revenue == 3_000


def test_of_refunds_with_both_signs_the_positive_ones_are_taken_back(read):
    rows = [[str(n), "2026-03-14", "Refund", "Tea", amount] for n, amount in enumerate(["-50", "-20", "30"])]
    result = read([TYPED, ["9", "2026-03-14", "Sale", "Tea", "80"], *rows])
    assert ([result.net(one) for one in result.refunds], result.revenue) == ([5000, 2000, -3000], 4000)
    assert any("both signs" in note for note in result.recognition.notes)


@pytest.mark.parametrize(
    ("day", "amount", "revenue"), [("15", "80", 0), ("15", "-80", 0), ("14", "80", 8000), ("14", "-80", 0)]
)
def test_a_refunded_row_of_an_order_that_stands_lowers_sales(read, day, amount, revenue):
    names = ["Bill No", "Date", "Item", "Amount", "Status"]
    rows = [["1", "2026-03-14", "Tea", "80", "Paid"], ["1", f"2026-03-{day}", "Tea", amount, "Refunded"]]
    result = read([names, *rows])
    assert (result.revenue, result.bad) == (revenue, [])


def test_a_negative_row_under_the_number_of_an_earlier_day_is_a_refund_of_that_day(read):
    rows = [
        ["1", "2026-03-14", "Tea", "2", "80"],
        ["2", "2026-03-14", "Bun", "1", "30"],
        ["1", "2026-03-17", "Tea", "-1", "-40"],
    ]
    result = read([["Bill No", "Date", "Item", "Qty", "Amount"], *rows])
    assert (len(result.orders), result.revenue, result.bad) == (2, 7000, [])
    assert [(one.refund_of, one.date - result.orders[0].date) for one in result.refunds] == [("1", 3)]


def test_negative_rows_without_numbers_are_refunds(read):
    result = read([["Date", "Drink", "Amount"], ["2026-03-14", "Latte", "40"], ["2026-03-14", "Latte", "-40"]])
    assert ([result.net(one) for one in result.refunds], result.revenue) == ([4000], 0)


def test_an_order_called_refunded_is_an_order_and_a_refund(read):
    names = ["Bill No", "Date", "Item", "Amount", "Status"]
    result = read([names, ["1", "2026-03-14", "Tea", "10", "Paid"], ["2", "2026-03-14", "Bun", "20", "Refunded"]])
    assert ([header.external_id for header in result.orders], result.revenue) == (["1", "2"], 1000)
    assert [(one.refund_of, result.net(one)) for one in result.refunds] == [("2", 2000)]


def test_two_partial_refunds_of_one_order_are_two(read):
    rows = [[f"2026-03-{day}", "Refund", "Tea", "-20"] for day in ("15", "17")]
    result = read([TYPED, ["1", "2026-03-14", "Sale", "Tea", "80"], *[["1", *row] for row in rows]])
    assert (len(result.refunds), result.revenue, result.bad) == (2, 4000, [])


def test_two_partial_refunds_of_a_file_without_items_are_two(read):
    names = ["Bill No", "Date", "Type", "Amount"]
    rows = [["1", "2026-03-15", "Refund", amount] for amount in ("-20", "-30", "-30")]
    result = read([names, ["1", "2026-03-14", "Sale", "80"], *rows])
    assert (len(result.refunds), result.revenue, result.bad) == (2, 3000, [])
    assert len(result.keys) == 3


CONTRARY = [[*TABLE[0], "Total"], *[[*row, str(float(row[3]) * float(row[4]))] for row in TABLE[1:]]]


def test_a_negative_quantity_with_a_positive_amount_is_asked_about_and_not_guessed(read):
    result = read([*CONTRARY, ["9", "2026-03-16", "Filter Coffee", "-2", "45.50", "91.00"]])
    assert (result.revenue, result.refunds) == (25_650, [])
    assert [(bad.row, bad.reason.partition(":")[0]) for bad in result.bad] == [
        (5, "The quantity is negative and the amount is not")
    ]


def test_a_mapping_settles_that_such_rows_came_back(read):
    rows = [*CONTRARY, ["7", "2026-03-14", "Filter Coffee", "-2", "45.50", "91.00"]]
    told = replace(read(rows).recognition.mapping, refunds_positive=True)
    result = read(rows, mapping=told)
    (refund,) = result.refunds
    assert (result.bad, refund.refund_of, result.net(refund), result.revenue) == ([], "7", 9100, 25_650 - 9100)
    assert [line.quantity_milli for line in result.lines_of(refund)] == [2000]


def test_a_row_that_is_called_a_refund_needs_no_sign(read):
    rows = [["1", "2026-03-14", "Sale", "Tea", "80", "2"], ["1", "2026-03-15", "Refund", "Tea", "80", "-2"]]
    assert read([[*TYPED, "Quantity"], *rows]).revenue == 0
