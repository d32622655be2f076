"""An empty database, and migrations that go further than ours."""

import shutil

import pytest

from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import MIGRATIONS
from tests.store.revising import HEADER, NEXT


@pytest.fixture
def blank(blank_address):
    database = Database.open(blank_address)
    yield database
    database.dispose()


@pytest.fixture
def later(tmp_path):
    """Return a folder of migrations that go one revision further."""

    def write(body):
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / f"{NEXT}_later.py").write_text(HEADER + body)
        return folder

    return write
