"""Events, audit, settings, figures and the hub."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = UtcDateTime()
TEXT = sa.String()


def upgrade() -> None:
    _events()
    _audit_entries()
    _audit_personal()
    _audit_seals()
    _settings()
    _kpi_days()
    _kpi_marks()
    _integrations()
    _endpoints()
    _deliveries()
    _attempts()
    _sync_jobs()
    _dead_letters()
    _workers()
    _guard("audit_entries")
    _guard("audit_seals")


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


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", INT, nullable=False),
        sa.Column("public_id", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("xact", INT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("public_id", name=op.f("uq_events_public_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_type_at"), "events", ["type", "at"], unique=False)


def _audit_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", INT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by_id", INT, nullable=True),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("subject_id", INT, nullable=True),
        sa.Column("detail", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_audit_entries_subject_subject_id"), "audit_entries", ["subject", "subject_id"], unique=False
    )


def _audit_personal() -> None:
    op.create_table(
        "audit_personal",
        sa.Column("entry_id", INT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("salt", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entries.id"], name=op.f("fk_audit_personal_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "name", name=op.f("pk_audit_personal")),
    )


def _audit_seals() -> None:
    op.create_table(
        "audit_seals",
        sa.Column("entry_id", INT, nullable=False),
        sa.Column("position", INT, nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entries.id"], name=op.f("fk_audit_seals_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_seals")),
        sa.UniqueConstraint("position", name=op.f("uq_audit_seals_position")),
    )


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("name", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )


def _kpi_days() -> None:
    op.create_table(
        "kpi_days",
        sa.Column("location_id", INT, nullable=False),
        sa.Column("business_date", INT, nullable=False),
        sa.Column("labour_paise", INT, nullable=False),
        sa.Column("other_paise", INT, nullable=False),
        sa.Column("has_running_costs", sa.Boolean(), nullable=False),
        sa.Column("stamp", INT, nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("hours", sa.LargeBinary(), nullable=False),
        sa.Column("customers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_kpi_days_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("location_id", "business_date", name=op.f("pk_kpi_days")),
    )
    op.create_index(op.f("ix_kpi_days_stamp"), "kpi_days", ["stamp"], unique=False)


def _kpi_marks() -> None:
    op.create_table(
        "kpi_marks",
        sa.Column("id", INT, nullable=False),
        sa.Column("location_id", INT, nullable=False),
        sa.Column("from_day", INT, nullable=False),
        sa.Column("to_day", INT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.CheckConstraint("to_day >= from_day", name=op.f("ck_kpi_marks_range")),
        sa.ForeignKeyConstraint(
            ["location_id"], ["locations.id"], name=op.f("fk_kpi_marks_location_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_marks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_kpi_marks_location_id"), "kpi_marks", ["location_id"], unique=False)


def _integrations() -> None:
    op.create_table(
        "integrations",
        sa.Column("id", INT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "accounting",
                "crm",
                "email",
                "sms",
                "payment",
                "inventory",
                "custom",
                name="integration_type",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("vendor", TEXT, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "active",
                "inactive",
                "error",
                "attention",
                name="integration_status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", TEXT, nullable=True),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("owner", TEXT, nullable=True),
        sa.Column("purpose", TEXT, nullable=True),
        sa.Column("config", TEXT, nullable=False),
        sa.Column("secret_name", TEXT, nullable=True),
        sa.Column("secret_version", INT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrations")),
        sa.UniqueConstraint("name", name=op.f("uq_integrations_name")),
        sqlite_autoincrement=True,
    )


def _endpoints() -> None:
    op.create_table(
        "endpoints",
        sa.Column("id", INT, nullable=False),
        sa.Column("integration_id", INT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("event_types", TEXT, nullable=False),
        sa.Column("headers", TEXT, nullable=False),
        sa.Column("filter", TEXT, nullable=True),
        sa.Column("secret_name", TEXT, nullable=False),
        sa.Column("concurrency", INT, nullable=False),
        sa.Column("rate_per_minute", INT, nullable=True),
        sa.Column("retry_seconds", TEXT, nullable=True),
        sa.Column("fails", INT, nullable=False),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("open_until", INSTANT, nullable=True),
        sa.Column("disabled_at", INSTANT, nullable=True),
        sa.Column("disabled_why", TEXT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("concurrency > 0", name=op.f("ck_endpoints_concurrency_positive")),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integrations.id"], name=op.f("fk_endpoints_integration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoints")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_endpoints_integration_id"), "endpoints", ["integration_id"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", INT, nullable=False),
        sa.Column("event_id", INT, nullable=False),
        sa.Column("endpoint_id", INT, nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending",
                "done",
                "dead",
                "paused",
                name="delivery_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("tries", INT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("token", TEXT, nullable=True),
        sa.Column("last_status", INT, nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_deliveries_endpoint_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_deliveries_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("event_id", "endpoint_id", name=op.f("uq_deliveries_event_id_endpoint_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["endpoint_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("delivery_id", INT, nullable=False),
        sa.Column("token", TEXT, nullable=False),
        sa.Column("number", INT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("status", INT, nullable=True),
        sa.Column("millis", INT, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("sent_headers", TEXT, nullable=True),
        sa.Column("request_sha256", TEXT, nullable=True),
        sa.Column("response", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_attempts_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "token", name=op.f("pk_attempts")),
    )


def _sync_jobs() -> None:
    op.create_table(
        "sync_jobs",
        sa.Column("id", INT, nullable=False),
        sa.Column("integration_id", INT, nullable=False),
        sa.Column("stream", TEXT, nullable=False),
        sa.Column("schedule", TEXT, nullable=False),
        sa.Column("cursor", TEXT, nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "idle",
                "queued",
                "running",
                "paused",
                "failed",
                name="job_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("fence", INT, nullable=False),
        sa.Column("next_run_at", INSTANT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("counts", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integrations.id"], name=op.f("fk_sync_jobs_integration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_jobs")),
        sa.UniqueConstraint("integration_id", "stream", name=op.f("uq_sync_jobs_integration_id_stream")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sync_jobs_state_next_run_at"), "sync_jobs", ["state", "next_run_at"], unique=False)


def _dead_letters() -> None:
    op.create_table(
        "dead_letters",
        sa.Column("id", INT, nullable=False),
        sa.Column("job_id", INT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("error", TEXT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("tries", INT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["sync_jobs.id"], name=op.f("fk_dead_letters_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
        sa.UniqueConstraint("job_id", "source", "external_id", name=op.f("uq_dead_letters_job_id_source_external_id")),
        sqlite_autoincrement=True,
    )


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("holds", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
    )
