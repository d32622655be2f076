import pytest

from sakshi_desktop.core.vocabulary import Channel, IssueFlag, OrderStatus
from tests.importers.exports import ZOMATO
from tests.importers.fixtures import sold, table, write_csv


def order(number="6001", **more):
    said = {
        "Restaurant name": "Sakshi Cafe",
        "Subzone": "Fort",
        "Order ID": number,
        "Order Placed At": "11:38 PM, May 20 2026",
    }
    said |= {
        "Order Status": "Delivered",
        "Distance": "<1km",
        "Items in order": "1 x Tea, 2 x Vada Pav",
        "Bill subtotal": "300",
    }
    return (
        said
        | {"Packaging charges": "15", "Restaurant discount (Promo)": "40", "Gold discount": "10", "Total": "265"}
        | more
    )


@pytest.fixture
def orders(tmp_path):
    return lambda *rows: sold(write_csv(tmp_path / "orders.csv", table(ZOMATO, *rows)))


def test_an_order_has_net_sales_without_packaging(orders):
    result = orders(order(**{"KPT duration (minutes)": "12.4", "Customer ID": "abc123"}))
    (one,) = result.orders
    assert (result.recognition.format, result.recognition.source, result.recognition.currency) == (
        "zomato_orders",
        "zomato",
        "INR",
    )
    assert (one.net_paise, one.gross_paise, one.discount_paise, one.packing_paise) == (25_000, 30_000, 5000, 1500)
    assert (one.second, one.channel, one.location, one.ready_minutes) == (
        85_080,
        Channel.ZOMATO,
        "Sakshi Cafe, Fort",
        12,
    )
    assert one.person.external_id == "abc123"


@pytest.mark.parametrize("status", ["Cancelled", "Rejected", "Timed out", "CANCELLED"])
def test_cancelled_and_rejected_orders_are_cancelled(orders, status):
    result = orders(order(**{"Order Status": status, "Cancellation / Rejection reason": "Items out of stock"}))
    assert (result.orders[0].status, result.orders[0].reason) == (OrderStatus.CANCELLED, "Items out of stock")


@pytest.mark.parametrize(("text", "stars"), [("4", 4), ("4.5", 5), ("", None), ("0", None), ("good", None)])
def test_the_rating_is_stars(orders, text, stars):
    assert orders(order(Rating=text, Review="Nice")).orders[0].rating == stars


@pytest.mark.parametrize(
    ("tag", "flags"),
    [
        ("", ()),
        ("Item missing", (IssueFlag.MISSING_ITEM,)),
        ("Wrong order delivered", (IssueFlag.WRONG_ITEM,)),
        ("Order delayed", (IssueFlag.LATE,)),
        ("Poor taste or quality", (IssueFlag.QUALITY,)),
        ("Something else", (IssueFlag.OTHER,)),
    ],
)
def test_the_complaint_is_a_flag(orders, tag, flags):
    assert orders(order(**{"Customer complaint tag": tag})).orders[0].issues == flags


def test_outlets_of_one_name_are_told_apart_by_their_subzone(orders):
    result = orders(order(), order("6002", Subzone="Bandra"))
    assert {one.location for one in result.orders} == {"Sakshi Cafe, Fort", "Sakshi Cafe, Bandra"}


def test_a_blank_subtotal_is_bad_unless_the_order_was_cancelled(orders):
    result = orders(order(**{"Bill subtotal": ""}), order("6002", **{"Bill subtotal": "", "Order Status": "Rejected"}))
    assert [bad.reason for bad in result.bad] == ["The amount is missing."]
    assert [(one.external_id, one.net_paise) for one in result.orders] == [("6002", 0)]


def test_what_is_taken_back_lowers_sales_and_a_discount_never_does(orders):
    result = orders(order(**{"Bill subtotal": "-300"}), order("6002", **{"Restaurant discount (Promo)": "900"}))
    assert [one.net_paise for one in result.orders] == [-30_000, 0]
