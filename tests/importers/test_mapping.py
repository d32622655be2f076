import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import ImportFileError
from sakshi_desktop.importers import mapping
from sakshi_desktop.importers.types import Field, Grouping, Mapping, Series

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=20)


@given(
    st.builds(
        Mapping,
        columns=st.dictionaries(st.sampled_from(Field), NAMES).map(lambda found: found | {Field.ORDER_ID: "Bill"}),
        constants=st.dictionaries(st.sampled_from([field for field in Field if field is not Field.CURRENCY]), NAMES),
        grouping=st.sampled_from(Grouping),
        series=st.sampled_from(Series),
        date_order=st.sampled_from(["", "dmy", "mdy", "ymd"]),
        decimal=st.sampled_from([".", ","]),
        currency=st.sampled_from([None, "INR", "USD"]),
        refund_prefix=st.sampled_from(["", "C"]),
        adjustment_prefix=st.sampled_from(["", "A"]),
        refunds_positive=st.sampled_from([None, True, False]),
        source=st.none() | NAMES,
    )
)
def test_a_saved_mapping_comes_back(saved):
    assert mapping.loads(mapping.dumps(saved)) == saved


def test_a_mapping_is_saved_and_loaded(tmp_path):
    saved = Mapping(columns={Field.ORDER_ID: "Bill No", Field.DATE: "Date"}, currency="INR")
    mapping.save(saved, tmp_path / "shop.toml")
    assert mapping.load(tmp_path / "shop.toml") == saved
    assert 'order_id = "Bill No"' in (tmp_path / "shop.toml").read_text()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("date_order = ", "cannot be read"),
        ('colour = "red"', "“colour” for entry"),
        ('date_order = "ydm"\ngrouping = "row"', "“ydm” for date_order"),
        ('grouping = "week"', "“week” for grouping"),
        ('grouping = "row"\n[columns]\nprice = "P"', "“price” for columns"),
        ('grouping = "row"\n[columns]\ndate = 5', "“date” of the saved mapping is not a text"),
        ('grouping = "row"\ncolumns = "date"', "not a table"),
        ('grouping = "row"\ndecimal = ";"', "“;” for decimal"),
        ('grouping = "row"\ncurrency = "rupees"', "“RUPEES” for currency"),
        ('grouping = "row"\ncurrency = "XYZ"', "“XYZ” for currency"),
        ('grouping = "row"\n[constants]\ncurrency = "ÉÉÉ"', "“ÉÉÉ” for currency"),
        ('grouping = "row"\nrefunds_positive = "yes"', "“yes” for refunds_positive"),
        ('[columns]\ndate = "Date"', "names no column for it"),
    ],
)
def test_a_wrong_mapping_is_refused_with_a_sentence(text, words):
    with pytest.raises(ImportFileError, match=words) as caught:
        mapping.loads(text)
    assert caught.value.hint


def test_a_missing_mapping_is_refused(tmp_path):
    with pytest.raises(ImportFileError, match="cannot be read"):
        mapping.load(tmp_path / "none.toml")
