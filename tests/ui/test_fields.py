import json

import pytest
from PySide6.QtCore import Qt

from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import IntegrationType, Role, SyncChange, SyncDirection
from sakshi_desktop.hub import integrations, syncs
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.field_edits import Edits
from sakshi_desktop.hub.fields import FieldMap, Place, Unit
from sakshi_desktop.hub.moves import Move
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.ui.integrations.sync_panel import MOVES
from tests.ui.integrations import add_sync, give_keyring, press, section_of, settle

RUPEES = 1
"""The place of rupees among the units."""


def sync(program, stream="daily sales", direction=SyncDirection.PUSH, **edits):
    give_keyring(program)
    with program.database.begin() as session:
        config = {"base_url": "https://93.184.215.14"}
        form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config=config)
        service = integrations.create(session, form, by=program.actor).id
        job = syncs.add(session, service, stream, direction, "manual", by=program.actor, clock=program.clock)
        if edits:
            syncs.map_fields(session, job, Edits(**edits).applied, by=program.actor, clock=program.clock)
    return job


def items(program, **edits):
    return sync(program, "items", SyncDirection.PULL, **edits)


@pytest.fixture
def asked(qtbot, opened):
    """Opens the window on a program and asks for the fields of its sync; returns the section."""

    def ask(program):
        window = opened(program)
        section = section_of(qtbot, window, "syncs")
        settle(qtbot, window)
        section.panel.more.offers["fields"].trigger()
        settle(qtbot, window)
        section.window_of_it = window
        return section

    return ask


def saved(qtbot, section):
    press(qtbot, section.dialog.good)
    settle(qtbot, section.window_of_it)


def mapping(program, job):
    return program.syncs.one(job).mapping


def gone(dialog):
    return json.loads(dialog.gone.toPlainText())


def test_fields_are_called_otherwise_on_both_databases(qtbot, program, asked):
    job = sync(program)
    section = asked(program)
    dialog, rows = section.dialog, section.dialog.rows
    assert dialog.titles[0].text() == "The latest record of this house"
    given = json.loads(dialog.given.toPlainText())
    assert gone(dialog) == given
    rows["net_sales_paise"].unit.setCurrentIndex(RUPEES)
    assert rows["net_sales_paise"].name.text() == "net_sales", "what is in rupees does not say paise"
    rows["net_sales_paise"].name.setText("total.net")
    rows["currency"].left_out.setChecked(True)
    assert not rows["currency"].name.isEnabled()
    press(qtbot, dialog.fixed.more)
    (fixed,) = dialog.fixed.rows
    fixed.name.setText("source")
    fixed.text.setText("sakshi")
    paise = given["net_sales_paise"]
    assert gone(dialog)["total"] == {"net": f"{paise // 100}.{paise % 100:02}"}
    assert (gone(dialog)["source"], "currency" in gone(dialog)) == ("sakshi", False)
    saved(qtbot, section)
    assert section.dialog is None
    places = {"net_sales_paise": Place("total.net", Unit.RUPEES), "currency": Place(left_out=True)}
    assert mapping(program, job) == FieldMap(places, {"source": "sakshi"})
    line = section.panel.line.text()
    assert line.endswith("Fields: 1 renamed, 1 left out, 1 in rupees, 1 fixed")
    section.panel.more.offers["fields"].trigger()
    again = section.dialog
    assert again.rows["net_sales_paise"].unit.currentIndex() == RUPEES
    assert [row.name.text() for row in again.fixed.rows] == ["source"]
    press(qtbot, again.usual)
    saved(qtbot, section)
    assert not mapping(program, job)
    assert "Fields" not in section.panel.line.text()


def test_what_cannot_be_is_said_beside_its_field_and_what_was_typed_stays(qtbot, one_program, asked):
    job = sync(one_program)
    section = asked(one_program)
    dialog = section.dialog
    dialog.rows["orders"].name.setText("location")
    assert "have one name at the service" in dialog.gone.toPlainText()
    press(qtbot, dialog.good)
    assert dialog.sentence("orders") == "location and orders have one name at the service, “location”."
    assert dialog.rows["orders"].name.hasFocus()
    dialog.rows["orders"].name.setText("bills")
    for name in ("a", "a"):
        press(qtbot, dialog.fixed.more)
        dialog.fixed.rows[-1].name.setText(name)
        dialog.fixed.rows[-1].text.setText("x")
    press(qtbot, dialog.good)
    assert dialog.sentence("fixed") == "A fixed value is named twice."
    assert dialog.sentence("orders") == ""
    press(qtbot, dialog.fixed.rows[0].drop)
    dialog.fixed.rows[0].name.setText("api_key")
    press(qtbot, dialog.good)
    assert "looks like a secret" in dialog.sentence("fixed")
    dialog.fixed.rows[0].name.setText("")
    dialog.fixed.rows[0].text.setText("")
    saved(qtbot, section)
    assert mapping(one_program, job) == FieldMap({"orders": Place("bills")})


