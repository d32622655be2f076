"""Many rows in one statement and many rows out of one, in the words of both databases.

All rows are one value, a JSON text: a driver that is given rows one by one, or an array for each column, spends more
time on them than the database does. SQLite's driver also gives the interpreter up at each row that it fetches, and
waits behind busy threads to have it back.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, String, bindparam, column, func, select, text
from sqlalchemy.sql.elements import TextClause

from sakshi_desktop.store.base import EPOCH, MICROSECOND, UtcDateTime

INSTANT = "instant"
"""The kind of a column of instants, which are given as ``micros`` writes them."""
IDS = {
    "sqlite": "(SELECT value FROM json_each(:rows))",
    "postgresql": "(SELECT CAST(value AS bigint) FROM json_array_elements_text(CAST(:rows AS json)))",
}


def given(rows: Sequence[object]) -> dict[str, object]:
    """Return the parameter that holds the rows: lists of texts, numbers and None; or ids."""
    return {"rows": orjson.dumps(rows).decode()}


def micros(at: datetime) -> int:
    """Return an instant as it is given in a row: microseconds since 1970, as SQLite keeps it."""
    return (at - EPOCH) // MICROSECOND


def over_rows(words: str, columns: Mapping[str, str], *instants: str) -> dict[str, TextClause]:
    """Return a statement over many rows, by the name of the database.

    Args:
        words: all of it; ``{rows}`` stands for the rows, a query.
        columns: name and PostgreSQL type of each value in a row, or INSTANT.
        instants: other parameters that are instants.
    """
    ours = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
    theirs = ", ".join(f"{_cast(place, kind)} AS {name}" for place, (name, kind) in enumerate(columns.items()))
    rows = {
        "sqlite": f"(SELECT {ours} FROM json_each(:rows))",
        "postgresql": f"(SELECT {theirs} FROM jsonb_array_elements(CAST(:rows AS jsonb)))",
    }
    return {dialect: instant(words.format(rows=query), *instants) for dialect, query in rows.items()}


def over_ids(words: str, *instants: str) -> dict[str, TextClause]:
    """Return a statement over many ids, by the name of the database.

    Args:
        words: all of it; ``{ids}`` stands for the ids, a query: ``DELETE FROM table WHERE id IN {ids}``.
        instants: other parameters that are instants.
    """
    return {dialect: instant(words.format(ids=query), *instants) for dialect, query in IDS.items()}


class Question:
    """A question that many rows answer, in the words of both databases.

    Args:
        words: by the name of the database.
        columns: the names of what is selected, in their order.
        instants: those of them that are instants.
    """

    def __init__(self, words: Mapping[str, TextClause], columns: Sequence[str], *instants: str) -> None:
        table = words["sqlite"].columns(*map(column, columns)).subquery()
        self._packed = select(func.json_group_array(func.json_array(*table.columns), type_=String()))
        self._plain = words["postgresql"].columns(**dict.fromkeys(instants, UtcDateTime()))
        self._instants = [columns.index(name) for name in instants]

    def rows(self, connection: Connection, parameters: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """Return the values of each row."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self._plain, parameters).all()
        found: list[list[Any]] = orjson.loads(connection.execute(self._packed, parameters).scalar_one())
        for row in found:
            for place in self._instants:
                row[place] = EPOCH + timedelta(microseconds=row[place])
        return found


def instant(words: str, *names: str) -> TextClause:
    """Return a statement whose parameters of these names are instants."""
    return text(words).bindparams(*(bindparam(name, type_=UtcDateTime()) for name in names))


def _cast(place: int, kind: str) -> str:
    if kind == INSTANT:
        return f"TIMESTAMPTZ 'epoch' + CAST(value ->> {place} AS bigint) * INTERVAL '1 microsecond'"
    return f"CAST(value ->> {place} AS {kind})"
