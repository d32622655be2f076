"""How the shape of a database differs from what this program's models say: a sentence each."""

from sqlalchemy import Connection, create_engine

from sakshi_desktop.store import catalogue, models  # noqa: F401  (the models fill the metadata)
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.catalogue import Catalogue, Part
from sakshi_desktop.store.database import Database

NO_RIGHT = "Its shape was not compared: this user may not make the schema that is needed for a moment."
MAY_MAKE = "SELECT has_database_privilege(current_database(), 'CREATE')"
SECTIONS = {"table": 0, "column": 1, "rule": 2, "index": 3, "trigger": 4, "counter": 5, "function": 6}


def found(database: Database) -> tuple[list[str], list[str]]:
    """Return the differences, and why the comparison could not be made; nothing is changed."""
    if database.is_sqlite:
        return sentences(*_of_file(database)), []
    both = _of_server(database)
    return ([], [NO_RIGHT]) if both is None else (sentences(*both), [])


def sentences(real: Catalogue, wanted: Catalogue) -> list[str]:
    """Return in words how ``real`` differs from ``wanted``; what belongs to a table that is not there goes unsaid."""
    tables = {part.table for part in real.keys() | wanted.keys() if part.kind == "table"}
    torn = {table for table in tables if (_table(table) in real) != (_table(table) in wanted)}
    parts = [
        part
        for part in real.keys() | wanted.keys()
        if real.get(part) != wanted.get(part) and (part.kind == "table" or part.table not in torn)
    ]
    return [_sentence(part, real.get(part), wanted.get(part)) for part in sorted(parts, key=_place)]


def _table(name: str) -> Part:
    return Part("table", name, name)


def _place(part: Part) -> tuple[str, int, str]:
    return part.table, SECTIONS[part.kind], part.name


def _sentence(part: Part, real: str | None, wanted: str | None) -> str:
    what = _called(part)
    if real is None:
        return f"{what} is missing."
    if wanted is None:
        return f"{what} is there, but this program knows nothing of it."
    return f"{what} is “{real}”; it should be “{wanted}”."


def _called(part: Part) -> str:
    if part.kind == "table":
        return f"The table {part.name}"
    if part.kind == "column":
        return f"The column {part.table}.{part.name}"
    if part.kind == "counter":
        return f"The counter of {part.table}.{part.name}"
    return f"The {part.kind} {part.name}{f' of {part.table}' if part.table else ''}"


def _of_file(database: Database) -> tuple[Catalogue, Catalogue]:
    with database.reading() as connection:
        real = catalogue.of(connection)
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            return real, _modelled(connection)
    finally:
        engine.dispose()


def _of_server(database: Database) -> tuple[Catalogue, Catalogue] | None:
    """Let the server itself say how the models' tables read, in a schema that nobody else ever sees."""
    with database.told(), database.writer.connect() as connection:
        if not connection.exec_driver_sql(MAY_MAKE).scalar_one():
            return None
        schema, process = connection.exec_driver_sql("SELECT current_schema(), pg_backend_pid()").one()
        real = catalogue.of(connection, schema)
        own = f"sakshi_check_{process}"
        connection.exec_driver_sql(f"CREATE SCHEMA {own}")
        connection.exec_driver_sql(f'SET LOCAL search_path TO {own}, "{schema}"')
        wanted = _modelled(connection, own)
        connection.rollback()
    return real, wanted


def _modelled(connection: Connection, schema: str = "public") -> Catalogue:
    Base.metadata.create_all(connection, checkfirst=False)
    return catalogue.of(connection, schema)
