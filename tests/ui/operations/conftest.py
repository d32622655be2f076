import pytest

from tests.ui import windows
from tests.ui.windows import quiet


@pytest.fixture
def window(qtbot, program):
    """The window on a database of each kind in turn, at the operations."""
    with windows.opened_on(qtbot, program, "operations") as window:
        yield window


@pytest.fixture
def page(qtbot, window):
    quiet(qtbot, window)
    return window.inside.page
