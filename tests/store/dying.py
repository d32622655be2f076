"""A program that upgrades a database and may kill itself, without a word, at a chosen point.

    python -m tests.store.dying ADDRESS FOLDER REVISION POINT

POINT is the number of a statement (it dies before it), ``commit``, ``copied`` (the copy lies there, unnamed) or
``never``: then it prints how many statements there were, and whether anything was to be done.
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import event

from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import upgrade


def main(address, folder, revision, point):
    database = Database(address)
    said = []

    def count(connection, cursor, statement, *rest):
        said.append(statement)
        if str(len(said)) == point:
            die()

    def audit(name, arguments):
        if name == "os.rename" and point == "copied":
            die()

    event.listen(database.writer, "before_cursor_execute", count)
    event.listen(database.writer, "commit", lambda connection: die() if point == "commit" else None)
    sys.addaudithook(audit)
    done = upgrade(database, to=revision, migrations=Path(folder))
    database.dispose()
    print(len(said), done)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
