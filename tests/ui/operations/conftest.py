import pytest

from tests.ui import windows
from tests.ui.windows import quiet


@pytest.fixture
def window(qtbot, program):
    """The window on a database of each kind in turn."""
    with windows.opened_on(qtbot, program) as window:
        yield window


@pytest.fixture
def page(qtbot, window):
    window.visit("operations")
    quiet(qtbot, window)
    return window.inside.page
