import pytest

from tests.ui.imports.page import left, opened, quiet


@pytest.fixture
def window(qtbot, address, tmp_path):
    """The whole window on an empty database, of each kind in turn."""
    window, program = opened(qtbot, address, tmp_path)
    yield window
    left(window, program)


@pytest.fixture
def page(window, qtbot):
    window.visit("imports")
    quiet(qtbot, window)
    return window.inside.page
