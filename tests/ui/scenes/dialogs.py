"""What opens over a page: dialogs, and what falls from a button."""

from dataclasses import replace
from pathlib import Path

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import offers
from sakshi_desktop.hub.fields import FieldMap, Place, Unit
from sakshi_desktop.store.contents import Contents, Replacement
from sakshi_desktop.ui.widgets.menu_button import MoreButton
from tests.ui import chain
from tests.ui.scenes import pages
from tests.ui.scenes.stage import choose_first

WEBHOOK_SECRET = Secret("whsec_" + "A" * 32)


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
    dialog = section.dialog
    dialog.type.setCurrentIndex(dialog.type.findData(IntegrationType.CUSTOM))
    dialog.vendor.setCurrentText(offers.ENDPOINT)
    dialog.sign_in.setCurrentIndex(1)


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


def _fields(stage):
    """Ask for the fields of a sync that sends what was sold, of which some are called otherwise."""
    panel = stage.section("syncs").panel
    places = {
        "location_name": Place(left_out=True),
        "net_sales_paise": Place("total.net", Unit.RUPEES),
        "orders": Place("bills"),
    }
    daily_sales, _ = offers.of(offers.ENDPOINT)
    job = replace(panel.opened.job, stream=daily_sales.stream, fields=daily_sales.fields)
    panel.asked.emit("fields", replace(job, mapping=FieldMap(places, {"source": "sakshi"})))


def _once(stage):
    section = stage.section("webhooks")
    section.model.made.emit(section.panel.row, WEBHOOK_SECRET)


def _hand_over(stage):
    pages.secret(stage)
    stage.page.section.ask_give()


def _enter_passphrase(stage):
    stage.section("secrets").ask_file()


def _record_form(stage):
    kept = stage.visit("operations").tables["items"]
    kept.edit(kept.table.model.row(0))


def sheet_of_staff(stage):
    file = stage.folder / "staff.csv"
    file.write_text("name,role,location,shoe size\nMeera,support,Indiranagar,38\nAjay,cook,Koramangala,41\n")
    pages.operations("team")(stage)
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
            pages.result(stage)
            stage.rest()
        choose_first(past.table)
        getattr(past, deed).click()

    return show


def _more(key):
    """Press the button with what is done more rarely in a section."""

    def show(stage):
        next(button for button in stage.section(key).findChildren(MoreButton) if button.isVisible()).click()

    return show


def _columns(stage):
    stage.section("health").table.columns.click()


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
    "ImportDialog": sheet_of_staff,
    "ServiceDialog": _new_service,
    "WebhookDialog": _of_section("webhooks", "ask_new"),
    "TellDialog": _of_section("webhooks", "ask_event"),
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
    "FieldsDialog": _fields,
    "HandOverDialog": _hand_over,
    "SecretDialog": _enter_passphrase,
    "RestoreDialog": _restore,
    "RemoveDialog": _of_import("remove"),
    "ProblemsDialog": _of_import("problems"),
}
"""Each dialog by the name of its class."""
POPUPS = {
    "locations": lambda stage: stage.visit("overview").scope.ask_locations(),
    "sources": lambda stage: stage.window.line.fresh.click(),
    "columns": _columns,
    **{f"more-{key}": _more(key) for key in ("services", "webhooks", "syncs")},
}
"""What falls from a button."""
