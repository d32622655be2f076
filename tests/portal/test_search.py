import pytest

from sakshi_desktop.core.vocabulary import Channel, DayPart, OrderStatus
from sakshi_desktop.portal import search
from sakshi_desktop.portal.found import Matched
from sakshi_desktop.store import grams
from sakshi_desktop.store.models import Customer, Location, Order, Source
from tests.portal.conftest import NOW

ASHA = ("Asha Rao", "+919876543210", "asha.rao12@example.com")
RAVI = ("Ravi Kumar", "+918000012345", None)
HINDI = ("आशा शर्मा", None, "sharma@example.in")


@pytest.fixture
def find(database):
    def names(typed, **more):
        with database.read() as session:
            return [hit.name for hit in search.find(session, typed, **more)]

    return names


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("asha", "Asha Rao"),
        ("RAO", "Asha Rao"),
        ("rao asha", "Asha Rao"),
        ("sh ra", None),
        ("a r", "Asha Rao"),
        ("3210", "Asha Rao"),
        ("98765 43210", "Asha Rao"),
        ("+91-98765-43210", "Asha Rao"),
        ("098765 43210", "Asha Rao"),
        ("(98765) 43210", "Asha Rao"),
        ("765", "Asha Rao"),
        ("७६५", "Asha Rao"),
        ("asha 765", "Asha Rao"),
        ("ravi 765", None),
        ("rao12@ex", "Asha Rao"),
        ("आशा", "आशा शर्मा"),
        ("शर्", "आशा शर्मा"),
        ("शर्मा आशा", "आशा शर्मा"),
        ("umar", "Ravi Kumar"),
    ],
)
def test_a_customer_is_found_by_what_is_said_of_them(find, people, typed, name):
    people(ASHA, RAVI, HINDI)
    assert find(typed) == ([name] if name else [])


def test_whole_words_come_before_beginnings_and_those_before_the_inside(find, people):
    people(("Natasha Rao", None, None), ("Ashanti Rao", None, None), ("Asha Rao", None, None), ("Asha Sen", None, None))
    assert find("asha") == ["Asha Sen", "Asha Rao", "Ashanti Rao", "Natasha Rao"]


def test_the_end_of_a_phone_comes_before_its_middle(find, people):
    people(("End", "+919000003210", None), ("Middle", "+919003210999", None))
    assert find("3210") == ["End", "Middle"]


@pytest.mark.parametrize(
    "typed", ["", "   ", "\x00", "%", "_", "'", '"', "*", "a\x00b", "^", "NEAR(", "-", "🙂", "x" * 5000]
)
def test_whatever_is_typed_is_answered(find, people, typed):
    people(RAVI)
    assert find(typed) in ([], ["Ravi Kumar"])


def test_no_more_than_the_limit_are_returned(find, people):
    people(*[(f"Guest {n}", None, None) for n in range(9)])
    assert find("guest", limit=3) == ["Guest 8", "Guest 7", "Guest 6"]


def test_of_a_common_name_the_newest_are_found_and_the_better_met_first(find, people):
    people(*[(f"Ashanti {n}", None, None) for n in range(60)], *[(f"Asha {n}", None, None) for n in range(150)])
    people(*[(f"Natasha {n}", None, None) for n in range(150)])
    assert find("asha") == [f"Asha {n}" for n in range(149, 99, -1)]
    assert find("asha", limit=200)[149:] == ["Asha 0", *[f"Ashanti {n}" for n in range(59, 9, -1)]]
    assert find("tasha", limit=3) == ["Natasha 149", "Natasha 148", "Natasha 147"]
    assert find("natasha 77") == ["Natasha 77"]


def test_a_long_text_is_found_whole_or_not_at_all(find, people):
    people(("Sale50%%off_Cafe Madikeri", None, None), ("Sale50ZZoffXCafe Madikeri", None, None))
    people(("Ravi", None, "karthikeyan.subramanian4104@mail.example.org"))
    assert find("sale50%%off_cafe") == ["Sale50%%off_Cafe Madikeri"]
    assert find("0%%off_cafe made") == []
    assert find("karthikeyan.subramanian4104@mail.example.org") == find("subramanian4104@mail") == ["Ravi"]
    assert find("karthikeyan.subramanian4105@mail.example.org") == []


