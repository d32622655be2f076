"""The panel of a customer's addresses."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from sakshi_desktop.portal.types import AddressRow
from sakshi_desktop.ui.customers import labels
from sakshi_desktop.ui.customers.panel import Panel, holds_focus
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.layouts import clear
from sakshi_desktop.ui.widgets.texts import text


class AddressPanel(Panel):
    """Addresses under each other, the default first.

    Signals:
        add_wanted: a new one shall be entered.
        edit_wanted: one shall be changed, an AddressRow.
        default_wanted: one shall be the default, its id.
        remove_wanted: one shall go, its id.
    """

    add_wanted = Signal()
    edit_wanted = Signal(object)
    default_wanted = Signal(int)
    remove_wanted = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__("Addresses", parent)
        self._look = look
        self.rows: tuple[AddressRow, ...] = ()
        self.add = IconButton(look, "Add", "plus", tint="muted", style="quiet", name="Add an address (A)")
        self.add.clicked.connect(self.add_wanted)
        self.deeds.addWidget(self.add)

    def show_addresses(self, rows: tuple[AddressRow, ...]) -> None:
        """Show other addresses."""
        self.well()
        if rows == self.rows and self.content.count():
            return
        had_focus = holds_focus(self)
        self.rows = rows
        clear(self.content)
        if had_focus:
            self.add.setFocus()
        for row in rows:
            self.content.addWidget(self._card(row))
        if not rows:
            empty = text("No address yet.", self)
            empty.setObjectName("muted")
            self.content.addWidget(empty)

    def _card(self, row: AddressRow) -> QWidget:
        card = QWidget(self)
        card.setObjectName("clear")
        kind = labels.ADDRESS_KINDS[row.text.kind]
        head = QHBoxLayout()
        head.setSpacing(0)
        name = text(f"{kind} · default" if row.is_default else kind, card)
        name.setObjectName("strong")
        head.addWidget(name)
        head.addStretch(1)
        about = f"{kind.lower()} address {row.text.line1}"
        if not row.is_default:
            make = QPushButton("Make default", card)
            make.setObjectName("small")
            make.setAccessibleName(f"Make default: {about}")
            make.clicked.connect(partial(self._default, row.id))
            head.addWidget(make)
        edit = IconButton(self._look, "", "pencil", tint="muted", style="small", name=f"Edit {about}")
        edit.clicked.connect(partial(self._edit, row))
        away = IconButton(self._look, "", "trash", tint="muted", style="small", name=f"Remove {about}")
        away.clicked.connect(partial(self._remove, row.id))
        head.addWidget(edit)
        head.addWidget(away)
        lines = "\n".join(
            part
            for part in (row.text.line1, row.text.line2, f"{row.text.city}, {row.text.state} {row.text.pin_code}")
            if part
        )
        column = QVBoxLayout(card)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(text(lines, card, wrap=True))
        return card

    def _default(self, key: int, *_checked: bool) -> None:
        self.default_wanted.emit(key)

    def _edit(self, row: AddressRow, *_checked: bool) -> None:
        self.edit_wanted.emit(row)

    def _remove(self, key: int, *_checked: bool) -> None:
        self.remove_wanted.emit(key)
