"""Asking for a shared database."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from sakshi_desktop.core.errors import FieldsError, SakshiError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.sharing import PORT, PORTS, Shared, Tls
from sakshi_desktop.store.about import About
from sakshi_desktop.ui.joining import Joined, Joining
from sakshi_desktop.ui.widgets import numbers
from sakshi_desktop.ui.widgets.layouts import field_title
from sakshi_desktop.ui.widgets.unsaved import Unsaved

WIDTH = 560
TLS = (
    (Tls.PREFER, "Encrypted where the server can"),
    (Tls.REQUIRE, "Always encrypted"),
    (Tls.VERIFY, "Always encrypted, and the server proves its name"),
)
LEAD = (
    "Several PCs share one PostgreSQL database. The password goes to the keyring of this PC and nowhere else; "
    "left empty, libpq's own password file is asked."
)


class JoinDialog(QDialog):
    """Asks where the database is and who joins it, tries it out, and joins it.

    Signals:
        joined: this PC works there from now on, its new Settings.
    """

    joined = Signal(object)

    def __init__(
        self,
        joining: Joining,
        known: Shared | None = None,
        parent: QWidget | None = None,
        *,
        consent: Callable[[Callable[[], None], QDialog], None] = lambda go, _asking: go(),
    ) -> None:
        """Ask; ``consent`` calls what joins once the person agrees to what is lost as the database is left."""
        super().__init__(parent)
        self._consent = consent
        self.setWindowTitle("Join a shared database")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self._joining = joining
        known = known or Shared("", "sakshi", "sakshi")
        self.host = self._line(known.host, "Server", "office-pc or 192.168.1.20")
        self.port = QSpinBox(self)
        numbers.make_room(self.port)
        self.port.setRange(PORTS.start, PORTS.stop - 1)
        self.port.setValue(known.port or PORT)
        self.port.setGroupSeparatorShown(False)
        self.name = self._line(known.name, "Database", "sakshi")
        self.user = self._line(known.user, "User", "sakshi")
        self.password = self._line("", "Password", "")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.tls = QComboBox(self)
        for tls, text in TLS:
            self.tls.addItem(text, tls)
        self.tls.setCurrentIndex([tls for tls, _ in TLS].index(known.tls))
        self.says = QLabel(self)
        self.test = QPushButton("&Test connection", self)
        self.good = QPushButton("&Join", self)
        self._make()
        self._wire()

    @property
    def shared(self) -> Shared:
        """Return what is in the fields."""
        host, name, user = (field.text().strip() for field in (self.host, self.name, self.user))
        return Shared(host, name, user, self.port.value(), self.tls.currentData())

    @Slot()
    def try_out(self) -> None:
        """Look whether the database can be used."""
        self._say("", "Asking the server …")
        self._joining.try_out(self.shared, Secret(self.password.text()))

    def accept(self) -> None:
        """Join once the person agrees to what is lost by it; the dialog closes when that has worked."""
        self._consent(self._join, self)

    def _join(self) -> None:
        self._say("", "Joining …")
        self._joining.join(self.shared, Secret(self.password.text()))

    @Slot(object)
    def _tried(self, found: About) -> None:
        way = "The way there is encrypted." if found.guarded else "The way there is not encrypted."
        state = "It is empty: joining makes its tables." if found.revision is None else "It holds a Sakshi database."
        self._say("good", f"{found.place} answers. {state} {way}")

    @Slot(object)
    def _joined(self, joined: Joined) -> None:
        self.password.clear()
        super().accept()  # first: what is asked now would go with this dialog
        self.joined.emit(joined.settings)

    @Slot(object)
    def _failed(self, error: SakshiError) -> None:
        self._say("bad", str(error))
        if isinstance(error, FieldsError):
            field = getattr(self, next(iter(error.fields)))
            field.setFocus()

    @Slot(bool)
    def _show_busy(self, busy: bool) -> None:  # noqa: FBT001  # a slot
        for button in (self.test, self.good):
            button.setEnabled(not busy)

    def _say(self, style: str, text: str) -> None:
        self.says.setObjectName(style or "muted")
        self.says.style().polish(self.says)
        self.says.setText(text)
        self.says.setAccessibleName(text)

    def _wire(self) -> None:
        joining = self._joining
        joining.tried.connect(self._tried)
        joining.joined.connect(self._joined)
        joining.failed.connect(self._failed)
        joining.busy_changed.connect(self._show_busy)
        self.test.clicked.connect(self.try_out)

    def _line(self, text: str, name: str, example: str) -> QLineEdit:
        field = QLineEdit(text, self)
        field.setPlaceholderText(example)
        field.setAccessibleName(name)
        return field

    def _make(self) -> None:
        self.good.setObjectName("primary")
        self.good.setDefault(True)
        self.port.setAccessibleName("Port")
        self.tls.setAccessibleName("Encryption")
        lead = QLabel(LEAD, self)
        lead.setObjectName("muted")
        lead.setWordWrap(True)
        self.says.setWordWrap(True)
        self.says.setTextFormat(Qt.TextFormat.PlainText)
        self.says.setMinimumHeight(2 * self.fontMetrics().lineSpacing() + 4)
        self.says.setAlignment(Qt.AlignmentFlag.AlignTop)
        form = QFormLayout()
        form.setHorizontalSpacing(20)
        form.setVerticalSpacing(10)
        for title, field in (
            ("&Server", self.host),
            ("P&ort", self.port),
            ("&Database", self.name),
            ("&User", self.user),
            ("&Password", self.password),
            ("&Encryption", self.tls),
        ):
            form.addRow(field_title(title, field, self), field)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.test, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.good, QDialogButtonBox.ButtonRole.AcceptRole)
        leave = buttons.addButton("Cancel", QDialogButtonBox.ButtonRole.RejectRole)
        self.unsaved = Unsaved(self, self.says, self.good, leave)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 18)
        column.setSpacing(14)
        for part in (lead, form, self.says, buttons):
            column.addWidget(part) if isinstance(part, QWidget) else column.addLayout(part)
