import pytest
from PySide6.QtCore import Qt

from sakshi_desktop.store.models import Customer
from tests.ui.customers.page import open_customer, rest, rows


def rename(program, key, name):
    with program.database.begin() as session:
        session.get(Customer, key).name = name


def test_another_person_s_change_is_named_and_what_was_typed_stays(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    qtbot.mouseClick(person.edit, Qt.MouseButton.LeftButton)
    dialog = person.deeds.dialog
    rename(one_page.window().inside.desk.program, one_page.ids[0], "Asha Iyer")
    dialog.name.setText("Asha R.")
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert dialog.isVisible()
    assert dialog.trouble.text().startswith("Another person has changed the name meanwhile, to “Asha Iyer”.")
    assert dialog.name.text() == "Asha R."
    dialog.reject()


def test_who_was_told_of_another_person_s_change_can_save_and_hears_of_the_next(qtbot, page, program, asha):
    page.ids = asha
    person = open_customer(qtbot, page)
    person.deeds.edit()
    dialog = person.deeds.dialog
    dialog.name.setText("Asha R.")
    for name in ("Asha Iyer", "Asha Nair"):
        rename(program, asha[0], name)
        dialog.good.click()
        rest(qtbot, page)
        assert dialog.trouble.text().startswith(f"Another person has changed the name meanwhile, to “{name}”.")
    with program.database.begin() as session:
        session.get(Customer, asha[0]).diet_note = "No onion"
    dialog.good.click()
    rest(qtbot, page)
    assert person.deeds.dialog is None
    (row,) = rows(page, Customer, Customer.id == asha[0])
    assert (row.name, row.diet_note) == ("Asha R.", "No onion")


@pytest.mark.parametrize(
    ("field", "now", "typed", "said"),
    [
        ("name", None, "Asha R.", "emptied the name meanwhile."),
        ("phone", "+919886000000", "9886098332", "changed the phone meanwhile, to “+91 •••••• 0000”."),
        ("diet_note", "No onion", "No garlic", "changed the note about food meanwhile, to “No onion”."),
        ("name", "En", "Asha R.", "changed the name meanwhile, to “En”."),
        ("diet_note", "hi", "No garlic", "changed the note about food meanwhile, to “hi”."),
        ("birth_month", 5, "18 Nov", "changed the birthday meanwhile, to “17 May”."),
    ],
)
def test_a_change_of_any_field_is_told_with_what_it_says_now(qtbot, one_page, field, now, typed, said):
    program = one_page.window().inside.desk.program
    with program.database.begin() as session:
        one = session.get(Customer, one_page.ids[0])
        one.birth_day, one.birth_month = 17, 11
    person = open_customer(qtbot, one_page)
    person.deeds.edit()
    dialog = person.deeds.dialog
    getattr(dialog, "birthday" if field == "birth_month" else field).setText(typed)
    with program.database.begin() as session:
        setattr(session.get(Customer, one_page.ids[0]), field, now)
    dialog.good.click()
    rest(qtbot, one_page)
    assert said in dialog.trouble.text()
    dialog.good.click()
    rest(qtbot, one_page)
    assert person.deeds.dialog is None
