"""Sources and imports, outlets, menu, staff and the ledger of stock."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = UtcDateTime()
TEXT = sa.String()

REFUSE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(REFUSE)
    _sources()
    _import_batches()
    _locations()
    _day_rules()
    _opening_hours()
    _location_costs()
    _items()
    _item_allergens()
    _item_availability()
    _stock_moves()
    _staff()
    _shifts()
    _guard("stock_moves")


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


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", INT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("account", name=op.f("uq_sources_account")),
        sqlite_autoincrement=True,
    )


def _import_batches() -> None:
    op.create_table(
        "import_batches",
        sa.Column("id", INT, nullable=False),
        sa.Column("source_id", INT, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "staging",
                "publishing",
                "published",
                "removing",
                "removed",
                name="batch_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("part", TEXT, nullable=False),
        sa.Column("format", TEXT, nullable=False),
        sa.Column("file_name", TEXT, nullable=False),
        sa.Column("file_sha256", TEXT, nullable=False),
        sa.Column("mapping", TEXT, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("line_count", INT, nullable=False),
        sa.Column("order_count", INT, nullable=False),
        sa.Column("refund_count", INT, nullable=False),
        sa.Column("revenue_paise", INT, nullable=False),
        sa.Column("bad_row_count", INT, nullable=False),
        sa.Column("conflict_count", INT, nullable=False),
        sa.Column("known_count", INT, nullable=False),
        sa.Column("from_day", INT, nullable=True),
        sa.Column("to_day", INT, nullable=True),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("worker", TEXT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.CheckConstraint("part IN ('header', 'lines')", name=op.f("ck_import_batches_part")),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_import_batches_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_import_batches_unfinished",
        "import_batches",
        ["state"],
        unique=False,
        sqlite_where=sa.text("state <> 'published'"),
        postgresql_where=sa.text("state <> 'published'"),
    )
    op.create_index(
        "uq_import_batches_one_at_work",
        "import_batches",
        ["source_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('staging', 'publishing', 'removing')"),
        postgresql_where=sa.text("state IN ('staging', 'publishing', 'removing')"),
    )


def _locations() -> None:
    op.create_table(
        "locations",
        sa.Column("id", INT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("city", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=True),
        sa.Column("pin_code", TEXT, nullable=True),
        sa.Column("gstin", TEXT, nullable=True),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("seats", INT, nullable=True),
        sa.Column("opened_on", INT, nullable=True),
        sa.Column("closed_on", INT, nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("batch_id", INT, nullable=True),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_locations_currency_is_iso")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_locations_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
        sa.UniqueConstraint("name", name=op.f("uq_locations_name")),
        sqlite_autoincrement=True,
    )


def _day_rules() -> None:
    op.create_table(
        "day_rules",
        sa.Column("id", INT, nullable=False),
        sa.Column("location_id", INT, nullable=False),
        sa.Column("valid_from", INT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("cutoff_minutes", INT, nullable=False),
        sa.CheckConstraint(
            "cutoff_minutes >= 0 AND cutoff_minutes < 1440", name=op.f("ck_day_rules_cutoff_within_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_day_rules_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_rules")),
        sa.UniqueConstraint("location_id", "valid_from", name=op.f("uq_day_rules_location_id_valid_from")),
        sqlite_autoincrement=True,
    )


def _opening_hours() -> None:
    op.create_table(
        "opening_hours",
        sa.Column("id", INT, nullable=False),
        sa.Column("location_id", INT, nullable=False),
        sa.Column("weekday", INT, nullable=False),
        sa.Column("opens", INT, nullable=False),
        sa.Column("closes", INT, nullable=False),
        sa.CheckConstraint(
            "opens >= 0 AND opens < 1440 AND closes > opens AND closes <= 2880", name=op.f("ck_opening_hours_stretch")
        ),
        sa.CheckConstraint("weekday >= 0 AND weekday <= 6", name=op.f("ck_opening_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_opening_hours_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
        sa.UniqueConstraint("location_id", "weekday", "opens", name=op.f("uq_opening_hours_location_id_weekday_opens")),
        sqlite_autoincrement=True,
    )


def _location_costs() -> None:
    op.create_table(
        "location_costs",
        sa.Column("id", INT, nullable=False),
        sa.Column("location_id", INT, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rent",
                "utilities",
                "marketing",
                "maintenance",
                "commission",
                "labour",
                "goods",
                "other",
                name="cost_kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("from_day", INT, nullable=False),
        sa.Column("to_day", INT, nullable=False),
        sa.Column("amount_paise", INT, nullable=False),
        sa.Column("note", TEXT, nullable=True),
        sa.CheckConstraint("amount_paise >= 0", name=op.f("ck_location_costs_amount_not_negative")),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_location_costs_range")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_location_costs_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_location_costs")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_location_costs_location_id_from_day_to_day"),
        "location_costs",
        ["location_id", "from_day", "to_day"],
        unique=False,
    )


def _items() -> None:
    op.create_table(
        "items",
        sa.Column("id", INT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("name_key", TEXT, nullable=False),
        sa.Column("variant", TEXT, nullable=True),
        sa.Column("variant_key", TEXT, nullable=False),
        sa.Column("category", TEXT, nullable=True),
        sa.Column("sku", TEXT, nullable=True),
        sa.Column("price_paise", INT, nullable=True),
        sa.Column("cost_paise", INT, nullable=True),
        sa.Column(
            "diet",
            sa.Enum(
                "veg",
                "vegan",
                "jain",
                "egg",
                "non_veg",
                "unknown",
                name="diet",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("season_from", INT, nullable=True),
        sa.Column("season_to", INT, nullable=True),
        sa.Column("launched_on", INT, nullable=True),
        sa.Column("retired_on", INT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("batch_id", INT, nullable=True),
        sa.CheckConstraint("cost_paise >= 0", name=op.f("ck_items_cost_not_negative")),
        sa.CheckConstraint("price_paise >= 0", name=op.f("ck_items_price_not_negative")),
        sa.CheckConstraint(
            "season_from >= 1 AND season_from <= 12 AND season_to >= 1 AND season_to <= 12",
            name=op.f("ck_items_season"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_items_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("name_key", "variant_key", name=op.f("uq_items_name_key_variant_key")),
        sqlite_autoincrement=True,
    )


def _item_allergens() -> None:
    op.create_table(
        "item_allergens",
        sa.Column("item_id", INT, nullable=False),
        sa.Column(
            "allergen",
            sa.Enum(
                "gluten",
                "crustacean",
                "egg",
                "fish",
                "peanut",
                "soybean",
                "milk",
                "tree_nut",
                "sulphite",
                name="allergen",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_allergens_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "allergen", name=op.f("pk_item_allergens")),
    )


def _item_availability() -> None:
    op.create_table(
        "item_availability",
        sa.Column("item_id", INT, nullable=False),
        sa.Column("location_id", INT, nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("price_paise", INT, nullable=True),
        sa.CheckConstraint("price_paise >= 0", name=op.f("ck_item_availability_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["item_id"], ["items.id"], name=op.f("fk_item_availability_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_item_availability_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "location_id", name=op.f("pk_item_availability")),
    )


def _stock_moves() -> None:
    op.create_table(
        "stock_moves",
        sa.Column("id", INT, nullable=False),
        sa.Column("location_id", INT, nullable=False),
        sa.Column("item_id", INT, nullable=False),
        sa.Column("quantity_milli", INT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("reverses_id", INT, nullable=True),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("quantity_milli <> 0", name=op.f("ck_stock_moves_moves_something")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_stock_moves_item_id")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_stock_moves_location_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["stock_moves.id"], name=op.f("fk_stock_moves_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_moves")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_stock_moves_idempotency_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_stock_moves_reverses_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stock_moves_location_id_item_id"), "stock_moves", ["location_id", "item_id"], unique=False)


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", INT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "owner",
                "manager",
                "support",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("location_id", INT, nullable=True),
        sa.Column("hourly_paise", INT, nullable=True),
        sa.Column("pin_hash", TEXT, nullable=True),
        sa.Column("failures", INT, nullable=False),
        sa.Column("locked_until", INSTANT, nullable=True),
        sa.Column("left_on", INT, nullable=True),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_staff_location_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_staff_location_id"), "staff", ["location_id"], unique=False)


def _shifts() -> None:
    op.create_table(
        "shifts",
        sa.Column("id", INT, nullable=False),
        sa.Column("staff_id", INT, nullable=False),
        sa.Column("location_id", INT, nullable=False),
        sa.Column("business_date", INT, nullable=False),
        sa.Column("starts_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("cost_paise", INT, nullable=False),
        sa.CheckConstraint("cost_paise >= 0", name=op.f("ck_shifts_cost_not_negative")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_shifts_ends_after_start")),
        sa.ForeignKeyConstraint(["location_id"], ["locations.id"], name=op.f("fk_shifts_location_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_shifts_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_shifts_location_id_business_date"), "shifts", ["location_id", "business_date"], unique=False
    )
    op.create_index(op.f("ix_shifts_staff_id"), "shifts", ["staff_id"], unique=False)
