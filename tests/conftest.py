"""What every test may ask for: the shared sales files, databases of both kinds, a quiet screen."""

import gc
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")

import pytest
from hypothesis import settings

from tests.databases import copied
from tests.postgres import Server, binaries
from tests.statements import share_compiled
from tests.warm import Warm

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell starts what runs in the background so
    signal.signal(signal.SIGINT, signal.default_int_handler)  # and programs that tests interrupt would be born deaf

settings.register_profile("patient", deadline=None)  # no test asserts seconds
settings.load_profile("patient")
share_compiled()

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SAKSHI_SHARED_DATA") or CHECKOUT.parent / "shared" / "data")
MEMORY = Path("/dev/shm")  # noqa: S108 (tempfile makes the names in it)
ROOM = 4 << 30
"""Bytes that must be free in memory; a whole run holds less than a quarter of it at any time."""


def _is_fit(folder):
    """Return whether files of the tests may lie there: it has room, and programs in it may be run."""
    if not folder.is_dir():
        return False
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize > ROOM and not told.f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and _is_fit(MEMORY):  # a database that lives for one test need not reach a disk
    tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)


def pytest_addoption(parser):
    parser.addoption("--renew-pictures", action="store_true", help="keep the pictures of all pages as they are now")


def pytest_collection_modifyitems(items):
    """Let each worker begin with its share of what takes long, so that none is left alone with it at the end.

    Workers are given equal stretches of the list, and steal from the ends of each other's.
    """
    slow = [item for item in items if item.get_closest_marker("slow")]
    quick = [item for item in items if not item.get_closest_marker("slow")]
    items.clear()
    for workers in range(int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")), 0, -1):
        share = len(slow) // workers
        rest = (len(slow) + len(quick)) // workers - share
        items += slow[:share] + quick[:rest]
        del slow[:share], quick[:rest]


@pytest.fixture(autouse=True)
def _own_home(tmp_path, monkeypatch):
    """No test reads or writes the settings and databases of the person who runs it."""
    monkeypatch.setenv("SAKSHI_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SAKSHI_DATABASE", raising=False)


@pytest.fixture(autouse=True)
def _windows_die_with_their_test():
    yield
    core = sys.modules.get("PySide6.QtCore")
    if core and core.QCoreApplication.instance():
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real sales files; its tests are skipped where it is not at hand."""
    if SHARED.is_dir():
        return SharedFolder(SHARED)
    pytest.skip(f"the shared sales files are not here ({SHARED}); SAKSHI_SHARED_DATA may name their folder")


class SharedFolder(type(Path())):
    """A folder whose missing file fails a test in CI and skips it elsewhere."""

    def __truediv__(self, name):
        file = Path(self) / name
        if not file.exists():
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{name} is missing from the shared files")
        return file


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server for this run."""
    if binaries() is None:
        pytest.skip("no PostgreSQL: neither the wheel of the dev group nor the system's programs are installed")
    folder = Path(tempfile.mkdtemp(prefix="sakshi-pg-"))
    server = Server(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def warm(tmp_path_factory):
    """Runs programs as forks of one that has loaded its libraries."""
    folder = tmp_path_factory.mktemp("warm")
    started = Warm(folder, {**os.environ, "SAKSHI_HOME": str(folder)})
    yield started
    started.end()


@pytest.fixture(scope="session")
def _migrated_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def _migrated_postgres(postgres):
    postgres.create("migrated")
    _migrate(postgres.url("migrated"))
    return postgres


def _migrate(address):
    from sakshi_desktop.store.database import Database
    from sakshi_desktop.store.upgrade import upgrade

    database = Database(address)
    upgrade(database)
    database.dispose()


@pytest.fixture
def sqlite_address(_migrated_file, tmp_path):
    """The address of a migrated SQLite file that this test alone has."""
    file = tmp_path / "sakshi.db"
    shutil.copy(_migrated_file, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_address(_migrated_postgres):
    """The address of a migrated PostgreSQL database that this test alone has."""
    name = _migrated_postgres.create(template="migrated")
    yield _migrated_postgres.url(name)
    _migrated_postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request):
    """The address of a migrated database, of each kind in turn."""
    return request.getfixturevalue("sqlite_address" if request.param == "sqlite" else "postgres_address")


@pytest.fixture
def database(address):
    """A migrated, empty database, of each kind in turn."""
    yield from _opened(address)


@pytest.fixture
def sqlite_database(sqlite_address):
    """A migrated, empty SQLite database."""
    yield from _opened(sqlite_address)


@pytest.fixture
def postgres_database(postgres_address):
    """A migrated, empty PostgreSQL database."""
    yield from _opened(postgres_address)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_address(request, tmp_path_factory):
    """The address of a migrated database, of each kind in turn, for all tests of a file."""
    place = tmp_path_factory.mktemp("shared") / "sakshi.db"
    yield from copied(request, place, file="_migrated_file", server="_migrated_postgres", template="migrated")


@pytest.fixture(scope="module")
def shared_database(shared_address):
    """A migrated database, of each kind in turn, for all tests of a file: one fixture fills it, they look at it."""
    yield from _opened(shared_address)


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_address(request, tmp_path):
    """The address of a database without a single table, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    server = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


def _opened(address):
    from sakshi_desktop.store.database import Database

    opened = Database.open(address)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_open():
    """What was left open is told by a sweep at the end; what all tests load is not looked through by those before."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()
    gc.collect()
