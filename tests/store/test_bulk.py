from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Double, Integer, LargeBinary, MetaData, String, Table, select
from sqlalchemy.exc import IntegrityError

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import bulk
from sakshi_desktop.store.base import EPOCH, INT, UtcDateTime
from sakshi_desktop.store.models import Location

WORKBENCH = Table(
    "workbench",
    MetaData(),
    Column("id", INT, primary_key=True, autoincrement=False),
    Column("name", String(), nullable=False),
    Column("note", String()),
    Column("count", INT),
    Column("share", Double()),
    Column("raw", LargeBinary()),
    Column("at", UtcDateTime()),
)
COLUMNS = WORKBENCH.columns.keys()
CROOKED = [
    "",
    "\\",
    "\\.",
    "\\N",
    "NULL",
    '"',
    '""',
    "'",
    ",",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "a\x00b",
    "\x00",
    "चाय",
    "☕👩‍🍳",
    "\u2028",
    "\ufeff",
]
texts = st.one_of(st.sampled_from(CROOKED), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
instants = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001
rows = st.lists(
    st.tuples(
        texts,
        st.none() | texts,
        st.none() | st.integers(min_value=-(2**63), max_value=2**63 - 1),
        st.none() | st.floats(allow_nan=False, allow_infinity=False),
        st.none() | st.binary(max_size=8),
        st.none() | instants,
    ),
    max_size=8,
)


@pytest.fixture
def bench(database):
    with database.begin() as session:
        WORKBENCH.create(session.connection())
    return database


def _load(database, given_rows):
    with database.begin() as session:
        bulk.load(session, WORKBENCH, COLUMNS, given_rows)
        back = [tuple(row) for row in session.execute(select(WORKBENCH).order_by(WORKBENCH.c.id))]
        session.rollback()
    return back


def _without_nul(value):
    return value.replace("\x00", "") if isinstance(value, str) else value


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows)
def test_what_is_loaded_comes_back(bench, values):
    loaded = [(number, *row) for number, row in enumerate(values)]
    assert _load(bench, loaded) == [tuple(map(_without_nul, row)) for row in loaded]


def test_a_crooked_text_comes_back_wherever_it_stands(bench):
    for text in CROOKED:
        loaded = [(1, text, None, None, None, None, None), (2, "x", text, 1, 1.5, b"", EPOCH)]
        assert _load(bench, loaded) == [tuple(map(_without_nul, row)) for row in loaded], text


def test_an_empty_text_is_not_nothing(bench):
    loaded = [(n, "", ("", None, "x")[n % 3], None, None, None, None) for n in range(9)]
    assert _load(bench, loaded) == loaded


def test_blocks_follow_each_other(bench):
    count = 2 * bulk.BLOCK + 1
    loaded = ((n, "x", "" if n == bulk.BLOCK + 5 else None, n, None, None, None) for n in range(count))
    back = _load(bench, loaded)
    assert [row[0] for row in back] == list(range(count))
    assert [row[0] for row in back if row[2] == ""] == [bulk.BLOCK + 5]


def test_nothing_is_loaded_from_nothing(bench):
    assert _load(bench, iter(())) == []


def test_an_instant_may_be_a_datetime_of_any_zone_or_microseconds(bench):
    noon = datetime(2026, 1, 1, 12, 0, 0, 7, tzinfo=UTC)
    india = noon.astimezone(timezone(timedelta(hours=5, minutes=30)))
    micros = (noon - EPOCH) // timedelta(microseconds=1)
    loaded = [(n, "x", None, None, None, None, at) for n, at in enumerate((noon, india, micros, None))]
    assert [row[-1] for row in _load(bench, loaded)] == [noon, noon, noon, None]


def test_an_instant_without_a_zone_is_refused(bench):
    with pytest.raises(ValueError, match="needs a time zone"):
        _load(bench, [(1, "x", None, None, None, None, datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))])


def test_a_broken_constraint_is_told_as_such_and_takes_all_back(bench):
    with bench.begin() as session:
        bulk.load(session, WORKBENCH, ["id", "name"], [(1, "kept")])
    for broken in ([(2, None)], [(2, "x"), (2, "y")]):
        with pytest.raises(IntegrityError), bench.begin() as session:
            bulk.load(session, WORKBENCH, ["id", "name"], broken)
    with bench.read() as session:
        assert session.scalars(select(WORKBENCH.c.name)).all() == ["kept"]


def test_a_missing_table_is_a_sentence(bench):
    gone = Table("gone", MetaData(), Column("id", Integer))
    with pytest.raises(DatabaseError), bench.begin() as session:
        bulk.load(session, gone, ["id"], [(1,)])


def test_columns_may_be_a_part_and_in_any_order(bench):
    with bench.begin() as session:
        bulk.load(session, WORKBENCH, ["name", "id"], [("x", 1)])
    with bench.read() as session:
        assert session.execute(select(WORKBENCH.c.id, WORKBENCH.c.name, WORKBENCH.c.note)).one() == (1, "x", None)


def test_ids_that_are_given_are_not_given_out_again(database):
    columns = ["id", "name", "currency", "created_at"]
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with database.begin() as session:
        bulk.load(session, Location.__table__, columns, [(n, f"outlet {n}", "INR", at) for n in (3, 40, 7)])
        first = Location(name="by itself", created_at=at)
        session.add(first)
        session.flush()
        bulk.load(session, Location.__table__, columns, [(5, "filled in", "INR", at)])
        second = Location(name="again", created_at=at)
        session.add(second)
        session.flush()
        assert (first.id, second.id) == (41, 42)


def test_a_load_belongs_to_its_transaction(bench):
    with bench.begin() as session:
        bulk.load(session, WORKBENCH, ["id", "name"], [(1, "x")])
        session.rollback()
    with bench.read() as session:
        assert session.execute(select(WORKBENCH.c.id)).all() == []
