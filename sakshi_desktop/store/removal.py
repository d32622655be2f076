"""Taking back what an import wrote: hidden at once, then deleted in pieces."""

from sqlalchemy import Connection, text

PIECE = 5_000


def stretches(connection: Connection, batch_id: int) -> list[tuple[int, int, int]]:
    """Return the days that carry something of the batch: location, first and last day, a month or so at a time."""
    rows = connection.execute(
        text(
            "SELECT location_id, MIN(business_date), MAX(business_date) FROM ("
            "SELECT location_id, business_date FROM orders WHERE batch_id = :batch OR joined_batch_id = :batch "
            "UNION ALL "
            "SELECT location_id, business_date FROM refunds WHERE batch_id = :batch OR joined_batch_id = :batch"
            ") days GROUP BY location_id, business_date / 31 ORDER BY 1, 2"
        ),
        {"batch": batch_id},
    )
    return [(location, first, last) for location, first, last in rows]


def points_booked(connection: Connection, batch_id: int) -> int:
    """Return how many rows of the points ledger name an order of the batch."""
    return int(
        connection.execute(
            text(
                "SELECT COUNT(*) FROM points_entries WHERE order_id IN "
                "(SELECT id FROM orders WHERE batch_id = :batch AND joined_batch_id IS NULL)"
            ),
            {"batch": batch_id},
        ).scalar_one()
    )


def hand_over(connection: Connection, batch_id: int, *, part: str) -> None:
    """Leave orders that another import knows, too, with what that one said.

    Where the other import has the other part, the part of this one is taken from the order: its lines, or net sales
    and charges, which are then the sums of the lines. Who bought, channel and status stay as they were last told.
    """
    given = {"batch": batch_id, "part": part}
    for table in ("orders", "refunds"):
        stripped = f"SELECT id FROM {table} WHERE {_SHARED} AND {_OTHER_PART}"
        if table == "orders":
            for statement in _STRIP_LINES if part == "lines" else _STRIP_HEADER:
                connection.execute(text(statement.format(orders=stripped)), given)
        connection.execute(text(f"UPDATE {table} SET {part}_content = NULL WHERE id IN ({stripped})"), given)
        connection.execute(
            text(
                f"UPDATE {table} SET batch_id = CASE WHEN batch_id = :batch THEN joined_batch_id ELSE batch_id END, "
                f"joined_batch_id = NULL WHERE {_SHARED}"
            ),
            given,
        )


_SHARED = "(joined_batch_id = :batch OR (batch_id = :batch AND joined_batch_id IS NOT NULL))"
_OTHER_PART = (
    "(SELECT b.part FROM import_batches b WHERE b.id = CASE WHEN batch_id = :batch THEN joined_batch_id "
    "ELSE batch_id END) <> :part"
)
_STRIP_LINES = (
    "DELETE FROM order_lines WHERE order_id IN ({orders})",
    "DELETE FROM payments WHERE batch_id = :batch AND order_id IN ({orders})",
    "UPDATE orders SET goods_paise = header_goods_paise WHERE id IN ({orders})",
)
_SUM = "COALESCE((SELECT SUM(l.{0}) FROM order_lines l WHERE l.order_id = orders.id), 0)"
_STRIP_HEADER = (
    "DELETE FROM payments WHERE batch_id = :batch AND order_id IN ({orders})",
    "UPDATE orders SET tip_paise = 0, delivery_paise = 0, packing_paise = 0, service_paise = 0, round_off_paise = 0, "
    + ", ".join(f"{name} = {_SUM.format(name)}" for name in ("net_paise", "gross_paise", "discount_paise", "tax_paise"))
    + ", header_goods_paise = NULL, goods_paise = (SELECT CASE WHEN COUNT(l.cost_paise) = COUNT(*) "
    "THEN SUM(l.cost_paise) END FROM order_lines l WHERE l.order_id = orders.id) WHERE id IN ({orders})",
)


