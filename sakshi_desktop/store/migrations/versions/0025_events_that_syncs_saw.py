"""How many events a sync by event has seen beyond those of which none can be missing any more."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sync_jobs", sa.Column("seen_beyond", INT, nullable=False, server_default="0"))
    op.add_column("sync_jobs", sa.Column("mark_event", INT, nullable=True))
    op.add_column("sync_jobs", sa.Column("mark_xact", INT, nullable=True))
