"""The form of any kind of thing that is kept by hand: a line a field, and a sentence beside each that is wrong."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core.errors import ChangedError, FieldsError, SakshiError
from sakshi_desktop.core.forms import Field
from sakshi_desktop.store.nouns import Noun, Record
from sakshi_desktop.ui.widgets.form_dialog import BESIDE
from sakshi_desktop.ui.widgets.unsaved import Unsaved

WIDTH, HEIGHT = 560, 640
LINE = 50
"""Pixels that a field takes, about."""


class RecordForm(QDialog):
    """Asks for the fields of one thing and says what it heard; it stays open until that is saved.

    While that is being saved, nothing else closes it: the answer is always that to this form.

    Attributes:
        seen: the thing as the person knows it, None for a new one: as it was, and what was said of it since.

    Signals:
        wanted: the thing as the person knows it, and what was typed, by field.
    """

    wanted = Signal(object, object)

    def __init__(self, noun: Noun, seen: Record | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Edit {noun.one}" if seen else f"New {noun.one}")
        self.seen = seen
        self.says = QLabel(self)
        self.says.setObjectName("bad")
        self.says.setWordWrap(True)
        self.says.hide()
        self.save, self.leave = QPushButton("&Save", self), QPushButton("Cancel", self)
        self.unsaved = Unsaved(self, self.says, self.save, self.leave)
        self.inputs: dict[str, QLineEdit | QComboBox] = {}
        self.sentences: dict[str, QLabel] = {}
        self._make(noun.fields)
        self.resize(WIDTH, min(HEIGHT, 150 + LINE * len(noun.fields)))

    @property
    def typed(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {key: _text(part).strip() for key, part in self.inputs.items()}

    def accept(self) -> None:
        """Say what was typed; the form closes when that is saved."""
        self.unsaved.wait(True)
        self._clear()
        self.wanted.emit(self.seen, self.typed)

    @Slot()
    def close_saved(self) -> None:
        """Close where it is this form that was saved."""
        if self.unsaved.waiting:
            super().accept()

    @Slot(object)
    def refuse(self, error: SakshiError) -> None:
        """Say what is wrong, beside the fields that it is about; nothing that was typed is lost."""
        if not self.unsaved.waiting:
            return
        self.unsaved.wait(False)
        if isinstance(error, ChangedError) and self.seen is not None:
            self.seen = replace(self.seen, texts={**self.seen.texts, error.field: str(error.now)})
        if not isinstance(error, FieldsError):
            self.says.setText(str(error))
            self.says.show()
            return
        for key, sentence in error.fields.items():
            self.sentences[key].setText(sentence)
            self.sentences[key].show()
            self.inputs[key].setAccessibleDescription(sentence)
        self.inputs[next(iter(error.fields))].setFocus()

    def _clear(self) -> None:
        self.says.hide()
        for key, sentence in self.sentences.items():
            sentence.hide()
            self.inputs[key].setAccessibleDescription("")

    def _make(self, fields: tuple[Field, ...]) -> None:
        inner = QWidget(self)
        inner.setObjectName("clear")
        form = QFormLayout(inner)
        form.setHorizontalSpacing(20)
        form.setVerticalSpacing(8)
        form.setContentsMargins(0, 0, BESIDE, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in fields:
            form.addRow(self._label(field), self._line(field))
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Fields")
        self.save.setObjectName("primary")
        self.save.setDefault(True)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.leave, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.setContentsMargins(0, 0, BESIDE, 0)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        column.addWidget(area, 1)
        column.addWidget(self.says)
        column.addWidget(buttons)

    def _label(self, field: Field) -> QLabel:
        return QLabel(f"{field.title} *" if field.needed else field.title, self)

    def _line(self, field: Field) -> QWidget:
        text = "" if self.seen is None else self.seen[field.key]
        part = _choice(field, text, self) if field.choices else QLineEdit(text, self)
        if isinstance(part, QLineEdit):
            part.setPlaceholderText(field.example)
        part.setAccessibleName(field.title)
        self.inputs[field.key] = part
        sentence = QLabel(self)
        sentence.setObjectName("bad")
        sentence.setWordWrap(True)
        sentence.hide()
        self.sentences[field.key] = sentence
        both = QWidget(self)
        both.setObjectName("clear")
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(part)
        column.addWidget(sentence)
        return both


def _choice(field: Field, text: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.addItems(["", *field.choices])
    if box.findText(text) < 0:
        box.addItem(text)
    box.setCurrentText(text)
    return box


def _text(part: QLineEdit | QComboBox) -> str:
    return part.currentText() if isinstance(part, QComboBox) else part.text()
