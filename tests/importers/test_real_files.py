import json
from collections import Counter

import pytest

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.core.vocabulary import DayPart, PaymentMethod
from sakshi_desktop.importers import EXPORTS, FORMATS
from sakshi_desktop.importers.types import SaleKind
from tests.importers.fixtures import sold

FILES = [
    ("maven_coffee_shop_sales.csv.gz", "USD", 149_116, 116_790, 0, 69_881_233, 0),
    ("pizza_place_2015.zip", "USD", 48_620, 21_350, 0, 81_786_005, 0),
    ("balaji_fast_food.csv.gz", "INR", 1_000, 1_000, 0, 27_523_000, 0),
    ("balaji_fast_food_variant_currency.csv.gz", None, 1_000, 1_000, 0, 27_523_000, 0),
    ("coffee_vending_variantA.csv.gz", "INR", 3_636, 3_636, 0, 11_543_158, 0),
    ("coffee_vending_variantB_excel_mangled.csv.gz", "INR", 3_636, 3_636, 0, 11_543_158, 0),
    ("dirty_cafe_sales.csv.gz", "USD", 9_501, 9_501, 0, 8_478_650, 499),
    ("online_retail_2009_2010.csv.gz", "GBP", 525_461, 24_221, 4_592, 953_948_462, 0),
]


@pytest.fixture(scope="module")
def read(shared_data):
    results = {}

    def once(name, currency=None):
        if name not in results:
            results[name] = sold(shared_data / name, currency=currency)
        return results[name]

    return once


@pytest.mark.parametrize(("name", "currency", "lines", "orders", "refunds", "revenue", "bad"), FILES)
def test_a_real_file_gives_its_published_figures(read, name, currency, lines, orders, refunds, revenue, bad):
    result = read(name, currency)
    assert (len(result.lines), len(result.orders), len(result.refunds)) == (lines, orders, refunds)
    assert (result.revenue, len(result.bad), dict(result.skipped)) == (revenue, bad, {})


def test_maven_has_its_stores_and_its_half_year(read):
    result = read("maven_coffee_shop_sales.csv.gz", "USD")
    places = {header.ordinal: header.location for header in result.headers}
    by_place = Counter()
    for line in result.lines:
        by_place[places[line.ordinal]] += line.net_paise
    assert by_place == {"Astoria": 23_224_391, "Hell's Kitchen": 23_651_117, "Lower Manhattan": 23_005_725}
    assert (str(to_date(result.recognition.first_day)), str(to_date(result.recognition.last_day))) == (
        "2023-01-01",
        "2023-06-30",
    )


def test_pizza_has_its_orders_with_lines_and_times(read):
    result = read("pizza_place_2015.zip", "USD")
    assert len({header.date for header in result.headers}) == 358
    assert sum(line.quantity_milli for line in result.lines) == 49_574_000
    assert all(header.second is not None for header in result.headers)


def test_balaji_is_month_first_and_names_its_parts_of_the_day(read):
    result = read("balaji_fast_food.csv.gz", "INR")
    days = [str(to_date(header.date)) for header in result.headers]
    assert (result.recognition.date_order, min(days), max(days), days[0]) == (
        "mdy",
        "2022-04-01",
        "2023-03-30",
        "2022-07-03",
    )
    assert Counter(header.day_part for header in result.headers) == {
        DayPart.DINNER: 406,
        DayPart.AFTERNOON: 205,
        DayPart.LATE_NIGHT: 199,
        DayPart.BREAKFAST: 190,
    }
    assert Counter(method for header in result.headers for method, _ in header.payments) == {
        PaymentMethod.CASH: 476,
        PaymentMethod.ONLINE: 417,
    }


def test_the_balaji_variant_is_a_source_of_its_own_in_dollars(read):
    variant, plain = read("balaji_fast_food_variant_currency.csv.gz"), read("balaji_fast_food.csv.gz", "INR")
    assert variant.recognition.currency == "USD"
    assert variant.recognition.source != plain.recognition.source


