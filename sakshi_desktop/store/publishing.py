"""Moving staged orders into the tables, in pieces that hold no lock for long."""

from sqlalchemy import Connection, TextClause, text

PIECE = {"sqlite": 10_000, "postgresql": 100_000}  # orders in one transaction; PostgreSQL locks nobody out


def reserve(connection: Connection) -> tuple[int, int]:
    """Give every new order its id, in the order in which they will lie in the table.

    Returns:
        The first id and the one after the last. It wants a short transaction: nobody else draws ids meanwhile.
    """
    count = int(
        connection.execute(text("SELECT COUNT(*) FROM stage_docs WHERE fate = 'new' AND kind = 'order'")).scalar_one()
    )
    first = (
        _reserve_sqlite(connection, count)
        if connection.dialect.name == "sqlite"
        else _reserve_postgresql(connection, count)
    )
    _number(connection, first)
    return first, first + count


def _number(connection: Connection, first: int) -> None:
    """Make ``stage_ids``; PostgreSQL writes a table faster as it makes it, and reads it whole."""
    ids = _IDS.format(before=first - 1)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(
            "CREATE TEMPORARY TABLE stage_ids (id BIGINT NOT NULL PRIMARY KEY, ordinal INTEGER NOT NULL)"
        )
        connection.exec_driver_sql(f"INSERT INTO stage_ids {ids}")
    else:
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE stage_ids AS {ids}")
        connection.exec_driver_sql("ANALYZE stage_ids (id)")


_IDS = """
SELECT {before} + ROW_NUMBER() OVER (ORDER BY place, month, ordinal) AS id, ordinal
FROM stage_docs
WHERE fate = 'new' AND kind = 'order'
ORDER BY place, month, ordinal
"""


