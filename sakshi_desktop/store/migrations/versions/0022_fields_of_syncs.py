"""How a sync calls the fields of its stream at the service, and which shape each of its runs had."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

GIVEN = ("sync_moves", "sync_intents")
MAPPED = ("sync_jobs", "sync_runs")


def upgrade() -> None:
    for table in MAPPED:
        op.add_column(table, sa.Column("mapping", sa.String(), nullable=True))
    for table in GIVEN:
        op.add_column(table, sa.Column("given", sa.String(), nullable=True))
