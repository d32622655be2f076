import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError, RecordError
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import fields, offers, shaping
from sakshi_desktop.hub.fields import Field, FieldMap, Kind, Place, Unit
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.shaping import MOST_PAISE, Shape, from_rupees, to_rupees
from sakshi_desktop.hub.streams import Pull, Record

SALES, ITEMS = offers.of(ENDPOINT)
RUPEES = Unit.RUPEES
PAISE = st.integers(-MOST_PAISE, MOST_PAISE)
FIELDS = (
    Field("name", "", needed=True),
    Field("day", "", Kind.DATE),
    Field("count", "", Kind.COUNT),
    Field("net_paise", "", Kind.MONEY, signed=True),
    Field("price_paise", "", Kind.MONEY),
)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=8)
VALUES = {
    "name": WORDS,
    "day": st.dates().map(lambda day: day.isoformat()),
    "count": st.integers(-(2**40), 2**40),
    "net_paise": PAISE,
    "price_paise": st.integers(0, MOST_PAISE),
}
BODIES = st.fixed_dictionaries({"name": VALUES["name"]}, optional={k: v for k, v in VALUES.items() if k != "name"})
NAMES = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=3).map(".".join)


@st.composite
def mappings(draw):
    names = draw(st.lists(NAMES, min_size=5, max_size=5, unique=True))
    places = {
        one.name: Place(
            draw(st.none() | st.just(name)), draw(st.sampled_from(Unit)) if one.kind is Kind.MONEY else Unit.PAISE
        )
        for one, name in zip(FIELDS, names, strict=True)
    }
    try:
        return fields.checked(FieldMap(places), "records", FIELDS, SyncDirection.PULL)
    except fields.FieldsError:
        return FieldMap({name: Place(None, place.unit) for name, place in places.items()})


@given(body=BODIES, mapping=mappings())
def test_a_record_in_the_shape_of_the_service_and_back_is_the_record(body, mapping):
    sent = json.loads(json.dumps(shaping.outward(FIELDS, mapping, body)))
    assert shaping.inward(FIELDS, mapping, sent) == body


@given(PAISE)
def test_paise_in_rupees_and_back_are_the_paise(paise):
    text = to_rupees(paise)
    assert Decimal(text) * 100 == paise
    assert len(text.partition(".")[2]) == 2
    assert from_rupees(text) == paise
    assert from_rupees(json.loads(text)) == paise, "as a number of JSON"


@given(PAISE, st.integers(1, 999).filter(lambda rest: rest % 10))
def test_a_third_decimal_is_refused_and_never_rounded(paise, rest):
    assert from_rupees(f"{to_rupees(paise)}{rest:03}") is None


