from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from sakshi_desktop.ui.widgets.menu_button import MoreButton


def test_what_falls_from_a_button_reads_as_the_program_does_and_tells_what_was_chosen(qtbot, look):
    room = QWidget()
    qtbot.addWidget(room)
    button, asked = MoreButton(look, [("test", "Test it now"), ("live", "Go live")], room), []
    button.asked.connect(asked.append)
    room.show()
    button.click()
    menu = QApplication.activePopupWidget()
    assert menu.layoutDirection() == QGuiApplication.layoutDirection()
    assert [action.text() for action in menu.actions()] == ["Test it now", "Go live"]
    menu.actions()[1].trigger()
    menu.close()
    assert asked == ["live"]
