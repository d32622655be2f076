"""What the imports so far mean for another file: keys that stay comparable, and sales that would count twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.vocabulary import BatchState
from sakshi_desktop.importers import mapping as mappings
from sakshi_desktop.importers.dates import ORDER_WORDS
from sakshi_desktop.importers.recognition import GENERIC
from sakshi_desktop.importers.types import Recognition, Series
from sakshi_desktop.store.models import ImportBatch, Location, Order, Source


def as_before(session: Session, found: Recognition) -> Recognition:
    """Return what was recognised with the keys of the last import of its source, and its date order if none is certain.

    What was guessed then makes the orders comparable: a short file shows less than a long one.

    Raises:
        ConflictError: the orders of this file cannot be compared with those that are here.
    """
    last = session.scalar(
        select(ImportBatch)
        .join(Source)
        .where(Source.account == found.source, ImportBatch.state == BatchState.PUBLISHED)
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )
    if last is None or found.format != GENERIC:
        return found
    before, mapping = mappings.loads(last.mapping), found.mapping
    starts_again = before.series is Series.NEVER and mapping.series is not Series.NEVER
    if starts_again or (found.is_mapped and before.grouping is not mapping.grouping):
        raise ConflictError(
            f"{ids.import_batch(last.id)} told the orders of this source apart in another way than this file asks for.",
            hint="Remove the imports of this source first, then import this file and the others again.",
        )
    found = replace(found, mapping=replace(mapping, grouping=before.grouping, series=before.series))
    if found.is_order_certain or before.date_order not in ORDER_WORDS:
        return found
    return replace(
        found,
        mapping=replace(found.mapping, date_order=before.date_order),
        date_order=before.date_order,
        date_order_reason=f"Both orders fit; {ids.import_batch(last.id)} was read {ORDER_WORDS[before.date_order]}.",
        notes=tuple(note for note in found.notes if note != found.date_order_reason),
        is_order_certain=True,
    )


def refuse_other_reading(session: Session, found: Recognition, digest: str) -> None:
    """Raise ConflictError where this very file was imported by another mapping: all of it would count twice."""
    other = session.scalar(
        select(ImportBatch)
        .join(Source)
        .where(
            ImportBatch.file_sha256 == digest,
            ImportBatch.state == BatchState.PUBLISHED,
            Source.account != found.source,
        )
        .order_by(ImportBatch.id)
        .limit(1)
    )
    if other is not None:
        raise ConflictError(
            f"{ids.import_batch(other.id)} holds the sales of this very file, read by another mapping.",
            hint=f"Remove {ids.import_batch(other.id)} first; its sales would count twice.",
        )


def sold_beside(
    session: Session, locations: Sequence[int], *, source_id: int, first_day: int, last_day: int
) -> tuple[str, ...]:
    """Return sentences about outlets that have sales of these days from another source.

    Args:
        locations: outlets that the file names and the database has.
        source_id: the source of the file, 0 for a new one.
    """
    others = session.execute(
        select(ImportBatch.id, Source.title)
        .join(Source)
        .where(
            ImportBatch.state == BatchState.PUBLISHED,
            ImportBatch.source_id != source_id,
            ImportBatch.from_day <= last_day,
            ImportBatch.to_day >= first_day,
        )
        .order_by(ImportBatch.id)
    ).all()
    found = []
    for batch_id, title in others:
        sold = select(Order.location_id).where(
            Order.batch_id == batch_id,
            Order.location_id.in_(locations),
            Order.business_date.between(first_day, last_day),
        )
        names = session.scalars(select(Location.name).where(Location.id.in_(sold)).order_by(Location.name)).all()
        if names:
            verb = "has" if len(names) == 1 else "have"
            found.append(
                f"{_listed(names)} {verb} sales of these days from {ids.import_batch(batch_id)} ({title}): "
                "orders that both tell count twice."
            )
    return tuple(found)


def digest(path: Path) -> str:
    """Return what tells the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _listed(names: Sequence[str]) -> str:
    few = 3
    shown = [*names[:few], *([f"{len(names) - few} more outlets"] if len(names) > few else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
