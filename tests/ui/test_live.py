import os
from contextlib import ExitStack, closing

import pytest

from sakshi_desktop.app import App
from tests.ui import chain, windows
from tests.ui.heartbeat import comes_to_say

PATIENCE = 20_000


@pytest.fixture
def open_window(qtbot, program):
    """Opens windows, as many as are asked for, and closes them all before the program's database is."""

    def open_one(program):
        window = stack.enter_context(windows.opened_on(qtbot, program))
        _settled(qtbot, window)
        return window

    with ExitStack() as stack:
        yield open_one


@pytest.fixture
def second(program, other_process):
    """Makes another process do something to the same database, and waits until it is committed."""
    yield lambda deed: other_process(deed, program.settings.database)
    other_process("leave", program.settings.database)


def _revenue(window):
    return window.inside.pages["overview"].cards["revenue_paise"].says.value


def _rupees(window):
    return int("".join(letter for letter in _revenue(window) if letter.isdigit()))


def _orders(page):
    return sum(row.figures["orders"] for row in page.table.model.rows)


def _settled(qtbot, window):
    """Wait until the window has no more work."""
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)


def _sold(qtbot, window, before):
    """Wait until the revenue is another than ``before``, in time, and settled; return how much more it is."""
    assert comes_to_say(qtbot, lambda: _rupees(window), lambda now: now != before)
    _settled(qtbot, window)
    return _rupees(window) - before


def test_a_sale_of_another_process_comes_onto_the_open_page(qtbot, open_window, program, second):
    window = open_window(program)
    before = _rupees(window)
    second("sell")
    assert _sold(qtbot, window, before) == 1_000


def test_a_location_that_another_process_opened_can_be_chosen(qtbot, open_window, program, second):
    window = open_window(program)
    asking = window.inside.desk.asking
    assert len(asking.places) == 3
    second("found")
    assert comes_to_say(qtbot, lambda: len(asking.places), 4)
    assert [place.name for place in asking.places if place.name == "Fourth"] == ["Fourth"]


def test_a_page_that_is_not_seen_follows_when_it_is(qtbot, open_window, program, second):
    window = open_window(program)
    before = _rupees(window)
    window.visit("locations")
    _settled(qtbot, window)
    heard = []
    window.inside.live.changed.connect(heard.append)
    second("sell")
    assert comes_to_say(qtbot, lambda: heard, bool)
    assert _rupees(window) == before
    window.visit("overview")
    assert _sold(qtbot, window, before) == 1_000


def test_pages_of_figures_stay_as_they_are_while_no_figure_changes(qtbot, open_window, program, second):
    window = open_window(program)
    asked = []
    window.inside.page.viewmodel.busy_changed.connect(asked.append)
    heard = []
    window.inside.live.changed.connect(heard.append)
    second("talk")
    assert comes_to_say(qtbot, lambda: heard, bool)
    assert heard == [False]
    assert asked == []


def test_what_is_scrolled_to_and_chosen_stays_when_figures_change(qtbot, open_window, program, second):
    window = open_window(program)
    window.resize(900, 600)
    window.visit("locations")
    page = window.inside.page
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 3, timeout=PATIENCE)
    page.table.view.selectRow(1)
    name = page.table.model.row(1).name
    before = _orders(page)
    second("sell")
    assert comes_to_say(qtbot, lambda: _orders(page), before + 1)
    chosen = page.table.view.selectionModel().selectedRows()
    assert [page.table.model.row(index.row()).name for index in chosen] == [name]


def test_two_windows_on_one_database_show_the_same(qtbot, open_window, program, second):
    first = open_window(program)
    with closing(App(program.settings, chain.clock)) as neighbour:
        other = open_window(neighbour)
        before = _rupees(first)
        second("sell")
        for window in (first, other):
            assert _sold(qtbot, window, before) == 1_000
        other.stop()


def test_a_server_that_comes_back_is_followed_again_by_itself(qtbot, frail, other_process):
    server, program = frail
    window = windows.opened(qtbot, program)
    _settled(qtbot, window)
    before = _rupees(window)
    server.halt()
    qtbot.waitUntil(window.line.trouble.isVisible, timeout=PATIENCE)
    assert "asked again" in window.line.trouble.text()
    server.go_on()
    qtbot.waitUntil(window.line.trouble.isHidden, timeout=PATIENCE)
    other_process("sell", program.settings.database)
    assert _sold(qtbot, window, before) == 1_000
    windows.let_go(window)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets no open file go")
def test_a_file_that_was_moved_away_is_told_and_no_save_into_it_is_taken_for_one(qtbot, one_program):
    window = windows.opened(qtbot, one_program)
    _settled(qtbot, window)
    window.visit("operations")
    _settled(qtbot, window)
    items = window.inside.page.tables["items"]
    form = items.edit(items.table.model.row(0))
    file = one_program.database.file
    file.rename(file.with_name("away.db"))
    qtbot.waitUntil(window.line.trouble.isVisible, timeout=PATIENCE)
    assert "was deleted, moved or replaced while it was open" in window.line.trouble.text()
    form.inputs["price"].setText("77")
    with qtbot.waitSignal(items.keeping.refused):
        form.enter()
    assert "Put it back where it was" in form.trouble.text()
    assert not file.exists()
    file.with_name("away.db").rename(file)
    qtbot.waitUntil(window.line.trouble.isHidden, timeout=PATIENCE)
    with qtbot.waitSignal(items.keeping.saved):
        form.enter()
    windows.let_go(window)
