import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea

from sakshi_desktop.core.errors import ConflictError
from sakshi_desktop.core.vocabulary import Allergen, CustomerStatus
from sakshi_desktop.portal import customers
from sakshi_desktop.store.models import AuditEntry, Customer
from tests.ui import chain
from tests.ui.customers.page import PHONE, open_customer, rest, rows


def test_a_new_customer_has_sentences_beside_fields_and_hears_of_a_twin(qtbot, one_page):
    page = one_page
    qtbot.keySequence(page.search.line, QKeySequence("Ctrl+N"))
    dialog = page.person.deeds.dialog
    dialog.phone.setText("123")
    dialog.birthday.setText("31 Feb")
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, page)
    assert "is no phone number" in dialog.sentence("phone")
    assert "no such day" in dialog.sentence("birthday")
    assert dialog.isVisible()
    dialog.name.setText("A. Rao")
    dialog.phone.setText("9886098331")
    dialog.birthday.setText("17/11/1997")
    qtbot.mouseClick(dialog.allergies[Allergen.PEANUT], Qt.MouseButton.LeftButton)
    dialog.tags.setText("office, catering")
    dialog.place.setCurrentIndex(1)
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, page)
    made = rows(page, Customer)[-1]
    assert (made.name, made.phone, made.birth_year) == ("A. Rao", PHONE, 1997)
    assert page.person.title.text() == "A. Rao"
    assert page.person.twins.words.text() == f"Asha Rao (CUS-{page.ids[0]}) has the same phone."
    assert page.person.allergy.words.text() == "Allergies: Peanut."
    qtbot.mouseClick(page.person.twins.button, Qt.MouseButton.LeftButton)
    rest(qtbot, page)
    assert page.person.title.text() == "Asha Rao"


def test_no_name_turns_the_texts_around_it(qtbot, page):
    page.person.deeds.new()
    dialog = page.person.deeds.dialog
    dialog.name.setText("\u202eMeera \u2067Iyer क्\u200dष")
    dialog.tags.setText("\u202eoffice")
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, page)
    assert rows(page, Customer)[-1].name == page.person.title.text() == "Meera Iyer क्\u200dष"
    assert page.person.profile.person.profile.tags == {"office"}


def test_all_that_cannot_be_taken_is_told_at_once(qtbot, one_page):
    one_page.person.deeds.new()
    dialog = one_page.person.deeds.dialog
    dialog.phone.setText("12")
    dialog.email.setText("x")
    dialog.birthday.setText("99")
    dialog.tags.setText("x" * 50)
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    told = {name: dialog.sentence(name).partition(".")[0] for name in ("phone", "email", "birthday", "tags")}
    assert told == {
        "phone": "“12” is no phone number",
        "email": "“x” is no e-mail address",
        "birthday": "“99” is no birthday",
        "tags": "A tag is longer than 40 letters",
    }
    assert not dialog.trouble.isVisible()
    dialog.done(0)


@pytest.mark.parametrize("signs", ["x", "W", "9 "])
def test_no_text_pushes_the_form_out_of_its_window(qtbot, one_page, signs):
    one_page.person.deeds.new()
    dialog = one_page.person.deeds.dialog
    qtbot.waitExposed(dialog)
    across = dialog.width()
    for part in (dialog.name, dialog.phone, dialog.email, dialog.birthday, dialog.diet_note, dialog.tags):
        part.setText(signs * 10_000)
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert "is no phone number. Write ten digits" in dialog.sentence("phone")
    assert "is no e-mail address. It looks like" in dialog.sentence("email")
    assert dialog.width() == across
    for part in (dialog.phone, dialog.email, dialog.birthday, dialog.good):
        assert part.mapTo(dialog, part.rect().topRight()).x() < across
    dialog.done(0)


