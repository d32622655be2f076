import pytest

from tests.ui.customers.page import add_asha, opened
from tests.ui.windows import let_go


@pytest.fixture
def asha(program):
    """A customer with a phone, an address, a tag, an allergy and an order that waits for the kitchen."""
    return add_asha(program.database)


@pytest.fixture
def page(qtbot, program, asha):
    """The customers page, on a database of each kind."""
    window = opened(qtbot, program)
    yield window.inside.page
    let_go(window)
