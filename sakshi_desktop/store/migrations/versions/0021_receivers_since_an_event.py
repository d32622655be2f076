"""From which event on a receiver gets what happens, which its day of making told.

A receiver that is there already gets what waits from the first event on that is no older than itself by the clocks: the
one that told of its making, or one before it. None that it should get is left out; one too many may be sent.
"""

import sqlalchemy as sa
from alembic import op

from sakshi_desktop.store.base import INT

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("endpoints", sa.Column("since_event", INT, nullable=False, server_default="0"))
    op.add_column("endpoints", sa.Column("since_xact", INT, nullable=True))
    op.execute(
        "UPDATE endpoints SET since_event = coalesce("
        "(SELECT id - 1 FROM events WHERE at >= endpoints.created_at ORDER BY id LIMIT 1), 0)"
    )
