import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.portal import contacts, postal


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("98860 98331", "+919886098331"),
        (" +91-98860-98331 ", "+919886098331"),
        ("09886098331", "+919886098331"),
        ("080 2223 4455", "+918022234455"),
        ("+44 20 7946 0018", "+442079460018"),
    ],
)
def test_phones_are_read_as_indian_unless_they_name_a_country(text, number):
    assert contacts.phone(text) == number


@pytest.mark.parametrize("text", ["12345", "abc", "98860 9833", "00000 00000"])
def test_what_is_no_phone_is_refused_in_a_sentence(text):
    with pytest.raises(InvalidError, match="is no phone number"):
        contacts.phone(text)


@pytest.mark.parametrize("text", ["asha", "asha@", "a b@example.com", "asha@example", "@example.com", "a@@b.com"])
def test_what_is_no_address_of_mail_is_refused_in_a_sentence(text):
    with pytest.raises(InvalidError, match="is no e-mail address"):
        contacts.email(text)


def test_addresses_of_mail_are_in_lower_case():
    assert contacts.email(" Asha.Rao@Example.COM ") == "asha.rao@example.com"


def test_masks_show_just_enough_to_recognise():
    assert contacts.mask_phone("+919886098331") == "+91 •••••• 8331"
    assert contacts.mask_email("asha@example.com") == "a•••@example.com"


@given(st.integers(6, 9), st.integers(0, 10**9 - 1))
def test_no_mask_of_a_phone_shows_more_than_four_digits_of_it(first, rest):
    number = f"+91{first}{rest:09d}"
    assert contacts.mask_phone(number).split()[-1] == number[-4:]
    assert sum(letter.isdigit() for letter in contacts.mask_phone(number).removeprefix("+91")) == 4


def test_marks_differ_between_values_and_between_customers():
    assert contacts.mark(1, "a") != contacts.mark(1, "b")
    assert contacts.mark(1, "a") != contacts.mark(2, "a")


@pytest.mark.parametrize(
    ("pin", "state"),
    [
        ("110001", "Delhi"),
        ("560 038", "Karnataka"),
        ("403001", "Goa"),
        ("400050", "Maharashtra"),
        ("500034", "Telangana"),
        ("600040", "Tamil Nadu"),
        ("682001", "Kerala"),
        ("737101", "Sikkim"),
        ("797001", "Nagaland"),
        ("834001", "Jharkhand"),
        ("248001", "Uttarakhand"),
    ],
)
def test_pin_codes_lie_in_their_states(pin, state):
    written, where = postal.pin_code(pin), postal.state(state.upper())
    postal.lies_in(written, where)
    assert where == state
    assert where in postal.states_of(written)


def test_a_pin_code_of_another_state_is_said_so():
    with pytest.raises(InvalidError, match="PIN code 560038 lies in Karnataka, not in Kerala"):
        postal.lies_in("560038", "Kerala")


@pytest.mark.parametrize("text", ["", "56003", "5600388", "056003", "abcdef", "350001", "٥٦٠٠٣٨"])
def test_what_is_no_pin_code_is_refused(text):
    with pytest.raises(InvalidError):
        postal.pin_code(text)


def test_every_state_can_be_written_with_an_ampersand_and_in_any_case():
    assert postal.state("jammu & kashmir") == "Jammu and Kashmir"
    with pytest.raises(InvalidError, match="no state of India"):
        postal.state("Bavaria")


@given(st.text(max_size=12))
def test_no_text_breaks_the_checks(text):
    for check in (contacts.phone, contacts.email, postal.pin_code, postal.state):
        try:
            taken = check(text)
        except InvalidError:
            continue
        assert taken == taken.strip()
