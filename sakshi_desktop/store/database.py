"""The database of this PC or of the house: one file of SQLite, or one shared PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session

from sakshi_desktop.core import targets
from sakshi_desktop.core.errors import DatabaseError, InvalidError, NotFoundError
from sakshi_desktop.core.settings import SHAPES
from sakshi_desktop.store import places, shape, troubles
from sakshi_desktop.store.hold import Hold

BUSY_MILLIS = 10_000
ANSWER_SECONDS = 10  # how long a database server may take to answer the door
SQLITE_PRAGMAS = (
    f"busy_timeout={BUSY_MILLIS}",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # REPLACE deletes a row: the ledgers must hear of it
)
READ_CACHE = "cache_size=-32768"  # KiB; a search among a million customers goes back to the same pages

RECORDED = "recorded"
"""The mark that outbox.record leaves on its session."""
MAGIC = targets.SQLITE
MAKE_ONE = (
    "Check its name. “sakshi db upgrade” makes an empty one, “sakshi import FILE” one with your sales; "
    "“sakshi demo” builds an invented chain to look around in."
)
TRY_TO_WRITE = "PRAGMA user_version = 0"  # taken back; BEGIN IMMEDIATE alone succeeds on a file that is read-only
TABLE_NAMES = (  # a virtual table's rows lie in tables beside it
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE 'CREATE VIRTUAL%'"
)


class Database:
    """Transactions on one database.

    Reading and writing are two doors: a reader can change nothing and sees one moment; a writer on SQLite
    takes its lock at the start (a reader that turned writer would be refused half-way, which no waiting cures).
    """

    def __init__(self, address: str, *, password: str | None = None) -> None:
        self.url = _url(address, password)
        self.dialect = self.url.get_backend_name()
        self.bells: set[Callable[[], None]] = set()
        """What to call when a transaction of this process recorded an event."""
        self._hold = Hold(self.file, self.title)
        if self.is_sqlite:
            self.writer = _sqlite_engine(self.url, "BEGIN IMMEDIATE", SQLITE_PRAGMAS, self._hold)
            reading = (*SQLITE_PRAGMAS, "query_only=ON", READ_CACHE)
            self.reader = _sqlite_engine(self.url, "BEGIN", reading, self._hold)
        else:
            self.writer = _postgresql_engine(self.url)
            self.reader = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @classmethod
    def open(cls, address: str, *, password: str | None = None, make: bool = True) -> Self:
        """Return the database at ``address``.

        Args:
            make: make a SQLite file where there is none; for those who are about to write something into it.

        Raises:
            NotFoundError: there is none, and it is not to be made.
            DatabaseError: the place is unfit, or the database does not answer, is damaged, belongs to another
                program or cannot be written.
            InvalidError: this is no address.
        """
        database = cls(address, password=password)
        if database.is_sqlite:
            database._look_first(make=make)
        try:
            with database.begin() as session:
                session.connection().exec_driver_sql(TRY_TO_WRITE if database.is_sqlite else "SELECT 1")
                session.rollback()
        except DatabaseError:
            database.dispose()
            raise
        return database

    def _look_first(self, *, make: bool) -> None:
        """Read who made the file before anything, such as the kind of its journal, is changed."""
        file = self.file
        if file is None:
            raise DatabaseError("The address names no file.", hint="Write it as sqlite:///FILE.")
        if not make and not file.exists():
            raise NotFoundError(f"There is no database at {file}.", hint=MAKE_ONE)
        places.check(file)
        if not file.is_file() or file.stat().st_size == 0:
            return
        if _first_bytes(file) != MAGIC:  # SQLite would take a few letters for an empty database
            raise troubles.said(troubles.NO_DATABASE, self.title)
        with self.told(), closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute(f"PRAGMA busy_timeout={BUSY_MILLIS}")
            names = [name for (name,) in connection.execute(TABLE_NAMES)]
            versions = connection.execute(shape.REVISION).fetchone() if shape.VERSIONS in names else None
            shape.refuse_foreign(names, versions and versions[0])

    @property
    def is_sqlite(self) -> bool:
        """Return whether this is a file of SQLite."""
        return self.dialect == "sqlite"

    @property
    def file(self) -> Path | None:
        """Return the file of a SQLite database, None for PostgreSQL."""
        named = self.is_sqlite and self.url.database not in {None, "", ":memory:"}
        return Path(str(self.url.database)) if named else None

    @property
    def is_lost(self) -> bool:
        """Return whether the file of a SQLite database was deleted, moved or replaced; a server is asked."""
        return self._hold.is_lost

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
        with self.told(), Session(self.writer, expire_on_commit=False) as session, session.begin():
            if self.is_sqlite:
                session.connection()  # BEGIN IMMEDIATE now, before anything is read
            yield session
        self._ring(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that sees one moment and can change nothing."""
        with self.told(), Session(self.reader) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a bare connection that sees one moment and can change nothing: for pages that must be quick."""
        with self.told(), self.reader.connect() as connection:
            yield connection

    @contextmanager
    def working(self) -> Iterator[Connection]:
        """Hold one connection over many transactions: for work on temporary tables, which die with it.

        Its transactions take SQLite's lock only when they first write to the database itself; ``publishing`` takes it
        at the start.
        """
        with self.told(), self.writer.connect() as connection:
            connection.execution_options(begin="BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()
                connection.invalidate()  # its temporary tables go with it

    @contextmanager
    def publishing(self, connection: Connection) -> Iterator[Session]:
        """Open a transaction that writes, on a connection that is held."""
        connection.execution_options(begin="BEGIN IMMEDIATE")
        try:
            with connection.begin(), Session(connection, expire_on_commit=False) as session:
                yield session
                session.flush()
        finally:
            connection.execution_options(begin="BEGIN")
        self._ring(session)

    def _ring(self, session: Session) -> None:
        """Tell who waits in this process at once, where the committed transaction recorded an event."""
        if session.info.pop(RECORDED, False):
            for ring in tuple(self.bells):
                ring()

    def told(self) -> AbstractContextManager[None]:
        """Return a context in which a driver's complaint becomes a DatabaseError."""
        return troubles.told(self.title, self.writer.dialect.loaded_dbapi)

    def dispose(self) -> None:
        """Close every connection that is not in use."""
        self.reader.dispose()
        self.writer.dispose()


