"""The section of deliveries: searched in a table, the chosen one beside it with request and answer."""

import json
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QModelIndex, QTimer, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from sakshi_desktop.core import ids
from sakshi_desktop.core.vocabulary import EVENT_TYPES, DeliveryState
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.types import DeliveryRow
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations import labels
from sakshi_desktop.ui.integrations.deliveries_model import DeliveriesModel, Found, Opened
from sakshi_desktop.ui.integrations.delivery_panel import DeliveryPanel
from sakshi_desktop.ui.integrations.small_dialogs import ResendDialog, RetentionDialog
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.columns import moment
from sakshi_desktop.ui.widgets.halves import Halves
from sakshi_desktop.ui.widgets.kept_choice import KeptChoice
from sakshi_desktop.ui.widgets.newest import Newest
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.section import Section

TYPING = 200
"""Milliseconds without a key after which the search begins."""
TONES = {
    DeliveryState.DONE: Tone.GOOD,
    DeliveryState.DEAD: Tone.BAD,
    DeliveryState.PENDING: Tone.PLAIN,
    DeliveryState.PAUSED: Tone.QUIET,
}
HALVES = (640, 420)
"""Pixels of width of table and panel, before a person drags."""
LEAST = 124
"""The least pixels of width of the search line and of each choice beside it."""
SINCE: tuple[tuple[str, timedelta | None], ...] = (
    ("At any time", None),
    ("In the last hour", timedelta(hours=1)),
    ("In the last 24 hours", timedelta(days=1)),
    ("In the last 7 days", timedelta(days=7)),
)


def _tone(row: DeliveryRow) -> Tone:
    return TONES[row.state]


def _about(row: DeliveryRow) -> str:
    """Return the thing that the event is about, as ORD-48213; "" where there is no single one."""
    data = json.loads(row.body).get("data")
    thing = data.get(row.type.partition(".")[0]) if isinstance(data, dict) else None
    return thing if isinstance(thing, str) else ""


COLUMNS: tuple[Column[DeliveryRow], ...] = (
    Column("Event", lambda row: row.type, key="type", width=116, least=100),
    Column("About", _about, key="about", width=92, spare=1),
    moment("When", lambda row: row.at, key="at", width=142),
    Column("State", lambda row: labels.STATES[row.state], tone=_tone, key="state", width=82),
    Column("Webhook", lambda row: row.endpoint_id, partial(ids.show, "WHK"), key="webhook", width=80, spare=3),
    Column("Mode", lambda row: "Test" if row.test else "Live", key="mode", width=60, spare=4),
    Column("Answer", lambda row: row.last_status, numeric=True, key="status", width=70, spare=2),
    Column("Delivery", lambda row: row.id, numeric=True, key="id", width=80, spare=5),
    Column("Address", lambda row: row.url, key="url", width=220, least=120, spare=6, shown=False),
    Column("Event id", lambda row: row.event, key="event", width=260, least=120, spare=7, shown=False),
)