def test_a_sentence_at_the_foot_has_its_room(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    person.deeds.edit()
    dialog = person.deeds.dialog
    qtbot.waitExposed(dialog)
    dialog.refuse(ConflictError("Another person has changed this. " * 4, hint="Look at it again. " * 4))
    last = dialog.language
    assert dialog.trouble.height() >= dialog.trouble.heightForWidth(dialog.trouble.width())
    area = dialog.findChild(QScrollArea)
    if not area.verticalScrollBar().maximum():
        assert last.mapTo(dialog, last.rect().bottomLeft()).y() <= area.geometry().bottom()
    assert area.geometry().bottom() + 8 <= dialog.trouble.y()
    assert dialog.trouble.geometry().bottom() + 8 <= dialog.good.mapTo(dialog, dialog.good.rect().topLeft()).y()
    assert dialog.height() <= dialog.parentWidget().window().height()
    dialog.done(0)


def test_a_look_at_the_phone_is_written_down_and_ends_with_the_page(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    facts = one_page.person.contact.facts
    qtbot.mouseClick(person.contact.reveal, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    shown = [label.text() for label in facts.findChildren(QLabel)]
    assert "+91 98860 98331" in shown
    assert "asha@example.com" in shown
    assert len(rows(one_page, AuditEntry, AuditEntry.action == "customer.reveal")) == 1
    one_page.window().visit("overview")
    one_page.window().visit("customers")
    assert person.profile.contact is None
    rest(qtbot, one_page)


def test_the_form_shows_the_phone_to_who_asks_and_keeps_what_was_typed(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    qtbot.mouseClick(person.edit, Qt.MouseButton.LeftButton)
    dialog = person.deeds.dialog
    dialog.email.setText("asha.rao@example.com")
    qtbot.mouseClick(dialog.show_contact, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert (dialog.phone.text(), dialog.email.text()) == ("+91 98860 98331", "asha.rao@example.com")
    dialog.phone.clear()
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    (row,) = rows(one_page, Customer, Customer.id == one_page.ids[0])
    assert (row.phone, row.email) == (None, "asha.rao@example.com")


def test_a_changed_form_asks_before_esc_or_the_cross_drops_what_was_typed(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    person.deeds.edit()
    dialog = person.deeds.dialog
    person.profile.reveal()
    rest(qtbot, one_page)
    assert dialog.phone.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert person.deeds.dialog is None  # what the program filled in is no change
    person.deeds.edit()
    dialog = person.deeds.dialog
    dialog.name.setText("Asha Iyer")
    qtbot.keyClick(dialog.name, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.trouble.text() == "What you changed is not saved. Press Esc again to drop it."
    dialog.name.setText("Asha Rao Iyer")
    dialog.windowHandle().close()
    assert dialog.isVisible()
    qtbot.keyClick(dialog.name, Qt.Key.Key_Escape)
    assert person.deeds.dialog is None
    assert [row.name for row in rows(one_page, Customer, Customer.id == one_page.ids[0])] == ["Asha Rao"]


def test_a_birthday_is_shown_as_it_was_understood(qtbot, one_page):
    one_page.person.deeds.new()
    dialog = one_page.person.deeds.dialog
    said = []
    for typed in ("4/5/1997", "may 4th", "4 May", "31/2", "someday", ""):
        dialog.birthday.setText(typed)
        said.append(dialog.born.text())
    assert said == ["4 May 1997", "4 May", "", "", "", ""]
    dialog.reject()


def test_suspending_asks_why_and_one_click_undoes_it(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    qtbot.mouseClick(person.suspend, Qt.MouseButton.LeftButton)
    dialog = person.deeds.dialog
    dialog.enter()
    assert dialog.sentence("reason") == "Say why, in a few words."
    dialog.reason.setCurrentIndex(0)
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert person.suspended.words.text() == "This customer is suspended."
    assert rows(one_page, Customer, Customer.id == one_page.ids[0])[0].status is CustomerStatus.SUSPENDED
    qtbot.mouseClick(person.suspended.button, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert not person.suspended.isVisible()
    told = [label.text() for label in person.changes.findChildren(QLabel)]
    assert any(text.startswith("Status: active → suspended") for text in told)


def test_asked_again_the_page_shows_what_changed_and_keeps_what_is_written(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    person.note_list.editor.setPlainText("Half a no")
    program = one_page.window().inside.desk.program
    with program.database.begin() as session:
        seen = customers.get(session, one_page.ids[0])
        customers.suspend(session, seen.id, by=program.actor, reason="Test", clock=chain.clock)
    one_page.refresh()
    rest(qtbot, one_page)
    assert person.suspended.isVisible()
    assert person.note_list.editor.toPlainText() == "Half a no"
    person.notes.finish()
    rest(qtbot, one_page)


def test_what_others_write_takes_the_focus_from_nobody(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    button = next(
        one for one in person.address_list.findChildren(QPushButton) if one.accessibleName().startswith("Edit")
    )
    button.setFocus()
    one_page.refresh()
    rest(qtbot, one_page)
    assert one_page.window().focusWidget() is button


def test_a_narrow_window_shows_the_record_or_the_orders(qtbot, one_page):
    one_page.window().resize(900, 600)
    person = open_customer(qtbot, one_page)
    qtbot.waitUntil(person.side.isVisible)
    assert (person.record.isVisible(), person.right.isVisible()) == (False, True)
    qtbot.mouseClick(person.side, Qt.MouseButton.LeftButton)
    assert (person.record.isVisible(), person.right.isVisible()) == (True, False)