def test_the_field_of_which_something_is_said_is_in_sight(qtbot, one_program, asked):
    sync(one_program)
    dialog = asked(one_program).dialog
    last = dialog.rows["refunds_paise"].name
    assert last.visibleRegion().isEmpty()
    last.setText("")
    press(qtbot, dialog.good)
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())
    dialog.reject()


def test_what_is_taken_is_shown_by_an_example(qtbot, one_program, asked):
    job = items(one_program, names={"name": "title"})
    section = asked(one_program)
    dialog = section.dialog
    assert [label.text() for label in dialog.titles] == ["An example of the service", "As it is taken"]
    assert not dialog.fixed.isVisible()
    assert not dialog.rows["name"].left_out.isVisible(), "it must be there"
    dialog.rows["price_paise"].name.setText("price.amount")
    dialog.rows["price_paise"].unit.setCurrentIndex(RUPEES)
    given = json.loads(dialog.given.toPlainText())
    assert (given["title"], given["price"], gone(dialog)["price_paise"]) == ("Latte", {"amount": "180.00"}, 18_000)
    saved(qtbot, section)
    assert mapping(one_program, job).places["price_paise"] == Place("price.amount", Unit.RUPEES)


def test_what_another_changed_meanwhile_is_not_undone_unseen(qtbot, one_program, asked):
    job = items(one_program)
    section = asked(one_program)
    one_program.syncs.do(syncs.map_fields, job, Edits(left_out=["sku"]).applied)
    section.dialog.rows["name"].name.setText("title")
    saved(qtbot, section)
    assert "were changed meanwhile" in section.dialog.trouble.text()
    assert section.dialog.rows["name"].name.text() == "title"
    assert mapping(one_program, job) == FieldMap({"sku": Place(left_out=True)})
    section.dialog.reject()


def test_all_of_it_is_done_with_the_keyboard(qtbot, one_program, asked):
    job = items(one_program)
    section = asked(one_program)
    dialog = section.dialog
    qtbot.waitUntil(dialog.rows["id"].name.hasFocus)

    def tab(times):
        for _ in range(times):
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)

    tab(1)
    assert dialog.rows["name"].name.hasFocus()
    qtbot.keyClicks(dialog.focusWidget(), "title")  # what stood there is marked, and gone
    tab(2)
    assert dialog.rows["variant"].left_out.hasFocus()
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Space)
    qtbot.keyClick(dialog.rows["id"].name, Qt.Key.Key_Return)
    settle(qtbot, section.window_of_it)
    assert mapping(one_program, job) == FieldMap({"name": Place("title"), "variant": Place(left_out=True)})


def test_fields_that_are_not_known_are_not_asked_for(qtbot, one_program, opened):
    add_sync(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    settle(qtbot, window)
    assert not section.panel.more.offers["fields"].isEnabled()
    assert section.panel.more.offers["schedule"].isEnabled()


def test_without_the_right_no_field_is_called_otherwise(qtbot, one_program, opened):
    items(one_program)
    one_program.actor = Actor(5, "Kiran", Role.AUDITOR, RIGHTS[Role.AUDITOR])
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    settle(qtbot, window)
    assert not section.panel.more.offers["fields"].isEnabled()


def test_a_record_that_comes_after_the_dialog_is_closed_is_shown_nowhere(qtbot, one_program, opened):
    sync(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    settle(qtbot, window)
    section.panel.more.offers["fields"].trigger()
    section.dialog.reject()
    settle(qtbot, window)
    section.model.sampled.emit({"orders": 1})
    assert section.dialog is None


def test_what_lies_within_another_field_is_shown_with_dots():
    body = {"total": {"net": "2.00", "tax": 1}, "orders": 1}
    before = {"total": {"net": "1.00", "tax": 1}, "net": 5}
    move = Move("K", SyncChange.CHANGED, 100, body, before, done=False)
    said = {column.key: column.value(move) for column in MOVES}
    assert (said["after"], said["before"]) == ("total.net: 2.00, orders: 1", "total.net: 1.00, net: 5")
