"""A program that upgrades a database and may kill itself, without a word, at a chosen point.

    python -m tests.store.dying ADDRESS FOLDER REVISION POINT

POINT is the number of a statement (it dies before it), ``commit``, ``copied`` (the copy lies there, unnamed) or
``never``: then it prints how many statements there were, and whether anything was to be done.
"""

import sys
from pathlib import Path

from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import upgrade
from tests.dying import die, die_at


def main(address, folder, revision, point):
    database = Database(address)
    said = die_at(point, database)

    def audit(name, arguments):
        if name == "os.rename" and point == "copied":
            die()

    sys.addaudithook(audit)
    done = upgrade(database, to=revision, migrations=Path(folder))
    database.dispose()
    print(len(said), done)


if __name__ == "__main__":
    main(*sys.argv[1:])
