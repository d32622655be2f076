"""Closing the window while something would be lost by it."""

from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from shiboken6 import isValid

from sakshi_desktop.ui import dates
from sakshi_desktop.ui.closing import ANEW_QUESTION
from sakshi_desktop.ui.theme import DARK, LIGHT
from tests.ui.customers.page import open_customer, rest
from tests.ui.imports.page import till
from tests.ui.integrations import spoken
from tests.ui.windows import PATIENCE, held, quiet

SECONDS = 30


def asked(window):
    """Try to close the window; return the question."""
    assert not window.close()
    assert window.isVisible()
    return window.inside.closing.dialog


def words(dialog, asks="Close Sakshi Desktop all the same?"):
    """Return what would be lost; after it stands the question."""
    (said,) = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]
    lost, _, question = said.rpartition("\n")
    assert question == asks
    return lost


def test_a_window_in_which_nothing_waits_closes_at_once(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    person.deeds.edit()
    window = one_page.window()
    assert window.close()
    assert window.inside.closing.dialog is None


def test_what_was_typed_is_asked_for_once_and_stays(qtbot, one_page):
    person, window = open_customer(qtbot, one_page), one_page.window()
    person.deeds.edit()
    form = person.deeds.dialog
    form.name.setText("Asha Iyer")
    dialog = asked(window)
    assert words(dialog) == "What you typed into “Edit customer” is not saved."
    assert asked(window) is dialog
    assert (dialog.leave.text(), dialog.leave.isDefault(), dialog.good.text()) == ("Stay", True, "Close")
    assert dialog.focusWidget() is dialog.leave
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert window.inside.closing.dialog is None
    assert (window.isVisible(), form.isVisible(), form.name.text()) == (True, True, "Asha Iyer")
    asked(window).good.click()
    assert not window.isVisible()
    assert person.deeds.dialog is None


def test_a_form_of_the_operations_is_asked_for_too(qtbot, window):
    window.visit("operations")
    quiet(qtbot, window)
    items = window.inside.page.tables["items"]
    form = items.edit(items.table.model.row(0))
    form.inputs["price"].setText("77")
    dialog = asked(window)
    assert words(dialog) == "What you typed into “Edit item” is not saved."
    dialog.leave.click()
    form.reject()
    assert window.close()


def test_a_note_that_could_not_be_kept_is_asked_for(qtbot, one_page):
    person, window = open_customer(qtbot, one_page), one_page.window()
    person.note_list.editor.setPlainText("important " * 600)
    person.notes.finish()
    rest(qtbot, one_page)
    dialog = asked(window)
    assert words(dialog) == "A note about a customer or an order could not be saved."
    dialog.good.click()
    assert not window.isVisible()


def test_an_import_under_way_is_asked_for(qtbot, window):
    enough = Event()
    window.inside.tasks.long(
        "Importing till.csv", lambda _progress: enough.wait(), lambda _done: None, lambda _no: None
    )
    dialog = asked(window)
    assert words(dialog) == "“Importing till.csv” is still running; nothing of it is kept."
    dialog.leave.click()
    enough.set()
    qtbot.waitUntil(lambda: not window.line.jobs, timeout=PATIENCE)
    assert window.close()


def test_what_is_all_but_done_is_said_to_be_kept_and_the_words_follow(qtbot, window):
    go_on, enough = Event(), Event()

    def work(progress):
        go_on.wait(SECONDS)
        progress.keep()
        enough.wait(SECONDS)

    job = window.inside.tasks.long("Saving Indiranagar", work, lambda _done: None, lambda _no: None)
    dialog = asked(window)
    assert words(dialog) == "“Saving Indiranagar” is still running; nothing of it is kept."
    with qtbot.waitSignal(job.kept, timeout=PATIENCE):
        go_on.set()
    assert words(dialog) == "“Saving Indiranagar” is nearly done; all of it is kept, and the program ends after it."
    assert not window.line.stop.isEnabled()
    job.stop()
    assert not job.stopped
    enough.set()
    qtbot.waitUntil(lambda: not window.line.jobs, timeout=PATIENCE)
    assert words(dialog) == "Nothing is lost any more: what was still running has ended."
    dialog.good.click()
    assert not window.isVisible()


def test_who_agreed_to_lose_something_else_is_asked_anew(qtbot, window):
    go_on, seen, hold = Event(), Event(), Event()

    def work(progress):
        go_on.wait(SECONDS)
        progress.keep()
        seen.set()
        hold.wait(SECONDS)

    window.inside.tasks.long("Saving Indiranagar", work, lambda _done: None, lambda _no: None)
    dialog = asked(window)
    assert words(dialog) == "“Saving Indiranagar” is still running; nothing of it is kept."
    go_on.set()
    assert seen.wait(SECONDS)  # and this thread has not heard of it yet
    dialog.good.click()
    assert window.isVisible()
    assert words(window.inside.closing.dialog).startswith("“Saving Indiranagar” is nearly done; all of it is kept")
    hold.set()
    window.inside.closing.dialog.good.click()
    assert not window.isVisible()


def test_a_form_that_is_being_saved_is_said_to_be(qtbot, window, one_program):
    window.visit("operations")
    quiet(qtbot, window)
    items = window.inside.page.tables["items"]
    form = items.edit(items.table.model.row(0))
    form.inputs["price"].setText("77")
    with qtbot.waitSignal(form.finished, timeout=PATIENCE), held(one_program, "items"):
        form.good.click()
        dialog = asked(window)
        assert words(dialog) == "What you typed into “Edit item” is being saved; if it is refused, it is lost."
        dialog.leave.click()


def test_what_was_typed_is_asked_for_before_the_database_is_opened_anew(qtbot, one_page):
    person, window = open_customer(qtbot, one_page), one_page.window()
    person.deeds.edit()
    form = person.deeds.dialog
    form.name.setText("Asha Iyer")
    desk, closing, toast = window.inside.desk, window.inside.closing, window.inside.toast
    desk.reopen(desk.settings)
    assert words(closing.dialog, ANEW_QUESTION) == "What you typed into “Edit customer” is not saved."
    qtbot.keyClick(closing.dialog, Qt.Key.Key_Return)
    assert (closing.dialog, form.isVisible(), form.name.text()) == (None, True, "Asha Iyer")
    assert toast.text == "The database is opened anew at the next start."
    toast._button.click()
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        closing.dialog.good.click()
    assert window.inside.page is not one_page
    assert window.close()


def test_the_demo_is_not_opened_over_what_was_typed(qtbot, one_page):
    person, window = open_customer(qtbot, one_page), one_page.window()
    person.deeds.edit()
    person.deeds.dialog.name.setText("Asha Iyer")
    window.inside.welcome.demo_ready.emit()
    window.inside.closing.dialog.leave.click()
    window.inside.banner.pressed.emit()
    window.inside.closing.dialog.leave.click()
    assert (window.inside.page, person.deeds.dialog.name.text()) == (one_page, "Asha Iyer")


def test_another_style_of_dates_keeps_what_was_written_and_how_a_file_is_read(qtbot, one_page, tmp_path):
    person, window = open_customer(qtbot, one_page), one_page.window()
    person.note_list.editor.setPlainText("important " * 600)
    person.notes.finish()
    rest(qtbot, one_page)
    window.visit("imports")
    quiet(qtbot, window)
    imports = window.inside.page
    imports.take_file(till(tmp_path))
    quiet(qtbot, window)
    assert imports.unsaved() == ()
    imports.viewmodel.change(currency="USD")
    quiet(qtbot, window)
    window.visit("settings")
    quiet(qtbot, window)
    box = window.inside.page.dates
    try:
        for style in ("iso", "words"):
            box.setCurrentIndex(box.findData(style))
            box.activated.emit(box.currentIndex())
            quiet(qtbot, window)
            window.visit("customers")
            quiet(qtbot, window)
            assert window.inside.page is one_page
            assert ("2026-" in spoken(person)) == (style == "iso")
            window.visit("settings")
            quiet(qtbot, window)
    finally:
        dates.speak(dates.Style.WORDS)
    assert person.note_list.editor.toPlainText().startswith("important")
    assert imports.viewmodel.draft.currency == "USD"
    assert words(asked(window)).splitlines() == [
        "A note about a customer or an order could not be saved.",
        "How “till.csv” is to be read was decided, but it is not imported.",
    ]
    window.inside.closing.dialog.good.click()


def test_work_under_way_is_asked_for_before_the_database_is_opened_anew_and_stopped(qtbot, window):
    job = window.inside.tasks.long("Importing till.csv", _until_stopped, lambda _done: None, lambda _no: None)
    desk, closing = window.inside.desk, window.inside.closing
    desk.reopen(desk.settings)
    assert words(closing.dialog, ANEW_QUESTION) == "“Importing till.csv” is still running; nothing of it is kept."
    assert not job.stopped
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        closing.dialog.good.click()
    qtbot.waitUntil(lambda: not window.line.jobs, timeout=PATIENCE)


def _until_stopped(progress):
    while not Event().wait(0.01):
        progress(0.5)


def test_ctrl_c_closes_whatever_was_typed(qtbot, one_page):
    person, window = open_customer(qtbot, one_page), one_page.window()
    person.deeds.edit()
    form = person.deeds.dialog
    form.name.setText("Asha Iyer")
    assert window.end()
    assert not isValid(form) or not form.isVisible()


def test_another_theme_moves_no_focus_to_the_button_that_loses_all(qtbot, one_page):
    person, window = open_customer(qtbot, one_page), one_page.window()
    person.deeds.edit()
    person.deeds.dialog.name.setText("Asha Iyer")
    dialog = asked(window)
    for worn in (DARK, LIGHT):
        window.look.wear(worn)
        assert dialog.focusWidget() is dialog.leave
        assert dialog.leave.isDefault()
    dialog.good.click()
