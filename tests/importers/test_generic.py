from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop import importers
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus, PaymentMethod
from sakshi_desktop.importers.types import UNNAMED_ITEM, Field, Grouping, Mapping
from tests.importers.fixtures import TABLE, sold, write_csv

MOMENTS = ["txn_id", "sale_date", "sold at", "store", "product detail", "qty", "unit_price"]


def columns(result):
    return {field.value: name for field, name in result.recognition.mapping.columns.items()}


def test_rows_with_one_number_are_one_order(read):
    result = read(TABLE)
    assert [(header.external_id, len(result.lines_of(header))) for header in result.orders] == [("7", 2), ("8", 1)]
    assert [(line.item, line.quantity_milli, line.unit_price_paise, line.net_paise) for line in result.lines][:2] == [
        ("Filter Coffee", 2000, 4550, 9100),
        ("Masala Dosa", 1000, 12_000, 12_000),
    ]


def test_an_outlet_spelled_in_two_cases_is_one(read):
    rows = [["7", "2026-03-14", place, "Tea", "1", "5"] for place in ("Shop A", "SHOP  A", "shop a")]
    result = read([["Bill No", "Date", "Outlet", "Item", "Qty", "Price"], *rows])
    assert [len(result.lines_of(order)) for order in result.orders] == [3]
    spelled = [
        read([["Date", "Outlet", "Item", "Amount"], ["2026-03-14", place, "Tea", "5"]]) for place in ("Shop", "SHOP")
    ]
    assert spelled[0].orders[0].external_id == spelled[1].orders[0].external_id


def test_rows_of_one_order_may_stand_apart(read):
    result = read([*TABLE, TABLE[1]])
    assert [len(result.lines_of(header)) for header in result.orders] == [3, 1]


def test_an_order_has_the_same_content_whatever_the_order_of_its_rows(read):
    rows = [["7", "2026-03-14", f"Item {n}", str(n), "5"] for n in range(1, 9)]
    shuffled = rows[5:] + rows[2:5] + rows[:2]
    plain, mixed = read([TABLE[0], *rows]), read([TABLE[0], *shuffled])
    assert plain.content(plain.orders[0]) == mixed.content(mixed.orders[0])
    changed = read([TABLE[0], *rows[:-1], [*rows[-1][:4], "6"]])
    assert changed.content(changed.orders[0]) != plain.content(plain.orders[0])


@pytest.mark.parametrize("change", [(1, "2026-03-16"), (2, "Tea"), (3, "3"), (4, "46")])
def test_any_change_of_a_row_changes_the_content(read, change):
    place, text = change
    other = [TABLE[0], [text if n == place else cell for n, cell in enumerate(TABLE[3])]]
    plain, changed = read([TABLE[0], TABLE[3]]), read(other)
    assert plain.content(plain.orders[0]) != changed.content(changed.orders[0])


def test_the_content_does_not_depend_on_case_blanks_or_columns_order(read):
    other = read([["Item", "Price", "Qty", "Bill No", "Date"], ["  filter  COFFEE ", "45.50", "1", "8", "15-Mar-2026"]])
    plain = read([TABLE[0], TABLE[3]])
    assert other.content(other.orders[0]) == plain.content(plain.orders[0])


def test_the_source_is_told_by_the_columns_that_make_the_sales(read):
    plain, mixed = read(TABLE), read([row[::-1] for row in TABLE])
    more = read([[*row, ""] if n else [*row, "Notes"] for n, row in enumerate(TABLE)])
    other = read([["Invoice No", *TABLE[0][1:]], *TABLE[1:]])
    dollars = read([TABLE[0], *[[*row[:4], f"${row[4]}"] for row in TABLE[1:]]])
    assert plain.recognition.source == mixed.recognition.source == more.recognition.source
    assert len({one.recognition.source for one in (plain, other, dollars)}) == 3


def test_lines_of_one_second_at_one_place_are_one_order_where_numbers_are_per_line(read):
    rows = [
        [str(n), "2026-03-14", f"09:{n // 8:02d}:17", "Fort" if n % 4 < 2 else "Bandra", "Tea", "1", "5"]
        for n in range(40)
    ]
    result = read([MOMENTS, *rows])
    assert result.recognition.mapping.grouping is Grouping.MOMENT
    assert len(result.orders) == 10
    assert result.orders[0].external_id == "2026-03-14T09:00:17"
    assert any("are one order" in note for note in result.recognition.notes)


