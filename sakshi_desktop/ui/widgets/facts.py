"""Names on the left and values beside them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from sakshi_desktop.ui.widgets.texts import text

NAMES = 110


class Facts(QWidget):
    """A few facts; those without a value are left out."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnMinimumWidth(0, NAMES)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show other facts."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        told = [(name, value) for name, value in facts if value]
        for line, (name, value) in enumerate(told):
            shown = text(value, self, wrap=True)
            shown.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            shown.setAlignment(top | Qt.AlignmentFlag.AlignLeft)
            shown.setToolTip(value)
            self._grid.addWidget(text(name, self, style="muted"), line, 0, top)
            self._grid.addWidget(shown, line, 1, top)
            self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(len(told), 1)
