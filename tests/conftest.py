"""What every test may ask for: the shared sales files, databases of both kinds, a quiet screen."""

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.text.font.db=false")

import pytest

from tests.postgres import Server, binaries

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("SAKSHI_SHARED_DATA") or CHECKOUT.parent / "shared" / "data")


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
        pytest.skip("no PostgreSQL: neither the wheel of the dev group nor the system's binaries are installed")
    folder = Path(tempfile.mkdtemp(prefix="sakshi-pg-"))
    server = Server(folder)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_open():
    yield
    gc.collect()
