import pytest

from sakshi_desktop.core import gstin
from sakshi_desktop.core.errors import InvalidError


@pytest.mark.parametrize("number", ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4"])
def test_a_true_number_is_taken_however_it_is_written(number):
    assert gstin.read(f" {number[:2]} {number[2:].lower()}") == number


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("27AAPFU0939F1Z", "no GST number"),
        ("27AAPFU0939F1ZW", "does not fit"),
        ("28AAPFU0939F1ZT", "no state with the code 28"),
        ("", "no GST number"),
    ],
)
def test_another_one_is_refused_with_the_reason(number, why):
    with pytest.raises(InvalidError, match=why):
        gstin.read(number)


def test_every_slip_of_one_sign_is_found():
    number = "27AAPFU0939F1ZV"
    for place in range(14):
        for sign in gstin.SIGNS:
            if sign != number[place]:
                assert gstin.check_digit(number[:place] + sign + number[place + 1 : -1]) != "V"
