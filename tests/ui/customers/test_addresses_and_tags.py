from PySide6.QtCore import Qt

from tests.ui.customers.page import open_customer, press, rest, say


def test_addresses_are_added_chosen_changed_removed_and_put_back(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    qtbot.keyClick(one_page.window().focusWidget(), Qt.Key.Key_A)
    dialog = person.deeds.dialog
    dialog.enter()
    rest(qtbot, one_page)
    assert dialog.sentence("line1") == "The first line is empty."
    dialog.line1.setText("Floor 2")
    dialog.city.setText("Kochi")
    qtbot.keyClicks(dialog.pin, "695001")
    assert dialog.state.currentText() == "Kerala"
    dialog.kind.setCurrentIndex(1)
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    assert [row.text.city for row in person.address_list.rows] == ["Bengaluru", "Kochi"]
    press(qtbot, one_page, "Make default: work address Floor 2")
    assert [(row.text.city, row.is_default) for row in person.address_list.rows] == [
        ("Kochi", True),
        ("Bengaluru", False),
    ]
    press(qtbot, one_page, "Edit work address Floor 2")
    person.deeds.dialog.line1.setText("Floor 3")
    qtbot.mouseClick(person.deeds.dialog.good, Qt.MouseButton.LeftButton)
    rest(qtbot, one_page)
    press(qtbot, one_page, "Remove work address Floor 3")
    assert [row.text.city for row in person.address_list.rows] == ["Bengaluru"]
    assert say(one_page).text == "The address is removed."
    say(one_page)._press()
    rest(qtbot, one_page)
    assert [row.text.line1 for row in person.address_list.rows] == ["Floor 3", "12, 3rd Main"]


def test_a_tag_is_removed_by_a_click_and_put_back_by_another(qtbot, one_page):
    person = open_customer(qtbot, one_page)
    press(qtbot, one_page, "Remove the tag office")
    assert person.profile.person.profile.tags == frozenset()
    assert say(one_page).text == "The tag “office” is removed."
    say(one_page)._press()
    rest(qtbot, one_page)
    assert person.profile.person.profile.tags == {"office"}