def test_rows_without_numbers_are_known_by_content_and_occurrence(read):
    rows = [
        ["When", "Drink", "Amount"],
        *[["2026-03-14 10:15", "Latte", "38.70"]] * 3,
        ["2026-03-14 10:15", "Mocha", "38.70"],
    ]
    first, second = read(rows), read(rows[:1] + rows[:0:-1])
    assert first.recognition.mapping.grouping is Grouping.ROW
    assert len(first.orders) == 4
    assert first.keys == second.keys
    assert sorted(key[2][-2:] for key in first.keys) == ["#1", "#1", "#2", "#3"]


def test_one_drink_has_one_name_however_it_is_spelled(read):
    names = ["Cortado", "CORTADO", "   CORTADO   ", " cortado", "Hot  Chocolate", "hot chocolate"]
    result = read([["Date", "Drink", "Amount"], *[["2026-03-14", name, "35"] for name in names]])
    assert {line.item for line in result.lines} == {"Cortado", "Hot Chocolate"}


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (("2", "5", "10"), (2000, 500, 1000)),
        (("2", "5", "ERROR"), (2000, 500, 1000)),
        (("UNKNOWN", "5", "10"), (2000, 500, 1000)),
        (("2", "", "10"), (2000, 500, 1000)),
        (("", "", "10"), (1000, 1000, 1000)),
    ],
)
def test_what_is_missing_of_quantity_price_and_total_is_worked_out(read, cells, line):
    rows = [
        ["Bill No", "Date", "Item", "Qty", "Price", "Total"],
        *[[str(n), "2026-03-14", "Tea", "1", "5", "5"] for n in range(9)],
    ]
    result = read([*rows, ["99", "2026-03-14", "Tea", *cells]])
    last = result.lines[-1]
    assert (last.quantity_milli, last.unit_price_paise, last.net_paise) == line


def test_an_amount_that_cannot_be_worked_out_makes_a_bad_row(read):
    rows = [
        ["Bill No", "Date", "Item", "Qty", "Price", "Total"],
        ["1", "2026-03-14", "Tea", "1", "5", "5"],
        ["2", "2026-03-14", "Tea", "", "5", ""],
    ]
    result = read(rows)
    assert [bad.reason for bad in result.bad] == ["There is no amount, and no quantity and price to work it out from."]
    assert len(result.orders) == 1


def test_a_bad_row_opens_no_order(read):
    result = read(
        [
            *TABLE,
            ["9", "2026-03-15", "Tea", "many", "5"],
            ["10", "never", "Tea", "1", "5"],
            ["", "2026-03-15", "Tea", "1", "5"],
        ]
    )
    assert [header.external_id for header in result.orders] == ["7", "8"]
    assert [bad.reason for bad in result.bad] == [
        "“many” is not a number.",
        "“never” is not a date (year first).",
        "The order number is missing.",
    ]


@pytest.mark.parametrize(
    ("quantity", "price", "what"),
    [("1", "9" * 20, "amount"), ("9" * 20, "0", "quantity"), ("999999999", "99999999999", "amount")],
)
def test_figures_beyond_all_measure_make_a_bad_row(read, quantity, price, what):
    result = read([*TABLE, ["9", "2026-03-15", "Tea", quantity, price]])
    assert [bad.reason.split(" is larger")[0] for bad in result.bad] == [f"The {what}"]


def test_money_is_rounded_half_up_line_by_line(read):
    result = read([TABLE[0], ["1", "2026-03-14", "Tea", "3", "0.335"], ["2", "2026-03-14", "Tea", "0.5", "0.05"]])
    assert [line.net_paise for line in result.lines] == [101, 3]


