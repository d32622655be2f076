"""Orders, refunds, loyalty and what customers keep."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = UtcDateTime()
TEXT = sa.String()


def upgrade() -> None:
    _orders()
    _order_lines()
    _payments()
    _status_changes()
    _ratings()
    _refunds()
    _refund_lines()
    _loyalty_tiers()
    _points_entries()
    _seva_entries()
    _rewards()
    _redemptions()
    _saved_items()
    _notes()
    _guard("points_entries")
    _guard("seva_entries")


def _guard(table: str) -> None:
    """Make a ledger append-only."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for action in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", INT, nullable=False),
        sa.Column("location_id", INT, nullable=False),
        sa.Column("customer_id", INT, nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "confirmed",
                "preparing",
                "ready",
                "out_for_delivery",
                "delivered",
                "cancelled",
                "refunded",
                name="order_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "dine_in",
                "takeaway",
                "delivery",
                "zomato",
                "swiggy",
                "online",
                "other",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "day_part",
            sa.Enum(
                "breakfast",
                "lunch",
                "afternoon",
                "dinner",
                "late_night",
                "unknown",
                name="day_part",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("business_date", INT, nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=True),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("scheduled_for", INSTANT, nullable=True),
        sa.Column("promised_at", INSTANT, nullable=True),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("gross_paise", INT, nullable=False),
        sa.Column("discount_paise", INT, nullable=False),
        sa.Column("net_paise", INT, nullable=False),
        sa.Column("tax_paise", INT, nullable=False),
        sa.Column("tip_paise", INT, nullable=False),
        sa.Column("delivery_paise", INT, nullable=False),
        sa.Column("packing_paise", INT, nullable=False),
        sa.Column("service_paise", INT, nullable=False),
        sa.Column("round_off_paise", INT, nullable=False),
        sa.Column("goods_paise", INT, nullable=True),
        sa.Column("header_goods_paise", INT, nullable=True),
        sa.Column("source_id", INT, nullable=True),
        sa.Column("series", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("header_content", INT, nullable=True),
        sa.Column("lines_content", INT, nullable=True),
        sa.Column("batch_id", INT, nullable=True),
        sa.Column("joined_batch_id", INT, nullable=True),
        sa.CheckConstraint("hour >= 0 AND hour <= 23", name=op.f("ck_orders_hour")),
        sa.CheckConstraint("net_paise >= 0", name=op.f("ck_orders_net_not_negative")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_orders_batch_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_orders_customer_id")),
        sa.ForeignKeyConstraint(["joined_batch_id"], ["import_batches.id"], name=op.f("fk_orders_joined_batch_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_orders_location_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_orders_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_orders_batch",
        "orders",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_index(
        "ix_orders_customer",
        "orders",
        ["customer_id", "business_date"],
        unique=False,
        sqlite_where=sa.text("customer_id IS NOT NULL"),
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_orders_joined",
        "orders",
        ["joined_batch_id"],
        unique=False,
        sqlite_where=sa.text("joined_batch_id IS NOT NULL"),
        postgresql_where=sa.text("joined_batch_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_orders_location_id_business_date"), "orders", ["location_id", "business_date"], unique=False
    )
    op.create_index(
        "uq_orders_key",
        "orders",
        ["source_id", "location_id", "series", "external_id"],
        unique=True,
        sqlite_where=sa.text("source_id IS NOT NULL"),
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )


def _order_lines() -> None:
    op.create_table(
        "order_lines",
        sa.Column("id", INT, nullable=False),
        sa.Column("order_id", INT, nullable=False),
        sa.Column("item_id", INT, nullable=False),
        sa.Column("quantity_milli", INT, nullable=False),
        sa.Column("unit_price_paise", INT, nullable=False),
        sa.Column("gross_paise", INT, nullable=False),
        sa.Column("discount_paise", INT, nullable=False),
        sa.Column("net_paise", INT, nullable=False),
        sa.Column("tax_paise", INT, nullable=False),
        sa.Column("cost_paise", INT, nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_order_lines_item_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_lines_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_order_lines_order_id"), "order_lines", ["order_id"], unique=False)


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", INT, nullable=False),
        sa.Column("order_id", INT, nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "cash",
                "card",
                "upi",
                "online",
                "wallet",
                "gift_card",
                "other",
                "unknown",
                name="payment_method",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("amount_paise", INT, nullable=False),
        sa.Column("reference", TEXT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("batch_id", INT, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_payments_batch_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_payments_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_payments_order_id"), "payments", ["order_id"], unique=False)


def _status_changes() -> None:
    op.create_table(
        "status_changes",
        sa.Column("id", INT, nullable=False),
        sa.Column("order_id", INT, nullable=False),
        sa.Column(
            "before",
            sa.Enum(
                "pending",
                "confirmed",
                "preparing",
                "ready",
                "out_for_delivery",
                "delivered",
                "cancelled",
                "refunded",
                name="before",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "pending",
                "confirmed",
                "preparing",
                "ready",
                "out_for_delivery",
                "delivered",
                "cancelled",
                "refunded",
                name="after",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_status_changes_order_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_status_changes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_status_changes_order_id"), "status_changes", ["order_id"], unique=False)


def _ratings() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", INT, nullable=False),
        sa.Column("order_id", INT, nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=True),
        sa.Column("comment", TEXT, nullable=True),
        sa.Column("wrong_item", sa.Boolean(), nullable=False),
        sa.Column("missing_item", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("quality", sa.Boolean(), nullable=False),
        sa.Column("other", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("stars >= 1 AND stars <= 5", name=op.f("ck_ratings_stars")),
        sa.CheckConstraint(
            "stars IS NOT NULL OR wrong_item OR missing_item OR late OR quality OR other",
            name=op.f("ck_ratings_says_something"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_ratings_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("order_id", name=op.f("uq_ratings_order_id")),
        sqlite_autoincrement=True,
    )


def _refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", INT, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "refund",
                "credit_note",
                "adjustment",
                name="refund_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("location_id", INT, nullable=False),
        sa.Column("order_id", INT, nullable=True),
        sa.Column("customer_id", INT, nullable=True),
        sa.Column(
            "channel",
            sa.Enum(
                "dine_in",
                "takeaway",
                "delivery",
                "zomato",
                "swiggy",
                "online",
                "other",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "day_part",
            sa.Enum(
                "breakfast",
                "lunch",
                "afternoon",
                "dinner",
                "late_night",
                "unknown",
                name="day_part",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("business_date", INT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("amount_paise", INT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("source_id", INT, nullable=True),
        sa.Column("series", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=True),
        sa.Column("header_content", INT, nullable=True),
        sa.Column("lines_content", INT, nullable=True),
        sa.Column("batch_id", INT, nullable=True),
        sa.Column("joined_batch_id", INT, nullable=True),
        sa.CheckConstraint("amount_paise <> 0", name=op.f("ck_refunds_amount_not_zero")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_refunds_batch_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_refunds_customer_id")),
        sa.ForeignKeyConstraint(["joined_batch_id"], ["import_batches.id"], name=op.f("fk_refunds_joined_batch_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_refunds_location_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_refunds_order_id")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_refunds_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_refunds_batch",
        "refunds",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_refunds_location_id_business_date"), "refunds", ["location_id", "business_date"], unique=False
    )
    op.create_index(
        "ix_refunds_order",
        "refunds",
        ["order_id"],
        unique=False,
        sqlite_where=sa.text("order_id IS NOT NULL"),
        postgresql_where=sa.text("order_id IS NOT NULL"),
    )
    op.create_index(
        "uq_refunds_key",
        "refunds",
        ["source_id", "location_id", "series", "external_id"],
        unique=True,
        sqlite_where=sa.text("source_id IS NOT NULL"),
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )


def _refund_lines() -> None:
    op.create_table(
        "refund_lines",
        sa.Column("id", INT, nullable=False),
        sa.Column("refund_id", INT, nullable=False),
        sa.Column("item_id", INT, nullable=False),
        sa.Column("quantity_milli", INT, nullable=False),
        sa.Column("unit_price_paise", INT, nullable=False),
        sa.Column("net_paise", INT, nullable=False),
        sa.Column("tax_paise", INT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_refund_lines_item_id")),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refunds.id"], name=op.f("fk_refund_lines_refund_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund_lines")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_refund_lines_refund_id"), "refund_lines", ["refund_id"], unique=False)


def _loyalty_tiers() -> None:
    op.create_table(
        "loyalty_tiers",
        sa.Column(
            "tier",
            sa.Enum(
                "bronze",
                "silver",
                "gold",
                "platinum",
                name="tier",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("spend_paise", INT, nullable=False),
        sa.Column("rate_percent", INT, nullable=False),
        sa.Column("benefits", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("tier", name=op.f("pk_loyalty_tiers")),
    )


def _points_entries() -> None:
    op.create_table(
        "points_entries",
        sa.Column("id", INT, nullable=False),
        sa.Column("customer_id", INT, nullable=False),
        sa.Column("points", INT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("order_id", INT, nullable=True),
        sa.Column("reverses_id", INT, nullable=True),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("expires_on", INT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("points <> 0", name=op.f("ck_points_entries_changes_something")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_points_entries_customer_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_points_entries_order_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["points_entries.id"], name=op.f("fk_points_entries_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_entries")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_points_entries_idempotency_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_points_entries_reverses_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_points_entries_customer_id_at"), "points_entries", ["customer_id", "at"], unique=False)


def _seva_entries() -> None:
    op.create_table(
        "seva_entries",
        sa.Column("id", INT, nullable=False),
        sa.Column("customer_id", INT, nullable=False),
        sa.Column("tokens", INT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("reverses_id", INT, nullable=True),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("tokens <> 0", name=op.f("ck_seva_entries_changes_something")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_seva_entries_customer_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["seva_entries.id"], name=op.f("fk_seva_entries_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seva_entries")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_seva_entries_idempotency_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_seva_entries_reverses_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_seva_entries_customer_id_at"), "seva_entries", ["customer_id", "at"], unique=False)


def _rewards() -> None:
    op.create_table(
        "rewards",
        sa.Column("id", INT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "amount_off",
                "free_delivery",
                "free_item",
                name="reward_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("points", INT, nullable=False),
        sa.Column("amount_paise", INT, nullable=True),
        sa.Column("item_id", INT, nullable=True),
        sa.Column("stock", INT, nullable=True),
        sa.Column("from_day", INT, nullable=True),
        sa.Column("to_day", INT, nullable=True),
        sa.CheckConstraint("points > 0", name=op.f("ck_rewards_costs_points")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_rewards_stock_not_negative")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_rewards_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewards")),
        sa.UniqueConstraint("name", name=op.f("uq_rewards_name")),
        sqlite_autoincrement=True,
    )


def _redemptions() -> None:
    op.create_table(
        "redemptions",
        sa.Column("id", INT, nullable=False),
        sa.Column("customer_id", INT, nullable=False),
        sa.Column("reward_id", INT, nullable=False),
        sa.Column("points_entry_id", INT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_redemptions_customer_id")),
        sa.ForeignKeyConstraint(
            ["points_entry_id"], ["points_entries.id"], name=op.f("fk_redemptions_points_entry_id")
        ),
        sa.ForeignKeyConstraint(["reward_id"], ["rewards.id"], name=op.f("fk_redemptions_reward_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemptions")),
        sa.UniqueConstraint("code", name=op.f("uq_redemptions_code")),
        sa.UniqueConstraint("points_entry_id", name=op.f("uq_redemptions_points_entry_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_redemptions_customer_id"), "redemptions", ["customer_id"], unique=False)


def _saved_items() -> None:
    op.create_table(
        "saved_items",
        sa.Column("id", INT, nullable=False),
        sa.Column("customer_id", INT, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "later", "wish", "favourite", name="saved_kind", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("item_id", INT, nullable=True),
        sa.Column("location_id", INT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("(item_id IS NULL) <> (location_id IS NULL)", name=op.f("ck_saved_items_item_or_location")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_saved_items_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_saved_items_item_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_saved_items_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_items")),
        sa.UniqueConstraint("customer_id", "item_id", "kind", name=op.f("uq_saved_items_customer_id_item_id_kind")),
        sa.UniqueConstraint(
            "customer_id", "location_id", "kind", name=op.f("uq_saved_items_customer_id_location_id_kind")
        ),
        sqlite_autoincrement=True,
    )


def _notes() -> None:
    op.create_table(
        "notes",
        sa.Column("id", INT, nullable=False),
        sa.Column("customer_id", INT, nullable=True),
        sa.Column("order_id", INT, nullable=True),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("due_on", INT, nullable=True),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.Column("by_id", INT, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("customer_id IS NOT NULL OR order_id IS NOT NULL", name=op.f("ck_notes_about_something")),
        sa.ForeignKeyConstraint(["by_id"], ["staff.id"], name=op.f("fk_notes_by_id")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_notes_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_notes_order_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notes_customer_id"), "notes", ["customer_id"], unique=False)
    op.create_index(op.f("ix_notes_order_id"), "notes", ["order_id"], unique=False)
