"""The database of this PC or of the house: one file of SQLite, or one shared PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from sakshi_desktop.core.errors import DatabaseError
from sakshi_desktop.store import places, troubles

BUSY_MILLIS = 10_000
SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY_MILLIS}", "foreign_keys=ON")


class Database:
    """Transactions on one database.

    Reading and writing are two doors: a reader can change nothing and sees one moment; a writer on SQLite
    takes its lock at the start (a reader that turned writer would be refused half-way, which no waiting cures).
    """

    def __init__(self, address: str, *, password: str | None = None) -> None:
        self.url = _url(address, password)
        self.dialect = self.url.get_backend_name()
        if self.is_sqlite:
            self.writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE", SQLITE_PRAGMAS)
            self.reader = _sqlite_engine(self.url, "BEGIN", (*SQLITE_PRAGMAS, "query_only=ON"))
        else:
            self.writer = create_engine(self.url, pool_pre_ping=True, pool_size=5, max_overflow=10)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @classmethod
    def open(cls, address: str, *, password: str | None = None) -> Self:
        """Return the database at ``address``; a SQLite file is made where there is none.

        Raises:
            DatabaseError: the place is unfit, or the database does not answer, is damaged or cannot be written.
        """
        database = cls(address, password=password)
        if database.file is not None:
            places.check(database.file)
        try:
            with database.begin() as session:
                session.connection().exec_driver_sql("SELECT 1")
        except DatabaseError:
            database.dispose()
            raise
        return database

    @property
    def is_sqlite(self) -> bool:
        """Return whether this is a file of SQLite."""
        return self.dialect == "sqlite"

    @property
    def file(self) -> Path | None:
        """Return the file of a SQLite database, None for PostgreSQL."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @property
    def title(self) -> str:
        """Return how a person knows this database, without any password."""
        return (
            f"SQLite · {self.file.name}"
            if self.file
            else f"PostgreSQL · {self.url.host or 'local'}/{self.url.database}"
        )

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """Open a transaction that writes; it is committed at the end, rolled back at an error."""
        with troubles.told(self.title), Session(self.writer, expire_on_commit=False) as session, session.begin():
            if self.is_sqlite:
                session.connection()  # BEGIN IMMEDIATE now, before anything is read
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that sees one moment and can change nothing."""
        with troubles.told(self.title), Session(self.reader) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a bare connection that sees one moment and can change nothing: for pages that must be quick."""
        with troubles.told(self.title), self.reader.connect() as connection:
            yield connection

    @contextmanager
    def working(self) -> Iterator[Connection]:
        """Hold one connection over many transactions: for work on temporary tables, which die with it.

        Its transactions take SQLite's lock only when they first write to the database itself; ``publishing`` takes it
        at the start.
        """
        with troubles.told(self.title), self.writer.connect() as connection:
            connection.execution_options(begin="BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()
                connection.invalidate()  # its temporary tables go with it

    @staticmethod
    @contextmanager
    def publishing(connection: Connection) -> Iterator[Session]:
        """Open a transaction that writes, on a connection that is held."""
        connection.execution_options(begin="BEGIN IMMEDIATE")
        try:
            with connection.begin(), Session(connection, expire_on_commit=False) as session:
                yield session
                session.flush()
        finally:
            connection.execution_options(begin="BEGIN")

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self.reader.dispose()
        self.writer.dispose()


def _url(address: str, password: str | None) -> URL:
    url = make_url(address)
    if url.get_backend_name() in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
        return url.set(password=password) if password else url
    return url.set(drivername="sqlite+pysqlite")


def _sqlite_engine(url: URL, begin: str, pragmas: tuple[str, ...]) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLIS / 1000, "check_same_thread": False})

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # this program says BEGIN itself
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    def say_begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin", begin))

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", say_begin)
    return engine


__all__ = ["DBAPIError", "Database"]
