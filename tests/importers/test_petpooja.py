import pytest

from sakshi_desktop.core.vocabulary import Channel, OrderStatus, PaymentMethod
from sakshi_desktop.importers.amounts import UNDECIDED
from sakshi_desktop.importers.petpooja import restaurant
from tests.importers.exports import PETPOOJA_ITEMS, PETPOOJA_ORDERS, bill
from tests.importers.fixtures import sold, table, write_csv, write_xlsx

PREAMBLE = [["Date: 2026-05-01 to 2026-05-31"], ["Orders Master Report"], ["Restaurant Name: Sakshi  Fort"], [""], [""]]
SUMMARY = [{"Invoice No.": word, "My Amount": "1", "Total": "1"} for word in ("Total", "Min.", "Max.", "Avg.")]


@pytest.fixture
def master(tmp_path):
    def read(*rows, preamble=PREAMBLE):
        return sold(write_csv(tmp_path / "master.csv", [*preamble, *table(PETPOOJA_ORDERS, *SUMMARY, *rows)]))

    return read


@pytest.fixture
def itemwise(tmp_path):
    def read(*rows):
        preamble = [["Order Report: Item Wise"], ["From 2026-05-01"]]
        return sold(write_csv(tmp_path / "items.csv", [*preamble, *table(PETPOOJA_ITEMS, *rows)]))

    return read


def line(number="12", item="Vada Pav", total="200", **more):
    said = {
        "restaurant_name": "Sakshi Fort",
        "invoice_no": number,
        "item_name": item,
        "category_name": "Snacks",
        "item_quantity": "4",
    }
    return (
        said
        | {
            "item_total": total,
            "status": "Success",
            "date": "2026-05-20",
            "order_type": "Dine In",
            "payment_type": "Cash",
        }
        | more
    )


def test_the_master_begins_below_its_preamble_and_summary_rows(master):
    result = master(
        bill(Discount="20", **{"Total Tax": "9", "Container Charge": "5", "Round Off": "-0.4", "Tip": "10"})
    )
    (order,) = result.orders
    assert (result.recognition.format, result.recognition.header_row, result.recognition.currency) == (
        "petpooja_orders",
        6,
        "INR",
    )
    assert dict(result.skipped) == {"summary rows such as totals": 4}
    assert result.bad == []
    assert (order.net_paise, order.discount_paise, order.tax_paise, order.packing_paise) == (20_000, 2000, 900, 500)
    assert (order.round_off_paise, order.tip_paise, order.payments) == (-40, 1000, ((PaymentMethod.UPI, 20_000),))
    assert (order.location, order.series, order.external_id, order.second) == ("Sakshi Fort", "2026-27", "12", 47_100)


def test_bills_are_numbered_anew_each_financial_year(master):
    result = master(bill(Date="2026-03-31 22:00:00"), bill(Date="2026-04-01 09:00:00"))
    assert result.keys == {("Sakshi Fort", "2025-26", "12"), ("Sakshi Fort", "2026-27", "12")}


@pytest.mark.parametrize(
    ("kinds", "channel"),
    [
        (("Delivery(Parcel)", "Zomato"), Channel.ZOMATO),
        (("Delivery(Parcel)", "Swiggy"), Channel.SWIGGY),
        (("Pick Up", "Pick Up"), Channel.TAKEAWAY),
        (("Dine In", "Dine In"), Channel.DINE_IN),
        (("Delivery(Parcel)", ""), Channel.DELIVERY),
    ],
)
def test_the_sub_order_type_tells_the_channel(master, kinds, channel):
    result = master(bill(**dict(zip(("Order Type", "Sub Order Type"), kinds, strict=True))))
    assert result.orders[0].channel is channel


def test_placeholders_are_nobody(master):
    assert master(bill(Phone="0000000000", Name="Abc")).orders[0].person is None
    assert master(bill(Phone="9820012345", Name="Abc")).orders[0].person.phone == "+919820012345"


def test_a_cancelled_bill_is_cancelled_with_its_reason(master):
    result = master(bill(Status="Cancelled", **{"Order Cancel Reason": "Guest left"}))
    assert (result.orders[0].status, result.orders[0].reason) == (OrderStatus.CANCELLED, "Guest left")