def delete_piece(connection: Connection, batch_id: int) -> int:
    """Delete some of the batch's orders and refunds, with all that hangs on them; return how many."""
    given = {"batch": batch_id, "piece": PIECE}
    refunds = "SELECT id FROM refunds WHERE batch_id = :batch LIMIT :piece"
    gone = connection.execute(text(f"DELETE FROM refunds WHERE id IN ({refunds})"), given).rowcount
    orders = "SELECT id FROM orders WHERE batch_id = :batch ORDER BY id LIMIT :piece"
    connection.execute(text(f"UPDATE refunds SET order_id = NULL WHERE order_id IN ({orders})"), given)
    gone += connection.execute(text(f"DELETE FROM orders WHERE id IN ({orders})"), given).rowcount
    return int(gone)


def delete_leftovers(connection: Connection, batch_id: int) -> None:
    """Delete the customers, items and locations that removed imports made, that nothing names and nobody has edited.

    While another import is being published nothing is deleted: it may be about to name them.
    """
    given = {"batch": batch_id}
    busy = connection.execute(
        text("SELECT 1 FROM import_batches WHERE state = 'publishing' AND id <> :batch LIMIT 1"), given
    )
    if busy.first() is not None:
        return
    for table, owners in _NAMED_BY.items():
        unnamed = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {owner} o WHERE o.{column} = t.id)" for owner, column in owners
        )
        edited = _EDITED.format(table.removesuffix("s"))
        gone = f"t.batch_id IN ({_GONE}) AND {_UNTOUCHED[table]} AND NOT EXISTS ({edited}) AND {unnamed}"
        connection.execute(text(f"DELETE FROM {table} WHERE id IN (SELECT t.id FROM {table} t WHERE {gone})"), given)


def forget(connection: Connection, batch_id: int) -> None:
    """Let what a batch made and others use stand on its own, before the batch itself is deleted."""
    for table in _NAMED_BY:
        connection.execute(text(f"UPDATE {table} SET batch_id = NULL WHERE batch_id = :batch"), {"batch": batch_id})


_GONE = "SELECT id FROM import_batches WHERE id = :batch OR state IN ('removing', 'removed')"
_UNTOUCHED = {
    "customers": "t.birth_day IS NULL AND t.diet_note IS NULL",
    "items": "t.cost_paise IS NULL",
    "locations": "t.gstin IS NULL AND t.city IS NULL AND t.state IS NULL AND t.seats IS NULL",
}
"""What no import says of them."""
_EDITED = (
    "SELECT 1 FROM audit_entries a WHERE a.subject = '{}' AND a.subject_id = t.id AND a.action <> 'customer.reveal'"
)
"""Whatever a person, or a sync, does to one of them stands in the audit trail; to look is no edit."""
_NAMED_BY = {
    "customers": (
        ("orders", "customer_id"), ("refunds", "customer_id"), ("points_entries", "customer_id"),
        ("notes", "customer_id"),
        ("seva_entries", "customer_id"), ("consents", "customer_id"), ("redemptions", "customer_id"),
        ("customers", "merged_into_id"), ("addresses", "customer_id"), ("saved_items", "customer_id"),
        ("customer_tags", "customer_id"), ("customer_allergies", "customer_id"),
    ),
    "items": (
        ("order_lines", "item_id"), ("refund_lines", "item_id"), ("stock_moves", "item_id"), ("saved_items", "item_id"),
        ("rewards", "item_id"), ("item_availability", "item_id"),
        ("item_allergens", "item_id"),
    ),
    "locations": (
        ("orders", "location_id"), ("refunds", "location_id"), ("location_costs", "location_id"),
        ("shifts", "location_id"),
        ("staff", "location_id"), ("stock_moves", "location_id"), ("saved_items", "location_id"),
        ("customers", "preferred_location_id"), ("opening_hours", "location_id"),
    ),
}  # fmt: skip