def _url(address: str, password: str | None) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise InvalidError("The database address cannot be read.", hint=SHAPES) from error
    if url.get_backend_name() in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
        return url.set(password=password) if password else url
    return url.set(drivername="sqlite+pysqlite")


def _sqlite_engine(url: URL, begin: str, pragmas: tuple[str, ...], hold: Hold) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLIS / 1000, "check_same_thread": False})

    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # this program says BEGIN itself
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")
        hold.take()

    def check(*_told: object) -> None:
        hold.check()

    def say_begin(connection: Connection) -> None:
        hold.check()
        connection.exec_driver_sql(connection.get_execution_options().get("begin", begin))

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", say_begin)
    event.listen(engine, "do_connect", check)  # SQLite would make an empty file in the place of one that is gone
    event.listen(engine, "commit", check)
    return engine


def _first_bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(len(MAGIC))
    except OSError as error:
        raise troubles.said(troubles.CLOSED, file.name) from error


def _postgresql_engine(url: URL) -> Engine:
    wanted = {"connect_timeout": ANSWER_SECONDS, "client_encoding": "utf8"}
    given = {name: value for name, value in wanted.items() if name not in url.query}
    engine = create_engine(url, pool_pre_ping=True, pool_size=5, max_overflow=10, connect_args=given)

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  (psycopg is loaded for PostgreSQL alone)
        connection.adapters.register_loader("numeric", _WholeNumbers)
        connection.execute("SET jit = off")  # to compile takes a second, where an answer takes milliseconds
        connection.commit()

    event.listen(engine, "connect", prepare)
    return engine


class _WholeNumbers:
    """Reads PostgreSQL's numeric: sums of BIGINT are whole, and come as int as they do from SQLite."""

    format = 0  # text

    def __init__(self, oid: int, _context: object = None) -> None:
        self.oid = oid

    def load(self, data: bytes) -> int | Decimal:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)


__all__ = ["DBAPIError", "Database"]
