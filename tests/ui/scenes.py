"""All that the window can show: pages and sections with something in them, dialogs, empty places, failures."""

import base64
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog
from sqlalchemy import select

from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import handover, integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.outlets import costs
from sakshi_desktop.people import shifts, team
from sakshi_desktop.portal import notes
from sakshi_desktop.store.contents import Contents, Replacement
from sakshi_desktop.store.models import Event
from sakshi_desktop.vault import PcVault
from sakshi_desktop.vault.memory_store import MemoryStore
from sakshi_desktop.vault.sealing import IDENTITY, PcSealer
from tests.ui import busy, chain
from tests.ui.customers.page import add_asha
from tests.ui.imports.page import till
from tests.ui.windows import PATIENCE, quiet

DAYS = 24
"""Days on which the team worked."""
ROLES = (("Ravi Shankar", "manager", "120.00"), ("सीता देवी", "support", "95.00"), ("Imran Khan", "support", "90.00"))
OWN_BOOKS = {"base_url": "https://books.example.com", "items_url": "https://books.example.com/items"}
WEBHOOK_SECRET = Secret("whsec_" + "A" * 32)
BAD = (
    [97, "31/02/2026", "12:10", "Fort", "Masala chai", 2, "40.00", "84.00"],
    [98, "18/11/2026", "12:11", "Fort", "Masala chai", "two", "40.00", "84.00"],
    [99, "19/11/2026", "12:12", "", "Masala chai", 2, "forty", "84.00"],
)
"""Rows that no import takes."""


def furnish(program):
    """Let there be something in every part of the window; return the ids of Asha and of her order."""
    busy.fill(program)
    ids = add_asha(program.database)
    _tell_of_asha(program, *ids)
    _hire(program)
    _keep_secrets(program)
    _connect_books(program)
    _name_events(program)
    return ids


def _name_events(program):
    """Give what is sent the same ids in every run."""
    with program.database.begin() as session:
        for event in session.scalars(select(Event)):
            event.public_id = f"msg_{event.id:032x}"


def _connect_books(program):
    """Connect a service of the house's own, which offers a stream that is not synced."""
    with program.database.begin() as session:
        form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config=OWN_BOOKS)
        row = integrations.create(session, form, by=program.actor, clock=program.clock)
        integrations.activate(session, row.id, by=program.actor, clock=program.clock)


def _tell_of_asha(program, asha, order):
    with program.database.begin() as session:
        for about in ({"customer_id": asha}, {"order_id": order}):
            notes.add(session, "Ring twice: the bell is weak.", **about, by=program.actor, clock=program.clock)


def _hire(program):
    with program.database.begin() as session:
        for place, (name, role, hourly) in zip(chain.NAMES, ROLES, strict=True):
            person = {"name": name, "role": role, "location": place, "hourly": hourly}
            team.save(session, None, person, by=program.actor, clock=program.clock)
            for day in range(DAYS):
                date = to_date(chain.LAST - day).isoformat()
                shift = {"staff": name, "location": place, "date": date, "starts": "09:00", "ends": "17:30"}
                shifts.save(session, None, shift, by=program.actor, clock=program.clock)
            for kind, amount in (("rent", "85000.00"), ("utilities", "12400.00")):
                cost = {"location": place, "month": "2026-10", "kind": kind, "amount": amount}
                costs.save(session, None, cost, by=program.actor, clock=program.clock)


def _keep_secrets(program):
    """Let this PC and another have keys of their own, and a secret that may be handed over."""
    other = MemoryStore()
    give_identity(program.vault)
    give_identity(other, b"o")
    handover.introduce(program.database, PcSealer(other), "office", clock=program.clock)
    keys.replace(program.database, program.vault, 1, Secret("rzp-9x2Q"), by=program.actor, clock=program.clock)


def give_identity(vault, letter=b"m"):
    """Let a PC have the same key in every run."""
    vault.set(IDENTITY, Secret(base64.b64encode(letter * 32).decode()))


class Stage:
    """A window on a furnished program, and what leads it from one thing that it can show to the next.

    Attributes:
        ids: Asha and her order.
        folder: where files may be written.
    """

    def __init__(self, qtbot, window, ids, folder):
        self.qtbot, self.window, self.ids, self.folder = qtbot, window, ids, folder

    @property
    def page(self):
        return self.window.inside.page

    def rest(self):
        """Wait until what was begun by now, and what that began, is done and laid out."""
        self.qtbot.wait(20)
        quiet(self.qtbot, self.window)
        self.qtbot.wait(1)

    def visit(self, key):
        self.window.visit(key)
        self.rest()
        return self.page

    def section(self, key):
        """Show a section of the integrations; return it."""
        page = self.visit("integrations")
        page.choice.buttons[key].click()
        self.rest()
        return page.section

    def person(self, kind, key):
        """Show a customer or an order."""
        page = self.visit("customers")
        page.show_one(kind, key)
        self.rest()
        return page.person

    def popup(self):
        """Return what is open over a button, once it is seen."""
        self.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is not None, timeout=PATIENCE)
        return QApplication.activePopupWidget()

    def dialog(self):
        """Return the dialog that is open, once it is seen."""

        def seen():
            return [one for one in self.window.findChildren(QDialog) if one.isVisible()]

        self.qtbot.waitUntil(lambda: len(seen()) == 1, timeout=PATIENCE)
        self.rest()
        (dialog,) = seen()
        return dialog