def test_a_sign_whose_small_letter_is_a_plain_one_is_found_by_that(database, find, people):
    if not database.is_sqlite:
        pytest.skip("a server's lower() leaves it as it is")
    people(("\u212aaran", None, None))
    grams.catch_up(database)
    assert find("karan") == ["\u212aaran"]


def test_ids_mean_one_customer_and_the_orders_come_with_them(database, people):
    asha, ravi = people(ASHA, RAVI)
    with database.begin() as session:
        place = Location(name="Indiranagar", currency="INR", created_at=NOW)
        session.add(place)
        session.flush()
        made = [
            _order(place, asha, 100, 5_000),
            _order(place, asha, 101, 7_000),
            _order(place, asha, 102, 1, "cancelled"),
        ]
        session.add_all(made)
    with database.read() as session:
        by_order = search.find(session, f"ord-{made[0].id}")
        by_id = search.find(session, f"CUS-{ravi}")
        nobody = search.find(session, "ORD-999999")
    assert [(hit.id, hit.matched, hit.order_id) for hit in by_order] == [(asha, Matched.ORDER, made[0].id)]
    assert [(hit.orders, hit.spent_paise, hit.currency, hit.last_order_on) for hit in by_order] == [
        (2, 12_000, "INR", 101)
    ]
    assert [(hit.id, hit.matched, hit.orders, hit.last_order_on) for hit in by_id] == [(ravi, Matched.ID, 0, None)]
    assert nobody == ()


@pytest.mark.parametrize("typed", ["priynka", "Priyankka", "pryianka iyer", "priyanka ayer", "प्रियांक शर्मा"])
def test_a_name_that_is_nearly_spelt_so_is_found(database, people, typed):
    people(("Priyanka Iyer", None, None), ("प्रियंका शर्मा", None, None), ("Ravi Kumar", None, None))
    with database.read() as session:
        hits = search.find(session, typed)
    assert [hit.matched for hit in hits] == [Matched.SPELLING]
    assert hits[0].name == ("प्रियंका शर्मा" if typed.startswith("प") else "Priyanka Iyer")


def test_a_name_that_came_since_the_last_wrong_spelling_is_found_by_one(find, people):
    people(("Priyanka Iyer", None, None))
    assert find("priynka") == ["Priyanka Iyer"]
    people(("Chandrika Iyer", None, None))
    assert find("chandrka") == ["Chandrika Iyer"]


def test_an_order_is_found_by_the_id_that_its_till_gave_it(database, people, find):
    asha, ravi = people(ASHA, RAVI)
    with database.begin() as session:
        place, source = (
            Location(name="Indiranagar", currency="INR", created_at=NOW),
            Source(account="till", title="Till"),
        )
        session.add_all([place, source])
        session.flush()
        for customer, series, external in ((asha, "", "T1-7"), (ravi, "2025", "T1-8"), (ravi, "2026", "t1-7")):
            order = _order(place, customer, 100, 5_000)
            order.source_id, order.series, order.external_id = source.id, series, external
            session.add(order)
    assert find("T1-7") == ["Asha Rao"]
    assert find("t1-8") == ["Ravi Kumar"]
    assert find("t1-7") == ["Ravi Kumar", "Asha Rao"]
    assert find("T1") == find("T1-9") == []


def test_a_customer_who_was_merged_into_another_is_not_found(database, people, find):
    asha, ravi = people(ASHA, RAVI)
    with database.begin() as session:
        session.get(Customer, ravi).merged_into_id = asha
    assert find("ravi") == find(f"CUS-{ravi}") == []


def _order(place, customer, day, net, status="delivered"):
    return Order(
        location_id=place.id, customer_id=customer, status=OrderStatus(status), channel=Channel.DINE_IN,
        day_part=DayPart.LUNCH, business_date=day, placed_at=NOW, currency="INR", gross_paise=net, net_paise=net,
    )  # fmt: skip
