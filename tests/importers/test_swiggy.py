import datetime as dt

import pytest

from sakshi_desktop.core.vocabulary import Channel, IssueFlag, OrderStatus
from tests.importers.exports import SWIGGY
from tests.importers.fixtures import sold, table, write_xlsx

PACKING, NET, GST = (
    next(name for name in SWIGGY if name.startswith(word)) for word in ("Packaging", "Net Bill", "GST")
)


def order(number=190_000_000_000_123, **more):
    said = {
        "Order ID": number,
        "Order Date": dt.datetime(2026, 5, 20, 20, 15),  # noqa: DTZ001
        "Order Status": "delivered",
        "Item Total": 400.0,
    }
    return said | {PACKING: 20, "Restaurant Discounts": 60, NET: 360, GST: 18, "Total Customer Paid": 378} | more


@pytest.fixture
def payouts(tmp_path):
    def read(*rows):
        sheets = {
            "Summary": [["Payout annexure"], ["Payout", 1000]],
            "Order Level": [["Order level annexure"], ["Ref", 1, 2, 3], *table(SWIGGY, *rows)],
            "Discounts": [["Order ID", "Discount"], [1, 2]],
        }
        return sold(write_xlsx(tmp_path / "annexure.xlsx", sheets))

    return read


def test_the_sheet_of_orders_is_found_below_its_title(payouts):
    result = payouts(order())
    (one,) = result.orders
    assert (result.recognition.format, result.recognition.layout.member, result.recognition.header_row) == (
        "swiggy_payouts",
        "Order Level",
        3,
    )
    assert (one.external_id, one.second, one.channel) == ("190000000000123", 72_900, Channel.SWIGGY)
    assert (one.net_paise, one.gross_paise, one.discount_paise, one.packing_paise, one.tax_paise) == (
        34_000,
        40_000,
        6000,
        2000,
        1800,
    )
    assert not result.recognition.has_location


def test_a_cancelled_order_says_who_cancelled(payouts):
    result = payouts(order(**{"Order Status": "cancelled", "Cancelled By?": "Customer"}))
    assert (result.orders[0].status, result.orders[0].reason) == (OrderStatus.CANCELLED, "Cancelled by Customer")


def test_a_complaint_is_a_flag(payouts):
    assert payouts(order(**{"Customer Complaints": 45})).orders[0].issues == (IssueFlag.OTHER,)


def test_a_blank_bill_is_bad_unless_the_order_was_cancelled(payouts):
    blank = {"Item Total": None, NET: None}
    result = payouts(order(**blank), order(2, **blank, **{"Order Status": "cancelled"}), order(3, **{NET: None}))
    assert [bad.reason for bad in result.bad] == ["The amount is missing."]
    assert [(one.external_id, one.net_paise) for one in result.orders] == [("2", 0), ("3", 34_000)]


def test_what_is_taken_back_lowers_sales_and_a_discount_never_does(payouts):
    result = payouts(order(1, **{"Item Total": -400, NET: -380}), order(2, **{NET: 10}))
    assert [one.net_paise for one in result.orders] == [-40_000, 0]
