import re
import time
import uuid
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError

kinds = st.sampled_from(sorted(ids.KINDS))
numbers = st.integers(min_value=0, max_value=10**18 - 1)


@given(kinds, numbers)
def test_an_id_is_read_as_it_was_written(kind, number):
    assert ids.parse(ids.show(kind, number), kind) == number


@given(kinds, numbers)
def test_people_may_write_ids_carelessly(kind, number):
    assert ids.parse(f"  {kind.lower()}-{number} ", kind) == number
    assert ids.parse(str(number), kind) == number


@given(kinds, kinds, numbers)
def test_an_id_of_another_kind_is_refused(kind, wanted, number):
    if kind == wanted:
        return
    with pytest.raises(InvalidError):
        ids.parse(ids.show(kind, number), wanted)


@pytest.mark.parametrize(
    "text",
    ["", "ORD", "ORD-", "ORD-x", "ORD 1", "-1", "1.5", "ORD--1", "١٢", "ORD-१२", "1" * 19, "ORD-1\n2", "XYZ-1"],
)
def test_what_is_no_id_is_refused_with_a_pattern(text):
    with pytest.raises(InvalidError) as refused:
        ids.parse(text, "ORD")
    assert refused.value.sentence.endswith("is no order id.")
    assert refused.value.hint == "It looks like ORD-1042."


@given(st.text(max_size=30))
def test_no_text_breaks_the_parser(text):
    with suppress(InvalidError):
        assert ids.parse(text, "LOC") >= 0


def test_an_unknown_kind_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="unknown kind"):
        ids.show("ABC", 1)


def test_shorthands_carry_their_kind():
    assert (ids.order(5), ids.location(3), ids.import_batch(7)) == ("ORD-5", "LOC-3", "IMP-7")


def test_event_ids_are_random_uuids_of_version_7():
    before = time.time_ns() // 1_000_000
    made = [ids.event_id() for _ in range(200)]
    after = time.time_ns() // 1_000_000
    assert len(set(made)) == 200
    for name in made:
        assert re.fullmatch(r"msg_[0-9a-f]{32}", name)
        value = uuid.UUID(name.removeprefix("msg_"))
        assert (value.version, value.variant) == (7, uuid.RFC_4122)
        assert before <= value.int >> 80 <= after
