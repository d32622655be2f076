"""A program that imports, removes or sweeps the moment it is told to: several of them race in the tests."""

import json
import sys
from pathlib import Path

from sakshi_desktop import importers
from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.jobs import imports
from sakshi_desktop.store.database import Database


def main(address, task):
    """Get ready for ``task``, a file, the number of an import or "sweep", say so, and do it once a line comes in."""
    database = Database.open(address)
    found = importers.recognise(Path(task)) if Path(task).is_file() else None
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        said = _do(database, task, found)
    except SakshiError as error:
        said = {"refused": error.sentence}
    database.dispose()
    print(json.dumps(said), flush=True)


def _do(database, task, found):
    if task == "sweep":
        return {"swept": imports.sweep(database)}
    if found is None:
        return {"removed": imports.remove(database, int(task)).orders}
    outcome = imports.run(database, imports.Order(found))
    return {"orders": outcome.orders, "already_there": outcome.already_there}


if __name__ == "__main__":
    main(*sys.argv[1:])
