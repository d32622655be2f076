"""How many calls a service gets a minute, and until when it gets none."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("integrations", sa.Column("calls_per_minute", INT, nullable=True))
    op.add_column("integrations", sa.Column("next_call_at", UtcDateTime(), nullable=True))
    op.add_column("integrations", sa.Column("held_until", UtcDateTime(), nullable=True))
    op.add_column("sync_jobs", sa.Column("waits_until", UtcDateTime(), nullable=True))
