"""Every row that an import left out is kept: sheets read as one table have lines of the same number."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("import_problems", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f("uq_import_problems_batch_id_row_kind"), type_="unique")
    op.create_index(op.f("ix_import_problems_batch_id"), "import_problems", ["batch_id"])
