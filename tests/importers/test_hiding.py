import pytest

from sakshi_desktop.importers import hiding


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("9845077123", "•••••• 7123"),
        ("+91 98450-77123", "+91 •••••• 7123"),
        ("09845077123", "••••••• 7123"),
        ("9845077123.0", "•••••• 7123"),
        ("“98450 77123” is no date.", "“•••••• 7123” is no date."),
        ("Asha <asha.rao@example.com>, 2 cups", "Asha <a•••@example.com>, 2 cups"),
    ],
)
def test_what_looks_like_a_contact_is_masked(said, shown):
    assert hiding.text(said) == shown


@pytest.mark.parametrize(
    "said",
    ["2026-11-20 12:00:00", "31/02/2026", "1,23,456.78", "B-20261120-0042", "12345678", "8845077123.75", "@home"],
)
def test_dates_amounts_and_numbers_of_bills_stay(said):
    assert hiding.text(said) == said


def test_a_column_of_contacts_is_masked_whatever_stands_in_it():
    assert hiding.cells(("41237123", " ", "asha@home", "41237123"), frozenset({0, 1, 2})) == (
        "•••• 7123",
        " ",
        "a•••@home",
        "41237123",
    )
