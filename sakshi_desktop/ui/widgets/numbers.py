"""Fields of numbers."""

from PySide6.QtWidgets import QAbstractSpinBox

BESIDE = 9
"""Pixels before the number: a style sheet has no say in the line inside of such a field."""


def make_room(field: QAbstractSpinBox) -> None:
    """Let the number of ``field`` stand as far from its edge as the words of other fields."""
    line = field.lineEdit()
    if line is not None:
        line.setTextMargins(BESIDE, 0, 0, 0)
