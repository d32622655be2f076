"""Rows left out before contacts were masked as they were kept: they are masked where they lie, a few at a time."""

import json
import signal
import sys

import pytest
from sqlalchemy import delete, insert, select, text, update

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.jobs.imports import masking
from sakshi_desktop.jobs.wing import Wing
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import AuditEntry, ImportBatch, ImportProblem, SharedSetting
from sakshi_desktop.store.upgrade import upgrade
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.analytics.world import World

OLDER = "0021"
RAW = [
    ("bad_row", "“98765 43210” is no amount.", ["T1", "9876543210", "asha@example.com", "1,200.00"]),
    ("bad_row", "It has no date.", ["T2", "080-2233445", "", "9.00"]),
    ("bad_row", "It has no date.", ["T3", "9876500000", "om@example.com", "call +91 98765 43210 first"]),
    ("conflict", "T4 is here already with another content; it stays as it is.", [9_876_543_210, 5]),
    ("bad_row", "It has no date.", ["T5", "+91 •••••• 3210", "a•••@example.com", "9.00"]),
]
SECRETS = ("98765", "223344", "asha@", "om@")
OTHER = "A row of another import says asha@example.com."


def keep_raw(database):
    """Keep rows as older programs did, of two imports."""
    world = World(database, ("INR",))
    with database.begin() as session:
        first = world.batch(session)
        session.execute(update(ImportBatch).values(state=BatchState.PUBLISHED))
        second = world.batch(session)
        rows = [(first, *row) for row in RAW] + [(second, "bad_row", OTHER, ["9.00"])]
        session.execute(
            insert(ImportProblem),
            [
                {
                    "batch_id": batch,
                    "kind": kind,
                    "row": number,
                    "reason": reason,
                    "cells": json.dumps(cells, ensure_ascii=False),
                }
                for number, (batch, kind, reason, cells) in enumerate(rows)
            ],
        )


def kept(database):
    with database.read() as session:
        rows = session.scalars(select(ImportProblem).order_by(ImportProblem.id)).all()
        return [(row.kind, row.reason, json.loads(row.cells)) for row in rows]


def mask(database, piece=2):
    """Mask until there is no more; return how many rows were looked at."""
    looked = 0
    while True:
        with database.begin() as session:
            some = masking.mask_some(session, at=utc_now(), piece=piece)
        if not some:
            return looked
        looked += some


def assert_masked(database):
    rows = kept(database)
    assert rows[3] == RAW[3]
    told = json.dumps([row for row in rows if row[0] == "bad_row"], ensure_ascii=False)
    assert [secret for secret in SECRETS if secret in told] == []
    first, second, third, _, fifth, other = rows
    assert first[2] == ["T1", "•••••• 3210", "a•••@example.com", "1,200.00"]
    assert second[2][1].startswith("•")
    assert second[2][0] == "T2"
    assert third[2][3].startswith("call +91 •")
    assert fifth == RAW[4]
    assert other[1] == "A row of another import says a•••@example.com."


@pytest.mark.parametrize("piece", [1, 2, 100])
def test_what_was_kept_in_the_open_is_masked_once_and_told(database, piece):
    keep_raw(database)
    assert mask(database, piece) == len(RAW) + 1
    assert_masked(database)
    before = kept(database)
    assert mask(database, piece) == 0
    with database.begin() as session:
        session.execute(delete(SharedSetting).where(SharedSetting.name == masking.NAME))
    mask(database, piece)
    assert kept(database) == before
    with database.read() as session:
        told = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "import.mask")).all()
    assert sum(json.loads(detail)["rows"] for detail in told) == 4
    assert not any(secret in detail for detail in told for secret in SECRETS)


def test_a_database_of_an_older_shape_is_masked_by_the_background_work(blank_address):
    database = Database.open(blank_address)
    upgrade(database, to=OLDER)
    keep_raw(database)
    upgrade(database)
    wing = Wing(database, MemoryStore())
    try:
        assert wing.sweep() == len(RAW) + 1
        assert_masked(database)
        assert wing.sweep() == 0
    finally:
        wing.start()  # only what has begun can end
        wing.stop()
        database.dispose()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
@pytest.mark.parametrize("point", [1, 2, 3, 4, 6, 7])
def test_killed_at_any_point_it_goes_on_where_it_was(warm, database, address, point):
    keep_raw(database)
    died = warm.run(address, point, module="tests.jobs.masking")
    assert died.returncode == -signal.SIGKILL, died.stderr
    with database.read() as session:
        done = session.scalar(text(f"SELECT value FROM settings WHERE name = '{masking.NAME}'"))
    assert mask(database) == len(RAW) + 1 - 2 * (int(done or 0) // 2)
    assert_masked(database)
