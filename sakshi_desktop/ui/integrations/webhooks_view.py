"""The section of webhooks: all of them in a table, and the chosen one below."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from sakshi_desktop.core import ids
from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub.types import EndpointRow
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations import webhook_words
from sakshi_desktop.ui.integrations.small_dialogs import (
    AllowedDialog,
    OnceDialog,
    RecoverDialog,
    RotateDialog,
    SendingDialog,
    TrialDialog,
)
from sakshi_desktop.ui.integrations.tell_dialog import TellDialog
from sakshi_desktop.ui.integrations.webhook_dialog import Heard, WebhookDialog
from sakshi_desktop.ui.integrations.webhook_panel import WebhookPanel
from sakshi_desktop.ui.integrations.webhooks_model import Hooks, WebhooksModel
from sakshi_desktop.ui.tones import Tone
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from sakshi_desktop.ui.widgets.record_table import RecordTable
from sakshi_desktop.ui.widgets.records import Column
from sakshi_desktop.ui.widgets.section import Section

ABOUT_REMOVING = (
    "{name} is removed with its deliveries and its secrets; what waits for it is never sent. This cannot be undone; "
    "disabling it keeps everything."
)


def _tone(row: EndpointRow) -> Tone:
    if row.disabled_at is not None or row.fails:
        return Tone.BAD
    return Tone.PLAIN if row.waits else Tone.GOOD


COLUMNS: tuple[Column[EndpointRow], ...] = (
    Column("Address", lambda row: row.url, key="url", width=240, least=160),
    Column("Webhook", lambda row: row.id, partial(ids.show, "WHK"), key="id", width=80),
    Column("Belongs to", lambda row: row.integration, key="owner", width=130, least=90, spare=1),
    Column("Events", lambda row: webhook_words.events(row.form), key="events", width=150, least=100),
    Column("State", webhook_words.state, tone=_tone, key="state", width=94),
    Column("Waiting", lambda row: row.pending, format_count, numeric=True, key="pending", width=80),
    Column("Given up", lambda row: row.dead, format_count, numeric=True, key="dead", width=80),
)


class WebhooksSection(Section):
    """The webhooks.

    Signals:
        deliveries_wanted: the deliveries of a webhook shall be shown, by its id.
        event_wanted: the deliveries of an event shall be shown, by its id.
    """

    deliveries_wanted = Signal(int)
    event_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        self.model = WebhooksModel(desk.tasks, desk.program)
        super().__init__(desk, "Webhooks", self.model)
        self._answer: Hooks | None = None
        self._wanted: int | None = None
        self._asking_for: tuple[int | None] | tuple[()] = ()
        self.once: OnceDialog | None = None
        self.sending: SendingDialog | None = None
        self.add = IconButton(desk.look, "Add webhook", "integrations", tint="on_accent", style="primary")
        self.tell, self.allowed = QPushButton("Tell an event …", self), QPushButton("Inner network …", self)
        self.add.clicked.connect(self.ask_new)
        self.tell.clicked.connect(self.ask_event)
        self.allowed.clicked.connect(self.ask_allowed)
        self.deeds.addWidget(self.tell)
        self.deeds.addWidget(self.allowed)
        self.deeds.addWidget(self.add)
        self.table: RecordTable[EndpointRow] = RecordTable(desk, COLUMNS, "Webhooks", of=("webhook", "webhooks"))
        self.panel = WebhookPanel(desk.look, self.body)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.table, 3)
        column.addWidget(self.panel, 4)
        self.table.view.selectionModel().currentRowChanged.connect(self._choose)
        self.panel.asked.connect(self._act)
        self.panel.trial_wanted.connect(self.model.try_out)
        self.model.tried.connect(self.panel.show_trial)
        self.model.refused.connect(self.panel.give_up)
        self.model.made.connect(self._show_once)
        self.model.told.connect(self._say_told)

    def show_answer(self, answer: Hooks) -> None:
        """Show the webhooks."""
        self._answer = answer
        for owner in self._asking_for if answer.may_edit else ():
            self._open(WebhookDialog(None, answer.owners, owner, self), None, self._add)
        self._asking_for = ()
        self.add.setEnabled(answer.may_edit)
        self.tell.setEnabled(answer.may_edit)
        self.allowed.setVisible(answer.may_allow)
        self.table.show_rows(answer.rows)
        waiting = sum(row.pending for row in answer.rows)
        still = sum(row.waits is not None for row in answer.rows)
        parts = [f"{waiting:,} message{' waits' if waiting == 1 else 's wait'}"] * bool(waiting)
        parts += [f"{still} stand{'s' if still == 1 else ''} still"] * bool(still)
        self.say(" · ".join(parts))
        if not answer.rows:
            self.panel.show_row(None, may_edit=False)
            self.notice.say(
                "There are no webhooks yet.",
                "A webhook tells another program at once what happens here: orders, refunds, imports.",
                "Add webhook" if answer.may_edit else "",
                self.ask_new if answer.may_edit else None,
            )
            self.show_notice()
            return
        self.show_body()
        self._choose_wanted(answer)

    def ask_for(self, owner: int | None) -> None:
        """Ask for a new webhook of an integration, or of none, once it is known which there are."""
        self._asking_for = (owner,)
        self.refresh()

    def show_webhook(self, key: int) -> None:
        """Choose a webhook, now or when it is there."""
        self._wanted = key

    @Slot()
    def ask_new(self) -> None:
        """Ask for a new webhook."""
        owners = self._answer.owners if self._answer is not None else ()
        self._open(WebhookDialog(None, owners, None, self), None, self._add)

    @Slot()
    def ask_event(self) -> None:
        """Ask for an event of the house's own, and say who would be told of it."""
        dialog = TellDialog(self)
        dialog.hearers_wanted.connect(self.model.ask_hearers)
        self.model.heard_by.connect(dialog.show_hearers)
        self.model.unheard.connect(dialog.show_trouble)
        self.model.ask_hearers("")
        self.ask(dialog, self.model.tell)

    @Slot()
    def ask_allowed(self) -> None:
        """Show the allowed addresses of the inner network, and ask for another."""
        dialog = AllowedDialog(self._answer.allowed if self._answer is not None else (), self)
        dialog.unwanted.connect(self.model.forbid)
        self.ask(dialog, self.model.allow)

    def _add(self, heard: Heard) -> None:
        hidden = {name: value for name, value in (heard.hidden or {}).items() if value is not None}
        self.model.add(heard.form, heard.secret, hidden)

    def _act(self, deed: str, row: EndpointRow) -> None:
        deeds = {
            "edit": self._edit,
            "switch": self._switch,
            "preview": self._preview,
            "trial": self._trial,
            "deliveries": self._deliveries,
            "rotate": self._rotate,
            "recover": self._recover,
            "remove": self._remove,
        }
        deeds[deed](row)

    def _edit(self, row: EndpointRow) -> None:
        owners = self._answer.owners if self._answer is not None else ()
        dialog = WebhookDialog(row, owners, None, self)
        self._open(dialog, row.id, partial(self._save, dialog, row))

    def _open(self, dialog: WebhookDialog, of: int | None, act: Callable[[Heard], None]) -> None:
        dialog.try_wanted.connect(partial(self.model.try_typed, of))
        self.model.proven.connect(dialog.show_proof)
        self.ask(dialog, act)

    def _save(self, dialog: WebhookDialog, row: EndpointRow, heard: Heard) -> None:
        self.model.edit(replace(row, form=dialog.seen or row.form), heard.form, heard.hidden)

    def _switch(self, row: EndpointRow) -> None:
        if row.disabled_at is None:
            self.model.disable(row)
        else:
            self.model.enable(row)

    def _preview(self, row: EndpointRow) -> None:
        self.sending = SendingDialog(row, self)
        self.sending.wanted.connect(partial(self.model.sample, row.id))
        self.sending.finished.connect(self.sending.deleteLater)
        self.model.sampled.connect(self.sending.show_sample)
        self.model.refused.connect(self.sending.refuse)
        self.model.sample(row.id, self.sending.kind.currentText())
        self.sending.open()

    def _trial(self, row: EndpointRow) -> None:
        self.ask(TrialDialog(row, self), partial(self._send_trial, row))

    def _send_trial(self, row: EndpointRow, heard: tuple[str, Mapping[str, object]]) -> None:
        self.model.try_out(row, *heard)

    def _deliveries(self, row: EndpointRow) -> None:
        self.deliveries_wanted.emit(row.id)

    def _rotate(self, row: EndpointRow) -> None:
        self.ask(RotateDialog(row, self), partial(self.model.rotate, row))

    def _recover(self, row: EndpointRow) -> None:
        self.ask(RecoverDialog(row, self.desk.asking.today, self), partial(self.model.recover, row))

    def _remove(self, row: EndpointRow) -> None:
        about = ABOUT_REMOVING.format(name=webhook_words.title(row))
        dialog = ConfirmDialog(f"Remove {webhook_words.title(row)}", about, "Remove it", self)
        self.ask(dialog, partial(self._do_remove, row))

    def _do_remove(self, row: EndpointRow, _yes: object) -> None:
        self.model.remove(row)

    def _show_once(self, row: EndpointRow, secret: Secret) -> None:
        self._wanted = row.id
        self.once = OnceDialog(row, secret, self)
        self.once.open()

    @Slot(str, int)
    def _say_told(self, event: str, count: int) -> None:
        if count:
            get = "1 webhook gets it" if count == 1 else f"{count:,} webhooks get it"
            self.desk.say(f"The event is told: {get}.", "Show deliveries", partial(self.event_wanted.emit, event))
        else:
            self.desk.say("The event is kept, and nobody is told: no webhook wants it.")

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if self._answer is not None and index.isValid():
            self.panel.show_row(self.table.model.row(index.row()), may_edit=self._answer.may_edit)

    def _choose_wanted(self, answer: Hooks) -> None:
        shown = self._wanted if self._wanted is not None else (self.panel.row.id if self.panel.row else None)
        self._wanted = None
        self.panel.show_row(self.table.choose(lambda row: row.id == shown), may_edit=answer.may_edit)
