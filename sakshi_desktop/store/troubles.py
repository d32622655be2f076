"""What a database driver complains of, said in a sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from sakshi_desktop.core.errors import DatabaseError

NOTHING_HARMED = "Nothing was changed."
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
        "unable to open database file",
        "The database file cannot be opened.",
        "Check that its folder exists and that this user may write there.",
    ),
    (
        "file is not a database",
        "The file is no Sakshi database, or it is damaged.",
        "Restore a backup or choose another file.",
    ),
    ("malformed", "The database file is damaged.", "Restore the latest backup; keep the damaged file for repair."),
    ("disk i/o error", "The disk did not read or write the database.", "Check the disk, then try again."),
    ("database is locked", "Another program holds the database.", "Wait until its work is done, then try again."),
    (
        "password authentication failed",
        "The database server refused the password.",
        "Enter it again in Settings, or correct libpq's password file.",
    ),
    (
        "no password supplied",
        "The database server wants a password.",
        "Enter it in Settings, or keep it in libpq's password file.",
    ),
    (
        "does not exist",
        "The database server does not know this database, user or table.",
        "Check the address in Settings.",
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
def told(title: str) -> Iterator[None]:
    """Turn a driver's complaint inside the block into a DatabaseError that a person can act on.

    A broken constraint passes through: the service that caused it knows what it means.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        sentence, hint = explain(str(error.orig or error))
        raise DatabaseError(f"{sentence} ({title})", hint=f"{hint} {NOTHING_HARMED}") from error
    except SQLAlchemyError as error:
        if "QueuePool" not in str(error):
            raise
        raise DatabaseError(f"The database is busy. ({title})", hint="Try again in a moment.") from error


def explain(complaint: str) -> tuple[str, str]:
    """Return the sentence and the hint for a driver's complaint."""
    lowered = complaint.lower()
    for words, sentence, hint in SENTENCES:
        if words in lowered:
            return sentence, hint
    first = complaint.strip().splitlines()[0] if complaint.strip() else "no reason given"
    return f"The database refused: {first.rstrip('.')}.", "Try again; if it stays, run “sakshi doctor”."
