"""One webhook: all that is known of it, what can be done with it, and how its last test ended."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub.types import EndpointRow
from sakshi_desktop.hub.webhooks import TRIAL
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.integrations import webhook_words
from sakshi_desktop.ui.integrations.webhooks_model import Trial
from sakshi_desktop.ui.theme import Look
from sakshi_desktop.ui.widgets.facts import Facts
from sakshi_desktop.ui.widgets.menu_button import MoreButton
from sakshi_desktop.ui.widgets.texts import Sentence, text

DEEDS = (
    ("trial", "Test with a body of your own …"),
    ("deliveries", "Its deliveries"),
    ("rotate", "New signing secret …"),
    ("recover", "Recover since …"),
    ("remove", "Remove …"),
)
WAITING = "The test is on its way …"
LONGEST_ANSWER = 400
MOST = 100
"""Parts of the room that an answer has, one is left empty."""


class WebhookPanel(QFrame):
    """The webhook that is chosen in the table.

    Signals:
        asked: a deed and the EndpointRow: edit, switch, preview, trial, deliveries, rotate,
            recover or remove.
        trial_wanted: a test of a kind of event for an EndpointRow.
    """

    asked = Signal(str, object)
    trial_wanted = Signal(object, str)

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self._row: EndpointRow | None = None
        self._may_edit = True
        self.heading = text("", self, style="heading")
        self.facts = Facts(self)
        self.kind = QComboBox(self)
        self.kind.addItems(list(EVENT_TYPES))
        self.kind.setCurrentText(TRIAL)
        self.kind.setAccessibleName("Event of the test")
        self.test = QPushButton("Send a test", self)
        self.answer = Sentence(self)
        self.edit, self.switch = QPushButton("Edit", self), QPushButton(self)
        self.preview = QPushButton("What is sent", self)
        self.more = MoreButton(look, DEEDS, self)
        self._make()

    @property
    def row(self) -> EndpointRow | None:
        """Return the webhook that is shown."""
        return self._row

    def show_row(self, row: EndpointRow | None, *, may_edit: bool) -> None:
        """Show a webhook, or nothing."""
        fresh = row is None or self._row is None or row.id != self._row.id
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            return
        name = webhook_words.title(row)
        self.heading.setText(name)
        self.setAccessibleName(name)
        self.facts.show_facts(webhook_words.facts(row))
        self.switch.setText("Disable" if row.disabled_at is None else "Enable")
        for button in (self.edit, self.switch, self.preview, self.more):
            button.setAccessibleName(f"{button.text()} {name}")
        for button in (self.edit, self.switch, self.test):
            button.setEnabled(may_edit)
        for deed in ("rotate", "recover", "remove"):
            self.more.offers[deed].setEnabled(may_edit)
        self._may_edit = may_edit
        if fresh:
            self.answer.setText("")

    @Slot(object)
    def show_trial(self, trial: Trial) -> None:
        """Show how a test ended."""
        if self._row is None or trial.delivery.endpoint_id != self._row.id:
            return
        self.test.setEnabled(self._may_edit)
        found = trial.attempt
        if found is None:
            self.answer.setText(self._row.waits or "There is no answer yet; its deliveries will tell.")
            return
        how = found.error or f"Delivered: {found.status}"
        took = "" if found.millis is None else f" in {found.millis:,} ms"
        said = (found.response or "").strip()[:LONGEST_ANSWER]
        self.answer.setText(f"{how}{took}, {dates.moment(found.at)}" + (f"\n{said}" if said else ""))

    def _try_out(self) -> None:
        if self._row is not None:
            self.test.setEnabled(False)
            self.answer.setText(WAITING)
            self.trial_wanted.emit(self._row, self.kind.currentText())

    def give_up(self) -> None:
        """Wait for no test any more."""
        self.test.setEnabled(self._may_edit)
        if self.answer.text() == WAITING:
            self.answer.setText("")

    @Slot(str)
    def _ask(self, deed: str) -> None:
        if self._row is not None:
            self.asked.emit(deed, self._row)

    def _make(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.heading, 1)
        for button in (self.preview, self.edit, self.switch, self.more):
            head.addWidget(button)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.facts)
        trial = QHBoxLayout()
        trial.setSpacing(8)
        trial.addWidget(self.kind)
        trial.addWidget(self.test)
        trial.addWidget(self.answer, MOST)
        trial.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(area, 1)
        column.addLayout(trial)
        self.test.clicked.connect(self._try_out)
        for deed, button in (("edit", self.edit), ("switch", self.switch), ("preview", self.preview)):
            button.clicked.connect(partial(self._ask, deed))
        self.more.asked.connect(self._ask)
