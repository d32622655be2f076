"""What is typed while the database is lost, or cannot be taken, and what becomes of it."""

import pytest
from PySide6.QtCore import Qt

from sakshi_desktop.store.models import Customer, Note
from tests.ui.customers.page import add_asha, open_customer, opened, rest, rows
from tests.ui.windows import PATIENCE, let_go, quiet


@pytest.fixture
def lost(qtbot, frail):
    """A server that was lost while Asha was shown, and the page."""
    server, program = frail
    asha = add_asha(program.database)
    window = opened(qtbot, program)
    page = window.inside.page
    page.ids = asha
    open_customer(qtbot, page)
    yield server, page
    let_go(window)


def gone(qtbot, server, page):
    server.halt()
    qtbot.waitUntil(page.window().line.trouble.isVisible, timeout=PATIENCE)


def back(qtbot, server, page):
    server.go_on()
    qtbot.waitUntil(page.window().line.trouble.isHidden, timeout=PATIENCE)


def test_a_note_waits_for_the_database_and_is_kept_by_itself(qtbot, lost):
    server, page = lost
    panel = page.person.note_list
    gone(qtbot, server, page)
    qtbot.keyClicks(panel.editor, "Prefers the window")
    qtbot.waitUntil(lambda: panel.state.text() == "Not saved", timeout=PATIENCE)
    page.window().visit("overview")
    page.window().visit("customers")
    assert panel.editor.toPlainText() == "Prefers the window"
    qtbot.keyClicks(panel.editor, " table")
    qtbot.waitUntil(lambda: panel.state.text() == "Not saved", timeout=PATIENCE)
    assert panel.state.palette().windowText().color() == panel.window().look.theme.colour("bad")
    back(qtbot, server, page)
    qtbot.waitUntil(lambda: panel.state.text() == "Saved", timeout=PATIENCE)
    assert panel.editor.toPlainText() == "Prefers the window table"
    assert panel.state.palette().windowText().color() == panel.window().look.theme.colour("muted")
    assert [note.body for note in rows(page, Note)] == ["Prefers the window table"]


def test_a_form_says_that_the_database_is_lost_and_saves_when_it_is_there_again(qtbot, lost):
    server, page = lost
    page.person.deeds.edit()
    dialog = page.person.deeds.dialog
    dialog.name.setText("Asha Iyer")
    gone(qtbot, server, page)
    dialog.good.click()
    qtbot.waitUntil(dialog.trouble.isVisible, timeout=PATIENCE)
    assert "database" in dialog.trouble.text()
    assert (dialog.name.text(), dialog.good.text()) == ("Asha Iyer", "Save")
    back(qtbot, server, page)
    dialog.good.click()
    qtbot.waitUntil(lambda: page.person.deeds.dialog is None, timeout=PATIENCE)
    assert [one.name for one in rows(page, Customer, Customer.id == page.ids[0])] == ["Asha Iyer"]


def test_an_item_is_typed_while_the_database_is_lost_and_saved_when_it_is_there_again(qtbot, lost):
    server, page = lost
    window = page.window()
    window.visit("operations")
    quiet(qtbot, window)
    items = window.inside.page.tables["items"]
    form = items.edit(items.table.model.row(0))
    gone(qtbot, server, page)
    form.inputs["price"].setText("77")
    form.good.click()
    qtbot.waitUntil(form.trouble.isVisible, timeout=PATIENCE)
    assert "database" in form.trouble.text()
    assert (form.typed["price"], form.good.text()) == ("77", "&Save")
    back(qtbot, server, page)
    with qtbot.waitSignal(items.keeping.saved, timeout=PATIENCE) as saved:
        form.good.click()
    assert saved.args[0]["price"] == "77.00"


def test_a_note_that_cannot_be_kept_stays_with_its_customer(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    panel, long = person.note_list, "important " * 600
    panel.editor.setPlainText(long)
    qtbot.mouseClick(panel.done, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert (panel.state.text(), panel.editor.toPlainText()) == ("Not saved", long)
    program = one_page.window().inside.desk.program
    with program.database.begin() as session:
        other = Customer(name="Ravi", created_at=program.clock())
        session.add(other)
        session.flush()
        ravi = other.id
    one_page.show_one("customer", ravi)
    rest(qtbot, one_page)
    assert (panel.state.text(), panel.editor.toPlainText()) == ("", "")
    assert not panel.done.isVisible()
    open_customer(qtbot, one_page)
    assert (panel.state.text(), panel.editor.toPlainText()) == ("Not saved", long)
    panel.editor.setPlainText("important")
    qtbot.mouseClick(panel.done, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert (panel.state.text(), panel.editor.toPlainText()) == ("", "")
    assert [(note.customer_id, note.body) for note in rows(one_page, Note)] == [(one_page.ids[0], "important")]