# --- pages and sections


def _behind(stage):
    stage.visit("overview").look_behind("revenue_paise")


def _chart(stage):
    stage.visit("locations").measures.buttons["chart"].click()


def _profile(stage):
    stage.person("customer", stage.ids[0])


def _lone_order(stage):
    stage.person("order", 600)


def _order(stage):
    stage.person("order", stage.ids[1])


def _found(stage):
    stage.visit("customers").show_search()
    stage.page.search.line.setText("asha")


def _nobody(stage):
    stage.visit("customers").show_search()
    stage.page.search.line.setText("zzzz")


def _operations(key):
    def show(stage):
        stage.visit("operations").show_section(key)

    return show


def _section(key):
    def show(stage):
        stage.section(key)

    return show


def _delivery(stage):
    _choose_first(stage.section("deliveries").table)


def _checked(stage):
    section = stage.section("signatures")
    delivery = stage.section("deliveries").table.model.row(0)
    stage.section("signatures")
    headers = f"webhook-id: {delivery.event}\nwebhook-timestamp: 1795338000\nwebhook-signature: v1,{'A' * 43}="
    section.headers.setPlainText(headers)
    section.pasted.setPlainText(delivery.body.replace("ORD", "ORX"))
    section.check.click()


def _secret(stage):
    _choose_first(stage.section("secrets").table)


def _choose_first(table):
    table.view.setCurrentIndex(table.model.index(0, 0))


def _mapping(stage):
    stage.visit("imports").take_file(till(stage.folder, more=BAD))
    stage.rest()
    stage.qtbot.waitUntil(lambda: stage.page.sheet.editor.is_built, timeout=PATIENCE)


def _result(stage):
    _mapping(stage)
    stage.page.take.click()
    stage.rest()
    _choose_first(stage.page.past.table)


def _backups(stage):
    stage.visit("settings").copy.click()


DENSEST = (
    "overview",
    "customers-order-of-asha",
    "locations",
    "operations-team",
    "integrations-webhooks",
    "integrations-deliveries",
    "integrations-health",
    "imports-mapping",
)
"""What holds the most, and is looked at in a narrow window too."""
SCENES = {
    "activity": lambda stage: stage.visit("activity"),
    "overview": lambda stage: stage.visit("overview"),
    "overview-behind": _behind,
    "customers": lambda stage: stage.visit("customers"),
    "customers-found": _found,
    "customers-nobody": _nobody,
    "customers-profile": _profile,
    "customers-order": _lone_order,
    "customers-order-of-asha": _order,
    "locations": lambda stage: stage.visit("locations"),
    "locations-chart": _chart,
    "operations-menu": _operations("menu"),
    "operations-team": _operations("team"),
    "operations-locations": _operations("locations"),
    **{f"integrations-{key}": _section(key) for key in ("services", "webhooks", "syncs", "letters", "health")},
    "integrations-deliveries": _delivery,
    "integrations-signatures": _checked,
    "integrations-secrets": _secret,
    "settings": _backups,
    "imports": lambda stage: stage.visit("imports"),
    "imports-mapping": _mapping,
    "imports-result": _result,
}


# --- dialogs


def _of_person(deed, which=0, kind="customer"):
    def show(stage):
        getattr(stage.person(kind, stage.ids[which]).deeds, deed)()

    return show


def _of_order(deed):
    def show(stage):
        getattr(stage.person("order", 600).deeds, deed)()

    return show


def _of_section(key, ask):
    def show(stage):
        getattr(stage.section(key), ask)()

    return show


def _new_service(stage):
    section = stage.section("services")
    section.ask_new()
    section.dialog.sign_in.setCurrentIndex(1)


def _of_hook(deed):
    def show(stage):
        panel = stage.section("webhooks").panel
        panel.asked.emit(deed, panel.row)

    return show


def _of_sync(deed):
    def show(stage):
        panel = stage.section("syncs").panel
        panel.asked.emit(deed, panel.opened.job)

    return show


def _once(stage):
    section = stage.section("webhooks")
    section.model.made.emit(section.panel.row, WEBHOOK_SECRET)


def _hand_over(stage):
    _secret(stage)
    stage.page.section.ask_give()


def _enter_passphrase(stage):
    stage.section("secrets").ask_file()


