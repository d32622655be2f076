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
    """Leave orders that another import knows too with what that one said; the part of this one is taken from them."""
    given = {"batch": batch_id}
    shared = (
        "SELECT id FROM orders WHERE joined_batch_id = :batch OR (batch_id = :batch AND joined_batch_id IS NOT NULL)"
    )
    if part == "lines":
        connection.execute(text(f"DELETE FROM order_lines WHERE order_id IN ({shared})"), given)
    connection.execute(text(f"DELETE FROM payments WHERE batch_id = :batch AND order_id IN ({shared})"), given)
    cleared = (
        "goods_paise = NULL"
        if part == "lines"
        else "tip_paise = 0, delivery_paise = 0, packing_paise = 0, service_paise = 0, round_off_paise = 0"
    )
    for table, more in (("orders", f", {cleared}"), ("refunds", "")):
        connection.execute(
            text(
                f"UPDATE {table} SET {part}_content = NULL{more}, joined_batch_id = NULL, "
                "batch_id = CASE WHEN batch_id = :batch THEN joined_batch_id ELSE batch_id END "
                "WHERE joined_batch_id = :batch OR (batch_id = :batch AND joined_batch_id IS NOT NULL)"
            ),
            given,
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


def delete_leftovers(connection: Connection, batch_id: int, made_at: object) -> None:
    """Delete the customers, items and locations that the batch made and that nothing names any more.

    Args:
        made_at: the moment the batch began, as the database stores it: its items and locations bear it.
    """
    given = {"batch": batch_id, "made": made_at}
    for table, owners in _NAMED_BY.items():
        own = "t.batch_id = :batch" if table == "customers" else "t.created_at = :made"
        unnamed = " AND ".join(
            f"NOT EXISTS (SELECT 1 FROM {owner} o WHERE o.{column} = t.id)" for owner, column in owners
        )
        connection.execute(
            text(f"DELETE FROM {table} WHERE id IN (SELECT t.id FROM {table} t WHERE {own} AND {unnamed})"), given
        )
    connection.execute(text("UPDATE customers SET batch_id = NULL WHERE batch_id = :batch"), given)


_NAMED_BY = {
    "customers": (
        ("orders", "customer_id"), ("refunds", "customer_id"), ("points_entries", "customer_id"),
        ("notes", "customer_id"),
        ("seva_entries", "customer_id"), ("consents", "customer_id"), ("redemptions", "customer_id"),
        ("customers", "merged_into_id"),
    ),
    "items": (
        ("order_lines", "item_id"), ("refund_lines", "item_id"), ("stock_moves", "item_id"), ("saved_items", "item_id"),
        ("rewards", "item_id"), ("item_availability", "item_id"),
    ),
    "locations": (
        ("orders", "location_id"), ("refunds", "location_id"), ("location_costs", "location_id"),
        ("shifts", "location_id"),
        ("staff", "location_id"), ("stock_moves", "location_id"), ("saved_items", "location_id"),
        ("customers", "preferred_location_id"),
    ),
}  # fmt: skip
