"""A program that restores a backup and kills itself, without a word, in the midst of it.

    python -m tests.store.restored ADDRESS FILE STEP SIZE

It dies when it tells STEP; after the last of them, where SIZE says more than 0, as soon as so many bytes are written
over the database.
"""

import sys
import threading
from pathlib import Path

from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.store import restoring
from sakshi_desktop.store.database import Database
from tests.dying import die


def main(address, file, step, size):
    database = Database.open(address)
    log = database.file.with_name(f"{database.file.name}-wal")

    def watch():
        while (log.stat().st_size if log.exists() else 0) < int(size):
            pass
        die()

    def tell(_share, text):
        if text == step:
            threading.Thread(target=watch, daemon=True).start() if int(size) else die()

    restoring.restore(database, Path(file), by=THIS_PC, progress=tell)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
