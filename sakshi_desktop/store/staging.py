"""Temporary tables in which an import is staged and judged: no lock is held, and they die with their connection."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import Connection, text

from sakshi_desktop.store import bulk

Columns = Mapping[str, Sequence[Any]]
"""Rows to be staged, a column at a time."""

ORDERS = (
    "ordinal", "row", "kind", "place", "month", "series", "external_id", "refund_of", "status", "channel", "day_part",
    "business_date", "hour", "placed", "person", "net", "gross", "discount", "tax", "tip", "delivery", "packing",
    "service", "round_off", "goods", "reason", "content",
)  # fmt: skip
LINES = ("ordinal", "seq", "item", "quantity", "unit_price", "gross", "discount", "net", "tax", "cost", "content")
PAYMENTS = ("ordinal", "method", "amount")
RATINGS = ("ordinal", "stars", "comment", "wrong_item", "missing_item", "late", "quality", "other")
PLACES = ("place", "location_id", "currency")
ITEMS = ("item", "item_id")
PEOPLE = ("person", "customer_id")

TEXTS = frozenset(
    {
        "kind",
        "series",
        "external_id",
        "refund_of",
        "status",
        "channel",
        "day_part",
        "reason",
        "method",
        "comment",
        "currency",
    }
)
FROM_OUTSIDE = frozenset({"series", "external_id", "refund_of", "reason", "comment"})
NUMBERS = frozenset({"ordinal", "seq", "place", "item", "person"})  # what staged rows know each other by
NULLABLE = frozenset({"refund_of", "hour", "person", "net", "goods", "reason", "cost", "stars", "comment"})
TABLES = {
    "stage_orders": ORDERS,
    "stage_lines": LINES,
    "stage_payments": PAYMENTS,
    "stage_ratings": RATINGS,
    "stage_places": PLACES,
    "stage_items": ITEMS,
    "stage_people": PEOPLE,
}
KEYS = {
    "stage_orders": "ordinal",
    "stage_lines": "ordinal, seq",
    "stage_places": "place",
    "stage_items": "item",
    "stage_people": "person",
}

REGISTERS = frozenset({"stage_places", "stage_items", "stage_people"})
SESSION = (
    "temp_buffers = '128MB'",
    "work_mem = '64MB'",  # a piece is sorted in memory
    "jit = off",  # the statements are few and simple: compiling them takes longer than running them
    "default_statistics_target = 10",  # a plan wants to know how many rows there are, hardly more
)
"""What PostgreSQL is told for the connection of an import, which dies with it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What staged orders and refunds come to, by their fate.

    Attributes:
        lines, orders, refunds, adjustments, revenue: of those that are new.
        known: met again with the same content.
        joined: of orders that are here already, the part that was missing.
        conflicts: met again with another content.
        empty: refunds of nothing, left out.
        first_day, last_day: of all that was read.
    """

    lines: int
    orders: int
    refunds: int
    adjustments: int
    revenue: int
    known: int
    joined: int
    conflicts: int
    empty: int
    first_day: int | None
    last_day: int | None


def create(connection: Connection) -> None:
    """Make the staging tables on this connection."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        for setting in SESSION:
            connection.exec_driver_sql(f"SET {setting}")
    for table, columns in TABLES.items():
        kinds = ", ".join(f'"{name}" {_kind(name)}' for name in columns)
        key = f", PRIMARY KEY ({KEYS[table]})" if sqlite and table in KEYS else ""
        tail = " WITHOUT ROWID" if sqlite and table == "stage_lines" else ""
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {table} ({kinds}{key}){tail}")
    connection.commit()


def _kind(name: str) -> str:
    kind = "TEXT" if name in TEXTS else "INTEGER" if name in NUMBERS - {"seq"} else "BIGINT"
    default = "''" if name in TEXTS else "0"
    return kind if name in NULLABLE else f"{kind} NOT NULL DEFAULT {default}"


def take_in(connection: Connection, tables: Mapping[str, Columns]) -> None:
    """Add rows to the staging tables of these names."""
    for table, columns in tables.items():
        load(connection, table, columns)


