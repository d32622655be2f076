import pytest

from sakshi_desktop.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from sakshi_desktop.core.vocabulary import IssueFlag, OrderStatus
from sakshi_desktop.portal import notes, ratings
from sakshi_desktop.store.models import Rating
from tests.portal.counter import AUDITOR, SUPPORT, clock


def _rate(counter, key, stars, by=SUPPORT, **more):
    with counter.database.begin() as session:
        return ratings.rate(session, key, stars, by=by, clock=clock, **more)


def test_a_rating_is_kept_told_and_marked_and_replaces_the_one_before(counter):
    key = counter.order(status=OrderStatus.DELIVERED)
    _rate(counter, key, 2, comment=" Cold ", flags=[IssueFlag.LATE, IssueFlag.WRONG_ITEM])
    _rate(counter, key, 4)
    (row,) = counter.all(Rating)
    assert (row.stars, row.comment, row.late, row.wrong_item) == (4, None, False, False)
    first, second = counter.events("order.rated")
    assert (first["stars"], first["flags"], second["flags"]) == (2, ["late", "wrong_item"], [])
    assert len(counter.marks()) == len(counter.audits("order.rate")) == 2
    assert "Cold" not in counter.audits("order.rate")[0].detail


@pytest.mark.parametrize("more", [{"stars": 0}, {"stars": 6}, {"stars": None}, {"stars": 3, "comment": "x" * 2_001}])
def test_what_is_no_rating_is_refused(counter, more):
    key = counter.order(status=OrderStatus.DELIVERED)
    with pytest.raises(InvalidError):
        _rate(counter, key, **more)
    assert counter.all(Rating) == []


def test_a_complaint_needs_no_stars(counter):
    key = counter.order(status=OrderStatus.DELIVERED)
    assert _rate(counter, key, None, flags=[IssueFlag.MISSING_ITEM]).stars is None


def test_only_what_was_handed_over_is_rated(counter):
    key = counter.order(status=OrderStatus.READY)
    with pytest.raises(ConflictError, match="is ready and cannot be rated"):
        _rate(counter, key, 5)
    with pytest.raises(ForbiddenError):
        _rate(counter, key, 5, by=AUDITOR)


def test_notes_are_written_changed_and_removed(counter):
    key = counter.order()
    with counter.database.begin() as session:
        about = notes.add(session, " Prefers the window ", customer_id=counter.asha, by=SUPPORT, clock=clock)
        notes.add(session, "Ring twice", order_id=key, by=SUPPORT, clock=clock)
        notes.edit(session, about.id, "Prefers the terrace", by=SUPPORT, clock=clock)
        notes.edit(session, about.id, "Prefers the terrace", by=SUPPORT, clock=clock)
    with counter.database.read() as session:
        assert [note.body for note in notes.of_customer(session, counter.asha)] == ["Prefers the terrace"]
        assert [note.body for note in notes.of_order(session, key)] == ["Ring twice"]
    assert len(counter.audits("customer.edit_note")) == 1
    assert "terrace" not in counter.audits("customer.edit_note")[0].detail
    with counter.database.begin() as session:
        assert notes.remove(session, about.id, by=SUPPORT, clock=clock) == "Prefers the terrace"
        with pytest.raises(NotFoundError, match="note is gone"):
            notes.edit(session, about.id, "Again", by=SUPPORT, clock=clock)


@pytest.mark.parametrize("body", ["", "  ", "x" * 5_001])
def test_a_note_says_something(counter, body):
    with pytest.raises(InvalidError), counter.database.begin() as session:
        notes.add(session, body, customer_id=counter.asha, by=SUPPORT, clock=clock)


def test_a_note_is_about_somebody_who_is_there(counter):
    with counter.database.begin() as session:
        with pytest.raises(NotFoundError):
            notes.add(session, "x", customer_id=999, by=SUPPORT, clock=clock)
        with pytest.raises(NotFoundError):
            notes.add(session, "x", order_id=999, by=SUPPORT, clock=clock)
        with pytest.raises(ForbiddenError):
            notes.add(session, "x", customer_id=counter.asha, by=AUDITOR, clock=clock)