def test_a_cancelled_order_is_cancelled_and_a_cancelled_line_left_out(read):
    names = ["Bill No", "Date", "Item", "Amount", "Status"]
    rows = [
        ["1", "2026-03-14", "Tea", "10", "Paid"],
        ["1", "2026-03-14", "Bun", "20", "Cancelled"],
        ["2", "2026-03-14", "Tea", "10", "Void"],
    ]
    result = read([names, *rows])
    assert [header.status for header in result.orders] == [OrderStatus.DELIVERED, OrderStatus.CANCELLED]
    assert (len(result.lines), dict(result.skipped)) == (2, {"cancelled lines of orders that stand": 1})


def test_a_file_without_items_gives_orders_without_lines(read):
    names = ["Order ID", "Order Date", "Total", "Tax", "Tip", "Payment Mode", "Rating", "Customer Phone"]
    result = read(
        [
            names,
            ["1", "14/03/2026 19:05", "131", "6", "5", "UPI", "4", "9820012345"],
            ["2", "15/03/2026 19:05", "50", "", "", "Cash", "", ""],
        ]
    )
    first, second = result.orders
    assert (result.recognition.header_only, result.lines) == (True, [])
    assert (first.net_paise, first.tax_paise, first.tip_paise, first.rating) == (12_000, 600, 500, 4)
    assert (first.payments, first.person.phone) == (((PaymentMethod.UPI, 13_100),), "+919820012345")
    assert (second.net_paise, second.person) == (5000, None)


def test_an_order_that_stands_twice_in_such_a_file_is_bad_when_it_differs(read):
    names = ["Order ID", "Order Date", "Total"]
    result = read([names, ["1", "14/03/2026", "10"], ["1", "14/03/2026", "10"], ["1", "14/03/2026", "11"]])
    assert (len(result.orders), len(result.bad), sum(result.skipped.values())) == (1, 1, 1)


def test_a_column_of_places_that_holds_ways_of_selling_is_the_channel(read):
    rows = [
        ["1", "2026-03-14", "Tea", "10", "Takeaway"],
        ["2", "2026-03-14", "Tea", "10", "In-store"],
        ["3", "2026-03-14", "Tea", "10", "ERROR"],
    ]
    result = read([["Bill No", "Date", "Item", "Amount", "Location"], *rows])
    assert [header.channel for header in result.orders] == [Channel.TAKEAWAY, Channel.DINE_IN, Channel.OTHER]
    assert not result.recognition.has_location


def test_a_column_is_known_by_its_words_where_its_name_tells_nothing(read):
    names = ["Bill No", "Date", "Item", "Amount", "How", "Part"]
    result = read(
        [names, ["1", "2026-03-14", "Tea", "10", "Cash", "Evening"], ["2", "2026-03-14", "Tea", "10", "UPI", "Morning"]]
    )
    assert [header.payments[0][0] for header in result.orders] == [PaymentMethod.CASH, PaymentMethod.UPI]
    assert [header.day_part for header in result.orders] == [DayPart.DINNER, DayPart.BREAKFAST]


@pytest.mark.parametrize(
    ("column", "texts", "field"),
    [
        ("Guest", ("Asha Rao", "Ravi"), "customer_name"),
        ("Guest name", ("Asha Rao", "Ravi"), "customer_name"),
        ("Customer", ("Asha Rao", "आशा राव"), "customer_name"),
        ("Customer", ("C12", "9886098331"), "customer_id"),
        ("Buyer Name", ("Asha Rao", "Ravi"), "customer_name"),
        ("Guest", ("2", "4"), None),
    ],
)
def test_who_bought_is_known_by_name_or_by_number(read, column, texts, field):
    rows = [["2026-03-14", str(number), "100", text] for number, text in enumerate(texts, 7)]
    known = columns(read([["Date", "Bill No", "Amount", column], *rows]))
    assert [one for one, name in known.items() if name == column] == [field] * (field is not None)


def test_the_part_of_the_day_is_left_to_the_clock_where_there_is_one(read):
    result = read([["Bill No", "Date", "Item", "Amount", "Meal"], ["1", "2026-03-14 21:00:01", "Tea", "10", "Lunch"]])
    assert (result.orders[0].day_part, result.orders[0].second) == (None, 75_601)