def test_vending_has_eight_drinks_and_its_cards(read):
    for name in ("coffee_vending_variantA.csv.gz", "coffee_vending_variantB_excel_mangled.csv.gz"):
        result = read(name, "INR")
        assert len({line.item for line in result.lines}) == 8
        assert len({header.person.external_id for header in result.headers if header.person}) == 1_316
        assert len(result.keys) == 3_636


def test_vending_without_its_times_says_so(read):
    result = read("coffee_vending_variantB_excel_mangled.csv.gz", "INR")
    assert any("damaged by a spreadsheet" in note for note in result.recognition.notes)
    assert {header.second for header in result.headers} == {None}
    assert {header.date for header in result.headers} == {
        header.date for header in read("coffee_vending_variantA.csv.gz", "INR").headers
    }


def test_the_dirty_cafe_has_460_bad_dates_and_40_lost_amounts(read):
    result = read("dirty_cafe_sales.csv.gz", "USD")
    dates = sum("date" in bad.reason for bad in result.bad)
    assert len(result.bad) - 40 <= dates <= 460
    assert {"dine_in", "takeaway", "other"} == {header.channel.value for header in result.headers}


def test_online_retail_has_credit_notes_corrections_and_walk_ins(read):
    result = read("online_retail_2009_2010.csv.gz", "GBP")
    nets = Counter()
    nobody = {header.ordinal for header in result.headers if header.person is None}
    for line in result.lines:
        nets[line.ordinal] += line.net_paise
    refunds = [nets[header.ordinal] for header in result.refunds]
    assert (sum(refunds), sum(net < 0 for net in refunds)) == (62_985_537, 1)
    assert sum(nets[header.ordinal] for header in result.of(SaleKind.ADJUSTMENT)) == 13_655_202
    assert len(result.of(SaleKind.ADJUSTMENT)) == 3
    assert sum(line.ordinal in nobody for line in result.lines) == 107_927


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bread_basket.csv.gz", "has no amounts"),
        ("recruit_air_visits_dev.csv.gz", "has no amounts"),
        ("food_delivery_times.csv.gz", "no column of dates"),
        ("starbucks_profile.json.gz", "JSON"),
        ("starbucks_portfolio.json.gz", "JSON"),
        ("tafeng_baskets_dev.json.gz", "JSON"),
        ("verified_totals.json", "JSON"),
    ],
)
def test_a_file_that_is_no_sales_is_refused_with_a_sentence(shared_data, name, words):
    with pytest.raises(ImportFileError, match=words) as caught:
        sold(shared_data / name)
    assert caught.value.hint


LAYOUTS = {
    "square_items_detail_35": "square_items",
    "square_items_detail_33": "square_items",
    "square_items_detail_24_old": "square_items",
    "square_transactions_55": "square_transactions",
    "square_transactions_2018_44": "square_transactions",
    "loyverse_receipts": "loyverse_receipts",
    "loyverse_receipts_by_item": "loyverse_items",
    "shopify_orders": "shopify_orders",
    "petpooja_orders_master_report": "petpooja_orders",
    "petpooja_order_report_item_wise": "petpooja_items",
    "zomato_order_history": "zomato_orders",
    "swiggy_payout_annexure_order_level": "swiggy_payouts",
}


def test_every_known_layout_is_recognised_by_its_names_and_no_other_is(shared_data):
    layouts = json.loads((shared_data / "pos_export_headers.json").read_text(encoding="utf-8"))
    best = {}
    for name, layout in layouts.items():
        scores = {key: export.score(sorted(layout.get("columns", ()))) for key, export in EXPORTS.items()}
        key = max(scores, key=scores.get)
        best[name] = key if scores[key] else None
        assert FORMATS["generic"].score(layout.get("columns", ())) < max(scores[key], 0.2)
    assert {name: key for name, key in best.items() if key} == LAYOUTS
