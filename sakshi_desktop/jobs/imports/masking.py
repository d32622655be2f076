"""Masking the contacts in rows that imports left out before such rows were masked as they were kept."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.importers import hiding
from sakshi_desktop.store import audit
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.models import ImportProblem, SharedSetting

NAME = "problems_masked"
"""The setting that holds up to which row all that was left out is masked."""
PIECE = 500
HALF = 0.5
PROBLEMS = Base.metadata.tables[ImportProblem.__tablename__]
Left = tuple[int, str, str]
"""A row that was left out: its id, why, and its cells as JSON."""


def mask_some(session: Session, *, at: datetime, piece: int = PIECE) -> int:
    """Mask some of what imports left out and return how many rows were looked at; 0 when there is no more.

    The rows and the mark that they are done are one transaction: killed at any point, it goes on where it was. A row
    that is masked already stays as it is.
    """
    mark = session.get(SharedSetting, NAME, with_for_update=True)
    done = 0 if mark is None else int(json.loads(mark.value))
    asked = select(ImportProblem).where(ImportProblem.id > done).order_by(ImportProblem.id).limit(piece)
    rows = session.scalars(asked).all()
    for batch in sorted({row.batch_id for row in rows}):
        left = [(row.id, row.reason, row.cells) for row in rows if row.batch_id == batch and row.kind == "bad_row"]
        _write(session, batch, left, at)
    if rows:
        session.merge(SharedSetting(name=NAME, value=json.dumps(rows[-1].id)))
    return len(rows)


def _write(session: Session, batch: int, left: Sequence[Left], at: datetime) -> None:
    private = _private(_every(session, batch)) if left else frozenset()
    changed = [now for before in left if (now := _masked(before, private)) != before]
    if changed:
        fresh: dict[str, object] = {"reason": bindparam("said"), "cells": bindparam("kept")}
        given = [{"key": key, "said": reason, "kept": cells} for key, reason, cells in changed]
        session.connection().execute(update(PROBLEMS).where(PROBLEMS.c.id == bindparam("key")).values(fresh), given)
        audit.record(session, THIS_PC, "import.mask", batch, at=at, rows=len(changed))


def _masked(left: Left, private: frozenset[int]) -> Left:
    key, reason, cells = left
    row = hiding.cells(_read(cells), private)
    return key, hiding.text(reason), json.dumps(list(row), ensure_ascii=False)


def _every(session: Session, batch: int) -> Iterable[list[str]]:
    asked = select(ImportProblem.cells).where(ImportProblem.batch_id == batch, ImportProblem.kind == "bad_row")
    return map(_read, session.scalars(asked))


def _read(cells: str) -> list[str]:
    return [str(cell) for cell in json.loads(cells)]


def _private(rows: Iterable[Sequence[str]]) -> frozenset[int]:
    """Return the places where most of what stands is a contact: which these were in the file, nobody has kept."""
    filled: Counter[int] = Counter()
    contacts: Counter[int] = Counter()
    for row in rows:
        for place, cell in enumerate(row):
            if cell.strip():
                filled[place] += 1
                contacts[place] += hiding.is_contact(cell)
    return frozenset(place for place, count in contacts.items() if count > HALF * filled[place])
