"""A statement is compiled once a run.

SQLAlchemy keeps what it has compiled with the engine and by its dialect. Nearly every test opens a database of its
own, and would compile each statement anew; here all databases of a kind share what was compiled for one of them.
"""

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

KEPT = 2_000
"""Statements of each kind of database; the program has fewer."""


def share_compiled():
    """Let every engine that is made from here on share what is compiled; there is one server, and one SQLite."""
    for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        kind.__hash__ = lambda self: hash(type(self))
        kind.__eq__ = lambda self, other: type(self) is type(other)
        kind.engine_created = _sharing(LRUCache(KEPT))


def _sharing(cache):
    @classmethod
    def engine_created(_cls, engine):
        engine.update_execution_options(compiled_cache=cache)

    return engine_created
