"""What an eye would miss in a part of the window: words that have less room than they need."""

from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPushButton, QStyle, QStyleOptionComboBox

from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.texts import Elided


def cut(widget):
    """Return the words that are cut off without a sign of it, each with the pixels that it lacks."""
    lacks = {}
    for kind, lack in ((QPushButton, _of_button), (QLabel, _of_label), (QLineEdit, _of_line), (QComboBox, _of_choice)):
        for part in widget.findChildren(kind):
            if part.isVisible() and (words := _words(part)) and lack(part) > 0:
                lacks[words] = lack(part)
    return lacks


def sideways(widget):
    """Return the tables that nobody arranged and that are seen only in part, each with the pixels that it lacks."""
    lacks = {}
    for table in widget.findChildren(RecordTable):
        lack = table.view.horizontalHeader().length() - table.view.viewport().width()
        if table.isVisible() and (lack > 0 or table.arrangement.by_hand):
            lacks[table.view.accessibleName()] = lack
    return lacks


def _words(part):
    return part.placeholderText() if isinstance(part, QLineEdit) else _shown(part)


def _shown(part):
    return part.currentText() if isinstance(part, QComboBox) else part.text()


def _of_button(button: QAbstractButton):
    return button.sizeHint().width() - button.width()


def _of_label(label):
    if isinstance(label, Elided):
        return 0
    if label.wordWrap():
        return label.heightForWidth(label.width()) - label.height()
    return label.sizeHint().width() - label.width()


def _of_line(line):
    left = line.textMargins().left() + line.textMargins().right()
    return line.fontMetrics().horizontalAdvance(line.placeholderText()) + left - line.contentsRect().width()


def _of_choice(choice):
    option = QStyleOptionComboBox()
    choice.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = choice.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, choice)
    return choice.fontMetrics().horizontalAdvance(choice.currentText()) - room.width()
