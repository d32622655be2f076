"""A new order is told as order.created, which was order.placed: receivers that want it go on wanting it.

What was told before keeps its name: a delivery that is tried again says what it said, and is signed for that.
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""UPDATE endpoints SET event_types = replace(event_types, '"order.placed"', '"order.created"')""")
