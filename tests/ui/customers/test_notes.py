from PySide6.QtCore import Qt
from sqlalchemy import select

from sakshi_desktop.store.models import Note
from tests.ui.customers.page import add_asha, open_customer, open_order, opened, press, rest, rows, say


def test_a_note_saves_itself_while_it_is_written(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    qtbot.keyClick(one_page.window().focusWidget(), Qt.Key.Key_N)
    qtbot.keyClicks(person.note_list.editor, "Prefers the window")
    qtbot.waitUntil(lambda: person.note_list.state.text() == "Saved", timeout=10_000)
    assert [note.body for note in rows(one_page, Note)] == ["Prefers the window"]
    qtbot.keyClicks(person.note_list.editor, " table")
    person.go_back()
    rest(qtbot, one_page)
    assert [note.body for note in rows(one_page, Note)] == ["Prefers the window table"]
    assert person.note_list.editor.toPlainText() == ""
    open_customer(qtbot, one_page)
    press(qtbot, one_page, "Remove the note Prefers the window table")
    assert rows(one_page, Note) == []
    say(one_page)._press()
    rest(qtbot, one_page)
    assert [note.body for note in rows(one_page, Note)] == ["Prefers the window table"]


def test_a_note_that_is_being_written_survives_the_window(qtbot, one_program):
    ids = add_asha(one_program.database)
    window = opened(qtbot, one_program)
    window.inside.desk.open("customer", ids[0])
    page = window.inside.page
    rest(qtbot, page)
    page.person.note_list.editor.setPlainText("Half a thought")
    window.close()
    window.stop()
    window.deleteLater()
    with one_program.database.read() as session:
        assert session.scalars(select(Note.body)).all() == ["Half a thought"]


def test_a_note_about_an_order_stays_with_the_order(qtbot, one_page):
    person = open_order(qtbot, one_page)
    qtbot.keyClick(one_page.window().focusWidget(), Qt.Key.Key_N)
    qtbot.keyClicks(person.order_panel.notes.editor, "Ring twice")
    qtbot.mouseClick(person.order_panel.notes.done, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert [(note.order_id, note.body) for note in rows(one_page, Note)] == [(one_page.ids[1], "Ring twice")]
    press(qtbot, one_page, "Remove the note Ring twice")
    assert rows(one_page, Note) == []
    say(one_page)._press()
    rest(qtbot, one_page)
    assert [note.order_id for note in rows(one_page, Note)] == [one_page.ids[1]]


def test_letters_typed_into_a_field_are_no_commands(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    person.note_list.editor.setFocus()
    qtbot.keyClicks(person.note_list.editor, "eacrst")
    assert person.deeds.dialog is None
    assert person.note_list.editor.toPlainText() == "eacrst"
    person.notes.finish()
    rest(qtbot, one_page)
