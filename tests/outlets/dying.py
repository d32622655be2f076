"""A program that lets the day of a location begin at another time and kills itself, without a word, at a chosen point.

    python -m tests.outlets.dying ADDRESS LOCATION POINT

POINT is the number of a statement that writes (it dies before it), or ``commit``.
"""

import os
import signal
import sys

from sqlalchemy import event

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.outlets import locations
from sakshi_desktop.store.database import Database

WRITES = ("INSERT", "UPDATE", "DELETE")


def main(address, location, point):
    database = Database(address)
    said = []

    def count(connection, cursor, statement, *rest):
        said.append(statement) if statement.startswith(WRITES) else None
        if str(len(said)) == point:
            os.kill(os.getpid(), signal.SIGKILL)

    def commit(connection):
        if point == "commit":
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(database.writer, "before_cursor_execute", count)
    event.listen(database.writer, "commit", commit)
    with database.begin() as session:
        seen = locations.get(session, int(location))
        locations.save(session, seen, {"cutoff": "06:00"}, by=THIS_PC)
    print(len(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