def _reserve_sqlite(connection: Connection, count: int) -> int:
    connection.execute(
        text(
            "INSERT INTO sqlite_sequence (name, seq) SELECT 'orders', 0 "
            "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'orders')"
        )
    )
    last = int(connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'orders'")).scalar_one())
    connection.execute(text("UPDATE sqlite_sequence SET seq = seq + :count WHERE name = 'orders'"), {"count": count})
    return last + 1


def _reserve_postgresql(connection: Connection, count: int) -> int:
    connection.exec_driver_sql("LOCK TABLE orders IN SHARE ROW EXCLUSIVE MODE")  # nobody draws an id meanwhile
    first = int(connection.execute(text("SELECT nextval(pg_get_serial_sequence('orders', 'id'))")).scalar_one())
    connection.execute(
        text("SELECT setval(pg_get_serial_sequence('orders', 'id'), :last)"), {"last": first + max(count - 1, 0)}
    )
    return first


def orders(connection: Connection, first: int, end: int, *, source_id: int, batch_id: int, part: str) -> None:
    """Write the orders whose ids lie in ``first`` to ``end`` - 1, with their lines, payments and ratings."""
    given = {"first": first, "end": end, "source": source_id, "batch": batch_id}
    connection.execute(_orders(connection, part), given)
    connection.execute(text(_LINES), given)
    connection.execute(text(_payments(connection)), given)
    connection.execute(text(_ratings(connection)), given)


def _orders(connection: Connection, part: str) -> TextClause:
    return text(f"""
INSERT INTO orders (id, location_id, customer_id, status, channel, day_part, business_date, hour, placed_at, currency,
    gross_paise, discount_paise, net_paise, tax_paise, tip_paise, delivery_paise, packing_paise, service_paise,
    round_off_paise, goods_paise, header_goods_paise, source_id, series, external_id, {part}_content, batch_id)
SELECT i.id, p.location_id, c.customer_id, s.status, s.channel, s.day_part, s.business_date, s.hour,
    {_instant(connection)}, p.currency, d.gross, d.discount, d.net, d.tax, s.tip, s.delivery, s.packing, s.service,
    s.round_off, d.goods, {"s.goods" if part == "header" else "NULL"}, :source, s.series, s.external_id,
    d.content, :batch
FROM stage_ids i
JOIN stage_orders s ON s.ordinal = i.ordinal
JOIN stage_docs d ON d.ordinal = i.ordinal
JOIN stage_places p ON p.place = s.place
LEFT JOIN stage_people c ON c.person = s.person
WHERE i.id >= :first AND i.id < :end
ORDER BY i.id
""")


_LINES = """
INSERT INTO order_lines (order_id, item_id, quantity_milli, unit_price_paise, gross_paise, discount_paise, net_paise,
    tax_paise, cost_paise)
SELECT i.id, t.item_id, l.quantity, l.unit_price, l.gross, l.discount, l.net, l.tax, l.cost
FROM stage_ids i
JOIN stage_lines l ON l.ordinal = i.ordinal
JOIN stage_items t ON t.item = l.item
WHERE i.id >= :first AND i.id < :end
ORDER BY i.id, l.seq
"""


def _payments(connection: Connection) -> str:
    """Return the statement for payments; an amount of 0 is the whole bill, which a file of lines does not tell."""
    return f"""
INSERT INTO payments (order_id, method, amount_paise, at, batch_id)
SELECT i.id, m.method, CASE WHEN m.amount <> 0 THEN m.amount
    ELSE b.net + b.tax + s.tip + s.delivery + s.packing + s.service + s.round_off END, {_instant(connection)}, :batch
FROM stage_ids i JOIN stage_payments m ON m.ordinal = i.ordinal JOIN stage_orders s ON s.ordinal = i.ordinal
JOIN stage_docs b ON b.ordinal = i.ordinal
WHERE i.id >= :first AND i.id < :end ORDER BY i.id
"""


def _ratings(connection: Connection) -> str:
    truth = "" if connection.dialect.name == "sqlite" else " <> 0"
    return f"""
INSERT INTO ratings (order_id, stars, comment, wrong_item, missing_item, late, quality, other, at)
SELECT i.id, r.stars, r.comment, r.wrong_item{truth}, r.missing_item{truth}, r.late{truth}, r.quality{truth},
    r.other{truth}, {_instant(connection)}
FROM stage_ids i JOIN stage_ratings r ON r.ordinal = i.ordinal JOIN stage_orders s ON s.ordinal = i.ordinal
WHERE i.id >= :first AND i.id < :end ORDER BY i.id
"""


def refunds(connection: Connection, *, source_id: int, batch_id: int, part: str) -> None:
    """Write the refunds and adjustments, each with its lines and, where it is here, the order it belongs to."""
    given = {"source": source_id, "batch": batch_id}
    connection.execute(
        text(f"""
INSERT INTO refunds (kind, location_id, order_id, customer_id, channel, day_part, business_date, at, currency,
    amount_paise, reason, source_id, series, external_id, {part}_content, batch_id)
SELECT CASE WHEN d.kind = 'refund' AND s.refund_of IS NULL THEN 'credit_note' ELSE d.kind END, p.location_id,
    (SELECT o.id FROM orders o WHERE o.source_id = :source AND o.location_id = p.location_id AND o.series = s.series
        AND o.external_id = s.refund_of), c.customer_id, s.channel, s.day_part, s.business_date, {_instant(connection)},
    p.currency, d.net, s.reason, :source, s.series, s.external_id, d.content, :batch
FROM stage_docs d
JOIN stage_orders s ON s.ordinal = d.ordinal
JOIN stage_places p ON p.place = s.place
LEFT JOIN stage_people c ON c.person = s.person
WHERE d.fate = 'new' AND d.kind <> 'order'
ORDER BY s.ordinal
"""),
        given,
    )
    connection.execute(text(_REFUND_LINES), given)


_REFUND_LINES = """
INSERT INTO refund_lines (refund_id, item_id, quantity_milli, unit_price_paise, net_paise, tax_paise)
SELECT r.id, t.item_id, l.quantity, l.unit_price, CASE WHEN s.kind = 'order' THEN -l.net ELSE l.net END, l.tax
FROM stage_docs d
JOIN stage_orders s ON s.ordinal = d.ordinal
JOIN stage_places p ON p.place = s.place
JOIN refunds r ON r.source_id = :source AND r.location_id = p.location_id AND r.series = s.series
    AND r.external_id = s.external_id
JOIN stage_lines l ON l.ordinal = d.ordinal
JOIN stage_items t ON t.item = l.item
WHERE d.fate = 'new' AND d.kind <> 'order'
ORDER BY r.id, l.seq
"""


def join(connection: Connection, *, batch_id: int, part: str) -> None:
    """Add to orders that are here already the part that this file has and they lack.

    An order-level export is the truth of net sales, customer, channel and time; lines enrich an order. An order met
    again with the same content remembers this batch, too, so that it stays when the other one is removed.
    """
    given = {"batch": batch_id}
    connection.execute(text(_join_header(connection) if part == "header" else _JOIN_LINES), given)
    for statement in (_JOIN_REFUNDS.format(part=part), *_REMEMBER):
        connection.execute(text(statement), given)
    joined = "SELECT d.existing_id AS id, d.ordinal FROM stage_docs d WHERE d.fate = 'joined' AND d.kind = 'order'"
    everything = {"first": 0, "end": 2**62, **given}
    unpaid = f"({joined} AND NOT EXISTS (SELECT 1 FROM payments q WHERE q.order_id = d.existing_id)) i"
    unrated = f"({joined} AND NOT EXISTS (SELECT 1 FROM ratings q WHERE q.order_id = d.existing_id)) i"
    connection.execute(text(_LINES.replace("stage_ids i", f"({joined}) i")), everything)
    connection.execute(text(_payments(connection).replace("stage_ids i", unpaid)), everything)
    connection.execute(text(_ratings(connection).replace("stage_ids i", unrated)), everything)


def _join_header(connection: Connection) -> str:
    return f"""
UPDATE orders SET header_content = d.content, joined_batch_id = :batch, net_paise = d.net, gross_paise = d.gross,
    discount_paise = d.discount, tax_paise = d.tax, tip_paise = s.tip, delivery_paise = s.delivery,
    packing_paise = s.packing, service_paise = s.service, round_off_paise = s.round_off, status = s.status,
    channel = s.channel, header_goods_paise = s.goods, goods_paise = COALESCE(s.goods, orders.goods_paise),
    customer_id = COALESCE((SELECT c.customer_id FROM stage_people c WHERE c.person = s.person), orders.customer_id),
    business_date = CASE WHEN s.hour IS NULL THEN orders.business_date ELSE s.business_date END,
    day_part = CASE WHEN s.hour IS NULL THEN orders.day_part ELSE s.day_part END,
    placed_at = CASE WHEN s.hour IS NULL THEN orders.placed_at ELSE {_instant(connection)} END,
    hour = COALESCE(s.hour, orders.hour)
FROM stage_docs d JOIN stage_orders s ON s.ordinal = d.ordinal
WHERE d.fate = 'joined' AND d.kind = 'order' AND orders.id = d.existing_id
"""


_JOIN_LINES = """
UPDATE orders SET lines_content = d.content, joined_batch_id = :batch,
    goods_paise = COALESCE(header_goods_paise, d.goods)
FROM stage_docs d WHERE d.fate = 'joined' AND d.kind = 'order' AND orders.id = d.existing_id
"""
_JOIN_REFUNDS = """
UPDATE refunds SET {part}_content = d.content, joined_batch_id = :batch
FROM stage_docs d WHERE d.fate = 'joined' AND d.kind <> 'order' AND refunds.id = d.existing_id
"""
_REMEMBER = tuple(
    f"""
UPDATE {table} SET joined_batch_id = :batch
FROM stage_docs d WHERE d.fate = 'known' AND d.kind {kinds} 'order' AND {table}.id = d.existing_id
    AND {table}.joined_batch_id IS NULL
"""
    for table, kinds in (("orders", "="), ("refunds", "<>"))
)


def months(connection: Connection) -> list[tuple[int, int, int]]:
    """Return the stretches of days that the batch changes: location, first and last day, a month at a time.

    To be asked before ``join``, which may move an order to another day.
    """
    rows = connection.execute(
        text(
            "SELECT p.location_id, MIN(d.business_date), MAX(d.business_date) FROM stage_docs d "
            "JOIN stage_places p ON p.place = d.place WHERE d.fate IN ('new', 'joined') "
            "GROUP BY p.location_id, d.month "
            "UNION ALL SELECT o.location_id, MIN(o.business_date), MAX(o.business_date) FROM stage_docs d "
            "JOIN orders o ON o.id = d.existing_id WHERE d.fate = 'joined' AND d.kind = 'order' "
            "GROUP BY o.location_id, o.business_date / 31 ORDER BY 1, 2"
        )
    )
    return [(location, first, last) for location, first, last in rows]


def _instant(connection: Connection) -> str:
    return "s.placed * 1000000" if connection.dialect.name == "sqlite" else "to_timestamp(s.placed)"
