"""Adds versions of secrets to a vault the moment it is told to: several such programs race in the tests."""

import json
import sys
from pathlib import Path

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.vault.file_store import FileStore
from sakshi_desktop.vault.keyring_store import KeyringStore
from tests.vault.keyrings import Filed

PASSPHRASE = Secret("correct horse battery")


def opened(kind, folder):
    """Return the vault that all of the programs use."""
    if kind == "keyring":
        return KeyringStore(Filed(folder), "keyring of the test", lock=folder / "data" / "keyring.lock")
    vault = FileStore(folder / "vault.json")
    vault.unlock(PASSPHRASE)
    return vault


def main(kind, folder, who):
    """Say that it is ready, and once a line comes in add secrets; say under which versions they are kept."""
    vault = opened(kind, Path(folder))
    print("ready", flush=True)
    sys.stdin.readline()
    names = [f"int/{place}" for place in range(10)]
    added = [(name, vault.add(name, Secret(f"{name} of {who}"), after=1)) for name in names]
    print(json.dumps(added), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
