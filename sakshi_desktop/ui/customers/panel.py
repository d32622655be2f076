"""Parts that all panels of the page are made of."""

from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.widgets.texts import text

PAD = 14
NAMES = 76
"""Pixels of width of the names beside facts: the panels of the page are narrow."""


class Panel(QFrame):
    """A heading, what can be done beside it, and below it the content."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(heading)
        head = QLabel(heading, self)
        head.setObjectName("heading")
        self.deeds = QHBoxLayout()
        self.deeds.setSpacing(2)
        row = QHBoxLayout()
        row.addWidget(head)
        row.addStretch(1)
        row.addLayout(self.deeds)
        self.trouble = text("", self, wrap=True)
        self.trouble.setObjectName("wrong")
        self.trouble.hide()
        self.content = QVBoxLayout()
        self.content.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, 8, PAD, 12)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.trouble)
        column.addLayout(self.content)

    def fail(self, error: SakshiError) -> None:
        """Say why there is no content; the other panels go on."""
        self.trouble.setText(str(error))
        self.trouble.show()

    def well(self) -> None:
        """Say nothing more of a trouble."""
        self.trouble.hide()


def holds_focus(widget: QWidget) -> bool:
    """Return whether something in ``widget`` has the focus."""
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)
