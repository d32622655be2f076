import pytest

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.ui import chain, windows
from tests.ui.windows import PATIENCE


@pytest.fixture
def first_page():
    return "settings"


@pytest.fixture
def page(qtbot, window):
    qtbot.waitUntil(lambda: bool(window.inside.page.place.text()), timeout=PATIENCE)
    return window.inside.page


@pytest.fixture
def newcomer(qtbot, sqlite_address, tmp_path):
    """A window on an empty database of a PC whose vault is in memory."""
    program = App(Settings(folder=tmp_path), clock=chain.clock)
    program.vault = MemoryStore()
    with windows.opened_on(qtbot, program) as window:
        yield window
    program.close()
