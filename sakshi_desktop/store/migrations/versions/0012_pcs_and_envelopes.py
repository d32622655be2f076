"""PCs that hold secrets, and secrets on their way to one of them."""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXT, INSTANT = sa.String(), UtcDateTime()


def upgrade() -> None:
    op.create_table(
        "pcs",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("host", TEXT, nullable=False),
        sa.Column("public_key", TEXT, nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pcs")),
    )
    op.create_table(
        "envelopes",
        sa.Column("id", INT, nullable=False),
        sa.Column("pc_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("version", INT, nullable=False),
        sa.Column("sealed", TEXT, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["pc_id"], ["pcs.id"], name=op.f("fk_envelopes_pc_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelopes")),
        sa.UniqueConstraint("pc_id", "name", "version", name=op.f("uq_envelopes_pc_id_name_version")),
        sqlite_autoincrement=True,
    )
