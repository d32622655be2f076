"""Buttons in a row of which one is pressed: the sections of a page, or ways of looking at it."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Segments(QWidget):
    """A row of buttons; the pressed one is remembered from one day to the next.

    Signals:
        picked: a person pressed one, its key.
    """

    picked = Signal(str)

    def __init__(self, kept: QSettings, name: str, titles: Iterable[tuple[str, str]], parent: QWidget) -> None:
        """Offer keys with their ``titles``; ``name`` is what is remembered."""
        super().__init__(parent)
        self.setObjectName("clear")
        self._kept, self._name = kept, name
        self.buttons = {key: QPushButton(title, self) for key, title in titles}
        group, row = QButtonGroup(self), QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        styles = ["left", *["middle"] * (len(self.buttons) - 2), "right"]
        for (key, button), style in zip(self.buttons.items(), styles, strict=True):
            button.setObjectName(style)
            button.setCheckable(True)
            button.clicked.connect(partial(self._pick, key))
            group.addButton(button)
            row.addWidget(button)
        last = str(kept.value(name, ""))
        self.buttons[last if last in self.buttons else next(iter(self.buttons))].setChecked(True)

    @property
    def pressed(self) -> str:
        """Return the key of the pressed one."""
        return next(key for key, button in self.buttons.items() if button.isChecked())

    def press(self, key: str) -> None:
        """Press one of them, as a person does."""
        self.buttons[key].setChecked(True)
        self._kept.setValue(self._name, key)

    def _pick(self, key: str, _checked: bool = True) -> None:  # noqa: FBT001, FBT002  # a slot of clicked(bool)
        self.press(key)
        self.picked.emit(key)
