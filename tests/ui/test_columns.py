from datetime import UTC, datetime

import pytest

from sakshi_desktop.reports.sheet import Kind
from sakshi_desktop.ui.dates import DASH
from sakshi_desktop.ui.widgets import columns
from sakshi_desktop.ui.widgets.records import RecordModel

AT = datetime(2026, 11, 26, 11, 50, 5, tzinfo=UTC)


@pytest.mark.parametrize(("paise", "seen", "written"), [(18_050, "₹180.50", "180.50"), (-5, "-₹0.05", "-0.05")])
def test_an_amount_is_seen_as_money_and_written_as_a_number(paise, seen, written):
    column = columns.amount("Amount", int, key="amount", width=100)
    model = RecordModel([column])
    model.show([paise])
    assert model.text(0, 0) == seen
    assert model.plain() == [[written]]
    assert (column.head().kind, column.typed(paise)) == (Kind.MONEY, paise)


@pytest.mark.parametrize(
    ("at", "seen", "written"), [(AT, "26 Nov 2026, 17:20", "2026-11-26 17:20:05"), (None, DASH, "")]
)
def test_a_moment_is_written_on_the_clock_of_the_house(at, seen, written):
    model = RecordModel([columns.moment("When", lambda row: row[0], key="at", width=140)])
    model.show([(at,)])
    assert model.text(0, 0) == seen
    assert model.plain() == [[written]]
