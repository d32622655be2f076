"""The question what the fields of a sync are called at its service, with a record before and after it is turned."""

import json

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPlainTextEdit, QPushButton, QWidget

from sakshi_desktop.core.errors import FieldsError, RecordError
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import fields, shaping
from sakshi_desktop.hub.fields import FIXED, FieldMap
from sakshi_desktop.hub.streams import Body
from sakshi_desktop.hub.sync_rows import JobRow
from sakshi_desktop.ui.integrations import sync_words
from sakshi_desktop.ui.integrations.field_rows import FieldRow, FixedRows
from sakshi_desktop.ui.widgets.form_dialog import BESIDE, FormDialog
from sakshi_desktop.ui.widgets.texts import text

WIDTH, SHOWN_HEIGHT = 760, 128
ABOUT = {
    SyncDirection.PUSH: "What each field is called at the service; price.amount lies in price. Other names send every "
    "record anew under the same posting key, as far back as a run looks; a backfill sends older days.",
    SyncDirection.PULL: "What each field is called at the service; price.amount lies in price. After a change the "
    "next run asks for every record anew, and takes over what is otherwise then.",
}
TITLES = {
    SyncDirection.PUSH: ("{origin} of this house", "As it is sent"),
    SyncDirection.PULL: ("An example of the service", "As it is taken"),
}


class FieldsDialog(FormDialog):
    """Asks what fields are called at the service; says a FieldMap."""

    def __init__(self, row: JobRow, parent: QWidget) -> None:
        super().__init__(f"Fields of {sync_words.title(row)}", "Save", parent)
        self.setMinimumWidth(WIDTH)
        self.row = row
        self._sample: Body | None = None
        self.usual = QPushButton("All as usual", self)
        self.usual.setAutoDefault(False)
        self.rows = {one.name: FieldRow(one, self) for one in row.fields}
        self.fixed = FixedRows(self)
        self.given, self.gone = QPlainTextEdit(self), QPlainTextEdit(self)
        self.titles = [text("", self, style="muted") for _ in TITLES[row.direction]]
        self._make()
        self._show(row.mapping)
        self._preview()

    def heard(self) -> FieldMap:
        """Return what was chosen.

        Raises:
            FieldsError: something of it cannot be.
        """
        fixed = self.fixed.texts() if self.row.direction is SyncDirection.PUSH else {}
        places = {name: row.place() for name, row in self.rows.items()}
        return fields.checked(FieldMap(places, fixed), self.row.stream, self.row.fields, self.row.direction)

    def show_sample(self, body: Body | None) -> None:
        """Show what becomes of a real record of this house; None: there is none yet."""
        self._sample = body
        self._preview()

    @Slot()
    def _as_usual(self) -> None:
        self._show(FieldMap())

    def _show(self, mapping: FieldMap) -> None:
        for one in self.row.fields:
            self.rows[one.name].show_place(mapping.of(one))
        self.fixed.show_texts(mapping.fixed)

    @Slot()
    def _preview(self) -> None:
        """Show a record before and after it is turned as it is chosen now, or why it cannot be."""
        origin = "An example" if self._sample is None else "The latest record"
        for label, words in zip(self.titles, TITLES[self.row.direction], strict=True):
            label.setText(words.format(origin=origin))
        try:
            turned = shaping.turned(self.row.direction, self.row.fields, self.heard(), self._sample)
        except (FieldsError, RecordError) as error:
            self.gone.setPlainText(str(error))
            return
        self.given.setPlainText(_written(turned.given))
        self.gone.setPlainText(_written(turned.gone))

    @Slot()
    def _grow(self) -> None:
        QTimer.singleShot(0, self, self.fit)

    def _make(self) -> None:
        head = QWidget(self)
        head.setObjectName("clear")
        line = QHBoxLayout(head)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(text(ABOUT[self.row.direction], self, style="muted", wrap=True), 1)
        line.addWidget(self.usual)
        self.lead(head)
        for name, row in self.rows.items():
            self.field(name, name, row.name, room=row)
            row.changed.connect(self._preview)
        if self.row.direction is SyncDirection.PUSH:
            self.field(FIXED, "Fixed values", self.fixed.more, room=self.fixed)
        self.fixed.setVisible(self.row.direction is SyncDirection.PUSH)
        self.fixed.changed.connect(self._preview)
        self.fixed.grown.connect(self._grow)
        self.usual.clicked.connect(self._as_usual)
        self.below(self._record())

    def _record(self) -> QWidget:
        made = QWidget(self)
        made.setObjectName("clear")
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 0, BESIDE, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, (label, shown) in enumerate(zip(self.titles, (self.given, self.gone), strict=True)):
            shown.setReadOnly(True)
            shown.setTabChangesFocus(True)
            shown.setFixedHeight(SHOWN_HEIGHT)
            shown.setAccessibleName(TITLES[self.row.direction][place].format(origin="A record"))
            grid.addWidget(label, 0, place)
            grid.addWidget(shown, 1, place)
            grid.setColumnStretch(place, 1)
        return made


def _written(body: Body) -> str:
    return json.dumps(dict(body), ensure_ascii=False, indent=2)