def test_money_with_a_sign_tells_the_currency(read):
    result = read(
        [*TABLE[:1], ["7", "2026-03-14", "Tea", "2", "€ 1.234,50"], ["8", "2026-03-14", "Tea", "1", "€ 7,00"]]
    )
    assert (result.recognition.currency, result.recognition.mapping.decimal) == ("EUR", ",")
    assert result.revenue == 247_600


def test_the_persons_currency_is_taken(read):
    result = read(TABLE, currency="gbp")
    assert (result.recognition.currency, result.recognition.currency_reason) == ("GBP", "You chose GBP.")


@pytest.mark.parametrize("code", ["XYZ", "ÉÉÉ", "rupees"])
def test_an_unknown_currency_is_refused(read, code):
    with pytest.raises(ImportFileError, match="is no currency") as caught:
        read(TABLE, currency=code)
    assert caught.value.hint


def test_a_currency_that_a_mapping_holds_for_all_rows_is_taken(read):
    mapping = replace(read(TABLE).recognition.mapping, constants={Field.CURRENCY: "usd"}, currency=None)
    assert read(TABLE, mapping=mapping).recognition.currency == "USD"


def test_a_row_in_another_currency_is_bad(read):
    names = ["Bill No", "Date", "Item", "Amount", "Currency"]
    result = read(
        [
            names,
            *[[str(n), "2026-03-14", "Tea", "10", "USD"] for n in range(5)],
            ["9", "2026-03-14", "Tea", "10", "EUR"],
        ]
    )
    assert [bad.reason for bad in result.bad] == ["This row is in EUR, the file in USD."]


def test_a_row_whose_amount_carries_another_sign_is_bad(read):
    rows = [["1", "2026-03-14", "Tea", "₹100"], ["2", "2026-03-14", "Tea", "$100"], ["3", "2026-03-14", "Tea", "₹50"]]
    result = read([["Bill No", "Date", "Item", "Amount"], *rows])
    assert ([bad.reason for bad in result.bad], result.revenue) == (["“$100” is in USD, the file in INR."], 15_000)
    assert any("sign of USD" in note for note in result.recognition.notes)


def test_a_sign_that_the_persons_currency_shares_is_no_other_currency(read):
    rows = [["1", "2026-03-14", "Tea", "$100"], ["2", "2026-03-14", "Tea", "C$50"]]
    assert read([["Bill No", "Date", "Item", "Amount"], rows[0], *rows[:1] * 2, rows[1]], currency="CAD").bad == []


def test_a_currency_without_minor_units_is_whole(read):
    assert read(TABLE, currency="JPY").revenue == 257


def test_a_damaged_time_falls_back_to_the_column_of_dates(read):
    result = read([["date", "datetime", "drink", "money"], *[["3/13/2024", "15:50.5", "Latte", "38.7"]] * 3])
    assert columns(result)["date"] == "date"
    assert [header.second for header in result.orders] == [None, None, None]
    assert any("damaged by a spreadsheet" in note for note in result.recognition.notes)


def test_dates_out_of_range_are_bad_rows(read):
    result = read([*TABLE, ["9", "1999-12-31", "Tea", "1", "5"], ["10", "2027-06-18", "Tea", "1", "5"]])
    assert [bad.row for bad in result.bad] == [5, 6]


def test_a_given_mapping_reads_any_table(read):
    mapping = Mapping(
        columns={Field.DATE: "c2", Field.ITEM: "c3", Field.AMOUNT: "c4", Field.ORDER_ID: "c1"},
        constants={Field.LOCATION: "Stall 4", Field.CHANNEL: "takeaway", Field.PAYMENT: "cash"},
        source="stall",
        currency="INR",
    )
    result = read([["c1", "c2", "c3", "c4"], ["1", "03-04-2026", "", "12"]], mapping=mapping)
    (order,) = result.orders
    assert (result.recognition.source, result.recognition.date_order) == ("stall", "dmy")
    assert (order.location, order.channel, order.payments[0][0]) == ("Stall 4", Channel.TAKEAWAY, PaymentMethod.CASH)
    assert result.lines[0].item == UNNAMED_ITEM


