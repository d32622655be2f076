import pytest

from sakshi_desktop.importers.types import Series
from tests.importers.fixtures import TABLE


def test_numbers_that_start_again_every_day_are_told_apart(read):
    rows = [[str(n % 20), f"2026-03-{14 + n // 20}", "Tea", "1", "5"] for n in range(60)]
    result = read([TABLE[0], *rows])
    assert (result.recognition.mapping.series, len(result.orders)) == (Series.DAY, 60)
    assert result.orders[0].series == "2026-03-14"


@pytest.mark.parametrize(
    ("dates", "series"),
    [(("20/03/2025", "02/04/2025"), Series.FINANCIAL_YEAR), (("20/12/2025", "02/01/2026"), Series.YEAR)],
)
def test_numbers_that_start_again_every_year_are_told_apart(read, dates, series):
    rows = [[str(n), date, "Tea", "1", "5"] for date in dates for n in range(5)]
    result = read([TABLE[0], *rows, ["99", "13/04/2025", "Tea", "1", "5"]])
    assert (result.recognition.mapping.series, len(result.orders), result.bad) == (series, 11, [])


@pytest.mark.parametrize("days", [2, 3])
def test_numbers_that_start_again_on_the_next_day_are_told_apart(read, days):
    rows = [[str(n), f"2026-03-{14 + day}", "Tea", "1", "5"] for day in range(days) for n in range(20)]
    assert len(read([TABLE[0], *rows]).orders) == 20 * days


def test_numbers_that_start_again_far_down_in_a_file_are_told_apart(read):
    """Each outlet counts for itself, some orders run past midnight, some come back on another day."""
    rows = []
    for outlet, first in (("Fort", 1), ("Bandra", 40)):
        for year in (2025, 2026):
            numbers = range(first, first + 3_000)
            rows += [[str(n), f"{1 + n % 28:02}/06/{year} 23:50", outlet, "Tea", "5"] for n in numbers]
        rows += [[str(n), f"{2 + n % 28:02}/06/2025 00:10", outlet, "Bun", "2"] for n in range(first, first + 20)]
        rows += [[str(n), f"{9 + n % 15:02}/08/2025 12:00", outlet, "Tea", "-5"] for n in range(first, first + 300)]
    rows.sort(key=lambda row: (row[1][6:10], row[1][3:5], row[1][:2], row[1][11:]))
    result = read([["Bill No", "Date", "Outlet", "Item", "Amount"], *rows])
    assert result.recognition.mapping.series is Series.FINANCIAL_YEAR
    assert (len(result.orders), len(result.refunds), result.revenue) == (
        12_000,
        600,
        12_000 * 500 + 40 * 200 - 600 * 500,
    )


def test_two_outlets_that_count_alike_do_not_start_again(read):
    rows = [
        [str(n), f"2026-03-{14 + (n + place) % 9}", outlet, "5"] for n in range(40) for place, outlet in enumerate("AB")
    ]
    assert read([["Bill No", "Date", "Outlet", "Amount"], *rows]).recognition.mapping.series is Series.NEVER


def test_a_number_that_comes_back_after_months_is_bad(read):
    rows = [["1", "2025-03-14", "Tea", "1", "5"], *TABLE[1:] * 30, ["1", "2026-03-14", "Tea", "1", "5"]]
    result = read([TABLE[0], *rows])
    assert [(bad.row, "start again" in bad.reason) for bad in result.bad] == [(len(rows) + 1, True)]


def test_an_order_may_run_past_midnight(read):
    result = read(
        [TABLE[0], ["7", "2026-03-14 23:59:00", "Tea", "1", "5"], ["7", "2026-03-15 00:01:00", "Tea", "1", "5"]]
    )
    assert (len(result.orders), len(result.lines)) == (1, 2)
