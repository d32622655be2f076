from sqlalchemy import select

from sakshi_desktop.store import counting
from sakshi_desktop.store.counting import Count
from sakshi_desktop.store.models import Source


def test_no_more_are_counted_than_is_cheap(database):
    with database.begin() as session:
        session.add_all(Source(account=f"till {number}", title="A" if number % 2 else "B") for number in range(20))
        session.flush()
        every, some = select(Source.id), select(Source.id).where(Source.title == "A")
        assert counting.exactly(session, every) == 20
        assert counting.roughly(session, every) == counting.roughly(session, every, most=20) == Count(20)
        assert counting.roughly(session, every, most=19) == Count(19, more=True)
        for looked_at, most, known in ((20, 20, Count(10)), (20, 9, Count(9, more=True)), (6, 20, Count(2, more=True))):
            assert counting.among_newest(session, some, Source.id, most=most, looked_at=looked_at) == known
