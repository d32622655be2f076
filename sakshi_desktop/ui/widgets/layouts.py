"""Filling a layout and emptying it."""

from PySide6.QtWidgets import QLabel, QLayout, QWidget

LINE = 32
"""Pixels of height of a field of one line."""


def field_title(title: str, field: QWidget, parent: QWidget) -> QLabel:
    """Return what a field is called, to stand beside its first line; the letter that is underlined leads to it."""
    label = QLabel(title, parent)
    label.setBuddy(field)
    label.setMinimumHeight(LINE)
    return label


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
