"""When the secret of a service runs out, and when a webhook first took something."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("integrations", sa.Column("secret_until", INT, nullable=True))
    op.add_column("endpoints", sa.Column("verified_at", UtcDateTime(), nullable=True))
