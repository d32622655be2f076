import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core import money

CRORE_PAISE = 10_000_000 * 100
THOUSAND_CRORE = 1000 * CRORE_PAISE
amounts = st.integers(min_value=-THOUSAND_CRORE * 100, max_value=THOUSAND_CRORE * 100)
whole = st.integers(min_value=-(10**15), max_value=10**15)
UNITS = {"K": 10**3, "L": 10**5, "Cr": 10**7, "M": 10**6, "B": 10**9}


def _counted_in_india(number):
    """Write a number the way it is read out: hundreds by three digits, then lakh, crore and so on by two."""
    groups = [f"{number % 1000:03d}"]
    number //= 1000
    while number:
        groups.insert(0, f"{number % 100:02d}")
        number //= 100
    return ",".join(groups).lstrip("0,") or "0"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**24), max_value=10**24))
def test_halves_go_away_from_zero(value):
    rounded = money.half_up(value)
    assert abs(rounded - value) <= Decimal("0.5")
    if abs(value) % 1 == Decimal("0.5"):
        assert abs(rounded) > abs(value)


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.5", 1), ("-0.5", -1), ("1.49", 1), ("2.5", 3), ("-2.5", -3), ("1E+40", 10**40)]
)
def test_known_halves(value, rounded):
    assert money.half_up(Decimal(value)) == rounded


@given(whole, st.integers(min_value=1, max_value=10**9))
def test_a_ratio_is_rounded_as_decimals_are(total, count):
    exact = (Decimal(abs(total)) * 10**12 // count) / 10**12  # floor at 12 places decides every half of these sizes
    expected = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert money.ratio_half_up(total, count) == (expected if total >= 0 else -expected)


@given(whole, st.integers(min_value=1, max_value=10**9))
def test_a_ratio_has_the_same_size_on_both_sides_of_zero(total, count):
    assert money.ratio_half_up(-total, count) == -money.ratio_half_up(total, count)


@given(st.integers(min_value=0, max_value=10**7), st.integers(min_value=0, max_value=10**9))
def test_a_line_is_rounded_once(quantity_milli, unit_paise):
    exact = Decimal(quantity_milli) * unit_paise / 1000
    assert money.times(quantity_milli, unit_paise) == money.half_up(exact)


@given(st.integers(min_value=0, max_value=10**20))
def test_indian_grouping_is_as_counted(number):
    assert money.group_indian(str(number)) == _counted_in_india(number)


@pytest.mark.parametrize(
    ("digits", "text"),
    [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1,000"),
        ("99999", "99,999"),
        ("100000", "1,00,000"),
        ("12345678", "1,23,45,678"),
        ("1000000000", "1,00,00,00,000"),
    ],
)
def test_known_groupings(digits, text):
    assert money.group_indian(digits) == text


@given(amounts, st.sampled_from(["INR", "USD", "GBP", "CHF"]))
def test_an_amount_can_be_read_back_to_the_paisa(paise, currency):
    text = money.format_money(paise, currency)
    digits = re.sub(r"[^0-9.]", "", text)
    back = int(Decimal(digits) * 100)
    assert (-back if text.startswith("-") else back) == paise


@given(amounts)
def test_whole_rupees_are_half_up(paise):
    text = money.format_money(paise, minor=False)
    back = int(re.sub(r"[^0-9]", "", text))
    assert back == money.half_up(Decimal(abs(paise)) / 100)
    assert text.startswith("-") == (paise < 0 and back > 0)


@pytest.mark.parametrize(
    ("paise", "currency", "text"),
    [
        (12_345_678, "INR", "₹1,23,456.78"),
        (-150_000, "INR", "-₹1,500.00"),
        (0, "INR", "₹0.00"),
        (-1, "INR", "-₹0.01"),
        (THOUSAND_CRORE, "INR", "₹10,00,00,00,000.00"),
        (12_345_678, "USD", "$123,456.78"),
        (12_345_678, "CHF", "CHF 123,456.78"),
    ],
)
def test_known_amounts(paise, currency, text):
    assert money.format_money(paise, currency) == text


@pytest.mark.parametrize(
    ("paise", "currency", "text"),
    [
        (0, "INR", "₹0"),
        (-49, "INR", "₹0"),
        (-50, "INR", "-₹1"),
        (99_949, "INR", "₹999"),
        (99_950, "INR", "₹1.0 K"),
        (9_994_900, "INR", "₹99.9 K"),
        (9_995_000, "INR", "₹1.0 L"),
        (123_456_789, "INR", "₹12.3 L"),
        (999_500_000, "INR", "₹1.0 Cr"),
        (1_234_567_890, "INR", "₹1.2 Cr"),
        (THOUSAND_CRORE * 2, "INR", "₹2,000.0 Cr"),
        (99_994_999, "USD", "$999.9 K"),
        (99_995_000, "USD", "$1.0 M"),
        (-123_456_789_012, "USD", "-$1.2 B"),
    ],
)
def test_known_short_amounts(paise, currency, text):
    assert money.format_short(paise, currency) == text


@given(amounts, st.sampled_from(["INR", "USD"]))
def test_a_short_amount_is_the_nearest_of_its_size(paise, currency):
    text = money.format_short(paise, currency)
    number, _, unit = re.sub(r"[-₹$,]", "", text).partition(" ")
    size = UNITS.get(unit, 1)
    assert abs(Decimal(number) * size * 100 - abs(paise)) <= Decimal(size * 100) / (20 if unit else 2)
    assert unit or Decimal(number) < 1000
    if unit not in {"Cr", "B"}:
        assert Decimal(number) < 1000


@given(st.integers(min_value=0, max_value=10**13), st.integers(min_value=0, max_value=10**13))
def test_short_amounts_keep_their_order(one, other):
    low, high = sorted((one, other))

    def read(paise):
        number, _, unit = re.sub(r"[₹,]", "", money.format_short(paise)).partition(" ")
        return Decimal(number) * UNITS.get(unit, 1)

    assert read(low) <= read(high)


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_counts_are_grouped_as_amounts_are(count):
    assert money.format_count(count).replace("-", "") == _counted_in_india(abs(count))
    assert money.format_count(count, "USD") == f"{count:,}"


@pytest.fixture
def in_millions():
    money.speak(money.Grouping.MILLION)
    yield
    money.speak(money.Grouping.LAKH)


def test_figures_can_be_grouped_in_millions(in_millions):
    assert money.format_money(1_234_567_800) == "₹12,345,678.00"
    assert money.format_short(1_234_567_800) == "₹12.3 M"
    assert money.format_count(1_234_567) == "1,234,567"
