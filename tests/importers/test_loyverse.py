import pytest

from sakshi_desktop.core.vocabulary import Channel, OrderStatus, PaymentMethod
from tests.importers.exports import LOYVERSE_ITEMS, LOYVERSE_RECEIPTS, receipt
from tests.importers.fixtures import sold, table, write_csv

TEA = receipt(Item="Tea", Quantity="2", Category="Drinks", **{"Cost of goods": "20.00", "Taxes": "4.50"})


@pytest.fixture
def receipts(tmp_path):
    return lambda *rows: sold(write_csv(tmp_path / "receipts.csv", table(LOYVERSE_RECEIPTS, *rows)))


@pytest.fixture
def by_item(tmp_path):
    return lambda *rows, columns=LOYVERSE_ITEMS, **how: sold(
        write_csv(tmp_path / "items.csv", table(columns, *rows), **how)
    )


def test_receipts_have_their_amounts_and_no_lines(receipts):
    result = receipts(
        receipt(
            **{
                "Payment type": "Cash",
                "Discounts": "10.00",
                "Cost of goods": "30",
                "Customer name": "Asha",
                "Customer contacts": "98200 12345",
            }
        )
    )
    (order,) = result.orders
    assert result.recognition.format == "loyverse_receipts"
    assert (order.net_paise, order.discount_paise, order.cost_paise) == (9000, 1000, 3000)
    assert (order.payments, order.person.phone) == (((PaymentMethod.CASH, 9000),), "+919820012345")
    assert (order.location, order.channel, order.external_id, order.second) == (
        "Fort",
        Channel.DINE_IN,
        "1-1001",
        34_200,
    )


def test_receipts_by_item_have_lines(by_item):
    result = by_item(TEA, receipt(item="x", net="30", Item="Bun", Quantity="1"))
    assert result.recognition.format == "loyverse_items"
    assert len(result.orders) == 1
    assert [(line.item, line.quantity_milli, line.unit_price_paise, line.cost_paise) for line in result.lines] == [
        ("Tea", 2000, 4500, 2000),
        ("Bun", 1000, 3000, None),
    ]


def test_both_exports_meet_in_the_same_orders(receipts, by_item):
    back = {"number": "1-1002", "Receipt type": "Refund"}
    whole, lines = receipts(receipt(), receipt(**back)), by_item(TEA, receipt(**back, Item="Tea", Quantity="2"))
    assert (whole.keys, whole.recognition.source) == (lines.keys, lines.recognition.source)
    assert whole.revenue == lines.revenue == 0


@pytest.mark.parametrize("amount", ["90.00", "-90.00"])
def test_a_refund_receipt_is_positive_whatever_its_sign(receipts, by_item, amount):
    back = receipt(number="1-1002", net=amount, Item="Tea", Quantity="-2", **{"Receipt type": "Refund"})
    assert [refund.net_paise for refund in receipts(receipt(), back).refunds] == [9000]
    result = by_item(TEA, back)
    assert [(line.quantity_milli, line.net_paise) for line in result.lines_of(result.refunds[0])] == [(2000, 9000)]


def test_an_export_without_dining_option_is_recognised(by_item):
    result = by_item(TEA, columns=[name for name in LOYVERSE_ITEMS if name != "Dining option"])
    assert (result.recognition.format, result.orders[0].channel) == ("loyverse_items", Channel.OTHER)


def test_an_export_with_item_name_and_a_mark_is_recognised(by_item):
    columns = ["Item name" if name == "Item" else name for name in LOYVERSE_ITEMS]
    result = by_item(TEA | {"Item name": "Tea"}, columns=columns, encoding="utf-8-sig")
    assert (result.recognition.format, result.lines[0].item) == ("loyverse_items", "Tea")


def test_a_cancelled_receipt_is_cancelled(receipts):
    assert receipts(receipt(Status="Cancelled")).orders[0].status is OrderStatus.CANCELLED
