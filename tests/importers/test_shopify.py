import pytest

from sakshi_desktop.core.vocabulary import Channel, OrderStatus, PaymentMethod
from tests.importers.exports import SHOPIFY
from tests.importers.fixtures import sold, table, write_csv


def first(name="#1001", **more):
    said = {
        "Name": name,
        "Email": "Asha@Example.com",
        "Financial Status": "paid",
        "Fulfillment Status": "fulfilled",
        "Currency": "INR",
    }
    said |= {
        "Subtotal": "500.00",
        "Shipping": "50.00",
        "Taxes": "25.00",
        "Total": "575.00",
        "Created at": "2026-05-20 21:15:00 +0530",
    }
    said |= {
        "Lineitem quantity": "2",
        "Lineitem name": "Beans 250 g",
        "Lineitem price": "200.00",
        "Payment Method": "Razorpay",
    }
    return said | {"Source": "web", "Billing Name": "Asha Rao", "Phone": "+91 98200 12345"} | more


def further(name="#1001"):
    return {
        "Name": name,
        "Lineitem quantity": "1",
        "Lineitem name": "Filter",
        "Lineitem price": "100.00",
        "Lineitem sku": "F1",
    }


@pytest.fixture
def orders(tmp_path):
    return lambda *rows: sold(write_csv(tmp_path / "orders.csv", table(SHOPIFY, *rows)))


def test_an_order_of_several_rows_has_its_amounts_from_the_first(orders):
    result = orders(first(), further())
    (order,) = result.orders
    assert (result.recognition.format, result.recognition.currency) == ("shopify_orders", "INR")
    assert (order.net_paise, order.delivery_paise, order.tax_paise, order.second) == (50_000, 5000, 2500, 76_500)
    assert (order.channel, order.payments) == (Channel.ONLINE, ((PaymentMethod.ONLINE, 57_500),))
    assert (order.person.email, order.person.phone) == ("asha@example.com", "+919820012345")
    assert [(line.item, line.net_paise) for line in result.lines] == [("Beans 250 g", 40_000), ("Filter", 10_000)]


def test_prices_that_include_tax_are_taken_without_it(orders):
    assert orders(first(Total="550.00")).orders[0].net_paise == 47_500


def test_a_partial_refund_is_a_refund_of_its_share_of_net_sales(orders):
    result = orders(first(**{"Refunded Amount": "115.00", "Financial Status": "partially_refunded"}), further())
    (refund,) = result.refunds
    assert (refund.refund_of, refund.external_id, refund.net_paise) == ("#1001", "#1001/refund", 10_000)
    assert result.lines_of(refund) == []
    assert result.revenue == 40_000


def test_a_refunded_order_stays_an_order(orders):
    result = orders(first(**{"Refunded Amount": "575.00", "Financial Status": "refunded"}))
    assert ([order.status for order in result.orders], result.revenue) == ([OrderStatus.REFUNDED], 0)


@pytest.mark.parametrize(
    "more", [{"Cancelled at": "2026-05-21 10:00:00 +0530", "Refunded Amount": "575.00"}, {"Financial Status": "voided"}]
)
def test_a_cancelled_order_is_cancelled_and_not_refunded_on_top(orders, more):
    result = orders(first(**more))
    assert ([order.status for order in result.orders], result.refunds) == ([OrderStatus.CANCELLED], [])


def test_an_order_that_waits_for_payment_is_pending(orders):
    assert (
        orders(first(**{"Financial Status": "pending", "Fulfillment Status": ""})).orders[0].status
        is OrderStatus.PENDING
    )


def test_rows_whose_first_row_cannot_be_read_are_bad(orders):
    result = orders(first(), first("#1002", Subtotal="many"), further("#1002"))
    assert [bad.row for bad in result.bad] == [3, 4]
    assert "first row of #1002" in result.bad[1].reason


def test_an_order_in_another_currency_is_bad(orders):
    result = orders(first(), first("#1002"), first("#1003", Currency="USD"))
    assert [bad.reason for bad in result.bad] == ["This order is in USD, the file in INR."]


def test_an_export_put_behind_itself_adds_nothing(orders):
    result = orders(first(), further(), first("#2"), first(), further(), first("#3"), further("#3"))
    assert (result.revenue, len(result.orders), len(result.lines)) == (3 * 50_000, 3, 5)
    assert dict(result.skipped) == {"orders that stand in the file twice, word for word": 1}


def test_an_order_that_comes_again_with_another_amount_is_bad_with_its_lines(orders):
    result = orders(first(), further(), first(Subtotal="100.00", Total="175.00"), further())
    assert (result.revenue, len(result.lines)) == (50_000, 2)
    assert [bad.reason for bad in result.bad] == ["The number #1001 stands in the file twice, with different contents."]


def test_amounts_that_stand_at_every_line_are_told_once(orders):
    result = orders(first(), first(**{"Lineitem name": "Filter"}), first(**{"Lineitem name": "Cup"}))
    assert (result.revenue, len(result.lines), result.bad) == (50_000, 3, [])


def test_a_line_whose_order_is_missing_opens_none(orders):
    lonely = further("#9") | {"Created at": "2026-05-20 21:15:00 +0530"}
    result = orders(lonely, first())
    assert [bad.reason for bad in result.bad] == ["The first row of #9 is missing or could not be read."]
    assert len(result.orders) == 1


@pytest.mark.parametrize(("state", "refunded", "amount"), [("refunded", "", 50_000), ("paid", "-57.50", 5000)])
def test_refunds_are_found_without_an_amount_and_with_a_sign(orders, state, refunded, amount):
    result = orders(first(**{"Financial Status": state, "Refunded Amount": refunded}))
    assert [result.net(one) for one in result.refunds] == [amount]
