"""Keyrings written by hand: one that works as narrowly as Windows does, and ones that fail as real ones fail."""

import os
import threading
from hashlib import sha256

from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

MOST_BYTES = 2_560


class CutShort(BaseException):
    """The program was killed here."""


class Narrow:
    """A keyring that takes 2,560 bytes an entry and cannot be told to delete what it does not have."""

    def __init__(self):
        self.kept = {}
        self.calls = 0
        self.until = None

    def _count(self):
        if self.until is not None and self.calls >= self.until:
            raise CutShort
        self.calls += 1

    def get_password(self, service, username):
        self._count()
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self._count()
        if len(password.encode("utf-16-le")) > MOST_BYTES:
            raise RuntimeError("stub received bad data")
        self.kept[service, username] = password

    def delete_password(self, service, username):
        self._count()
        if (service, username) not in self.kept:
            raise PasswordDeleteError("No such password!")
        del self.kept[service, username]


class Locked(Narrow):
    """What a Secret Service does whose collection cannot be opened."""

    def _count(self):
        raise InitError("Failed to create the collection: Prompt dismissed..")


class Dismissed(Narrow):
    """The person closed the question that would unlock it."""

    def _count(self):
        raise KeyringLocked("Failed to unlock the collection!")


class Broken(Narrow):
    """A driver with errors of its own kind."""

    def _count(self):
        raise ConnectionResetError("the bus is gone")


class Hanging(Narrow):
    """It never answers, until the test lets it."""

    def __init__(self):
        super().__init__()
        self.let_go = threading.Event()

    def _count(self):
        self.let_go.wait()


class Filed:
    """A keyring that programs share: each entry is a file."""

    def __init__(self, folder):
        self._folder = folder

    def _file(self, service, username):
        return self._folder / sha256(f"{service} {username}".encode()).hexdigest()

    def get_password(self, service, username):
        try:
            return self._file(service, username).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def set_password(self, service, username, password):
        file = self._file(service, username)
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_text(password, encoding="utf-8")
        fresh.replace(file)

    def delete_password(self, service, username):
        try:
            self._file(service, username).unlink()
        except FileNotFoundError as error:
            raise PasswordDeleteError("No such password!") from error
