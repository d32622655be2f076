"""Rows to be lost or kept, and the sentence of whoever refuses."""

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store.models import SharedSetting


def write(database, count=1, text_size=10):
    with database.begin() as session:
        start = len(session.scalars(select(SharedSetting.name)).all())
        for number in range(start, start + count):
            session.add(SharedSetting(name=f"row {number:06d}", value="x" * text_size))


def rows(database):
    with database.read() as session:
        return len(session.scalars(select(SharedSetting.name)).all())


def refusal(work, *given):
    with pytest.raises(DatabaseError) as refused:
        work(*given)
    assert refused.value.sentence
    assert "Traceback" not in str(refused.value)
    assert refused.value.hint
    return refused.value
