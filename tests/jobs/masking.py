"""A program that masks what imports left out and kills itself, without a word, before a statement that writes.

python -m tests.jobs.masking ADDRESS POINT
"""

import os
import signal
import sys

from sqlalchemy import event

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.jobs.imports import masking
from sakshi_desktop.store.database import Database


def main(address, point):
    database = Database(address)
    said = []

    def count(connection, cursor, statement, *rest):
        said.append(statement) if statement.startswith(("INSERT", "UPDATE")) else None
        if len(said) == int(point):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.writer, "before_cursor_execute", count)
    while True:
        with database.begin() as session:
            if not masking.mask_some(session, at=utc_now(), piece=2):
                break


if __name__ == "__main__":
    main(*sys.argv[1:])
