"""When a sync failed last, so that days on which nobody tried it are no days of failing."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sync_jobs", sa.Column("failed_at", UtcDateTime(), nullable=True))
    op.execute(
        "UPDATE sync_jobs SET failed_at = (SELECT max(ended_at) FROM sync_runs WHERE job_id = sync_jobs.id) "
        "WHERE failing_since IS NOT NULL"
    )
