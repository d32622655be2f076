"""A program that renews the tokens of a service, and dies beside its vault: run as a process of its own."""

import sys
from pathlib import Path

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.jobs.signing_in import SigningIn
from sakshi_desktop.store.database import Database
from sakshi_desktop.vault.file_store import FileStore
from tests.dying import die


class Dying(FileStore):
    """A vault whose program is killed as it adds a secret: before it, or after it."""

    when = "after"

    def add(self, name, value, *, after):
        if self.when == "after":
            super().add(name, value, after=after)
        die()


def main(address, file, passphrase, service, when):
    vault = Dying(Path(file))
    vault.when = when
    vault.unlock(Secret(passphrase))
    SigningIn(Database.open(address), vault).access(int(service))


if __name__ == "__main__":
    main(*sys.argv[1:])
