"""The section of services: a card for each, by type."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from sakshi_desktop.core.vocabulary import IntegrationStatus, IntegrationType
from sakshi_desktop.hub import modes
from sakshi_desktop.hub.connected import IntegrationRow
from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations import paper
from sakshi_desktop.ui.integrations.service_card import ServiceCard
from sakshi_desktop.ui.integrations.service_dialog import Heard, ServiceDialog
from sakshi_desktop.ui.integrations.services_model import Service, Services, ServicesModel
from sakshi_desktop.ui.widgets.buttons import IconButton
from sakshi_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from sakshi_desktop.ui.widgets.files import saving
from sakshi_desktop.ui.widgets.secret_dialog import SecretDialog
from sakshi_desktop.ui.widgets.section import Section

CARD = 300
"""Pixels of width that a card wants."""
KINDS = "PDF (*.pdf);;Markdown (*.md)"
ORDER = {kind: place for place, kind in enumerate(IntegrationType)}
ABOUT_ENTERING = (
    "The key, token or password of {name}. It goes into the vault of this PC and nowhere else; "
    "from then on only its last four characters are shown."
)
ABOUT_FORGETTING = "{name} has no secret any more, on this PC and for all others. It can be entered again at any time."
ABOUT_REMOVING = (
    "{name} is removed with its webhooks, their deliveries and their secrets. This cannot be undone; "
    "pausing it keeps everything."
)


class ServicesSection(Section):
    """The services.

    Signals:
        webhook_wanted: a webhook shall be added to an integration, by its id.
    """

    webhook_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        self.model = ServicesModel(desk.tasks, desk.program)
        super().__init__(desk, "Integrations", self.model)
        self.model.browser_wanted.connect(self._browse)
        self.cards: dict[int, ServiceCard] = {}
        self._order: list[int] = []
        self.add = IconButton(desk.look, "Add integration", "integrations", tint="on_accent", style="primary")
        self.paper = IconButton(desk.look, "Export set-up", "file-text", tint="muted")
        self.add.clicked.connect(self.ask_new)
        self.paper.clicked.connect(self.ask_paper)
        self.deeds.addWidget(self.paper)
        self.deeds.addWidget(self.add)
        self._inner = QWidget(self)
        self._inner.setObjectName("clear")
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setSpacing(12)
        area = QScrollArea(self.body)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._inner)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    def show_answer(self, answer: Services) -> None:
        """Show the services."""
        self.add.setEnabled(answer.may_edit)
        wanted = sorted(answer.cards, key=lambda one: (ORDER[one.row.form.type], one.row.name.casefold()))
        for gone in self.cards.keys() - {one.id for one in wanted}:
            self.cards.pop(gone).deleteLater()
        for one in wanted:
            if one.id not in self.cards:
                self.cards[one.id] = ServiceCard(self.desk.look, self._inner)
                self.cards[one.id].asked.connect(self._act)
            self.cards[one.id].show_service(one, may_edit=answer.may_edit)
        self._order = [one.id for one in wanted]
        self._lay()
        active = sum(one.row.status is IntegrationStatus.ACTIVE for one in wanted)
        trouble = f"  ·  {answer.trouble}" if answer.trouble else ""
        self.say(f"{len(wanted)} connected, {active} active{trouble}")
        if wanted:
            self.show_body()
            return
        self.notice.say(
            "Nothing is connected yet.",
            "Accounting, CRM, e-mail, SMS, payments, inventory, or anything that takes webhooks.",
            "Add integration" if answer.may_edit else "",
            self.ask_new if answer.may_edit else None,
        )
        self.show_notice()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put as many cards beside each other as there is room for."""
        super().resizeEvent(event)
        self._lay()

    @Slot()
    def ask_new(self) -> None:
        """Ask for a new integration."""
        self._open(ServiceDialog(None, self), None, self.model.create)

    @Slot()
    def ask_paper(self) -> None:
        """Ask where to write the whole set-up."""
        dialog = saving(self, self.desk.kept, "Export the set-up, without secrets", "integrations.pdf", KINDS)
        dialog.fileSelected.connect(self._write)
        dialog.open()

    @Slot(str)
    def _write(self, name: str) -> None:
        program = self.desk.program
        work = partial(paper.write, program.database, Path(name), program.clock)
        self.model.do(work, f"The set-up is written to {Path(name).name}.")

    def _act(self, deed: str, one: Service) -> None:
        row = one.row
        deeds = {
            "connect": self._connect,
            "edit": self._edit,
            "switch": self._switch,
            "secret": self._secret,
            "test": self.model.test,
            "mode": self._mode,
            "forget": self._forget,
            "webhook": self._webhook,
            "remove": self._remove,
        }
        deeds[deed](row)

    def _connect(self, row: IntegrationRow) -> None:
        self.model.connect_service(row)

    @Slot(str)
    def _browse(self, url: str) -> None:
        if not QDesktopServices.openUrl(QUrl(url)):
            self.desk.say(f"No browser could be opened. Open this address on this PC: {url}")

    def _edit(self, row: IntegrationRow) -> None:
        dialog = ServiceDialog(row.form, self)
        self._open(dialog, row.id, partial(self._save, dialog, row))

    def _save(self, dialog: ServiceDialog, row: IntegrationRow, heard: Heard) -> None:
        self.model.edit(replace(row, form=dialog.seen or row.form), heard)

    def _open(self, dialog: ServiceDialog, of: int | None, act: Callable[[Heard], None]) -> None:
        dialog.try_wanted.connect(partial(self.model.try_out, of))
        self.model.tried.connect(dialog.show_proof)
        self.ask(dialog, act)

    def _mode(self, row: IntegrationRow) -> None:
        if not row.live:
            self.model.set_mode(row)
            return
        title, about = f"{row.name} in test mode", f"{modes.WHAT_DIFFERS} It may go live again once a test has passed."
        dialog = ConfirmDialog(title, about, "Put it into test mode", self)
        self.ask(dialog, partial(self._do, self.model.set_mode, row))

    def _switch(self, row: IntegrationRow) -> None:
        if row.status is IntegrationStatus.INACTIVE:
            self.model.activate(row)
        else:
            self.model.pause(row)

    def _secret(self, row: IntegrationRow) -> None:
        title = f"Secret of {row.name}"
        dialog = SecretDialog(title, "Keep", ABOUT_ENTERING.format(name=row.name), parent=self)
        self.ask(dialog, partial(self.model.replace_secret, row))

    def _forget(self, row: IntegrationRow) -> None:
        title, about = f"Forget the secret of {row.name}", ABOUT_FORGETTING.format(name=row.name)
        self.ask(ConfirmDialog(title, about, "Forget it", self), partial(self._do, self.model.forget_secret, row))

    def _remove(self, row: IntegrationRow) -> None:
        title, about = f"Remove {row.name}", ABOUT_REMOVING.format(name=row.name)
        self.ask(ConfirmDialog(title, about, "Remove it", self), partial(self._do, self.model.remove, row))

    def _do(self, act: Callable[[IntegrationRow], None], row: IntegrationRow, _yes: object) -> None:
        act(row)

    def _webhook(self, row: IntegrationRow) -> None:
        self.webhook_wanted.emit(row.id)

    def _lay(self) -> None:
        across = max(1, self.width() // CARD)
        for place, key in enumerate(self._order):
            self._grid.addWidget(self.cards[key], place // across, place % across)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < across else 0)
        below = -(-len(self._order) // across)
        for line in range(self._grid.rowCount()):
            self._grid.setRowStretch(line, 0)
        self._grid.setRowStretch(below, 1)
