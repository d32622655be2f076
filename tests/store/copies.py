"""Databases of one kind that a test has for itself: blank ones, and copies of prepared ones."""

import shutil

import sqlalchemy as sa

from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import upgrade


class Copies:
    """Makes databases: files of ``folder``, or databases of ``server`` where there is one."""

    def __init__(self, folder, server=None):
        self._folder, self._server, self._made = folder, server, []

    def blank(self):
        """Return the address of a database without a single table."""
        return self._server.url(self._name()) if self._server else f"sqlite:///{self._file()}"

    def of(self, address):
        """Return the address of a copy of a database that nobody has open."""
        template = sa.make_url(address).database
        if self._server:
            return self._server.url(self._name(template=template))
        return f"sqlite:///{shutil.copy(template, self._file())}"

    def drop(self):
        """Delete the databases of the server; files go with their folder."""
        for name in self._made if self._server else ():
            self._server.drop(name)

    def _file(self):
        self._made.append(self._folder / str(len(self._made)) / "sakshi.db")
        self._made[-1].parent.mkdir()
        return self._made[-1]

    def _name(self, **more):
        self._made.append(self._server.create(**more))
        return self._made[-1]


class Climber:
    """An empty database of our own that goes up from revision to revision; tests copy it on its way."""

    def __init__(self, copies):
        self._copies, self._address, self._revision = copies, None, None

    def at(self, revision):
        """Return its address at a revision, None for a blank one: to copy, not to change."""
        if self._address is None or (self._revision or "") > (revision or ""):
            self._address = self._copies.blank()
        if revision:
            database = Database(self._address)
            upgrade(database, to=revision)
            database.dispose()
        self._revision = revision
        return self._address
