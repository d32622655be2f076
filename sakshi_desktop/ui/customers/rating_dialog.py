"""Asking what a customer thinks of an order."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.vocabulary import IssueFlag
from sakshi_desktop.portal.types import Stars
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.widgets.form_dialog import FormDialog

MOST = 5
ACROSS = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """What a customer thinks: stars 1-5 or None, a text, and what went wrong."""

    stars: int | None
    comment: str
    flags: frozenset[IssueFlag]


class RatingDialog(FormDialog):
    """Asks for stars, a text and what went wrong."""

    def __init__(self, before: Stars | None, parent: QWidget | None = None) -> None:
        super().__init__("Rate the order", "Save", parent)
        self.stars = {number: QPushButton("☆", self) for number in range(1, MOST + 1)}
        self.flags = {flag: QPushButton(word, self) for flag, word in labels.FLAGS.items()}
        self.comment = QPlainTextEdit(self)
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(76)
        self._chosen: int | None = None
        row, boxes = QHBoxLayout(), QGridLayout()
        row.setSpacing(6)
        boxes.setSpacing(6)
        for number, button in self.stars.items():
            button.setAccessibleName(f"{number} star{'s' if number > 1 else ''}")
            button.setAutoDefault(False)
            button.setCheckable(True)
            button.clicked.connect(partial(self.choose, number))
            row.addWidget(button)
        row.addStretch(1)
        for place, (flag, box) in enumerate(self.flags.items()):
            box.setCheckable(True)
            box.setAutoDefault(False)
            box.setAccessibleName(labels.FLAGS[flag])
            boxes.addWidget(box, place // ACROSS, place % ACROSS)
        self.field("stars", "Stars", self.stars[1], room=row)
        self.stars[1].setFocus()
        self.field("flags", "What went wrong", self.flags[IssueFlag.WRONG_ITEM], room=boxes)
        self.field("comment", "In words", self.comment)
        if before is not None:
            self._fill(before)

    def heard(self) -> Heard:
        """Return what the form says.

        Raises:
            FieldsError: it says nothing.
        """
        flags = frozenset(flag for flag, box in self.flags.items() if box.isChecked())
        if self._chosen is None and not flags:
            raise FieldsError({"stars": "Choose one to five stars, or what went wrong."})
        return Heard(self._chosen, self.comment.toPlainText(), flags)

    def choose(self, stars: int, *_checked: bool) -> None:
        """Choose so many stars; the same again takes them back."""
        self._chosen = None if stars == self._chosen else stars
        for number, button in self.stars.items():
            full = self._chosen is not None and number <= self._chosen
            button.setText("★" if full else "☆")
            button.setChecked(full)

    def _fill(self, before: Stars) -> None:
        if before.stars is not None:
            self.choose(before.stars)
        for flag in before.flags:
            self.flags[flag].setChecked(True)
        self.comment.setPlainText(before.comment or "")
