"""When a receiver failed last: days in which nothing was tried are no days of failing."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("endpoints", sa.Column("failed_at", UtcDateTime(), nullable=True))