@pytest.mark.parametrize(
    ("value", "paise"),
    [
        ("180", 18_000), ("180.5", 18_050), (" 180.50 ", 18_050), ("180.5000", 18_050), ("-0.01", -1), (180, 18_000),
        (180.1, 18_010), (0.07, 7), (1.005, None), (0.1 + 0.2, None), (1e-7, None), (float("nan"), None),
        (float("inf"), None), ("", None), ("1,80.00", None), ("₹180", None), ("१८०", None), (True, None), (None, None),
        ([180], None), ("180.", None), ("1e3", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_an_amount_in_rupees_is_read_to_the_letter(value, paise):
    assert from_rupees(value) == paise


def test_what_is_sent_has_the_names_of_the_service():
    mapping = FieldMap(
        {
            "net_sales_paise": Place("sales.net", RUPEES),
            "tax_paise": Place("sales.tax"),
            "refunds_paise": Place(unit=RUPEES),
            "location_name": Place(left_out=True),
        },
        {"source": "sakshi", "meta.kind": "day"},
    )
    turned = shaping.turned(SyncDirection.PUSH, SALES.fields, mapping)
    assert turned.gone == {
        "posting_key": "sakshi:LOC-1:2026-11-22",
        "location": "LOC-1",
        "business_date": "2026-11-22",
        "currency": "INR",
        "sales": {"net": "18425.50", "tax": 87_740},
        "orders": 96,
        "refunds": "120.00",
        "source": "sakshi",
        "meta": {"kind": "day"},
    }


@pytest.mark.parametrize("offer", [SALES, ITEMS])
def test_an_example_can_be_turned(offer):
    turned = shaping.turned(offer.direction, offer.fields, FieldMap())
    assert set(turned.given) == {one.name for one in offer.fields}
    assert set(turned.gone) >= {one.name for one in offer.fields} - {"id"}


ITEM_MAP = FieldMap({
    "name": Place("title"),
    "price_paise": Place("price.amount", RUPEES),
    "cost_paise": Place("cost"),
    "sku": Place(left_out=True),
})  # fmt: skip


def taken(body, mapping=ITEM_MAP):
    record = Shape(SyncDirection.PULL, ITEMS.fields, mapping).came(Record("A", body))
    return record.trouble or dict(record.body)


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (
            {"title": "Latte", "price": {"amount": 180.1}, "cost": 5, "sku": "L", "name": "x", "price_paise": 3},
            {"name": "Latte", "price_paise": 18_010, "cost_paise": 5},
        ),
        ({"title": "Latte", "price": None, "cost": None}, {"name": "Latte"}),
        ({"name": "Latte"}, "Its “title” is missing. It must be there."),
        ({"title": 7}, "Its “title” is no text. Write it in quotes."),
        ({"title": "a\nb"}, "Its “title” has an invisible letter in it. Write it without line breaks."),
        ({"title": "a", "price": 5}, "Its “price” has no “amount” in it. Look at the record."),
        (
            {"title": "a", "price": {"amount": "180.105"}},
            "Its “price.amount” is no amount. Write it in rupees with two decimals: 180.00.",
        ),
        ({"title": "a", "price": {"amount": "-1"}}, "Its “price.amount” is no amount."),
        ({"title": "a", "cost": "5"}, "Its “cost” is no amount. Write it in whole paise: 18000 is ₹180."),
        ({"title": "a", "cost": 1.0}, "Its “cost” is no amount."),
        ({"title": "a", "cost": True}, "Its “cost” is no amount."),
    ],
)
def test_a_record_is_taken_by_the_names_of_the_service_or_says_what_is_the_matter(body, outcome):
    found = taken(body)
    assert found == outcome if isinstance(outcome, dict) else found.startswith(outcome)


def test_what_cannot_be_taken_keeps_what_the_service_gave():
    record = Shape(SyncDirection.PULL, ITEMS.fields, ITEM_MAP).came(Record("A", {"title": 7}))
    assert (record.external_id, record.source) == ("A", {"title": 7})


@pytest.mark.parametrize(
    ("body", "trouble"),
    [
        ({"posting_key": "k", "orders": "9"}, "Its orders (“bills” at the service) is no whole count."),
        ({"orders": 9}, "Its posting_key is missing."),
        ({"posting_key": "k", "business_date": "soon"}, "Its business_date is no date."),
        ({"posting_key": "k", "tax_paise": 1.5}, "Its tax_paise is no amount."),
        ({"posting_key": "k", "bills": 4, "orders": 9}, "Its “bills” is the name of another field at the service."),
    ],
)
def test_a_corrected_record_that_cannot_be_sent_says_why(body, trouble):
    shape = Shape(SyncDirection.PUSH, SALES.fields, FieldMap({"orders": Place("bills")}))
    assert shape.again(Record("k", body)).trouble.startswith(trouble)


def test_what_a_person_added_to_a_record_is_sent():
    sent = shaping.outward(SALES.fields, FieldMap({"orders": Place("bills")}), {"posting_key": "k", "memo": "late"})
    assert sent == {"posting_key": "k", "memo": "late"}


KEYED = Shape(SyncDirection.PULL, ITEMS.fields, FieldMap({"id": Place("item.code")}))


@pytest.mark.parametrize(
    ("record", "name", "trouble"),
    [
        (Record("7", {"item": {"code": "L-1"}, "name": "Latte"}), "L-1", None),
        (Record("", {"item": {"code": 12}, "name": "Latte"}), "12", None),
        (Record("7", {"name": "Latte"}), "", "Its “item.code” is missing. It must be there, and stay the same."),
        (Record("7", {"item": {"code": True}, "name": "Latte"}), "", "Its “item.code” is no name."),
        (Record("7", {"item": 3, "name": "Latte"}), "", "Its “item” has no “code” in it."),
    ],
)
def test_a_record_is_known_by_the_posting_key_that_the_service_calls_otherwise(record, name, trouble):
    came = KEYED.came(record)
    assert came.external_id == name
    assert (came.trouble or "").startswith(trouble or "")
    assert bool(came.trouble) == bool(trouble)
    assert trouble or came.body == {"name": "Latte"}


def test_a_record_that_is_tried_again_keeps_its_name():
    record = KEYED.again(Record("~abc", {"name": "Latte"}))
    assert (record.external_id, record.trouble, record.body) == ("~abc", None, {"name": "Latte"})


def test_without_a_map_records_go_as_they_are():
    record = Record("A", {"anything": [1]})
    assert shaping.of(Pull(None, None), FieldMap()).came(record) is record
    assert shaping.AS_IT_IS.again(record) is record


def test_a_field_that_is_gone_is_said():
    with pytest.raises(InvalidError, match="no field mass any more"):
        shaping.of(Pull(None, None, fields=ITEMS.fields), FieldMap({"mass": Place("kg")}))


def test_what_cannot_be_turned_is_an_error_of_the_record():
    with pytest.raises(RecordError):
        shaping.turned(SyncDirection.PUSH, SALES.fields, FieldMap({"orders": Place("n")}), {"orders": "x"})
