import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.importers.people import People, mail, name, phone
from sakshi_desktop.importers.types import Person


@pytest.mark.parametrize("text", ["98200 12345", "+91-9820012345", "09820012345", "919820012345", " 9820012345 "])
def test_an_indian_number_is_known_however_it_is_written(text):
    assert phone(text) == "+919820012345"


def test_a_foreign_number_needs_its_country_code():
    assert phone("+1 415 555 2671") == "+14155552671"


@pytest.mark.parametrize(
    "text", ["", "0000000000", "9999999999", "1234567890", "12345", "asha@example.com", "1111111111"]
)
def test_placeholders_are_no_numbers(text):
    assert phone(text) is None


@pytest.mark.parametrize("text", ["Abc", "GUEST", "walk-in", "Walk In Customer", "", "n/a", "..."])
def test_placeholders_are_no_names(text):
    assert name(text) is None


def test_an_address_of_mail_is_lower_case():
    assert mail("Asha@Example.COM") == "asha@example.com"
    assert mail("98200 12345") is None


def test_nobody_is_left_of_placeholders():
    people = People()
    assert people["0", "Abc", "0000000000", ""] is None
    assert people["13085.0", "", "", ""] == Person(external_id="13085")


@given(st.sampled_from(["", "+91", "91", "0", "+91 ", "091"]), st.from_regex(r"[5-9][0-9]{9}", fullmatch=True))
def test_a_phone_is_what_the_library_says(prefix, digits):
    number = phonenumbers.parse(prefix + digits, "IN")
    said = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    nobody = len(set(digits)) < 3 or digits in {"9876543210", "9999999999"}
    assert phone(prefix + digits) == (said if phonenumbers.is_valid_number(number) and not nobody else None)
