from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.money import format_money
from sakshi_desktop.importers.values import (
    MICRO,
    Spellings,
    UnreadableError,
    content_hash,
    decimal_mark,
    identifier,
    micros,
    minor_digits,
    product,
    symbol_of,
    to_minor,
)

MONEY = {
    "$8.00": 800,
    "($33.62)": -3362,
    "-$7.00": -700,
    "$-7.00": -700,
    "7.00-": -700,
    "1,23,456.00": 12_345_600,
    "₹ 1,200": 120_000,
    "₹1,200/-": 120_000,
    "Rs. 45.5": 4550,
    "INR 12": 1200,
    "45 INR": 4500,
    "$20 ": 2000,
    "1,234,567.891": 123_456_789,
    " 12 ": 1200,
    ".5": 50,
    "0": 0,
    "\u00a01\u00a0200.50": 120_050,
}


@pytest.mark.parametrize(("text", "paise"), MONEY.items())
def test_money_is_read_as_people_write_it(text, paise):
    assert to_minor(micros(text)) == paise


@pytest.mark.parametrize(
    ("text", "paise"), {"1.234,56": 123_456, "12,5": 1250, "1 234,00 €": 123_400, "-3,10": -310, "7": 700}.items()
)
def test_a_decimal_comma_is_read_where_the_column_has_one(text, paise):
    assert to_minor(micros(text, ",")) == paise


@pytest.mark.parametrize("text", ["", " ", "-", "N/A", "nan", "ERROR", "UNKNOWN", "#REF!", "null"])
def test_words_for_nothing_are_nothing(text):
    assert micros(text) is None


@pytest.mark.parametrize(
    "text", ["twelve", "1.2.3", "1,2,3", "12/5", "(12", "1E+04", "1.5e6", "2024-01-01", "1.234,56"]
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(UnreadableError):
        micros(text)


def test_a_number_that_lost_its_digits_says_so():
    with pytest.raises(UnreadableError, match="lost its digits"):
        micros("1E+04")


@given(st.integers(-(10**13), 10**13), st.sampled_from(["INR", "USD", "GBP", "EUR"]))
def test_money_text_comes_back_to_the_paisa(paise, currency):
    assert to_minor(micros(format_money(paise, currency))) == paise


@given(st.decimals(-(10**6), 10**6, places=4), st.integers(-1000, 1000))
def test_a_product_is_exact_before_it_is_rounded_half_up(price, quantity):
    exact = (price * quantity * 100).quantize(Decimal(1), ROUND_HALF_UP)
    assert product(quantity * MICRO, micros(str(price))) == int(exact)


def test_currencies_have_their_own_minor_units():
    assert [minor_digits(code) for code in ("INR", "JPY", "KWD", None)] == [2, 0, 3, 2]
    assert to_minor(micros("¥1200"), minor_digits("JPY")) == 1200


def test_an_amount_names_its_currency_by_its_sign():
    assert [symbol_of(text) for text in ("$20 ", "₹ 1,200", "£3", "12", "Rs 5")] == ["USD", "INR", "GBP", None, "INR"]


def test_the_decimal_mark_is_decided_on_the_whole_column():
    assert decimal_mark(["1.234", "2.500", "12,50"]) == ","
    assert decimal_mark(["1,234", "2,500", "12.50"]) == "."
    assert decimal_mark(["1,234", "2,500"]) == "."


def test_ids_lose_what_spreadsheets_add():
    assert [identifier(text) for text in ("13085.0", "'0042", "`9", '="77"', " A 1 ", "")] == [
        "13085",
        "0042",
        "9",
        "77",
        "A 1",
        None,
    ]


def test_an_id_turned_into_an_exponent_is_refused():
    with pytest.raises(UnreadableError, match="1E\\+04"):
        identifier("1E+04")


def test_one_name_has_one_spelling_in_a_file():
    spell = Spellings()
    assert {spell(text) for text in ("CORTADO", "   Cortado   ", "cortado")} == {"Cortado"}
    assert spell("Americano with Milk") == "Americano with Milk"
    assert spell("americano  WITH milk") == "Americano with Milk"
    assert spell("BLT") == "BLT"
    assert spell("UNKNOWN") is None


def test_the_content_hash_does_not_change_with_time():
    assert content_hash(("a", 1, None)) == 44_010_513_076_599
