"""The page of integrations: its sections beside each other, each made when it is first chosen."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout

from sakshi_desktop.ui.desk import Desk
from sakshi_desktop.ui.integrations.checks_view import ChecksSection
from sakshi_desktop.ui.integrations.deliveries_view import DeliveriesSection
from sakshi_desktop.ui.integrations.health_view import HealthSection
from sakshi_desktop.ui.integrations.letters_view import LettersSection
from sakshi_desktop.ui.integrations.secrets_view import SecretsSection
from sakshi_desktop.ui.integrations.services_view import ServicesSection
from sakshi_desktop.ui.integrations.syncs_view import SyncsSection
from sakshi_desktop.ui.integrations.webhooks_view import WebhooksSection
from sakshi_desktop.ui.widgets.section import Section
from sakshi_desktop.ui.widgets.segments import Segments
from sakshi_desktop.ui.widgets.sheets import Sheets
from sakshi_desktop.ui.widgets.titled_page import TitledPage

SECTIONS: tuple[tuple[str, str, Callable[[Desk], Section]], ...] = (
    ("services", "Services", ServicesSection),
    ("webhooks", "Webhooks", WebhooksSection),
    ("deliveries", "Deliveries", DeliveriesSection),
    ("syncs", "Syncs", SyncsSection),
    ("letters", "Not taken", LettersSection),
    ("health", "Health", HealthSection),
    ("signatures", "Signatures", ChecksSection),
    ("secrets", "Secrets", SecretsSection),
)
SHOWN = ("deliveries", "syncs", "letters", "signatures", "health", "secrets")
"""Sections that the palette reaches by name."""


class IntegrationsPage(TitledPage):
    """Services, webhooks, deliveries and secrets."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "Integrations")
        self.sections: dict[str, Section] = {}
        self._stack = Sheets(self.body)
        titles = [(key, title) for key, title, _ in SECTIONS]
        self.choice = Segments(desk.kept, "integrations/section", titles, self)
        self.choice.picked.connect(self._pick)
        self.choices.insertWidget(1, self.choice)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self.under.hide()

    @property
    def section(self) -> Section:
        """Return the section that is shown."""
        return self.choose(self.choice.pressed)

    def choose(self, key: str) -> Section:
        """Show a section of SECTIONS and return it."""
        self.choice.press(key)
        fresh = key not in self.sections
        if fresh:
            made = next(door for name, _, door in SECTIONS if name == key)(self.desk)
            made.settled.connect(self.settled)
            self._join(made)
            self.sections[key] = made
            self._stack.addWidget(made)
        self._stack.setCurrentWidget(self.sections[key])
        return self.sections[key]

    def _join(self, made: Section) -> None:
        if isinstance(made, ServicesSection):
            made.webhook_wanted.connect(self._add_webhook)
        if isinstance(made, WebhooksSection):
            made.deliveries_wanted.connect(self._show_deliveries)
            made.event_wanted.connect(self._show_event)
        if isinstance(made, SyncsSection):
            made.letters_wanted.connect(partial(self._pick, "letters"))
        if isinstance(made, HealthSection):
            made.webhook_wanted.connect(self._show_webhook)
            made.sync_wanted.connect(partial(self._pick, "syncs"))

    @Slot(int)
    def _add_webhook(self, owner: int | None) -> None:
        section = self.choose("webhooks")
        if isinstance(section, WebhooksSection):
            section.ask_for(owner)

    def _new_webhook(self) -> None:
        self._add_webhook(None)

    def _tell_event(self) -> None:
        section = self.choose("webhooks")
        section.refresh()
        if isinstance(section, WebhooksSection):
            section.ask_event()

    def _add_service(self) -> None:
        section = self.choose("services")
        section.refresh()
        if isinstance(section, ServicesSection):
            section.ask_new()

    @Slot(int)
    def _show_webhook(self, webhook: int) -> None:
        self.show_one("webhook", webhook)

    @Slot(int)
    def _show_deliveries(self, webhook: int) -> None:
        section = self.choose("deliveries")
        if isinstance(section, DeliveriesSection):
            section.narrow(webhook)

    @Slot(str)
    def _show_event(self, event: str) -> None:
        section = self.choose("deliveries")
        if isinstance(section, DeliveriesSection):
            section.seek(event)

    @Slot()
    def refresh(self) -> None:
        """Ask again for what the chosen section shows."""
        self.section.refresh()

    def unsaved(self) -> Sequence[str]:
        """Return what was written in any section and is not saved."""
        return [sentence for section in self.sections.values() for sentence in section.unsaved()]

    def acts(self) -> Mapping[str, Callable[[], object]]:
        """Return what asks for a new integration, webhook or event, and what shows a section."""
        asks: dict[str, Callable[[], object]] = {
            "service": self._add_service,
            "webhook": self._new_webhook,
            "event": self._tell_event,
        }
        return asks | {key: partial(self._pick, key) for key in SHOWN}

    def show_one(self, kind: str, key: int) -> None:
        """Show one integration or webhook among the others."""
        section = self.choose("webhooks" if kind == "webhook" else "services")
        if isinstance(section, WebhooksSection):
            section.show_webhook(key)
        section.refresh()

    @Slot(str)
    def _pick(self, key: str) -> None:
        self.choose(key).refresh()
