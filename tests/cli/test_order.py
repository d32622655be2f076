import json

import pytest

from sakshi_desktop.core.vocabulary import Allergen, OrderStatus
from sakshi_desktop.store.models import CustomerAllergy, Order
from tests.portal.counter import Counter


@pytest.fixture
def counter(database):
    return Counter(database)


@pytest.fixture
def order(sakshi, address):
    """Run the installed command on the counter's database."""

    def run(*words):
        done = sakshi("--database", address, "order", *map(str, words))
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    return run


def test_an_order_is_shown_moved_and_cancelled(counter, order):
    from datetime import UTC, datetime, timedelta

    from tests.portal import counter as behind

    age = behind.NOW - datetime.now(UTC) + timedelta(minutes=5)
    key = counter.order(age=age)
    with counter.database.begin() as session:
        session.add(CustomerAllergy(customer_id=counter.asha, allergen=Allergen.TREE_NUT))
    code, out, err = order(f"ORD-{key}", "--json")
    assert (code, err) == (0, "")
    shown = json.loads(out)
    assert shown["status"] == "confirmed"
    assert (shown["due_paise"], shown["cgst_paise"], shown["sgst_paise"]) == (23_101, 551, 550)
    assert shown["lines"][1]["contains"] == ["tree_nut"]
    assert shown["next"] == ["preparing", "ready"]
    code, out, err = order(key, "status", "preparing")
    assert (code, err) == (0, "")
    assert f"ORD-{key} · preparing · Hill" in out
    assert "Allergies: Tree nut" in out
    assert "Nut cake: contains tree nut" in out
    code, out, _ = order(f"ord-{key}", "cancel", "--reason", "Guest has left", "--json")
    assert (code, json.loads(out)["status"], json.loads(out)["points"]) == (0, "cancelled", 0)
    code, out, err = order(key, "cancel", "--reason", "Again")
    assert (code, out) == (1, "")
    assert f"ORD-{key} is cancelled already." in err
    code, out, _ = order(key, "show")
    assert "Guest has left" in out
    assert counter.all(Order)[0].status is OrderStatus.CANCELLED


def test_money_of_an_order_is_given_back_once_under_one_key(counter, order):
    key = counter.order(status=OrderStatus.DELIVERED)
    words = ("refund", "--amount", "120.50", "--reason", "Cold", "--key", "till-7", "--json")
    for _ in range(2):
        code, out, err = order(key, *words)
        assert (code, err) == (0, "")
        shown = json.loads(out)
        assert [row["amount_paise"] for row in shown["refunds"]] == [12_050]
        assert shown["refundable_paise"] == 9_950
    code, out, err = order(key, "refund", "--amount", "99.51", "--reason", "Cold")
    assert (code, out) == (1, "")
    assert "₹99.50 is left" in err
    code, out, _ = order(key, "refund", "--amount", "99.50", "--reason", "Cold")
    assert code == 0
    assert "refunded" in out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("LOC-3", "show"), 1, "is no order id"),
        (("999",), 1, "There is no order ORD-999."),
        (("1", "status", "eaten"), 2, "no step “eaten”"),
        (("1", "status", "cancelled"), 2, "no step “cancelled”"),
        (("1", "cancel"), 2, "--reason"),
        (("1", "refund", "--reason", "Cold"), 2, "--amount"),
        (("1", "refund", "--amount", "cold", "--reason", "Cold"), 1, "is no amount"),
        (("1", "refund", "--amount", "0", "--reason", "Cold"), 1, "more than 0"),
        (("1", "cancel", "--reason", " "), 1, "needs a reason"),
        (("1", "status", "delivered"), 1, "cannot become delivered"),
        (("1", "sell"), 2, "invalid choice"),
    ],
)
def test_what_cannot_be_done_is_said(counter, order, words, code, said):
    counter.order(status=OrderStatus.CONFIRMED)
    got, out, err = order(*words)
    assert (got, out) == (code, "")
    assert said in err
