"""The form of any kind of thing that is kept by hand: a line a field, and a sentence beside each that is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QWidget

from sakshi_desktop.core.errors import ChangedError, SakshiError
from sakshi_desktop.core.forms import Field, Typed
from sakshi_desktop.store.nouns import Noun, Record
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.keeping import Keeping
from sakshi_desktop.ui.widgets.form_dialog import FormDialog

WIDTH = 560
PLACE = "location"
"""The key of fields that name a location."""


class RecordForm(FormDialog):
    """Asks for the fields of one thing.

    Attributes:
        seen: the thing as the person knows it, None for a new one: as it was, and what was said of it since.

    Signals:
        wanted: the thing as the person knows it, and what was typed, by field.
    """

    wanted = Signal(object, object)

    def __init__(
        self,
        noun: Noun,
        seen: Record | None,
        parent: QWidget | None = None,
        *,
        known: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Make the form of a thing; ``known`` are texts that are offered while a field is filled in."""
        super().__init__(f"Edit {noun.one}" if seen else f"New {noun.one}", "&Save", parent)
        self.setMinimumWidth(WIDTH)
        self.seen = seen
        self.inputs: dict[str, QLineEdit | QComboBox] = {}
        for field in noun.fields:
            part = self.inputs[field.key] = self._part(field, (known or {}).get(field.key, ()))
            part.setAccessibleName(field.title)
            self.field(field.key, f"{field.title} *" if field.needed else field.title, part)
        next(iter(self.inputs.values())).setFocus()
        self.entered.connect(self._want)

    @property
    def typed(self) -> dict[str, str]:
        """Return what stands in the fields."""
        return {key: _text(part).strip() for key, part in self.inputs.items()}

    def heard(self) -> Typed:
        """Return what was typed."""
        return self.typed

    @Slot()
    def close_saved(self) -> None:
        """Close where it is this form that was saved."""
        if self.waiting:
            self.accept()

    @Slot(object)
    def refuse(self, error: SakshiError) -> None:
        """Say what is wrong where it is this form that was refused; nothing that was typed is lost."""
        if not self.waiting:
            return
        super().refuse(error)

    def learn(self, error: ChangedError) -> None:
        """Know from now on what another person made of a field."""
        if self.seen is not None:
            self.seen = replace(self.seen, texts={**self.seen.texts, error.field: str(error.now)})

    @Slot(object)
    def _want(self, typed: Typed) -> None:
        self.wanted.emit(self.seen, typed)

    def _part(self, field: Field, known: Sequence[str]) -> QLineEdit | QComboBox:
        text = "" if self.seen is None else self.seen[field.key]
        if field.choices:
            return _choice(field, text, self)
        line = QLineEdit(text, self)
        line.setPlaceholderText(field.example)
        if known:
            offers = QCompleter(known, line)
            offers.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            offers.setFilterMode(Qt.MatchFlag.MatchContains)
            line.setCompleter(offers)
        return line


def ask(desk: Desk, keeping: Keeping, seen: Record | None, over: QWidget) -> RecordForm:
    """Open the form of a thing, None for a new one, and save what is typed into it."""
    places = [place.name for place in desk.asking.places]
    form = RecordForm(keeping.noun, seen, over, known={PLACE: places})
    form.wanted.connect(keeping.save)
    keeping.saved.connect(form.close_saved)
    keeping.begun.connect(form.follow)
    keeping.refused.connect(form.refuse)
    form.open()
    return form


def _choice(field: Field, text: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.addItems(["", *field.choices])
    if box.findText(text) < 0:
        box.addItem(text)
    box.setCurrentText(text)
    return box


def _text(part: QLineEdit | QComboBox) -> str:
    return part.currentText() if isinstance(part, QComboBox) else part.text()
