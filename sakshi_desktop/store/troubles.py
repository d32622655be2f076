"""What a database driver complains of, said in a sentence."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from sqlalchemy.engine.interfaces import DBAPIModule
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from sakshi_desktop.core.errors import DatabaseError

_log = logging.getLogger(__name__)

NOTHING_HARMED = "Nothing was changed."
CLOSED = "unable to open database file"
NO_DATABASE = "file is not a database"
MISSING = "A part of the database is missing."
MEND = "Restore the latest backup, or run “sakshi db check” to see what is wrong."
SENTENCES = (
    ("database or disk is full", "The disk is full.", "Free some space and try again."),
    ("no space left", "The disk of the database server is full.", "Free some space there and try again."),
    ("could not extend file", "The disk of the database server is full.", "Free some space there and try again."),
    (
        "readonly database",
        "The database file cannot be written.",
        "Allow this user to write the file and its folder, or choose another file.",
    ),
    (
        CLOSED,
        "The database file cannot be opened.",
        "Check that its folder exists and that this user may write there.",
    ),
    (
        NO_DATABASE,
        "The file is no Sakshi database, or it is damaged.",
        "Restore a backup or choose another file.",
    ),
    (
        "disk image is malformed",
        "The database file is damaged.",
        "Restore the latest backup; keep the damaged file for repair.",
    ),
    ("disk i/o error", "The disk did not read or write the database.", "Check the disk, then try again."),
    ("database is locked", "Another program holds the database.", "Wait until its work is done, then try again."),
    (
        "password authentication failed",
        "The database server refused the password.",
        "Enter it again, or correct libpq's password file.",
    ),
    (
        "no password supplied",
        "The database server wants a password.",
        "Enter it, or keep it in libpq's password file.",
    ),
    ("lock timeout", "Another program holds the rows.", "Wait until its work is done, then try again."),
    ("deadlock detected", "Two programs got in each other's way.", "Try again."),
    ("could not serialize access", "Another program changed the same rows.", "Try again."),
    ("too many clients", "The database server has too many visitors.", "Close a program that uses it, then try again."),
    (
        "remaining connection slots",
        "The database server has too many visitors.",
        "Close a program that uses it, then try again.",
    ),
    (
        "no pg_hba.conf entry",
        "The database server does not let this PC in.",
        "Ask whoever runs the server to allow this PC, this user and this database.",
    ),
    (
        "support ssl",
        "The database server and this PC could not agree on encryption.",
        "Check sslmode in the address and the server's certificate.",
    ),
    (
        "ssl error",
        "The database server and this PC could not agree on encryption.",
        "Check sslmode in the address and the server's certificate.",
    ),
    (
        "certificate",
        "The database server and this PC could not agree on encryption.",
        "Check sslmode in the address and the server's certificate.",
    ),
    (
        "resolve host",
        "The database server was not found under this name.",
        "Check the address, and that this PC is on the network.",
    ),
    (
        "append-only",
        "What stands in a ledger is append-only: it is neither changed nor deleted.",
        "Write another entry that sets it right.",
    ),
    ("no such table", MISSING, MEND),
    ("no such column", MISSING, MEND),
    ('relation "', MISSING, MEND),
    (
        "does not exist",
        "The database server does not know this database, user or table.",
        "Check the names in its address.",
    ),
    ("permission denied", "The database refuses this user the right to do that.", "Ask the owner for the right."),
    (
        "connection",
        "The database server does not answer.",
        "Check that it runs and that this PC reaches it; work goes on when it is back.",
    ),
    ("timeout", "The database server does not answer in time.", "Try again in a moment."),
)


@contextmanager
def told(title: str, driver: DBAPIModule) -> Iterator[None]:
    """Turn a driver's complaint inside the block into a DatabaseError that a person can act on.

    A broken constraint passes through: the service that caused it knows what it means.

    Args:
        title: how a person knows the database.
        driver: what bulk loads and copies, which speak to the driver itself, complain with.
    """
    try:
        yield
    except (IntegrityError, driver.IntegrityError):
        raise
    except DBAPIError as error:
        raise said(str(error.orig or error), title) from error
    except PoolTimeoutError as error:
        raise DatabaseError(f"The database is busy. ({title})", hint="Try again in a moment.") from error
    except driver.Error as error:
        raise said(str(error), title) from error


def said(complaint: str, title: str) -> DatabaseError:
    """Return the error that a person reads for a driver's complaint about the database ``title``."""
    sentence, hint = explain(complaint)
    return DatabaseError(f"{sentence} ({title})", hint=f"{hint} {NOTHING_HARMED}")


def explain(complaint: str) -> tuple[str, str]:
    """Return the sentence and the hint for a driver's complaint; the log has the words of one that is not known."""
    lowered = complaint.lower()
    for words, sentence, hint in SENTENCES:
        if words in lowered:
            if sentence is MISSING:
                _write_down(_first_line(complaint))
            return sentence, hint
    _write_down(_first_line(complaint))
    return "The database refused to do that.", "Try again; if it stays, run “sakshi db check”. The log says why."


def _first_line(complaint: str) -> str:
    """Return a complaint without the rows that a server may quote below it."""
    return next(iter(complaint.strip().splitlines()), "no reason given")


@lru_cache(maxsize=64)
def _write_down(complaint: str) -> None:
    """Let the log have a complaint, once in a run: a lost database is asked again every second."""
    _log.warning("a database refused: %s", complaint)
