"""Pages and sections, with something in them and with nothing: how each comes into sight."""

from PySide6.QtWidgets import QScrollArea

from tests.ui.imports.page import till
from tests.ui.scenes.stage import choose_first
from tests.ui.windows import PATIENCE

BAD = (
    [97, "31/02/2026", "12:10", "Fort", "Masala chai", 2, "40.00", "84.00"],
    [98, "18/11/2026", "12:11", "Fort", "Masala chai", "two", "40.00", "84.00"],
    [99, "19/11/2026", "12:12", "", "Masala chai", 2, "forty", "84.00"],
)
"""Rows that no import takes."""
OTHERWISE = [[number, "18/11/2026", "12:57", "Juhu", "Masala chai", 3, "40.00", "126.00"] for number in (57, 58, 59)]
"""Bills of the till with another content."""
ROWS, LEFT_OUT, CONFLICTS = range(1, 4)
"""Places among the parts of a file."""


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


def operations(key):
    def show(stage):
        stage.visit("operations").show_section(key)

    return show


def section(key):
    def show(stage):
        stage.section(key)

    return show


def _delivery(stage):
    choose_first(stage.section("deliveries").table)


def _checked(stage):
    section = stage.section("signatures")
    delivery = stage.section("deliveries").table.model.row(0)
    stage.section("signatures")
    headers = f"webhook-id: {delivery.event}\nwebhook-timestamp: 1795338000\nwebhook-signature: v1,{'A' * 43}="
    section.headers.setPlainText(headers)
    section.pasted.setPlainText(delivery.body.replace("ORD", "ORX"))
    section.check.click()


def secret(stage):
    choose_first(stage.section("secrets").table)


def _mapping(stage):
    _take(stage, till(stage.folder, more=BAD))


def _take(stage, file):
    stage.visit("imports").take_file(file)
    stage.rest()
    stage.qtbot.waitUntil(lambda: stage.page.sheet.editor.is_built, timeout=PATIENCE)


def _part(place):
    """Show a part of a file that is about to be imported."""

    def show(stage):
        _mapping(stage)
        stage.page.sheet.buttons.button(place).click()

    return show


def _conflicts(stage):
    """Import the sales of a till, and take a file up that has some of them with another content."""
    result(stage)
    _take(stage, till(stage.folder, "again.csv", 57, more=OTHERWISE))
    stage.page.sheet.buttons.button(CONFLICTS).click()


def result(stage):
    _mapping(stage)
    stage.page.take.click()
    stage.rest()
    choose_first(stage.page.past.table)


def _backups(stage):
    stage.visit("settings").copy.click()


def _event(stage):
    stage.visit("activity").acts()["events"]()
    stage.rest()
    choose_first(stage.page.section.table)


def _to_the_end(key):
    """Show the lower half of a page."""

    def show(stage):
        stage.visit(key)
        for area in stage.page.findChildren(QScrollArea):
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())

    return show


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
    "activity-event": _event,
    "overview": lambda stage: stage.visit("overview"),
    "overview-lower": _to_the_end("overview"),
    "overview-behind": _behind,
    "customers": lambda stage: stage.visit("customers"),
    "customers-found": _found,
    "customers-nobody": _nobody,
    "customers-profile": _profile,
    "customers-order": _lone_order,
    "customers-order-of-asha": _order,
    "locations": lambda stage: stage.visit("locations"),
    "locations-chart": _chart,
    "operations-menu": operations("menu"),
    "operations-team": operations("team"),
    "operations-locations": operations("locations"),
    **{f"integrations-{key}": section(key) for key in ("services", "webhooks", "syncs", "letters", "health")},
    "integrations-deliveries": _delivery,
    "integrations-signatures": _checked,
    "integrations-secrets": secret,
    "settings": _backups,
    "settings-lower": _to_the_end("settings"),
    "imports": lambda stage: stage.visit("imports"),
    "imports-mapping": _mapping,
    "imports-rows": _part(ROWS),
    "imports-bad": _part(LEFT_OUT),
    "imports-result": result,
    "imports-conflicts": _conflicts,
}
EMPTY_SECTIONS = ("services", "webhooks", "deliveries", "syncs", "letters", "health", "signatures", "secrets")
EMPTY = {
    "empty-activity": lambda stage: stage.visit("activity"),
    "welcome": lambda stage: stage.visit("overview"),
    "empty-customers": lambda stage: stage.visit("customers"),
    "empty-operations": operations("team"),
    "empty-menu": operations("menu"),
    "empty-locations": operations("locations"),
    "empty-imports": lambda stage: stage.visit("imports"),
    **{f"empty-{key}": section(key) for key in EMPTY_SECTIONS},
}
"""Places with nothing in them."""
