"""When a delivery was last sent once more."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("deliveries", sa.Column("resent_at", UtcDateTime(), nullable=True))
