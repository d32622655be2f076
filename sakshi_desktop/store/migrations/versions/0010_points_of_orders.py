"""The points of an order are found by it: they are shown with it, and taken back when it is cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    of_order = sa.text("order_id IS NOT NULL")
    op.create_index(
        "ix_points_entries_order", "points_entries", ["order_id"], sqlite_where=of_order, postgresql_where=of_order
    )
