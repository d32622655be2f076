"""The index finds what looking at every customer finds, whatever happens to them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.portal import matching, search
from sakshi_desktop.store import grams
from sakshi_desktop.store.models import Customer, ImportBatch, Source
from tests.portal.conftest import NOW

WORDS = ("Asha", "asha", "Ashanti", "NATASHA", "Rao", "Raoul", "O'Hara", "Élodie", "éric", "आशा", "शर्मा", "A.", "5%")
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")
NAMES = st.none() | st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join) | st.text(LETTERS, max_size=8)
PHONES = st.none() | st.text("0123", min_size=4, max_size=9).map("+91{}".format)
EMAILS = st.none() | st.sampled_from(("asha.rao@example.com", "rao_1@example.in", "a%b@example.org"))
PEOPLE = st.tuples(NAMES, PHONES, EMAILS)
ASKED = ("asha", "a", "as", "rao", "12", "123", "+91-12", "012", "élo", "Éric", "आशा", "शर्", "o'h", "5%", "_", "k\\")
MORE = ("@example", "rao@", "a.", "11", "%", "'", "ra as", "asha 12", "+91 12")
TYPED = st.sampled_from(ASKED + MORE) | st.text(LETTERS, max_size=4)
STEP = st.one_of(
    st.tuples(st.just("add"), st.lists(PEOPLE, min_size=1, max_size=4)),
    st.tuples(st.just("catch up"), st.just(None)),
    st.tuples(st.just("edit"), st.tuples(st.integers(0, 9), PEOPLE)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("merge"), st.tuples(st.integers(0, 9), st.integers(0, 9))),
    st.tuples(st.just("hide"), st.integers(0, 9)),
    st.tuples(st.just("publish"), st.just(None)),
    st.tuples(st.just("replace"), st.tuples(st.integers(0, 9), PEOPLE)),
)


def looked_through(session, typed):
    """Return the ids that looking at every customer finds, in the stated order."""
    sought = matching.terms(typed)
    if not sought:
        return []
    hidden = select(ImportBatch.id).where(ImportBatch.state != BatchState.PUBLISHED)
    everybody = session.execute(
        select(Customer.id, Customer.name, Customer.phone, Customer.email)
        .where(Customer.merged_into_id.is_(None), Customer.batch_id.is_(None) | Customer.batch_id.not_in(hidden))
        .order_by(Customer.id.desc())
    )
    met = [(matching.level(sought, matching.text_of(*row[1:])), row[0]) for row in everybody]
    return [key for level, key in sorted(met, key=lambda each: each[0] or 0) if level is not None]


class Book:
    """The customers of a database, and what may happen to them."""

    def __init__(self, database):
        self.database = database
        with database.begin() as session:
            for table in ("customers", "import_batches", "sources"):
                session.execute(text(f"DELETE FROM {table}"))
            session.add(Source(account="till", title="Till"))
            session.flush()
            source = session.scalar(select(Source.id))
            self.batch = ImportBatch(
                source_id=source, file_name="a.csv", format="generic", part="header", currency="INR",
                state=BatchState.PUBLISHING, started_at=NOW, by="This PC", file_sha256="", mapping="", worker="",
                seen_at=NOW,
            )  # fmt: skip
            session.add(self.batch)
            session.flush()
            self.batch = self.batch.id

    def do(self, step, given):
        if step == "catch up":
            grams.catch_up(self.database)
            return
        with self.database.begin() as session:
            ids = list(session.scalars(select(Customer.id).order_by(Customer.id)))
            if step == "add":
                rows = [{"name": n, "phone": p, "email": e, "created_at": NOW} for n, p, e in given]
                session.execute(insert(Customer), rows)
            elif step == "publish":
                session.execute(update(ImportBatch).values(state=BatchState.PUBLISHED))
            elif ids:
                self._change(session, ids, step, given)

    def _change(self, session, ids, step, given):
        place, more = given if isinstance(given, tuple) else (given, None)
        one = ids[place % len(ids)]
        mine = update(Customer).where(Customer.id == one)
        if step == "edit":
            session.execute(mine.values(name=more[0], phone=more[1], email=more[2]))
        elif step == "merge":
            other = ids[more % len(ids)]
            session.execute(mine.values(merged_into_id=None if other == one else other))
        elif step == "hide":
            session.execute(mine.values(batch_id=self.batch))
        else:
            session.execute(update(Customer).where(Customer.merged_into_id == one).values(merged_into_id=None))
            session.execute(delete(Customer).where(Customer.id == one))
            if step == "replace":  # somebody comes back under the same number
                row = {"id": one, "name": more[0], "phone": more[1], "email": more[2], "created_at": NOW}
                session.execute(insert(Customer), row)


@pytest.fixture
def book(database):
    return lambda: Book(database)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=1, max_size=8), asked=st.lists(TYPED, min_size=1, max_size=6))
def test_the_index_finds_what_looking_at_everybody_finds(book, steps, asked):
    mine = book()
    for step, given_ in steps:
        mine.do(step, given_)
    with mine.database.read() as session:
        for typed in asked:
            found = [hit.id for hit in search.find(session, typed) if hit.matched != "spelling"]
            assert found == looked_through(session, typed), typed
            assert [hit.id for hit in search.find(session, typed, limit=2)][: len(found)] == found[:2]
