"""What is imported is what was looked at: a file that was written, or went, since its totals were shown is refused."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.imports.page import bring, choose, figures, quiet, till


def _grown(file):
    with file.open("a", encoding="utf-8") as more:
        more.write("900,20/11/2026,12:00,Fort,Masala chai,2,40.00,84.00\n")
    return "“till.csv” has changed since it was read. Choose the file again."


def _gone(file):
    file.unlink()
    return "“till.csv” cannot be opened. Check that it exists and that you may read it."


@pytest.mark.parametrize("happens", [_grown, _gone])
def test_a_file_that_is_another_since_its_totals_were_shown_is_refused(qtbot, window, page, tmp_path, happens):
    file = till(tmp_path, count=60)
    choose(qtbot, window, file)
    assert figures(page)["orders"] == "60"
    said = happens(file)
    qtbot.keyClick(page.take, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert page.totals.remarks.text() == said
    assert page.past.table.model.rows == []
    bring(qtbot, window, till(tmp_path, count=40))
    assert [row.orders for row in page.past.table.model.rows] == [40]
