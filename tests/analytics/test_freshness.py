from datetime import UTC, datetime, timedelta

from sakshi_desktop.analytics import freshness
from sakshi_desktop.analytics.freshness import Freshness
from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.store.models import ImportBatch, Source

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def _batch(source, state, to_day, orders, hours):
    at = AT + timedelta(hours=hours)
    return ImportBatch(
        source_id=source.id,
        state=state,
        part="header",
        format="square",
        file_name="a.csv",
        file_sha256="",
        mapping="",
        currency="INR",
        order_count=orders,
        to_day=to_day,
        by="",
        worker="",
        seen_at=at,
        started_at=at,
        finished_at=at,
    )


def test_each_source_has_its_newest_day_and_its_last_import_and_removed_ones_do_not_count(database):
    with database.begin() as session:
        square, loyverse, gone = (Source(account=name.lower(), title=name) for name in ("Square", "Loyverse", "Gone"))
        session.add_all([square, loyverse, gone])
        session.flush()
        session.add_all(
            [
                _batch(square, BatchState.PUBLISHED, 20_700, 10, 0),
                _batch(square, BatchState.PUBLISHED, 20_650, 5, 2),
                _batch(loyverse, BatchState.PUBLISHED, 20_600, 7, 1),
                _batch(gone, BatchState.REMOVED, 20_710, 9, 1),
            ]
        )
    with database.read() as session:
        found = freshness.by_source(session)
    assert found == (
        Freshness("Loyverse", 20_600, AT + timedelta(hours=1), 7),
        Freshness("Square", 20_700, AT + timedelta(hours=2), 15),
    )


def test_without_imports_there_are_no_sources(database):
    with database.read() as session:
        assert freshness.by_source(session) == ()
