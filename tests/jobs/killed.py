"""A program that dies in mid-import, or in mid-removal: run as a process of its own by the fault tests."""

import sys
from pathlib import Path

from sakshi_desktop import importers
from sakshi_desktop.jobs import imports
from sakshi_desktop.store.database import Database
from tests.dying import die


def main(address, task, step):
    """Do ``task``, a file or the number of an import, and die at the given step of its progress."""
    steps = iter(range(10**6))

    def count(_share, _text):
        if next(steps) == int(step):
            die()

    database = Database.open(address)
    if task.isdigit():
        imports.remove(database, int(task), progress=count)
    else:
        imports.run(database, imports.Order(importers.recognise(Path(task))), progress=count)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
