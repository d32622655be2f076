"""The same on a PostgreSQL that has pg_trgm: the wheel of the tests has not, the system's may."""

import os
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakshi_desktop.app import open_database
from sakshi_desktop.portal import search
from tests.portal.test_search_is_true import PEOPLE, STEP, TYPED, Book, looked_through
from tests.postgres import Server

WHOLE = ("asha.rao@example.com", "sha.rao@example", "rao_1@example.in", "a%b@example.org", "natasha rao", "asha", "nta")
WRONG = ("a%b@example.com", "asha.rao@example.comm", "ashanti raoul", "b@example.org asha", "axb@example.org")
LONGER = st.sampled_from(WHOLE + WRONG)
SYSTEM = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


@pytest.fixture(scope="module")
def trigrams():
    if not SYSTEM:
        pytest.skip("the system has no PostgreSQL of its own")
    before = os.environ.get("SAKSHI_POSTGRES_BIN")
    os.environ["SAKSHI_POSTGRES_BIN"] = str(SYSTEM[0])
    folder = Path(tempfile.mkdtemp(prefix="sakshi-pg-"))
    try:
        server = Server(folder)
    finally:
        os.environ.pop("SAKSHI_POSTGRES_BIN")
        if before is not None:
            os.environ["SAKSHI_POSTGRES_BIN"] = before
    server.create("trigrams")
    with psycopg.connect(server.conninfo("trigrams")) as connection:
        there = connection.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone()
    if there:
        database = open_database(server.url("trigrams"))
        yield database
        database.dispose()
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)
    if not there:
        pytest.skip("the system's PostgreSQL has no pg_trgm")


def test_the_index_is_that_of_the_extension(trigrams):
    with trigrams.reading() as connection:
        asked = "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_customers_text'"
        index = connection.exec_driver_sql(asked).scalar_one()
        own = connection.exec_driver_sql("SELECT to_regproc('customer_grams')").scalar_one()
    assert "gin_trgm_ops" in index
    assert own is None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=8), asked=st.lists(TYPED, min_size=1, max_size=6))
def test_the_extension_finds_what_looking_at_everybody_finds(trigrams, steps, asked):
    book = Book(trigrams)
    for step, given_ in steps:
        book.do(step, given_)
    with trigrams.read() as session:
        for typed in asked:
            found = [hit.id for hit in search.find(session, typed) if hit.matched != "spelling"]
            assert found == looked_through(session, typed), typed


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PEOPLE, min_size=100, max_size=130), asked=st.lists(LONGER, min_size=4, max_size=8))
def test_common_and_long_texts_are_found_as_well(trigrams, people, asked):
    book = Book(trigrams)
    book.do("add", people)
    with trigrams.read() as session:
        for typed in asked:
            everybody = looked_through(session, typed)
            for limit in (1, 50):
                found = [hit.id for hit in search.find(session, typed, limit=limit) if hit.matched != "spelling"]
                assert found == everybody[:limit], typed
