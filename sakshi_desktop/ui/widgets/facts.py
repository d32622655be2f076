"""Names on the left and values beside them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from sakshi_desktop.ui.widgets.layouts import clear
from sakshi_desktop.ui.widgets.texts import Elided, text

NAMES = 110
LONG = 28
"""Letters from which a value may take several lines."""


class Facts(QWidget):
    """A few facts; those without a value are left out."""

    def __init__(self, parent: QWidget, *, names: int = NAMES) -> None:
        """Make room for facts; ``names`` is the least width of the left side in pixels."""
        super().__init__(parent)
        self.setObjectName("clear")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnMinimumWidth(0, names)
        self._grid.setColumnStretch(1, 1)

    def show_facts(
        self, facts: Sequence[tuple[str, str]], *, right: bool = False, strong: frozenset[str] = frozenset()
    ) -> None:
        """Show other facts: values to the ``right``, such as sums; those named ``strong`` stand out."""
        clear(self._grid)
        told = [(name, value) for name, value in facts if value]
        for line, (name, value) in enumerate(told):
            stands_out = name in strong
            label = text(name, self, style="strong" if stands_out else "muted")
            shown = self._sum(value) if right else self._value(value)
            shown.setObjectName("strong" if stands_out else "")
            self._grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, line, 1)
            self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(len(told), 1)

    def _sum(self, value: str) -> QLabel:
        shown = Elided(self, value)
        shown.setAlignment(Qt.AlignmentFlag.AlignRight)
        return shown

    def _value(self, value: str) -> QLabel:
        """Return a value that never widens what it stands in: an address of mail has no place to be wrapped at."""
        wraps = "\n" in value or (len(value) > LONG and " " in value)
        shown = text(value, self, wrap=True) if wraps else Elided(self, value)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(wraps)
        shown.setSizePolicy(policy)
        shown.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        shown.setToolTip(value)
        return shown
