"""Parts that all panels of the page are made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core.errors import SakshiError
from sakshi_desktop.ui.widgets.texts import Elided

PAD = 14
LONG = 28
"""Letters from which a value may take several lines."""


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


class Facts(QWidget):
    """Names on the left and values beside them."""

    def __init__(self, parent: QWidget, *, name_width: int = 76) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnMinimumWidth(0, name_width)
        self._grid.setColumnStretch(1, 1)

    def show_facts(
        self, facts: list[tuple[str, str]], *, right: bool = False, strong: frozenset[str] = frozenset()
    ) -> None:
        """Show other facts; an empty value is left out, those named ``strong`` stand out."""
        clear(self._grid)
        for line, (name, value) in enumerate((name, value) for name, value in facts if value):
            label = text(name, self)
            label.setObjectName("strong" if name in strong else "muted")
            wraps = not right and len(value) > LONG and " " in value
            shown = text(value, self, wrap=True) if wraps else Elided(self, value)
            shown.setObjectName("strong" if name in strong else "")
            if not right:  # an address of mail has no place to be wrapped at: it must not widen the panel
                policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                policy.setHeightForWidth(wraps)
                shown.setSizePolicy(policy)
                shown.setToolTip(value)
            else:
                shown.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, line, 1)


def text(words: str, parent: QWidget, *, wrap: bool = False) -> QLabel:
    """Return a label of plain text that can be selected with the mouse."""
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(wrap)
    return label


def holds_focus(widget: QWidget) -> bool:
    """Return whether something in ``widget`` has the focus."""
    focused = QApplication.focusWidget()
    return focused is not None and widget.isAncestorOf(focused)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)
