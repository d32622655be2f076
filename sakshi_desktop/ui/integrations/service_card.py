"""A service as a card: how it stands, what waits for it, and what can be done with it."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from sakshi_desktop.core.vocabulary import IntegrationStatus
from sakshi_desktop.hub import modes
from sakshi_desktop.ui import icons
from sakshi_desktop.ui.integrations import labels
from sakshi_desktop.ui.integrations.services_model import Service
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.menu_button import MoreButton
from sakshi_desktop.ui.widgets.texts import text

PAD = 14
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="{}"/></svg>'
DEEDS = (
    ("connect", "Sign in again …"),
    ("secret", "Enter its secret …"),
    ("test", "Test it now"),
    ("mode", "Go live"),
    ("forget", "Forget its secret …"),
    ("webhook", "Add a webhook …"),
    ("remove", "Remove …"),
)


class ServiceCard(QFrame):
    """One service.

    Signals:
        asked: a deed and the Service: connect, edit, switch, secret, test, mode, forget, webhook or remove.
    """

    asked = Signal(str, object)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._look = look
        self._shown: Service | None = None
        self.kind = text("", self, style="muted")
        self.name = text("", self, style="figure")
        self.status = text("", self)
        self.reason, self.hooks, self.last, self.secret, self.calls, self.mode = (
            text("", self, style="muted", wrap=True) for _ in range(6)
        )
        self._sign = QLabel(self)
        self.sign_in = QPushButton(self)
        self.edit = QPushButton("Edit", self)
        self.switch = QPushButton(self)
        self.more = MoreButton(look, DEEDS, self)
        self._make()
        look.changed.connect(self._tint)

    def show_service(self, one: Service, *, may_edit: bool) -> None:
        """Show a service."""
        self._shown = one
        row, form = one.row, one.row.form
        word, _ = labels.STATUSES[row.status]
        self.setAccessibleName(f"{row.name}, {word}")
        self.kind.setText(f"{labels.TYPES[form.type]} · {form.vendor}")
        self.name.setText(row.name)
        self.status.setText(word)
        self.reason.setText(row.status_reason)
        self.reason.setVisible(bool(row.status_reason))
        self.hooks.setText(labels.waiting(row))
        self.last.setText(labels.last(row.last))
        self.secret.setText(one.secret)
        calls = labels.calls(row)
        self.calls.setText(calls)
        self.calls.setVisible(bool(calls))
        self.mode.setText(labels.mode(row))
        self.mode.setToolTip("" if row.live else modes.WHAT_DIFFERS)
        active = row.status is not IntegrationStatus.INACTIVE
        self.switch.setText("Pause" if active else "Activate")
        self.sign_in.setText("Reconnect …" if row.ended or not row.unready else "Connect …")
        self.sign_in.setVisible(bool(row.unready) or one.ending)
        for button in (self.sign_in, self.edit, self.switch, self.more):
            button.setAccessibleName(f"{button.text()} {row.name}")
            button.setEnabled(may_edit)
        has = row.secret_name is not None
        what = "client secret" if row.by_oauth else "secret"
        self.more.offers["secret"].setText(f"Replace its {what} …" if has else f"Enter its {what} …")
        self.more.offers["connect"].setVisible(row.by_oauth and not self.sign_in.isVisibleTo(self))
        self.more.offers["mode"].setText("Back to test mode …" if row.live else "Go live")
        self.more.offers["mode"].setEnabled(row.live or row.proven)
        self.more.offers["forget"].setEnabled(has)
        self._tint()

    @Slot()
    def _tint(self) -> None:
        if self._shown is not None:
            colour = getattr(self._look.theme, labels.STATUSES[self._shown.row.status][1])
            self._sign.setPixmap(icons.drawn(DOT.format(colour), 10, 10))

    @Slot(str)
    def _ask(self, deed: str) -> None:
        self.asked.emit(deed, self._shown)

    def _make(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self.kind, 1)
        head.addWidget(self._sign)
        head.addWidget(self.status)
        deeds = QHBoxLayout()
        deeds.setSpacing(8)
        for button in (self.sign_in, self.edit, self.switch, self.more):
            deeds.addWidget(button)
        deeds.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, 12, PAD, 12)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.name)
        for words in (self.reason, self.hooks, self.last, self.secret, self.calls, self.mode):
            column.addWidget(words)
        column.addStretch(1)
        column.addSpacing(6)
        column.addLayout(deeds)
        self.sign_in.clicked.connect(partial(self._ask, "connect"))
        self.edit.clicked.connect(partial(self._ask, "edit"))
        self.switch.clicked.connect(partial(self._ask, "switch"))
        self.more.asked.connect(self._ask)