def load(connection: Connection, table: str, columns: Columns) -> None:
    """Add rows to a staging table.

    Most files know half of what a sale may have, and what is not sent need neither be written nor read: a column in
    which no row says more than the default is left out.
    """
    told = {name: values for name, values in columns.items() if name in NUMBERS or not _is_default(name, values)}
    if not told:
        return
    names = list(told)
    nullable = [name for name in names if name in NULLABLE]
    texts = [place for place, name in enumerate(names) if name in FROM_OUTSIDE]
    bulk.load_into(connection, table, names, zip(*told.values(), strict=True), nullable=nullable, texts=texts)


def _is_default(name: str, values: Sequence[Any]) -> bool:
    return all(value is None for value in values) if name in NULLABLE else not any(values)


def analyze(connection: Connection) -> None:
    """Tell PostgreSQL how much was loaded: it reads each table whole and needs no key; SQLite has its keys already."""
    if connection.dialect.name != "sqlite":
        for table in TABLES.keys() - REGISTERS:
            connection.exec_driver_sql(f"ANALYZE {table} (ordinal)")


def analyze_registers(connection: Connection) -> None:
    """Make ready for joins the numbers of places, items and people."""
    if connection.dialect.name != "sqlite":
        for table in REGISTERS:
            connection.exec_driver_sql(f"ANALYZE {table}")


def judge(connection: Connection, *, source_id: int, part: str) -> None:
    """Sum up what was staged and compare it with what the database holds.

    Fills ``stage_docs``: an order that comes to less than nothing becomes an adjustment; the fate of each is new,
    known, joined, conflict or empty.

    Args:
        part: "header" or "lines", which of the two contents the file speaks of.
    """
    _sum_up(connection)
    for table, amount, kinds in (("orders", "net_paise", "= 'order'"), ("refunds", "amount_paise", "<> 'order'")):
        found = connection.execute(
            text(f"SELECT 1 FROM {table} WHERE source_id = :source LIMIT 1"), {"source": source_id}
        )
        if found.first() is not None:
            connection.execute(text(_fates(table, amount, kinds, part)), {"source": source_id})
    connection.execute(text("UPDATE stage_docs SET fate = 'empty' WHERE kind <> 'order' AND net = 0 AND fate = 'new'"))
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ANALYZE stage_docs (ordinal, fate, kind, place, month)")


def _sum_up(connection: Connection) -> None:
    """Make ``stage_docs``; PostgreSQL writes a table faster as it makes it."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE stage_docs ({_DOCS})")
        connection.exec_driver_sql(f"INSERT INTO stage_docs {_SUMS}")
    else:
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE stage_docs AS {_SUMS}")


_DOCS = """
ordinal INTEGER NOT NULL PRIMARY KEY, place INTEGER NOT NULL, month BIGINT NOT NULL, business_date BIGINT NOT NULL,
kind TEXT NOT NULL, lines BIGINT NOT NULL, net BIGINT NOT NULL,
gross BIGINT NOT NULL, discount BIGINT NOT NULL, tax BIGINT NOT NULL, goods BIGINT, content BIGINT NOT NULL,
kept INTEGER NOT NULL, fate TEXT NOT NULL, existing_id BIGINT, existing_net BIGINT, existing_kept BIGINT
"""
_SUMS = """
SELECT s.ordinal, s.place, s.month, s.business_date,
       CASE WHEN s.kind = 'order' AND COALESCE(s.net, t.net, 0) < 0 THEN 'adjustment' ELSE s.kind END AS kind,
       COALESCE(t.lines, 0) AS lines,
       CASE WHEN s.kind = 'order' AND COALESCE(s.net, t.net, 0) < 0 THEN -COALESCE(s.net, t.net, 0)
            ELSE COALESCE(s.net, t.net, 0) END AS net,
       CASE WHEN s.gross <> 0 THEN s.gross ELSE COALESCE(t.gross, s.net, 0) END AS gross,
       CASE WHEN s.discount <> 0 THEN s.discount ELSE COALESCE(t.discount, 0) END AS discount,
       CASE WHEN s.tax <> 0 THEN s.tax ELSE COALESCE(t.tax, 0) END AS tax,
       COALESCE(s.goods, t.goods) AS goods,
       s.content + COALESCE(t.content, 0) AS content,
       CASE WHEN s.status = 'cancelled' THEN 0 ELSE 1 END AS kept,
       CAST('new' AS TEXT) AS fate, CAST(NULL AS BIGINT) AS existing_id, CAST(NULL AS BIGINT) AS existing_net,
       CAST(NULL AS BIGINT) AS existing_kept
