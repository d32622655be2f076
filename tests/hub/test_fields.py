import pytest

from sakshi_desktop.core.errors import ConflictError, FieldsError, InvalidError
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import field_edits, fields, offers
from sakshi_desktop.hub.field_edits import Edits
from sakshi_desktop.hub.fields import FieldMap, Place, Unit
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.jobs.syncing.menu_items import AMOUNTS, WORDS

SALES, ITEMS = offers.of(ENDPOINT)
RUPEES = Unit.RUPEES


def checked(places=None, fixed=None, offer=SALES):
    mapping = FieldMap(places or {}, fixed or {})
    return fields.checked(mapping, offer.stream, offer.fields, offer.direction)


def refused(places=None, fixed=None, offer=SALES):
    with pytest.raises(FieldsError) as error:
        checked(places, fixed, offer)
    return error.value.fields


@pytest.mark.parametrize(
    ("places", "field", "sentence"),
    [
        ({"prise": Place("p")}, "prise", "Daily sales has no field “prise”. Its fields are posting_key, location"),
        ({"posting_key": Place(left_out=True)}, "posting_key", "posting_key must be there: it cannot be left out."),
        ({"orders": Place(unit=RUPEES)}, "orders", "orders is no money: it has no unit."),
        ({"orders": Place("  ")}, "orders", "The name of orders at the service is empty."),
        ({"orders": Place("x" * 121)}, "orders", "The name of orders at the service is longer than 120 letters."),
        ({"orders": Place("a..b")}, "orders", "has a dot with no name beside it"),
        ({"orders": Place(".a")}, "orders", "has a dot with no name beside it"),
        ({"orders": Place("a[0]")}, "orders", "has a sign in it that no name has"),
        ({"orders": Place("a\u200bb")}, "orders", "has a sign in it that no name has"),
        ({"orders": Place("location")}, "orders", "location and orders have one name at the service, “location”."),
        ({"orders": Place("n"), "currency": Place("n")}, "orders", "currency and orders have one name"),
        (
            {"orders": Place("sales"), "net_sales_paise": Place("sales.net")},
            "orders",
            "“sales.net” and “sales” cannot both be: one lies within the other.",
        ),
    ],
)
def test_what_cannot_be_is_a_sentence_beside_its_field(places, field, sentence):
    wrong = refused(places)
    assert list(wrong) == [field]
    assert sentence in wrong[field]


@pytest.mark.parametrize(
    ("fixed", "sentence"),
    [
        ({"": "x"}, "The name of a fixed value is empty."),
        ({"a": " "}, "The fixed value a is empty."),
        ({"a": "x" * 201}, "The fixed value a is longer than 200 letters."),
        ({"a": "x\ny"}, "The fixed value a has an invisible letter in it."),
        ({"orders": "x"}, "orders and a fixed value have one name at the service, “orders”."),
        ({"orders.all": "x"}, "cannot both be"),
        ({"a.b": "x", "a": "y"}, "cannot both be"),
        ({f"n{number}": "x" for number in range(21)}, "There are more than 20 fixed values."),
        ({"api_key": "x"}, "The fixed value api_key looks like a secret, and would be kept in the open."),
        ({"note": "sk_live_4eC39HqLyjWDarjtT1zdp7dc"}, "looks like a secret"),
    ],
)
def test_a_fixed_value_that_cannot_be_is_a_sentence(fixed, sentence):
    wrong = refused(fixed=fixed)
    assert list(wrong) == ["fixed"]
    assert sentence in wrong["fixed"]


def test_the_name_of_an_item_must_be_there_and_nothing_fixed_is_pulled():
    wrong = refused({"name": Place(left_out=True)}, {"source": "sakshi"}, ITEMS)
    assert wrong["name"] == "name must be there: it cannot be left out."
    assert "nothing is sent with what is pulled" in wrong["fixed"]


def test_a_name_that_another_gave_up_can_be_taken():
    places = {"orders": Place("bills"), "refunds_paise": Place("orders"), "tax_paise": Place(left_out=True)}
    assert checked(places | {"location": Place("tax_paise")}).places["location"] == Place("tax_paise")