def _forget_letter(stage):
    section = stage.section("letters")
    section.drop.click()


def _record_form(stage):
    kept = stage.visit("operations").tables["items"]
    kept.edit(kept.table.model.row(0))


def _sheet_of_staff(stage):
    file = stage.folder / "staff.csv"
    file.write_text("name,role,location,shoe size\nMeera,support,Indiranagar,38\nAjay,cook,Koramangala,41\n")
    _operations("team")(stage)
    stage.page.tables["staff"].preview(str(file))


def _restore(stage):
    page = stage.visit("settings")
    now = Contents("0016", 3, 21, 631, chain.LAST, demo=False, bytes=1_500_000)
    then = replace(now, orders=420, newest_day=chain.LAST - 20)
    page.show_preview(Path("/home/asha/sakshi-2026-11-01.db"), Replacement(now, then))


def _of_import(deed):
    """Press a button over the table of imports, after one where there is none."""

    def show(stage):
        past = stage.visit("imports").past
        if not past.table.model.rowCount():
            _result(stage)
            stage.rest()
        _choose_first(past.table)
        getattr(past, deed).click()

    return show


DIALOGS = {
    "Palette": lambda stage: stage.window.inside.ask(),
    "Sheet": lambda stage: stage.window.inside.keys.show_sheet(),
    "JoinDialog": lambda stage: stage.window.inside.ask_join(),
    "RangeDialog": lambda stage: stage.visit("overview").scope.period.ask_range(),
    "WeightsDialog": lambda stage: stage.visit("locations").ask_weights(),
    "ProfileDialog": _of_person("edit"),
    "AddressDialog": _of_person("add_address"),
    "ReasonDialog": _of_person("cancel", 1, "order"),
    "RefundDialog": _of_order("refund"),
    "RatingDialog": _of_order("rate"),
    "RecordForm": _record_form,
    "ImportDialog": _sheet_of_staff,
    "ServiceDialog": _new_service,
    "WebhookDialog": _of_section("webhooks", "ask_new"),
    "AllowedDialog": _of_section("webhooks", "ask_allowed"),
    "OnceDialog": _once,
    "SendingDialog": _of_hook("preview"),
    "TrialDialog": _of_hook("trial"),
    "RotateDialog": _of_hook("rotate"),
    "RecoverDialog": _of_hook("recover"),
    "ConfirmDialog": _of_hook("remove"),
    "ResendDialog": _of_section("deliveries", "ask_resend"),
    "RetentionDialog": _of_section("deliveries", "ask_retention"),
    "SyncDialog": _of_section("syncs", "ask_new"),
    "ScheduleDialog": _of_sync("schedule"),
    "DaysDialog": _of_sync("backfill"),
    "HandOverDialog": _hand_over,
    "SecretDialog": _enter_passphrase,
    "RestoreDialog": _restore,
    "RemoveDialog": _of_import("remove"),
    "ProblemsDialog": _of_import("problems"),
}


# --- what opens over a button

POPUPS = {
    "locations": lambda stage: stage.visit("overview").scope.ask_locations(),
    "sources": lambda stage: stage.window.line.fresh.click(),
}


# --- places with nothing in them

EMPTY = {
    "empty-activity": lambda stage: stage.visit("activity"),
    "welcome": lambda stage: stage.visit("overview"),
    "empty-customers": lambda stage: stage.visit("customers"),
    "empty-operations": _operations("team"),
    "empty-imports": lambda stage: stage.visit("imports"),
    **{f"empty-{key}": _section(key) for key in ("services", "webhooks", "syncs", "health", "secrets")},
}


# --- what cannot be shown


def _lose(stage):
    """Take the figures away, and wait until the foot of the window tells of it."""
    with closing(sqlite3.connect(stage.window.inside.desk.program.database.file)) as other:
        other.execute("DROP TABLE IF EXISTS kpi_days")
    stage.qtbot.waitUntil(stage.window.line.trouble.isVisible, timeout=PATIENCE)


def _lose_figures(stage):
    """Let another program take the figures away that a page is about to ask for."""
    page = stage.visit("overview")
    page.leave_behind()
    _lose(stage)
    page.refresh()


def _lose_keyring(stage):
    program = stage.window.inside.desk.program
    program.vault = PcVault(program.settings, keyring=_no_keyring)
    stage.section("secrets")


def _no_keyring():
    raise VaultError("This PC has no keyring that Sakshi trusts.", hint="Install and start GNOME Keyring or KWallet.")


def _behind_lost_figures(stage):
    """Look behind a figure, again once the figures are lost."""
    stage.visit("overview").look_behind("revenue_paise")
    stage.rest()
    _lose(stage)
    stage.page.behind.again()


FAILED = {"failed-keyring": _lose_keyring, "failed-behind": _behind_lost_figures, "failed-page": _lose_figures}
