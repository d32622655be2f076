import pytest

from sakshi_desktop.core import forms
from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.errors import ConflictError, FieldsError, InvalidError
from sakshi_desktop.core.forms import Field
from sakshi_desktop.core.vocabulary import Allergen, Diet

FIELDS = (Field("name", "Name", forms.words, needed=True), Field("price", "Price", forms.money))


def test_each_field_that_cannot_be_taken_has_its_sentence():
    with pytest.raises(FieldsError) as refused:
        forms.checked(FIELDS, {"name": "  ", "price": "cheap"})
    assert refused.value.fields == {
        "name": "Name is needed.",
        "price": "“cheap” is no amount. Write it as 1234.50.",
    }


@pytest.mark.parametrize(
    ("text", "paise"),
    [
        ("120", 12_000),
        ("1,23,456.50", 12_345_650),
        ("₹ 99.95", 9_995),
        ("Rs. 5", 500),
        ("0", 0),
        (".5", 50),
        ("37.050000000000004", 3_705),
        ("29.999999999999996", 3_000),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, paise):
    assert forms.money(text) == paise
    assert forms.money(forms.show_money(paise)) == paise


@pytest.mark.parametrize(
    "text",
    [
        *("-1", "8,50", "1,00", "1e400", "NaN", "Infinity", "twelve", "1.2.3"),
        *("1e9", "1e-9", "1_000", "1 2", "1₹2", "\u0661\u0662", "\u0967", "9" * 100_000),
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(InvalidError, match="no amount"):
        forms.money(text)


@pytest.mark.parametrize("text", ["1.005", "0.001", "₹99.999"])
def test_an_amount_is_not_rounded_in_silence(text):
    with pytest.raises(InvalidError, match="more than two decimals"):
        forms.money(text)


def test_a_sentence_repeats_little_of_what_was_typed():
    for read in (forms.money, forms.money_to_pay, forms.count, forms.day, forms.month, forms.minutes):
        with pytest.raises(InvalidError) as refused:
            read("x" * 10_000)
        assert refused.value.sentence.startswith(f"“{'x' * 29}…” is no ")


def test_an_amount_that_changes_hands_is_never_rounded():
    assert forms.money_to_pay("₹1.50") == 150
    assert forms.money_to_pay("1.500") == 150
    with pytest.raises(InvalidError, match="cannot be paid"):
        forms.money_to_pay("1.005")


@pytest.mark.parametrize("text", ["2026-11-22", "22/11/2026", "22 Nov 2026", "22-11-2026"])
def test_a_date_is_read_as_people_write_it(text):
    assert forms.show_day(forms.day(text)) == "2026-11-22"


def test_a_month_is_its_first_and_last_day():
    first, last = forms.month("Feb 2028")
    assert (forms.show_day(first), forms.show_day(last)) == ("2028-02-01", "2028-02-29")


def test_words_of_a_closed_set_are_read_in_any_spelling():
    assert forms.one_of(Diet)("Non-Veg") is Diet.NON_VEG
    assert forms.several_of(Allergen)("milk; Tree Nut") == {Allergen.MILK, Allergen.TREE_NUT}
    with pytest.raises(InvalidError, match="Choose among veg, vegan"):
        forms.one_of(Diet)("meat")


def test_what_another_person_wrote_into_other_fields_is_kept():
    seen, now = {"name": "Chai", "price": "10.00"}, {"name": "Chai", "price": "12.00"}
    assert forms.merged(FIELDS, seen, now, {"name": "Masala Chai", "price": "10.00"}) == {
        "name": "Masala Chai",
        "price": "12.00",
    }


def test_the_same_field_changed_by_two_is_told_and_left_alone():
    seen, now = {"name": "Chai", "price": "10.00"}, {"name": "Chai", "price": "12.00"}
    with pytest.raises(ConflictError, match=r"Price was changed meanwhile, to “12\.00”"):
        forms.merged(FIELDS, seen, now, {"price": "11.00"})
    assert forms.merged(FIELDS, seen, now, {"price": "12.00"})["price"] == "12.00"


@pytest.mark.parametrize("text", ["2100-12-31", "31 Dec 2100"])
def test_a_date_far_ahead_is_refused(text):
    assert forms.show_day(forms.day(text)) == "2100-12-31"
    with pytest.raises(InvalidError, match="too far ahead"):
        forms.day(text.replace("2100", "2101"))


@pytest.mark.parametrize(("text", "what"), [("9999-12", "ahead"), ("Dec 9999", "ahead"), ("12/1999", "long ago")])
def test_a_month_that_cannot_be_is_refused(text, what):
    with pytest.raises(InvalidError, match=what):
        forms.month(text)
    assert forms.show_day(forms.month("2100-12")[1]) == "2100-12-31"


def test_other_digits_are_no_date():
    with pytest.raises(InvalidError, match="no date"):
        forms.day("\u0662\u0660\u0662\u0666-11-22")


def test_a_date_long_ago_is_refused():
    with pytest.raises(InvalidError, match="too long ago"):
        forms.day("1926-11-22")
    assert forms.day("2000-01-01") == to_day(forms.to_date(forms.EARLIEST_DAY))


def test_nothing_that_turns_a_text_around_is_stored():
    typed = {"name": "\u202eChai\u2066 क्\u200dष\x07", "price": "\u200e120\u200f"}
    assert forms.checked(FIELDS, typed) == {"name": "Chai क्\u200dष", "price": 12_000}
    with pytest.raises(FieldsError, match="Name is needed"):
        forms.checked(FIELDS, {"name": "\u202e"})
