"""When a worker ended; one that did is remembered for a while."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workers", sa.Column("left_at", UtcDateTime(), nullable=True))
