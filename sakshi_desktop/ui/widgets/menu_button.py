"""Buttons that open a choice."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.buttons import IconButton


def menu_button(look: Look, text: str, name: str, style: str = "") -> IconButton:
    """Return a button with its words and an arrow down after them; ``name`` is for screen readers."""
    made = IconButton(look, text, "chevron-down", tint="muted", style=style)
    _turn(made, name)
    return made


class MoreButton(IconButton):
    """A button with what can be done more rarely.

    Signals:
        asked: a deed was chosen, its key.
    """

    asked = Signal(str)

    def __init__(self, look: Look, deeds: Iterable[tuple[str, str]], parent: QWidget) -> None:
        """Offer ``deeds``, keys with their words."""
        super().__init__(look, "More", "chevron-down", tint="muted", parent=parent)
        _turn(self, "More")
        self.offers = {key: QAction(words, self) for key, words in deeds}
        for key, action in self.offers.items():
            action.triggered.connect(partial(self._choose, key))
        self.clicked.connect(self._drop)

    def _choose(self, key: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002  # a slot of triggered(bool)
        self.asked.emit(key)

    @Slot()
    def _drop(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setLayoutDirection(QGuiApplication.layoutDirection())  # not the button's own, which is turned
        menu.addActions(list(self.offers.values()))
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))


def _turn(button: IconButton, name: str) -> None:
    button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow comes after the words
    button.setAccessibleName(name)
