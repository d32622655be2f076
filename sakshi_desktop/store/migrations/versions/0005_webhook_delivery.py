"""Events that wait for the webhooks, versions of signing secrets, and how long an answer was."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outgoing",
        sa.Column("event_id", INT, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_outgoing_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_outgoing")),
    )
    op.add_column("attempts", sa.Column("response_bytes", INT, nullable=True))
    op.add_column("endpoints", sa.Column("secret_version", INT, nullable=False, server_default="1"))
    op.add_column("endpoints", sa.Column("old_secret_version", INT, nullable=True))
    op.add_column("endpoints", sa.Column("old_secret_until", UtcDateTime(), nullable=True))
    op.add_column("endpoints", sa.Column("warned_at", UtcDateTime(), nullable=True))
    with op.batch_alter_table("endpoints", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("secret_version", server_default=None)
