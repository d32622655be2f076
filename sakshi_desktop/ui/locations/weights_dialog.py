"""Asking how much each figure counts in the composite score."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.analytics import catalog, ranking
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.ui.widgets import numbers
from sakshi_desktop.ui.widgets.layouts import field_title

MEANT = (
    "Each figure is held against the middle of the locations; 50 is the middle of the chain, and ten points are the"
    " usual distance from it. Weights are shares of the whole: they need not add up to 100."
)
WIDTH = 420


class WeightsDialog(QDialog):
    """Asks for a weight of every figure that can rank.

    Signals:
        entered: key -> weight, those above 0.
    """

    entered = Signal(object)

    def __init__(self, weights: Mapping[str, float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Weights of the composite score")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fields = {key: self._field(key, weights.get(key, 0.0)) for key in ranking.RANKABLE}
        self.trouble = QLabel(self)
        self.trouble.setObjectName("muted")
        self.trouble.setWordWrap(True)
        meant = QLabel(MEANT, self)
        meant.setWordWrap(True)
        meant.setObjectName("muted")
        meant.setFixedWidth(WIDTH)
        form = QFormLayout()
        form.setSpacing(8)
        for key, field in self.fields.items():
            form.addRow(field_title(catalog.BY_KEY[key].label, field, self), field)
            field.valueChanged.connect(self._check)
        self.good = QPushButton("Rank", self)
        self.good.setObjectName("primary")
        self.usual = QPushButton("Usual weights", self)
        self.usual.clicked.connect(self._fill_usual)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.good, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.addButton(self.usual, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addWidget(meant)
        column.addLayout(form)
        column.addWidget(self.trouble)
        column.addWidget(buttons)
        self._check()

    @property
    def weights(self) -> dict[str, float]:
        """Return the weights above 0, by key."""
        return {key: field.value() for key, field in self.fields.items() if field.value()}

    def accept(self) -> None:
        """Say what was heard and close."""
        self.entered.emit(self.weights)
        super().accept()

    @Slot()
    def _check(self) -> None:
        try:
            ranking.checked(self.weights)
        except InvalidError as error:
            self.trouble.setText(str(error))
            self.good.setEnabled(False)
        else:
            self.trouble.setText(f"{sum(self.weights.values()):g} in all")
            self.good.setEnabled(True)

    @Slot()
    def _fill_usual(self) -> None:
        for key, field in self.fields.items():
            field.setValue(100 * ranking.DEFAULT_WEIGHTS.get(key, 0.0))

    def _field(self, key: str, weight: float) -> QDoubleSpinBox:
        field = QDoubleSpinBox(self)
        numbers.make_room(field)
        field.setRange(0, 100)
        field.setDecimals(0)
        field.setSingleStep(5)
        field.setValue(weight)
        field.setAccessibleName(f"Weight of {catalog.BY_KEY[key].label.lower()}")
        return field
