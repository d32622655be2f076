"""Runs of syncs with what they moved, records that both sides have, and what is about to be sent."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TEXT, INSTANT = sa.String(), UtcDateTime()
PLAIN = {"sqlite_autoincrement": True}
COUNTS = ("pages", "created", "changed", "same", "dead", "amount_paise")
FRESH = {
    "sync_jobs": (
        ("direction", sa.String(24), "pull"),
        ("zone", TEXT, "Asia/Kolkata"),
        ("seen_event", INT, "0"),
        ("fails", INT, "0"),
    ),
    "dead_letters": (("amount_paise", INT, "0"), ("retry_wanted", sa.Boolean(), sa.false())),
}
"""Columns that rows of before get a value in."""


def upgrade() -> None:
    for table, columns in FRESH.items():
        for name, kind, value in columns:
            op.add_column(table, sa.Column(name, kind, nullable=False, server_default=value))
    op.add_column("dead_letters", sa.Column("edited_by", TEXT, nullable=True))
    for column in (
        sa.Column("wish", sa.String(24), nullable=True),
        sa.Column("asked", TEXT, nullable=True),
        sa.Column("run_id", INT, nullable=True),
        sa.Column("worker", TEXT, nullable=True),
        sa.Column("failing_since", INSTANT, nullable=True),
        sa.Column("warned_at", INSTANT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
    ):
        op.add_column("sync_jobs", column)
    for table, columns in FRESH.items():
        with op.batch_alter_table(table, table_kwargs=PLAIN) as batch:
            for name, _, _ in columns:
                batch.alter_column(name, server_default=None)
            if table == "sync_jobs":
                batch.create_check_constraint(op.f("ck_sync_jobs_sync_direction"), "direction IN ('pull', 'push')")
                batch.create_check_constraint(op.f("ck_sync_jobs_sync_wish"), "wish IN ('pause', 'cancel')")
    _runs()
    _records()
    _moves()
    _intents()


def _runs() -> None:
    op.create_table(
        "sync_runs",
        sa.Column("id", INT, nullable=False),
        sa.Column("job_id", INT, nullable=False),
        _word("kind", "regular", "backfill", "dry", "apply", "retry", "undo", name="run_kind"),
        _word("state", "running", "done", "failed", "cancelled", name="run_state"),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("of_run_id", INT, nullable=True),
        sa.Column("from_day", INT, nullable=True),
        sa.Column("to_day", INT, nullable=True),
        sa.Column("cursor", TEXT, nullable=True),
        *(sa.Column(name, INT, nullable=False) for name in COUNTS),
        sa.Column("total", INT, nullable=True),
        sa.Column("source_count", INT, nullable=True),
        sa.Column("target_count", INT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.Column("error", TEXT, nullable=True),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["sync_jobs.id"], name=op.f("fk_sync_runs_job_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["of_run_id"], ["sync_runs.id"], name=op.f("fk_sync_runs_of_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_runs")),
        **PLAIN,
    )
    op.create_index(op.f("ix_sync_runs_job_id_started_at"), "sync_runs", ["job_id", "started_at"])


def _records() -> None:
    op.create_table(
        "sync_records",
        sa.Column("job_id", INT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("content", TEXT, nullable=False),
        sa.Column("run_id", INT, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["sync_jobs.id"], name=op.f("fk_sync_records_job_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["sync_runs.id"], name=op.f("fk_sync_records_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "external_id", name=op.f("pk_sync_records")),
    )
    op.create_index("ix_sync_records_run", "sync_records", ["run_id"])


def _moves() -> None:
    op.create_table(
        "sync_moves",
        sa.Column("run_id", INT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        _word("change", "created", "changed", "same", "dead", name="change"),
        sa.Column("body", TEXT, nullable=True),
        sa.Column("before", TEXT, nullable=True),
        sa.Column("before_content", TEXT, nullable=True),
        sa.Column("amount_paise", INT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["sync_runs.id"], name=op.f("fk_sync_moves_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "external_id", name=op.f("pk_sync_moves")),
    )


def _intents() -> None:
    op.create_table(
        "sync_intents",
        sa.Column("job_id", INT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("run_id", INT, nullable=False),
        sa.Column("body", TEXT, nullable=False),
        sa.Column("amount_paise", INT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["sync_jobs.id"], name=op.f("fk_sync_intents_job_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["sync_runs.id"], name=op.f("fk_sync_intents_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "external_id", name=op.f("pk_sync_intents")),
    )


def _word(column: str, *words: str, name: str) -> sa.Column[str]:
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=24)
    return sa.Column(column, kind, nullable=False)
