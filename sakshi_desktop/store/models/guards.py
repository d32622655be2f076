"""Ledgers are append-only in the database itself: triggers refuse to change or delete their rows."""

from sqlalchemy import DDL, event

from sakshi_desktop.store.base import Base

LEDGERS = ("stock_moves", "points_entries", "seva_entries", "consents", "audit_entries", "audit_seals")

REFUSE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""


def sqlite_guards(table: str) -> tuple[str, str]:
    """Return the statements that guard ``table`` in SQLite."""
    first, second = (
        f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for action in ("UPDATE", "DELETE")
    )
    return first, second


def postgresql_guard(table: str) -> str:
    """Return the statement that guards ``table`` in PostgreSQL; refuse_change() exists."""
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _ddl(statement: str, dialect: str) -> DDL:
    made = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
    return made.execute_if(dialect=dialect)


def _attach() -> None:
    event.listen(Base.metadata, "before_create", _ddl(REFUSE_FUNCTION, "postgresql"))
    for name in LEDGERS:
        table = Base.metadata.tables[name]
        for statement in sqlite_guards(name):
            event.listen(table, "after_create", _ddl(statement, "sqlite"))
        event.listen(table, "after_create", _ddl(postgresql_guard(name), "postgresql"))


_attach()
