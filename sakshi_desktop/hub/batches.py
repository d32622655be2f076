"""Many rows in one statement, in the words of both databases.

All rows are one value, a JSON text: a driver that is given rows one by one, or an array for each column, spends more
time on them than the database does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson
from sqlalchemy import bindparam, text
from sqlalchemy.sql.elements import TextClause

from sakshi_desktop.store.base import EPOCH, MICROSECOND, UtcDateTime

INSTANT = "instant"
"""The kind of a column of instants, which are given as ``micros`` writes them."""


def given(rows: Sequence[object]) -> dict[str, object]:
    """Return the parameter that holds the rows: lists of texts, numbers and None; or ids."""
    return {"rows": orjson.dumps(rows).decode()}


def micros(at: datetime) -> int:
    """Return an instant as it is given in a row: microseconds since 1970, as SQLite keeps it."""
    return (at - EPOCH) // MICROSECOND


def over_rows(words: str, columns: Mapping[str, str], then: str, *instants: str) -> dict[str, TextClause]:
    """Return a statement over many rows, by the name of the database.

    Args:
        words: all of it up to the rows, which are a table ``r``.
        columns: name and PostgreSQL type of each value in a row, or INSTANT.
        then: what follows the rows.
        instants: other parameters that are instants.
    """
    ours = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
    theirs = ", ".join(f"{_cast(place, kind)} AS {name}" for place, (name, kind) in enumerate(columns.items()))
    return {
        "sqlite": instant(f"{words} (SELECT {ours} FROM json_each(:rows)) AS r {then}", *instants),
        "postgresql": instant(
            f"{words} (SELECT {theirs} FROM jsonb_array_elements(CAST(:rows AS jsonb))) AS r {then}", *instants
        ),
    }


def over_ids(words: str, *instants: str) -> dict[str, TextClause]:
    """Return a statement over many ids, by the name of the database.

    Args:
        words: all of it up to the ids, such as ``DELETE FROM table WHERE id``.
        instants: other parameters that are instants.
    """
    theirs = "SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(:rows AS json))"
    return {
        "sqlite": instant(f"{words} IN (SELECT value FROM json_each(:rows))", *instants),
        "postgresql": instant(f"{words} IN ({theirs})", *instants),
    }


def instant(words: str, *names: str) -> TextClause:
    """Return a statement whose parameters of these names are instants."""
    return text(words).bindparams(*(bindparam(name, type_=UtcDateTime()) for name in names))


def _cast(place: int, kind: str) -> str:
    if kind == INSTANT:
        return f"TIMESTAMPTZ 'epoch' + CAST(value ->> {place} AS bigint) * INTERVAL '1 microsecond'"
    return f"CAST(value ->> {place} AS {kind})"
