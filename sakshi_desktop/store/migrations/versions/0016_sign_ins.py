"""Sign-ins by OAuth: who may renew one at present, and whether the service still takes it."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

INSTANT = UtcDateTime()


def upgrade() -> None:
    op.add_column("integrations", sa.Column("renewals", INT, nullable=True))
    op.create_table(
        "sign_ins",
        sa.Column("integration_id", INT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("fence", INT, nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integrations.id"], name=op.f("fk_sign_ins_integration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("integration_id", name=op.f("pk_sign_ins")),
    )
