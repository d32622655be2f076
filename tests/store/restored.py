"""A program that restores a backup, telling every step: run as a process of its own and killed by the fault tests."""

import sys
from pathlib import Path

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.store import restoring
from sakshi_desktop.store.database import Database


def main(address, file):
    """Restore ``file`` over the database."""
    database = Database.open(address)
    restoring.restore(database, Path(file), by=THIS_PC, progress=lambda _share, text: print(text, flush=True))
    database.dispose()
    print("restored", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