def test_item_wise_lines_meet_the_bills_of_the_master(master, itemwise):
    whole, lines = master(bill()), itemwise(line(total="150"), line(item="Chai", total="50", item_quantity="2"))
    assert (whole.keys, whole.recognition.source) == (lines.keys, lines.recognition.source)
    assert whole.revenue == lines.revenue == 20_000
    assert [(one.item, one.quantity_milli, one.unit_price_paise) for one in lines.lines] == [
        ("Vada Pav", 4000, 3750),
        ("Chai", 2000, 2500),
    ]


def test_lines_with_quantity_zero_are_voids(itemwise):
    result = itemwise(line(), line(item="Chai", item_quantity="0", total="50"))
    assert (len(result.lines), dict(result.skipped)) == (1, {"lines with quantity zero, which are voids": 1})
    assert any("voids" in note for note in result.recognition.notes)


def test_upi_hides_behind_other(itemwise):
    assert itemwise(line(payment_type="Other (Upijio)")).orders[0].payments == ((PaymentMethod.UPI, 0),)


def test_a_bill_number_turned_into_an_exponent_is_bad(master):
    result = master(bill(), bill(number="1E+04"))
    assert [bad.reason for bad in result.bad] == ["The number “1E+04” lost its digits in a spreadsheet."]


def test_the_master_as_a_workbook_gives_the_same(tmp_path, master):
    rows = [*PREAMBLE, *table(PETPOOJA_ORDERS, *SUMMARY, bill())]
    book = sold(write_xlsx(tmp_path / "master.xlsx", {"Sheet": rows}))
    plain = master(bill())
    assert (book.keys, book.revenue, book.content(book.orders[0])) == (
        plain.keys,
        plain.revenue,
        plain.content(plain.orders[0]),
    )


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([["Restaurant Name: Cafe A"]], "Cafe A"),
        ([["Restaurant Name", "Cafe A"]], "Cafe A"),
        ([["Date: 2026-05-01"], ["Order Master"], ["Cafe A"]], "Cafe A"),
        ([["Date: 2026-05-01"], ["Order Master"]], None),
    ],
)
def test_the_restaurant_is_named_above_the_table(rows, name):
    assert restaurant(rows) == name


def test_a_bill_whose_worth_nobody_says_is_bad_unless_it_was_cancelled(master):
    blank = {"My Amount": "", "Net Sales (M.A - D)": "", "Total": "118"}
    result = master(bill("1", **blank), bill("2", Status="Deleted", **blank), bill("3", net="-200"), bill("4"))
    assert [bad.reason for bad in result.bad] == ["The amount is missing."]
    assert [(one.external_id, one.net_paise, one.status is OrderStatus.CANCELLED) for one in result.orders] == [
        ("2", 0, True),
        ("3", -20_000, False),
        ("4", 20_000, False),
    ]


def test_a_cancelled_line_does_not_count_in_a_bill_that_stands(itemwise):
    result = itemwise(line(), line(item="Chai", status="Cancelled"), line("13", status="Cancelled"), line("13"))
    assert (result.revenue, dict(result.skipped)) == (20_000 + 20_000, {"cancelled lines of orders that stand": 1})
    assert [(one.external_id, one.status is OrderStatus.CANCELLED) for one in result.orders] == [
        ("12", False),
        ("13", True),
    ]
    assert [bad.reason.partition(",")[0] for bad in result.bad] == ["The bill 13 is cancelled in an earlier row"]


def test_a_number_that_comes_again_days_later_is_no_line_of_the_first_bill(itemwise):
    result = itemwise(line(), line(date="2026-05-21", item="Chai"), line(date="2026-05-28"))
    assert (result.revenue, len(result.orders)) == (40_000, 1)
    assert [bad.reason.partition(";")[0] for bad in result.bad] == ["The bill 12 was met before on another day"]


@pytest.mark.parametrize(
    ("quantity", "total", "reason"), [("4", "", "The amount is missing."), ("-1", "50", UNDECIDED)]
)
def test_lines_that_do_not_say_what_they_are_worth_are_bad(itemwise, quantity, total, reason):
    result = itemwise(line(), line(item="Chai", item_quantity=quantity, total=total))
    assert (result.revenue, [bad.reason for bad in result.bad]) == (20_000, [reason])