class DeliveriesSection(Section):
    """The deliveries."""

    def __init__(self, desk: Desk) -> None:
        self.model = DeliveriesModel(desk.tasks, desk.program)
        super().__init__(desk, "Deliveries", self.model)
        self._answer: Found | None = None
        self.text = QLineEdit(self)
        self.text.setPlaceholderText("Ids and bodies")
        self.text.setAccessibleName("Search deliveries")
        self.text.setClearButtonEnabled(True)
        states = [("In any state", None), *((word, state) for state, word in labels.STATES.items())]
        kinds = [("All events", None), *((kind, kind) for kind in EVENT_TYPES)]
        self.webhook = QComboBox(self)
        self.webhook.setAccessibleName("Webhook")
        self.state = KeptChoice(desk.kept, "deliveries/state", "State", states, self)
        self.kind = KeptChoice(desk.kept, "deliveries/event", "Event", kinds, self)
        self.since = KeptChoice(desk.kept, "deliveries/time", "Time", SINCE, self)
        self.resend = QPushButton("Send all found once more …", self)
        self.retain = QPushButton("Kept …", self)
        self.newest = Newest(desk, COLUMNS, "Deliveries", ("delivery", "deliveries"), self.body)
        self.table, self.older = self.newest.table, self.newest.older
        self.panel = DeliveryPanel(self)
        self._soon = QTimer(self, singleShot=True, interval=TYPING)
        self._make()
        self._wire()
        self.model.wanted, self.model.span = self._wanted(), self.since.currentData()

    def show_answer(self, answer: Found) -> None:
        """Show what was found."""
        self._answer = answer
        self._offer(answer.webhooks)
        if self.webhook.currentData() != self.model.wanted.endpoint_id:  # it is gone
            self._search()
            return
        self.newest.show_rows(answer.rows, self.model.whole(answer.wanted), answer.of)
        self.retain.setText(f"Kept {answer.kept.done_days:,} days …")
        self.retain.setEnabled(answer.may_edit)
        self.resend.setEnabled(answer.may_edit and bool(answer.rows) and self.model.narrows)
        self.say("")
        if self.panel.delivery is not None:
            self.model.open(self.panel.delivery)
        if answer.rows or self.model.narrows:
            self.show_body()
            return
        self.notice.say("Nothing was sent yet.", "Each message to a webhook stands here, with what came back.")
        self.show_notice()

    def narrow(self, webhook: int) -> None:
        """Show the deliveries of one webhook."""
        if self.webhook.findData(webhook) < 0:
            self.webhook.addItem(f"WHK-{webhook}", webhook)
        self.webhook.setCurrentIndex(self.webhook.findData(webhook))
        self._search()

    def seek(self, text: str) -> None:
        """Show all deliveries with a text in them, whatever was looked for before."""
        self.text.setText(text)
        for box in (self.webhook, self.state, self.kind, self.since):
            box.setCurrentIndex(0)
        self._search()

    @Slot()
    def ask_resend(self) -> None:
        """Ask once more before everything that was found is sent."""
        self.ask(ResendDialog(self), self.model.resend_found)

    @Slot()
    def ask_retention(self) -> None:
        """Ask how long things are kept."""
        if self._answer is not None:
            self.ask(RetentionDialog(self._answer.kept, self), self.model.retain)

    @Slot()
    def _search(self) -> None:
        self.model.search(self._wanted(), self.since.currentData())

    def _wanted(self) -> Wanted:
        return Wanted(
            endpoint_id=self.webhook.currentData(),
            state=self.state.currentData(),
            kind=self.kind.currentData(),
            text=self.text.text().strip(),
        )

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.model.open(self.table.model.row(index.row()).id)

    @Slot(object)
    def _show_opened(self, opened: Opened) -> None:
        self.panel.show_opened(opened, may_edit=self._answer is not None and self._answer.may_edit)
        self.settled.emit()

    @Slot()
    def _lost(self) -> None:
        self.panel.empty()

    def _offer(self, webhooks: tuple[tuple[int, str], ...]) -> None:
        chosen = self.webhook.currentData()
        self.webhook.blockSignals(True)
        self.webhook.clear()
        self.webhook.addItem("All webhooks", None)
        for key, name in webhooks:
            self.webhook.addItem(name, key)
        self.webhook.setCurrentIndex(max(0, self.webhook.findData(chosen)))
        self.webhook.blockSignals(False)

    def _wire(self) -> None:
        self.text.textEdited.connect(self._soon.start)
        self._soon.timeout.connect(self._search)
        for box in (self.webhook, self.state, self.kind, self.since):
            box.activated.connect(self._search)
        self.older.clicked.connect(self.model.older)
        self.resend.clicked.connect(self.ask_resend)
        self.retain.clicked.connect(self.ask_retention)
        self.table.view.selectionModel().currentRowChanged.connect(self._choose)
        self.panel.resend_wanted.connect(self.model.resend)
        self.model.opened.connect(self._show_opened)
        self.model.lost.connect(self._lost)

    def _make(self) -> None:
        self.webhook.addItem("All webhooks", None)
        self.webhook.setMaximumWidth(230)
        self.deeds.addWidget(self.retain)
        self.deeds.addWidget(self.resend)
        halves = Halves(self.desk.kept, "deliveries", (self.newest, self.panel), HALVES, grows=(3, 2))
        filters = QHBoxLayout()
        filters.setSpacing(8)
        filters.addWidget(self.text, 1)
        self.text.setMinimumWidth(LEAST)
        for box in (self.webhook, self.state, self.kind, self.since):
            box.setMinimumWidth(LEAST)
            filters.addWidget(box)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(filters)
        column.addWidget(halves, 1)
