"""Changing the clothes of a window that is in use: what is seen at once, what is hidden when it is seen again.

A style sheet costs Qt a third of a millisecond for every widget that wears it, seen or not. So the sheet of the whole
program stays the first one that was worn, and another theme is put over it on each part of the window: the frame and
the page that is shown now, all other pages as they are visited.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QChildEvent, QEvent, QObject
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

if TYPE_CHECKING:  # this serves Look, which stands there
    from sakshi_desktop.ui.theme import Theme


@contextmanager
def focus_kept() -> Iterator[None]:
    """Let the focus of every window, and the button that Enter presses, stay while clothes are changed.

    Qt lays the buttons of a dialog out anew for another style, and the first of them takes the focus by it.
    """
    before: list[tuple[QWidget | None, list[QPushButton]]] = [
        (one.focusWidget(), [button for button in one.findChildren(QPushButton) if button.isDefault()])
        for one in QApplication.topLevelWidgets()
        if one.isVisible()
    ]
    yield
    for focus, defaults in before:
        if focus is not None and not focus.hasFocus():
            focus.setFocus()
        for button in defaults:
            button.setDefault(True)


WORN = "worn"
"""The property of a part that holds the name of the theme that it wears over the first one."""


class Dressing(QObject):
    """Dresses the parts of one window."""

    def __init__(self, containers: tuple[QWidget, ...], first: str) -> None:
        """Serve a window whose parts are the children of ``containers``, which has worn the theme ``first`` so far."""
        super().__init__(containers[0])
        self._containers = containers
        self._first = first
        self._name = first
        self._sheet = ""
        self._watches = False

    def wear(self, theme: "Theme", sheet: str) -> None:
        """Put on another theme."""
        self._name, self._sheet = theme.name, "" if theme.name == self._first else sheet
        for part in self._parts():
            self._dress(part)
        if not self._watches:
            self._watches = True
            for container in self._containers:
                container.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Dress what comes into the window, and what is seen again."""
        if event.type() == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QWidget) and watched in self._containers and child not in self._containers:
                self._dress(child)
        elif event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched not in self._containers:
            watched.removeEventFilter(self)
            self._dress(watched, now=True)
        return super().eventFilter(watched, event)

    def _parts(self) -> Iterator[QWidget]:
        for container in self._containers:
            for child in container.children():
                if isinstance(child, QWidget) and child not in self._containers:
                    yield child

    def _dress(self, part: QWidget, *, now: bool = False) -> None:
        if (part.property(WORN) or self._first) == self._name:
            return
        if now or part.isVisible():
            part.setProperty(WORN, self._name)
            part.setStyleSheet(self._sheet)
        else:
            part.removeEventFilter(self)  # it may wait already
            part.installEventFilter(self)
