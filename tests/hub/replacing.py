"""Replaces the secret of a service whenever it is told to: two such programs race in the tests."""

import sys
from pathlib import Path

from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import keys
from sakshi_desktop.store.database import Database
from sakshi_desktop.vault.file_store import FileStore

PASSPHRASE = Secret("correct horse battery")


def main(address, file, service):
    """Say that it is ready; for each line that comes in replace the secret by it, and say whether it was in time."""
    database, vault = Database.open(address), FileStore(Path(file))
    vault.unlock(PASSPHRASE)
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            keys.replace(database, vault, int(service), Secret(line.strip()), by=THIS_PC)
            print("replaced", flush=True)
        except ConflictError:
            print("too late", flush=True)
    database.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