def test_what_is_as_usual_is_not_kept():
    mapping = checked(
        {"orders": Place("orders"), "tax_paise": Place("tax", RUPEES), "location": Place("x", left_out=True)}
    )
    assert mapping.places == {"location": Place(left_out=True), "tax_paise": Place(None, RUPEES)}
    assert not checked({"orders": Place(" orders ")})
    assert fields.written(checked()) is None


def test_what_is_in_rupees_does_not_say_paise():
    mapping = checked({"tax_paise": Place(unit=RUPEES)})
    (tax,) = (one for one in SALES.fields if one.name == "tax_paise")
    assert (mapping.name(tax), FieldMap().name(tax)) == ("tax", "tax_paise")
    with pytest.raises(FieldsError, match="have one name"):
        checked({"tax_paise": Place(unit=RUPEES), "orders": Place("tax")})


def test_a_map_is_kept_as_it_is():
    mapping = checked(
        {"orders": Place("day.bills"), "tax_paise": Place(unit=RUPEES), "currency": Place(left_out=True)},
        {"source": "sakshi", "लेखा": "दुकान"},
    )
    assert fields.read(fields.written(mapping)) == mapping
    assert fields.read(None) == FieldMap()
    assert fields.summary(mapping) == "1 renamed, 1 left out, 1 in rupees, 2 fixed"
    assert fields.summary(FieldMap()) == ""
    assert fields.sentences(mapping, SALES.fields) == (
        "currency is left out",
        "orders is called day.bills",
        "tax_paise is called tax, in rupees",
        "Every record says source: sakshi",
        "Every record says लेखा: दुकान",
    )


def test_fields_are_the_ones_that_the_house_knows():
    known = {*WORDS, *(f"{amount}_paise" for amount in AMOUNTS)}
    assert {one.name for one in ITEMS.fields} == {"id", *known}
    assert [one.name for one in ITEMS.fields if one.needed] == ["id", "name"]
    assert [one.name for one in SALES.fields if one.needed] == ["posting_key"]
    assert SALES.amount in {one.name for one in SALES.fields}


def edited(now=FieldMap(), offer=ITEMS, **said):  # noqa: B008
    return fields.checked(Edits(**said).applied(now, offer), offer.stream, offer.fields, offer.direction)


def test_some_fields_are_changed_and_the_others_stay():
    first = edited(names={"price": "mrp", "name": "title"}, units={"price": "Rupees"}, left_out=["sku", "diet"])
    assert first.places == {
        "name": Place("title"),
        "price_paise": Place("mrp", RUPEES),
        "sku": Place(left_out=True),
        "diet": Place(left_out=True),
    }
    second = edited(first, names={"sku": "code"}, units={"price_paise": "paise"}, left_out=["cost"])
    assert second.places["sku"] == Place("code")
    assert second.places["price_paise"] == Place("mrp")
    assert second.places["name"] == Place("title")
    assert second.places["cost_paise"] == Place(left_out=True)


def test_fields_and_fixed_values_are_as_usual_again():
    now = edited(offer=SALES, names={"orders": "bills"}, left_out=["currency"], fixed={"source": "sakshi"})
    assert edited(now, SALES, reset=["orders", "source"]) == FieldMap({"currency": Place(left_out=True)}, {})
    assert not edited(now, SALES, reset=[])
    assert edited(now, SALES, reset=[], fixed={"a": "b"}) == FieldMap({}, {"a": "b"})
    with pytest.raises(InvalidError, match="has no field “bill”"):
        edited(now, SALES, reset=["bill"])


def test_what_is_no_unit_is_refused():
    with pytest.raises(InvalidError, match="“dollars” is no unit"):
        edited(units={"price": "dollars"})
    with pytest.raises(FieldsError, match="Items has no field “prise”"):
        edited(names={"prise": "x"})


def test_what_another_changed_meanwhile_is_not_undone_unseen():
    seen, wanted = FieldMap(), FieldMap({"sku": Place("code")})
    change = field_edits.replacing(seen, wanted)
    assert change(seen, ITEMS) == wanted
    assert change(wanted, ITEMS) == wanted
    with pytest.raises(ConflictError, match="were changed meanwhile"):
        change(FieldMap({"sku": Place(left_out=True)}), ITEMS)


def test_directions_are_those_of_the_streams():
    assert (SALES.direction, ITEMS.direction) == (SyncDirection.PUSH, SyncDirection.PULL)
