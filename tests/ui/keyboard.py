"""Somebody who has nothing but a keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

PATIENCE = 60_000
TABS = 150
"""More than any page has controls."""
PLAIN = Qt.KeyboardModifier.NoModifier


class Keyboard:
    """Ten fingers: every key goes to where the focus is, and controls are reached with Tab alone.

    The window manager's part is played here: the window that a person looks at, or what stands open over it, is active.
    """

    def __init__(self, qtbot, window):
        self._qtbot = qtbot
        self._window = window

    def press(self, *keys, modifier=PLAIN):
        """Press keys, one after the other, and wait until what each of them began has ended."""
        for key in keys:
            self._qtbot.keyClick(self._focus(), key, modifier)
            self.rest()

    def control(self, key):
        """Press a key while Ctrl is held down."""
        self.press(key, modifier=Qt.KeyboardModifier.ControlModifier)

    def type(self, text):
        """Type a text."""
        self._qtbot.keyClicks(self._focus(), text)
        self.rest()

    def reach(self, wanted):
        """Press Tab until a control has the focus."""
        for _ in range(TABS):
            focus = self._focus()
            if focus is wanted:
                return
            self._qtbot.keyClick(focus, Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never comes to {wanted.accessibleName() or wanted}")

    def push(self, button):
        """Go to a button and press it."""
        self.reach(button)
        self.press(Qt.Key.Key_Space)

    def pick(self, choice, value):
        """Go to a list, open it, go to a value and choose that."""
        self.reach(choice)
        self._qtbot.keyClick(self._focus(), Qt.Key.Key_Down)
        goal = choice.findData(value)
        while (row := choice.view().currentIndex().row()) != goal:
            self._qtbot.keyClick(self._focus(), Qt.Key.Key_Down if row < goal else Qt.Key.Key_Up)
        self._qtbot.keyClick(self._focus(), Qt.Key.Key_Return)
        self.rest()

    def answer(self, file):
        """Answer the dialog of the system that asks for a file: it is the system's, and has its own keys."""
        (dialog,) = (one for one in self._window.findChildren(QFileDialog) if one.isVisible())
        dialog.fileSelected.emit(str(file))
        dialog.close()
        self.rest()

    def rest(self):
        """Wait until everything that was asked has been answered."""
        self._qtbot.waitUntil(lambda: not self._window.inside.tasks.busy, timeout=PATIENCE)

    def _focus(self):
        """Return where the window listens: it must be somewhere, always."""
        top = QApplication.activeModalWidget() or self._window
        if not top.isActiveWindow():
            top.activateWindow()
            self._qtbot.waitUntil(top.isActiveWindow)
        self._qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        return QApplication.focusWidget()