FROM stage_orders s
LEFT JOIN (
    SELECT ordinal, COUNT(*) AS lines, CAST(SUM(net) AS BIGINT) AS net, CAST(SUM(gross) AS BIGINT) AS gross,
           CAST(SUM(discount) AS BIGINT) AS discount, CAST(SUM(tax) AS BIGINT) AS tax,
           CASE WHEN COUNT(cost) = COUNT(*) THEN CAST(SUM(cost) AS BIGINT) END AS goods,
           CAST(SUM(content) AS BIGINT) AS content
    FROM stage_lines GROUP BY ordinal
) t ON t.ordinal = s.ordinal
"""


def _fates(table: str, amount: str, kinds: str, part: str) -> str:
    counted = "0" if table == "refunds" else "CASE WHEN stored.status = 'cancelled' THEN 0 ELSE stored.net_paise END"
    same = f"stored.{part}_content = stage_docs.content"
    missing = f"stored.{part}_content IS NULL"
    if table == "refunds":
        missing += f" AND stored.{amount} = stage_docs.net"
    return f"""
UPDATE stage_docs SET existing_id = stored.id, existing_net = stored.{amount}, existing_kept = {counted},
       fate = CASE WHEN {same} THEN 'known' WHEN {missing} THEN 'joined' ELSE 'conflict' END
FROM stage_orders s
JOIN stage_places p ON p.place = s.place
JOIN {table} stored ON stored.source_id = :source AND stored.location_id = p.location_id
                   AND stored.series = s.series AND stored.external_id = s.external_id
WHERE stage_docs.ordinal = s.ordinal AND stage_docs.kind {kinds}
"""


def tally(connection: Connection, *, part: str) -> Tally:
    """Return what the staged rows come to."""
    row = connection.execute(text(_TALLY), {"part": part}).one()
    days = connection.execute(text("SELECT MIN(business_date), MAX(business_date) FROM stage_docs")).one()
    return Tally(*(int(value or 0) for value in row), *days)


_TALLY = """
SELECT SUM(CASE WHEN fate IN ('new', 'joined') THEN CASE WHEN lines > 0 THEN lines ELSE 1 END ELSE 0 END),
       SUM(CASE WHEN fate = 'new' AND kind = 'order' THEN 1 ELSE 0 END),
       SUM(CASE WHEN fate = 'new' AND kind = 'refund' THEN 1 ELSE 0 END),
       SUM(CASE WHEN fate = 'new' AND kind = 'adjustment' THEN 1 ELSE 0 END),
       SUM(CASE WHEN fate = 'new' THEN CASE WHEN kind = 'order' THEN kept * net ELSE -net END
           WHEN fate = 'joined' AND kind = 'order' AND :part = 'header' THEN kept * net - existing_kept ELSE 0 END),
       SUM(CASE WHEN fate = 'known' THEN 1 ELSE 0 END),
       SUM(CASE WHEN fate = 'joined' THEN 1 ELSE 0 END),
       SUM(CASE WHEN fate = 'conflict' OR (fate = 'joined' AND existing_net <> net) THEN 1 ELSE 0 END),
       SUM(CASE WHEN fate = 'empty' THEN 1 ELSE 0 END)
FROM stage_docs
"""


def total(tallies: Sequence[Tally]) -> Tally:
    """Return what several connections have staged together."""
    *counts, first_days, last_days = zip(*map(astuple, tallies), strict=True)
    first, last = ([day for day in days if day is not None] for days in (first_days, last_days))
    together: list[Any] = [*map(sum, counts), min(first, default=None), max(last, default=None)]
    return Tally(*together)


def conflicts(connection: Connection) -> list[tuple[int, str, int, int]]:
    """Return the orders whose net sales or content differ from what is here: row, id, stored net, net in the file."""
    found = connection.execute(
        text(
            "SELECT s.row, s.external_id, d.existing_net, d.net FROM stage_docs d "
            "JOIN stage_orders s ON s.ordinal = d.ordinal WHERE d.fate = 'conflict' "
            "OR (d.fate = 'joined' AND d.existing_net <> d.net) ORDER BY s.row"
        )
    )
    return [(row, external_id, stored, read) for row, external_id, stored, read in found]
