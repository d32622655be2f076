"""Our revisions and one to come, and what stands in a database at any of them."""

import sqlalchemy as sa

from sakshi_desktop.store import shape
from sakshi_desktop.store.upgrade import MIGRATIONS
from tests.store import filling

REVISIONS = sorted(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
NEXT = "9001"
HEADER = f"""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{NEXT}", "{shape.HEAD}", None, None
"""
REBUILD = """
def upgrade():
    for name in ("customers", "orders"):
        op.add_column(name, sa.Column("weather", sa.String(), nullable=False, server_default="dry"))
        with op.batch_alter_table(name, table_kwargs={"sqlite_autoincrement": True}) as batch:
            batch.alter_column("weather", server_default=None)
"""


def fill(database):
    """Put rows into every table; return what stands there."""
    with database.begin() as session:
        names = filling.fill(session.connection())
    return contents(database, names)


def fill_live(database):
    """Fill a database of any revision; its services are live, as revision 0014 makes those of before."""
    names = fill(database)
    if "integrations" in names:
        say(database, "UPDATE integrations SET live = true")
    return contents(database, names)


def contents(database, names=None, columns=None):
    with database.reading() as connection:
        return filling.contents(connection, names, columns=columns)


def columns(database):
    with database.reading() as connection:
        return filling.columns_of(connection)


def revision(database):
    with database.reading() as connection:
        return shape.current_revision(connection)


def say(database, statement):
    with database.begin() as session:
        session.execute(sa.text(statement))
