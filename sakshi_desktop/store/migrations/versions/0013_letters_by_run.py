"""Which run a dead letter was last kept by, so that a run counts each of them once."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dead_letters", sa.Column("run_id", INT, nullable=True))
