"""Keeps one secret after another in a file vault and says each that is kept, until it is killed."""

import sys
from pathlib import Path

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.vault.file_store import Cost, FileStore

vault = FileStore(Path(sys.argv[1]), cost=Cost(1, 8, 1))
vault.unlock(Secret("correct horse battery"))
number = 0
while True:
    number += 1
    vault.set(f"whk/{number % 5}", Secret(f"value {number} " * 200), number)
    print(number, flush=True)
