from PySide6.QtCore import Qt

from sakshi_desktop.core.vocabulary import CustomerStatus
from sakshi_desktop.store.models import Address, Customer
from tests.ui.customers.page import heard, on_top, open_customer, rest, rows
from tests.ui.windows import held


def test_a_form_that_is_being_saved_cannot_be_left_before_its_answer(qtbot, page, program, asha):
    page.ids = asha
    person = open_customer(qtbot, page)
    person.deeds.edit()
    dialog = person.deeds.dialog
    dialog.name.setText("Asha Iyer")
    with held(program, "customers"):
        dialog.good.click()
        assert (dialog.good.text(), dialog.good.isEnabled(), dialog.leave.isEnabled()) == ("Saving …", False, False)
        for _ in range(2):
            qtbot.keyClick(dialog.name, Qt.Key.Key_Escape)
        dialog.windowHandle().close()
        dialog.leave.click()
        assert person.deeds.dialog is dialog
        assert dialog.trouble.isHidden()
    rest(qtbot, page)
    assert person.deeds.dialog is None
    assert person.title.text() == "Asha Iyer"


def test_a_form_that_was_refused_can_be_left_again(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    person.deeds.edit()
    dialog = person.deeds.dialog
    dialog.phone.setText("12")
    dialog.good.click()
    rest(qtbot, one_page)
    assert (dialog.good.text(), dialog.good.isEnabled(), dialog.leave.isEnabled()) == ("Save", True, True)
    dialog.leave.click()
    assert person.deeds.dialog is None


def test_what_ends_while_a_form_is_open_neither_closes_it_nor_speaks_in_it(qtbot, page, program, asha):
    page.ids = asha
    with program.database.begin() as session:
        session.get(Customer, asha[0]).status = CustomerStatus.SUSPENDED
    person = open_customer(qtbot, page)
    for sentence in ("Active again.", "is active already"):
        with held(program, "customers"):
            person.profile.reactivate()
            person.deeds.add_address()
            dialog = person.deeds.dialog
            dialog.line1.setText("7, Church Street")
        rest(qtbot, page)
        assert person.deeds.dialog is dialog
        assert dialog.trouble.isHidden()
        assert any(sentence in said for said in heard(page))
        dialog.reject()
        on_top(qtbot, page.window())
    assert len(rows(page, Address)) == 1


def test_a_tag_is_called_removed_when_it_is(qtbot, page, program, asha):
    page.ids = asha
    person = open_customer(qtbot, page)
    with held(program, "customers"):
        person.profile.remove_tag("office")
        assert heard(page) == [""]
    rest(qtbot, page)
    assert heard(page) == ["The tag “office” is removed."]
    assert person.profile.person.profile.tags == frozenset()
