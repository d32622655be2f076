import pytest

from tests.importers.fixtures import TABLE, sold, write_csv

SKIPPED = {"summary rows such as totals": 1}
NAMES = ["Cashier", "Bill No", "Date", "Item", "Qty", "Price"]
SALE = ["Asha", "7", "2026-03-14", "Tea", "1", "20"]


def test_a_bad_row_of_a_cashier_called_max_is_no_summary(tmp_path):
    bad = [["Max", "8", "31/31/2026", "Tea", "1", "20"], ["Max", "", "31/31/2026", "Tea", "1", "20"]]
    result = sold(write_csv(tmp_path / "sales.csv", [NAMES, *[SALE] * 9, *bad]))
    assert ([row.row for row in result.bad], dict(result.skipped)) == ([11, 12], {})


def test_a_word_of_summaries_in_the_second_cell_makes_none(tmp_path):
    rows = [["Bill No", "Cashier", *NAMES[2:]], ["7", "Asha", *SALE[2:]], ["8", "Max", "31/31/2026", *SALE[3:]]]
    result = sold(write_csv(tmp_path / "sales.csv", rows))
    assert ([row.row for row in result.bad], dict(result.skipped)) == ([3], {})


@pytest.mark.parametrize("word", ["Total", "Grand Total", "TOTALS", " total "])
@pytest.mark.parametrize("date", ["", "2026-03-31", "March"])
def test_a_row_of_totals_is_no_order_even_with_a_date(tmp_path, word, date):
    result = sold(write_csv(tmp_path / "sales.csv", [*TABLE, [word, date, "", "4", "256.50"]]))
    assert (len(result.orders), result.revenue, result.bad, dict(result.skipped)) == (2, 25_650, [], SKIPPED)


def test_a_total_below_the_first_column_is_a_summary(tmp_path):
    result = sold(write_csv(tmp_path / "sales.csv", [*TABLE, ["", "Total", "", "4", "256.50"]]))
    assert (result.revenue, result.bad, dict(result.skipped)) == (25_650, [], SKIPPED)


def test_an_order_of_something_called_total_stays(tmp_path):
    rows = [["Item", "Bill No", "Date", "Qty", "Price"], ["Tea", "7", "2026-03-14", "1", "20"]]
    result = sold(write_csv(tmp_path / "sales.csv", [*rows, ["Total", "8", "2026-03-14", "1", "30"]]))
    assert (result.revenue, dict(result.skipped)) == (5_000, {})


def test_least_most_and_mean_below_a_table_are_summaries(tmp_path):
    rows = [[word, "", "", "4", "256.50"] for word in ("Min.", "Max.", "Avg.")]
    result = sold(write_csv(tmp_path / "sales.csv", [*TABLE, *rows]))
    assert (result.revenue, result.bad, result.skipped.total()) == (25_650, [], 3)
