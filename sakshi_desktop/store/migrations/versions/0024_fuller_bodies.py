"""Which receivers chose fuller bodies, and what an event said in one."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("endpoints", sa.Column("fuller", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "fuller_data",
        sa.Column("event_id", INT, nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id"),
    )
