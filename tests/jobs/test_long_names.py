"""Names and numbers far longer than any, as a damaged export holds them: no index takes them, and no reader."""

import random
import string

import pytest
from sqlalchemy import select

from sakshi_desktop.store.models import Customer, Item, Location

from .chain import PLAIN, PLAIN_PAISE, kept_paise

DEVANAGARI = [chr(code) for code in range(0x905, 0x93A)]


def letters(count, among=string.ascii_letters, seed=7):
    """Return letters without an order in which they could be packed tighter."""
    return "".join(random.Random(seed).choices(among, k=count))  # noqa: S311


@pytest.mark.parametrize("place", [0, 3, 4, 7], ids=["number", "outlet", "item", "customer"])
def test_one_that_no_index_can_hold_is_one_wrong_row(database, sales, bring, place):
    row = (*PLAIN[4][:place], letters(10_000), *PLAIN[4][place + 1 :])
    file = sales([*PLAIN[:4], row])
    outcome = bring(file)
    kept = PLAIN_PAISE if place == 7 else PLAIN_PAISE - 3_500  # a customer's number that is none names nobody
    assert kept_paise(database) == kept
    assert [bad.reason for bad in outcome.bad_rows] == (
        [] if place == 7 else [f"“{letters(10_000)[:29]}…” is longer than 300 letters."]
    )
    assert bring(file).batch is None


@pytest.mark.parametrize("place", [0, 1, 2, 5], ids=["number", "date", "time", "quantity"])
@pytest.mark.parametrize("among", [string.digits, string.ascii_letters], ids=["digits", "letters"])
def test_a_cell_without_end_is_told_in_few_words(database, tmp_path, bring, place, among):
    file, endless = tmp_path / "sales.csv", letters(5_000, among)
    wrong = [*map(str, PLAIN[4])]
    wrong[place] = endless
    heads = "Order ID,Date,Time,Store,Item,Quantity,Price,Customer ID"
    file.write_text(
        "\n".join([heads, *(",".join(map(str, row)) for row in PLAIN[:3]), ",".join(wrong)]), encoding="utf-8"
    )
    (bad,) = bring(file).bad_rows
    assert (bad.row, bad.reason) == (5, f"“{endless[:29]}…” is longer than 300 letters.")


def test_a_customer_s_name_and_address_of_mail_without_end(database, tmp_path, bring):
    file = tmp_path / "guests.csv"
    endless = letters(5_000)
    guests = [
        f"98860983{number}1,{name},{mail}"
        for number, (name, mail) in enumerate(
            ((endless, "a@example.in"), ("Asha Rao", f"{endless}@example.in"), ("Ravi Kumar", "b@example.in")), 1
        )
    ]
    lines = [f"{number},2026-03-0{number},Tea,1,30,{guest}" for number, guest in enumerate(guests, 1)]
    heads = "Order ID,Date,Item,Quantity,Price,Phone,Customer Name,Email"
    file.write_text("\n".join([heads, *lines]), encoding="utf-8")
    assert [bad.row for bad in bring(file).bad_rows] == [2]
    with database.read() as session:
        found = session.execute(select(Customer.name, Customer.email).order_by(Customer.name)).all()
    assert found == [("Asha Rao", None), ("Ravi Kumar", "b@example.in")]


def test_the_longest_that_counts_is_kept_in_any_script(database, sales, bring):
    outlet, item = letters(300, DEVANAGARI, seed=1), letters(300, DEVANAGARI, seed=2)
    assert not bring(sales([(*PLAIN[0][:3], outlet, item, 1, 30)])).bad_rows
    with database.read() as session:
        assert (session.scalar(select(Location.name)), session.scalar(select(Item.name))) == (outlet, item)