def test_each_of_two_columns_of_one_name_can_be_chosen(read):
    rows = [["Bill", "Date", "Item", "Amount", "Amount"], ["1", "2026-03-14", "Tea", "100", "105"]]
    columns = {Field.ORDER_ID: "Bill", Field.DATE: "Date", Field.ITEM: "Item", Field.AMOUNT: "Amount"}
    assert read(rows, mapping=Mapping(columns=columns)).revenue == 10_000
    assert read(rows, mapping=Mapping(columns={**columns, Field.AMOUNT: "Amount (2)"})).revenue == 10_500
    rows = [[*rows[0][:3], "Amount", "Amount (2)", "Amount"], [*rows[1], "110"]]
    assert read(rows, mapping=Mapping(columns={**columns, Field.AMOUNT: "Amount (3)"})).revenue == 11_000


def test_a_given_mapping_wins_over_the_format(tmp_path, read):
    guessed = importers.recognise(write_csv(tmp_path / "sales.csv", TABLE)).mapping
    assert read(TABLE, mapping=guessed).recognition.format == "generic"


def test_a_mapping_of_another_file_is_refused_by_the_missing_column(read):
    with pytest.raises(ImportFileError, match="no column “When”"):
        read(TABLE, mapping=Mapping(columns={Field.DATE: "When", Field.ORDER_ID: "Bill No"}))


def test_a_choice_of_date_order_is_taken(read):
    rows = [TABLE[0], ["1", "03-04-2026", "Tea", "1", "5"], ["2", "05-04-2026", "Tea", "1", "5"]]
    days = [read(rows, date_order=order).orders[0].date for order in ("dmy", "mdy")]
    assert days[0] != days[1]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 9), st.sampled_from(["Tea", "Bun", "TEA "]), st.integers(1, 20), st.integers(1, 10**6)
        ),
        min_size=1,
        max_size=60,
    )
)
def test_revenue_is_the_sum_of_the_lines_for_any_table(tmp_path_factory, bills):
    rows = [
        [f"B{number}", "14 Mar 2026", item, str(count), f"{price / 100:,.2f}"] for number, item, count, price in bills
    ]
    result = sold(write_csv(tmp_path_factory.mktemp("any") / "sales.csv", [TABLE[0], *rows]))
    assert result.revenue == sum(count * price for _, _, count, price in bills)
    assert len(result.orders) == len({number for number, *_ in bills})
    assert [line.row for line in result.lines] == list(range(2, len(bills) + 2))


def test_a_mapping_that_names_no_date_order_leaves_it_to_the_dates(read):
    mapping = Mapping(
        columns={Field.DATE: "Date", Field.ORDER_ID: "Bill No", Field.ITEM: "Item", Field.AMOUNT: "Price"}
    )
    rows = [TABLE[0], ["1", "03/04/2026", "Tea", "1", "5"], ["2", "03/25/2026", "Tea", "1", "5"]]
    assert read(rows, mapping=mapping).recognition.date_order == "mdy"
    fixed = read(rows, mapping=Mapping(columns=mapping.columns, date_order="dmy"))
    assert [bad.row for bad in fixed.bad] == [3]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-14T02:30:00Z", ("2026-03-14", 9_000, "UTC")),
        ("2026-03-14T02:30:00+00:00", ("2026-03-14", 9_000, "UTC")),
        ("2026-03-14T02:30:00+05:30", ("2026-03-13", 75_600, "UTC")),
        ("2026-03-14 23:30:00.250-0400", ("2026-03-15", 12_600, "UTC")),
        ("2026-03-14 02:30", ("2026-03-14", 9_000, None)),
    ],
)
def test_a_time_with_an_offset_is_an_instant(read, text, moment):
    (order,) = read([["Bill No", "Date", "Item", "Amount"], ["1", text, "Tea", "10"]]).orders
    assert (str(to_date(order.date)), order.second, order.zone) == moment


def test_a_sign_at_few_of_the_amounts_is_pointed_out(read):
    rows = [[str(n), "2026-03-14", "Tea", "20"] for n in range(9)]
    found = read([["Bill No", "Date", "Item", "Amount"], *rows, ["9", "2026-03-14", "Tea", "$20"]]).recognition
    assert found.currency_reason == "Only 1 of 10 amounts carry the sign of USD, the others none. Please check it."
