"""What imports left out, and customers."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = UtcDateTime()
TEXT = sa.String()


def upgrade() -> None:
    _import_problems()
    _customers()
    _customer_sources()
    _customer_allergies()
    _customer_tags()
    _addresses()
    _consents()
    _guard("consents")


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


def _import_problems() -> None:
    op.create_table(
        "import_problems",
        sa.Column("id", INT, nullable=False),
        sa.Column("batch_id", INT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("row", INT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("cells", TEXT, nullable=False),
        sa.CheckConstraint("kind IN ('bad_row', 'conflict')", name=op.f("ck_import_problems_kind")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_import_problems_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_problems")),
        sa.UniqueConstraint("batch_id", "row", "kind", name=op.f("uq_import_problems_batch_id_row_kind")),
        sqlite_autoincrement=True,
    )


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column("id", INT, nullable=False),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("phone", TEXT, nullable=True),
        sa.Column("email", TEXT, nullable=True),
        sa.Column("birth_month", INT, nullable=True),
        sa.Column("birth_day", INT, nullable=True),
        sa.Column("birth_year", INT, nullable=True),
        sa.Column("language", TEXT, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "active", "suspended", name="customer_status", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
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
        sa.Column("diet_note", TEXT, nullable=True),
        sa.Column("preferred_location_id", INT, nullable=True),
        sa.Column("merged_into_id", INT, nullable=True),
        sa.Column("batch_id", INT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batches.id"], name=op.f("fk_customers_batch_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["customers.id"], name=op.f("fk_customers_merged_into_id")),
        sa.ForeignKeyConstraint(
            ["preferred_location_id"], ["locations.id"], name=op.f("fk_customers_preferred_location_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_customers_batch_id"), "customers", ["batch_id"], unique=False)
    op.create_index(op.f("ix_customers_email"), "customers", ["email"], unique=False)
    op.create_index(op.f("ix_customers_name"), "customers", ["name"], unique=False)
    op.create_index(op.f("ix_customers_phone"), "customers", ["phone"], unique=False)


def _customer_sources() -> None:
    op.create_table(
        "customer_sources",
        sa.Column("source_id", INT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("customer_id", INT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_sources_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_customer_sources_source_id")),
        sa.PrimaryKeyConstraint("source_id", "external_id", name=op.f("pk_customer_sources")),
    )
    op.create_index(op.f("ix_customer_sources_customer_id"), "customer_sources", ["customer_id"], unique=False)


def _customer_allergies() -> None:
    op.create_table(
        "customer_allergies",
        sa.Column("customer_id", INT, nullable=False),
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
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_allergies_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "allergen", name=op.f("pk_customer_allergies")),
    )


def _customer_tags() -> None:
    op.create_table(
        "customer_tags",
        sa.Column("customer_id", INT, nullable=False),
        sa.Column("tag", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_customer_tags_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "tag", name=op.f("pk_customer_tags")),
    )


def _addresses() -> None:
    op.create_table(
        "addresses",
        sa.Column("id", INT, nullable=False),
        sa.Column("customer_id", INT, nullable=False),
        sa.Column(
            "kind",
            sa.Enum("home", "work", "other", name="address_kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("line1", TEXT, nullable=False),
        sa.Column("line2", TEXT, nullable=True),
        sa.Column("city", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("pin_code", TEXT, nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_addresses_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addresses")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_addresses_customer_id"), "addresses", ["customer_id"], unique=False)
    op.create_index(
        "uq_addresses_one_default",
        "addresses",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default"),
    )


def _consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", INT, nullable=False),
        sa.Column("customer_id", INT, nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "orders",
                "offers",
                "reports",
                name="consent_purpose",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "email", "sms", "push", name="contact_channel", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text_version", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_consents_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_consents_idempotency_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_consents_customer_id_purpose_channel"), "consents", ["customer_id", "purpose", "channel"], unique=False
    )
