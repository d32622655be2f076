import pytest

from sakshi_desktop.core.vocabulary import Channel, PaymentMethod
from sakshi_desktop.importers.types import Person
from tests.importers.exports import SQUARE_24, SQUARE_33, SQUARE_35, SQUARE_44, SQUARE_55, square_line, square_sale
from tests.importers.fixtures import sold, table, write_csv

VISIT = [
    square_line(
        Discounts="-$1.00",
        **{"Net Sales": "$7.00", "Dining Option": "To Go", "Customer ID": "C77", "Customer Name": "Asha Rao"},
    ),
    square_line(
        item="Croissant",
        net="$4.50",
        Qty="2.0",
        Category="Bakery",
        SKU="CR-1",
        Tax="$0.40",
        **{"Price Point Name": "Regular"},
    ),
]


@pytest.fixture
def items(tmp_path):
    return lambda *rows, columns=SQUARE_35: sold(write_csv(tmp_path / "items.csv", table(columns, *rows)))


@pytest.fixture
def transactions(tmp_path):
    return lambda *rows, columns=SQUARE_55: sold(write_csv(tmp_path / "transactions.csv", table(columns, *rows)))


@pytest.mark.parametrize("columns", [SQUARE_24, SQUARE_33, SQUARE_35, SQUARE_35[::-1]])
def test_item_exports_of_every_width_and_order_give_the_same(items, columns):
    result = items(*VISIT, columns=columns)
    (order,) = result.orders
    assert (result.recognition.format, result.recognition.source, result.revenue) == ("square_items", "square", 1150)
    assert (order.external_id, order.location, order.zone, order.second) == (
        "TX1",
        "Pier 9",
        "America/Los_Angeles",
        29_730,
    )
    assert (order.channel, order.person) == (Channel.TAKEAWAY, Person(external_id="C77", name="Asha Rao"))
    first, second = result.lines
    assert (first.item, first.gross_paise, first.discount_paise, first.net_paise) == ("Flat White", 800, 100, 700)
    assert (second.quantity_milli, second.unit_price_paise, second.tax_paise, second.variant, second.sku) == (
        2000,
        225,
        40,
        None,
        "CR-1",
    )


def test_the_currency_is_told_by_the_sign_at_the_amounts(items):
    assert items(*VISIT).recognition.currency == "USD"


@pytest.mark.parametrize("amount", ["-$7.00", "($7.00)", "$-7.00"])
def test_a_refund_of_items_is_a_refund_with_positive_amounts(items, amount):
    back = square_line(net=amount, Qty="-1.0", Date="2026-05-22", **{"Event Type": "Refund"})
    result = items(back, *VISIT)
    (refund,) = result.refunds
    assert (refund.external_id, refund.refund_of) == ("TX1/refund/2026-05-22", "TX1")
    (line,) = result.lines_of(refund)
    assert (line.quantity_milli, line.unit_price_paise, line.net_paise) == (1000, 700, 700)
    assert result.revenue == 1150 - 700


def test_items_and_transactions_meet_in_the_same_orders(items, transactions):
    back = {"net": "-$7.00", "Date": "2026-05-22", "Event Type": "Refund"}
    by_item = items(*VISIT, square_line(Qty="-1.0", **back))
    by_sale = transactions(square_sale(net="$11.50"), square_sale(**back))
    assert by_item.keys == by_sale.keys
    assert by_item.recognition.source == by_sale.recognition.source
    assert by_item.revenue == by_sale.revenue


@pytest.mark.parametrize("columns", [SQUARE_44, SQUARE_55, sorted(SQUARE_55)])
def test_transaction_exports_of_every_width_and_order_give_the_same(transactions, columns):
    sale = square_sale(
        net="$20.00",
        Tax="$1.60",
        Tip="$3.00",
        Card="$20.00",
        Cash="$4.60",
        **{"Staff Name": "Ravi", "Total Collected": "$24.60"},
    )
    result = transactions(sale, columns=columns)
    (order,) = result.orders
    assert result.recognition.format == "square_transactions"
    assert result.recognition.header_only
    assert (order.net_paise, order.tax_paise, order.tip_paise, order.staff) == (2000, 160, 300, "Ravi")
    assert order.payments == ((PaymentMethod.CARD, 2000), (PaymentMethod.CASH, 460))
    assert result.lines == []


def test_service_charges_are_no_net_sales(transactions):
    sale = {"Gross Sales": "$20.00", "Discounts": "-$2.00", "Service Charges": "$1.50"}
    counted_in = transactions(square_sale(**sale, **{"Net Sales": "$19.50"}))
    apart = transactions(square_sale(**sale, **{"Net Sales": "$18.00"}))
    assert counted_in.revenue == apart.revenue == 1800


def test_an_amount_refund_stands_in_the_column_of_partial_refunds(transactions):
    back = square_sale(net="$0.00", **{"Event Type": "Refund", "Partial Refunds": "-$3.00", "Refund Reason": "Cold"})
    result = transactions(square_sale(), back)
    assert [(refund.net_paise, refund.reason) for refund in result.refunds] == [(300, "Cold")]


def test_gift_cards_are_no_sales(items, transactions):
    card = square_line(number="TX9", item="Gift card", net="$50.00", **{"Itemization Type": "Gift Card"})
    sale = square_sale(number="TX9", net="$0.00", **{"Gift Card Sales": "$50.00", "Total Collected": "$50.00"})
    assert items(card, *VISIT).keys == transactions(sale, square_sale(net="$11.50")).keys


def test_a_repeated_transaction_is_left_out_and_a_contradicting_one_is_bad(transactions):
    result = transactions(square_sale(), square_sale(), square_sale(net="$9.00"))
    assert (result.revenue, len(result.bad), sum(result.skipped.values())) == (800, 1, 1)
    assert "stands in the file twice" in result.bad[0].reason


def test_dates_that_fit_both_ways_are_month_first_for_square(items):
    result = items(square_line(Date="05/06/2026"))
    assert result.recognition.date_order == "mdy"


@pytest.mark.parametrize("own", [{"Time": "11:00:00"}, {"Payment ID": "P2"}])
def test_two_refunds_of_one_transaction_on_one_day_are_two(items, transactions, own):
    back = {"net": "-$1.00", "Date": "2026-05-22", "Time": "10:00:00", "Event Type": "Refund"}
    sold_items = items(square_line(**back, Qty="-1.0"), square_line(**(back | own), Qty="-1.0"))
    whole = transactions(square_sale(**back), square_sale(**(back | own)))
    assert [len(result.refunds) for result in (sold_items, whole)] == [2, 2]
    assert (sold_items.keys, whole.revenue, whole.bad) == (whole.keys, -200, [])
