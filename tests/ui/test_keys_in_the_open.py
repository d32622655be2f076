"""What lets in and had to be kept in the open stands as dots in forms, and is not lost by them."""

import json

from sqlalchemy import update

from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import integrations
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.store.models import Endpoint
from tests.ui.integrations import HOST, give_keyring, hook, press, section_of, settle, spoken

KEY = "qwrtzpsdfghjklyxcvbnmqwr"


def test_an_edit_keeps_an_address_that_is_the_key_on_both_databases(qtbot, program, opened):
    give_keyring(program)
    row, _ = hook(program, f"{HOST}/{KEY}")
    window = opened(program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.edit)
    assert section.dialog.url.text() == f"{HOST}/••••"
    assert KEY not in spoken(window)
    assert KEY not in spoken(section.dialog)
    section.dialog.at_once.setValue(2)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    form = program.webhooks.one(row.id).form
    assert (form.url, form.concurrency) == (f"{HOST}/{KEY}", 2)
    settle(qtbot, window)
    press(qtbot, section.panel.edit)
    section.dialog.url.setText(f"{HOST}/2/••••")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section.dialog.sentence("url").startswith("•••• hides a part of the address.")
    assert program.webhooks.one(row.id).form.url == f"{HOST}/{KEY}"
    section.dialog.reject()


def test_a_header_that_was_kept_in_the_open_is_dots_and_can_become_a_secret_one(qtbot, program, opened):
    entries = give_keyring(program)
    row, _ = hook(program)
    heads = {"open": {"X-Auth": KEY, "X-Outlet": "Bandra"}, "secret": ["Authorization"], "version": 1}
    with program.database.begin() as session:
        session.execute(update(Endpoint).values(headers=json.dumps(heads)))
    window = opened(program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.edit)
    dialog = section.dialog
    assert dialog.headers.toPlainText() == "X-Auth: ••••\nX-Outlet: Bandra"
    assert dialog.sentence("headers") == "X-Auth looks like a secret: enter it as a secret header."
    assert KEY not in spoken(window) + spoken(dialog)
    press(qtbot, dialog.good)
    settle(qtbot, window)
    assert "X-Auth looks like a secret, and would be kept in the open." in dialog.sentence("headers")
    assert program.webhooks.one(row.id).form.headers["X-Auth"] == KEY, "nothing is lost"
    dialog.headers.setPlainText("X-Outlet: Bandra")
    dialog.hidden[1][0].setText("X-Auth")
    dialog.hidden[1][1].setText(KEY)
    press(qtbot, dialog.good)
    settle(qtbot, window)
    form = program.webhooks.one(row.id).form
    assert (form.headers, form.secret_headers) == ({"X-Outlet": "Bandra"}, ("Authorization", "X-Auth"))
    assert KEY in "".join(entries.kept.values())


def test_the_form_of_a_service_keeps_an_address_that_is_the_key(qtbot, one_program, opened):
    give_keyring(one_program)
    config = {"base_url": f"{HOST}/{KEY}", "shop": "7"}
    with one_program.database.begin() as session:
        row = integrations.create(
            session, IntegrationForm("Own", IntegrationType.CUSTOM, "Own", config=config), by=one_program.actor
        )
    window = opened(one_program)
    section = section_of(qtbot, window, "services")
    press(qtbot, section.cards[row.id].edit)
    dialog = section.dialog
    assert dialog.config.toPlainText() == f"base_url = {HOST}/••••\nshop = 7"
    assert KEY not in spoken(window) + spoken(dialog)
    dialog.config.setPlainText(dialog.config.toPlainText().replace("7", "8"))
    press(qtbot, dialog.good)
    settle(qtbot, window)
    with one_program.database.read() as session:
        (found,) = integrations.listed(session)
    assert found.form.config == config | {"shop": "8"}
