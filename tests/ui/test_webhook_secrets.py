"""The secrets of a webhook in the window: its secret headers, what its address hides, what it signs with."""

import json
from datetime import timedelta

from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub.types import EndpointForm
from tests.ui.integrations import CANARY, HOST, give_keyring, hook, press, section_of, settle, spoken


def test_an_edit_keeps_the_secret_headers_unless_others_are_entered(qtbot, one_program, opened):
    entries = give_keyring(one_program)
    hook(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.edit)
    assert CANARY not in spoken(section.dialog)
    section.dialog.at_once.setValue(2)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    (row,) = one_program.webhooks.listed()
    assert (row.form.concurrency, row.form.secret_headers, row.headers_version) == (2, ("Authorization",), 1)
    press(qtbot, section.panel.edit)
    section.dialog.drop.setChecked(True)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert one_program.webhooks.listed()[0].form.secret_headers == ()
    assert entries.kept


def test_a_header_that_looks_like_a_secret_is_refused_beside_its_field(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.ask_new()
    section.dialog.url.setText(HOST)
    section.dialog.headers.setPlainText("Api_Key: canary1234567890")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section.dialog.sentence("headers").endswith("Enter it as a secret header.")
    section.dialog.reject()
    assert one_program.webhooks.listed() == []


def test_the_parameter_of_an_address_is_dots_and_an_edit_leaves_it_what_it_is(qtbot, one_program, opened):
    give_keyring(one_program)
    url = f"{HOST}?token=canary1234567890"
    one_program.webhooks.add(EndpointForm(url))
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.edit)
    assert section.dialog.url.text() == f"{HOST}?token=••••"
    section.dialog.at_once.setValue(2)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    (row,) = one_program.webhooks.listed()
    assert (row.form.url, row.form.concurrency) == (url, 2)
    assert "canary1234567890" not in spoken(window)
    assert f"{HOST}?token=••••" in spoken(window)
    press(qtbot, section.panel.edit)
    section.dialog.url.setText(f"{HOST}/new?token=••••")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "hides a part" in section.dialog.sentence("url")
    section.dialog.reject()


def test_of_many_secret_headers_one_is_changed_and_one_left_out(qtbot, one_program, opened):
    give_keyring(one_program)
    names = ("Authorization", "X-Api-Key", "X-Token")
    hidden = {name: Secret(f"{name} {CANARY}") for name in names}
    one_program.webhooks.add(EndpointForm(HOST), secret_headers=hidden)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.edit)
    dialog = section.dialog
    assert [name.text() for name, _ in dialog.hidden] == [*names, "", ""]
    assert CANARY not in spoken(dialog)
    dialog.hidden[0][1].setText("Bearer new")
    dialog.hidden[1][0].clear()
    dialog.hidden[3][0].setText("x-token")
    dialog.hidden[3][1].setText("again")
    press(qtbot, dialog.good)
    assert "named twice" in dialog.sentence("hidden")
    dialog.hidden[3][0].setText("X-Key")
    press(qtbot, dialog.good)
    settle(qtbot, window)
    (row,) = one_program.webhooks.listed()
    kept = one_program.vault.get(f"{row.secret_name}/headers", row.headers_version)
    assert json.loads(kept.reveal()) == {
        "Authorization": "Bearer new", "X-Token": f"X-Token {CANARY}", "X-Key": "again"
    }  # fmt: skip
    assert row.form.secret_headers == ("Authorization", "X-Token", "X-Key")


def test_a_new_signing_secret_is_shown_once_and_the_old_one_signs_for_a_while(qtbot, one_program, opened):
    give_keyring(one_program)
    row, old = hook(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.panel.more.offers["rotate"].trigger()
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    fresh = section.once.shown.text()
    section.once.accept()
    now = one_program.webhooks.one(row.id)
    assert now.secret_version == 2
    assert now.old_secret_until == one_program.clock() + timedelta(hours=24)
    assert one_program.vault.get(now.secret_name, 2) == Secret(fresh)
    assert one_program.vault.get(now.secret_name, 1) == old
