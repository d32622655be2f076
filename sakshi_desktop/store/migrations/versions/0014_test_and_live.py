"""When a service was tested last and with what; services that work already go on being live."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("integrations", sa.Column("tested", sa.String(), nullable=True))
    op.add_column("integrations", sa.Column("tested_at", UtcDateTime(), nullable=True))
    op.add_column("integrations", sa.Column("tested_said", sa.String(), nullable=True))
    op.execute(sa.text("UPDATE integrations SET live = :live").bindparams(sa.bindparam("live", True, sa.Boolean())))
