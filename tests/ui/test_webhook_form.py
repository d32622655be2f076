"""The form in which a webhook is made and changed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.ui.integrations import webhook_words
from tests.ui.integrations import CANARY, HOST, add, give_keyring, hook, press, section_of, settle, spoken


def test_a_webhook_is_made_in_the_window_and_its_secret_shown_once_on_both_databases(qtbot, program, opened):
    entries = give_keyring(program)
    row = add(program, "Kitchen")
    window = opened(program)
    section = section_of(qtbot, window, "webhooks")
    section.ask_new()
    dialog = section.dialog
    dialog.url.setText(HOST)
    dialog.owner.setCurrentIndex(dialog.owner.findData(row.id))
    dialog.events.every.setChecked(False)
    above, below = (dialog.events.kinds.visualItemRect(dialog.events.kinds.item(place)) for place in (0, 1))
    assert below.top() > above.bottom()
    dialog.events.kinds.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.filter.setPlainText("location = LOC-3, LOC-4")
    dialog.headers.setPlainText("X-Outlet: Bandra")
    dialog.hidden[0][0].setText("Authorization")
    dialog.hidden[0][1].setText(f"Bearer {CANARY}")
    dialog.a_minute.setValue(60)
    dialog.retry.setText("5, 30")
    press(qtbot, dialog.good)
    settle(qtbot, window)
    assert section.once.shown.text().startswith("whsec_")
    secret = section.once.shown.text()
    section.once.accept()
    (made,) = program.webhooks.listed()
    form = made.form
    assert (form.url, form.integration_id, form.event_types) == (HOST, row.id, ("order.created",))
    assert (form.filter, form.headers) == ({"location": ("LOC-3", "LOC-4")}, {"X-Outlet": "Bandra"})
    assert (form.secret_headers, form.rate_per_minute, form.retry_seconds) == (("Authorization",), 60, (5, 30))
    assert secret in entries.kept.values()
    settle(qtbot, window)
    assert section.panel.row.id == made.id
    shown = spoken(window)
    assert "Authorization: ••••" in shown
    assert "c4nary" not in shown
    assert secret not in shown


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "The address is empty."),
        ("orders.example.com", "lacks its https://"),
        ("https://u:p@example.com/", "user name or a password"),
        ("https://127.0.0.1:9000/", "this PC itself"),
        ("https://10.1.2.3/", "private network"),
    ],
)
def test_an_address_that_cannot_be_taken_is_told_and_the_form_stays(qtbot, one_program, opened, url, sentence):
    give_keyring(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.ask_new()
    section.dialog.url.setText(url)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert sentence in section.dialog.trouble.text()
    section.dialog.reject()
    assert one_program.webhooks.listed() == []


@pytest.mark.parametrize(
    ("field", "text", "key"),
    [("headers", "no colon", "headers"), ("filter", "no sign", "filter"), ("retry", "soon", "retry")],
)
def test_a_line_that_cannot_be_read_is_said_beside_its_field(qtbot, one_program, opened, field, text, key):
    give_keyring(one_program)
    section = section_of(qtbot, opened(one_program), "webhooks")
    section.ask_new()
    dialog = section.dialog
    widget = getattr(dialog, field)
    (widget.setText if field == "retry" else widget.setPlainText)(text)
    press(qtbot, dialog.good)
    assert dialog.sentence(key)
    dialog.events.every.setChecked(False)
    (widget.setText if field == "retry" else widget.setPlainText)("")
    press(qtbot, dialog.good)
    assert "at least one" in dialog.sentence("events")
    dialog.reject()


def test_an_edit_changes_what_was_changed_in_it_and_undoes_nothing_that_another_person_did(qtbot, program, opened):
    give_keyring(program)
    hook(program)
    kitchen = add(program, "Kitchen")
    window = opened(program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.edit)
    (before,) = program.webhooks.listed()
    program.webhooks.edit(before.id, replace(before.form, url=f"{HOST}/new", concurrency=9))
    section.dialog.owner.setCurrentIndex(section.dialog.owner.findData(kitchen.id))
    section.dialog.at_once.setValue(2)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "changed the requests at once of WHK-1 meanwhile, to “9”" in spoken(section.dialog)
    press(qtbot, section.dialog.good)  # now the person knows
    settle(qtbot, window)
    (row,) = program.webhooks.listed()
    assert (row.form.url, row.form.concurrency, row.integration) == (f"{HOST}/new", 2, "Kitchen")


def test_a_group_of_events_stays_one_in_the_form_until_a_kind_of_it_is_not_wanted(qtbot, one_program, opened):
    give_keyring(one_program)
    hook(one_program, event_types=("order.*", "report.ready"))
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.edit)
    section.dialog.at_once.setValue(2)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert one_program.webhooks.listed()[0].form.event_types == ("order.*", "report.ready")
    press(qtbot, section.panel.edit)
    section.dialog.events.kinds.item(0).setCheckState(Qt.CheckState.Unchecked)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    rest = [kind for kind in EVENT_TYPES if kind.startswith("order.") and kind != "order.created"]
    assert one_program.webhooks.listed()[0].form.event_types == (*rest, "report.ready")


def test_lines_are_read_back_as_they_were_written():
    form = EndpointForm(HOST, headers={"X-A": "1:2"}, filter={"a.b": ("1", "2")}, retry_seconds=(5, 60))
    assert webhook_words.headers(webhook_words.of_headers(form)) == form.headers
    assert webhook_words.conditions(webhook_words.of_conditions(form)) == form.filter
    assert webhook_words.pauses(webhook_words.of_pauses(form.retry_seconds)) == form.retry_seconds
    assert webhook_words.pauses(" ") is None
    with pytest.raises(FieldsError):
        webhook_words.pauses("1.5")
