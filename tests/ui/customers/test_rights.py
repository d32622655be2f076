from PySide6.QtCore import Qt

from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import Role
from tests.ui.customers.page import add_asha, heard, opened, rest
from tests.ui.windows import let_go


def test_an_auditor_sees_all_and_changes_nothing(qtbot, one_program):
    one_program.actor = Actor(None, "Meera", Role.AUDITOR, RIGHTS[Role.AUDITOR])
    ids = add_asha(one_program.database)
    window = opened(qtbot, one_program)
    window.inside.desk.open("order", ids[1])
    settled = window.inside.page
    rest(qtbot, settled)
    person = settled.person
    parts = (person.edit, person.suspend, person.contact.reveal, person.address_list.add)
    assert not any(part.isEnabled() for part in parts)
    assert person.note_list.editor.isReadOnly()
    panel = person.order_panel
    assert not any(part.isVisible() for part in (*panel.steps, panel.cancel, panel.refund, panel.rate))
    assert panel.why.text() == "It cannot be cancelled: Meera may not cancel orders."
    asked = (Qt.Key.Key_E, Qt.Key.Key_A, Qt.Key.Key_S, Qt.Key.Key_C, Qt.Key.Key_G, Qt.Key.Key_T)
    for key in asked:
        person.order_panel.back.setFocus()
        qtbot.keyClick(window.focusWidget(), key)
        assert person.deeds.dialog is None
    person.deeds.new()
    assert person.deeds.dialog is None
    assert heard(settled) == ["Meera may not change what is known about customers. Ask a manager or the owner."]
    person.profile.reveal()
    rest(qtbot, settled)
    assert "Meera may not see phones and e-mail addresses." in heard(settled)[-1]
    let_go(window)
