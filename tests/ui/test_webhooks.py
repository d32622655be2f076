import base64
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from sakshi_desktop.core.errors import FieldsError
from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import EVENT_TYPES, Role
from sakshi_desktop.hub import allowances
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store import outbox
from sakshi_desktop.ui.integrations import webhook_words
from tests.receiver import Receiver, status
from tests.ui.integrations import CANARY, HOST, add, give_keyring, happened, hook, press, section_of, settle, spoken


def test_none_says_what_they_are_for_and_makes_one(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    assert section.notice.words[0] == "There are no webhooks yet."
    section.notice.press()
    assert section.dialog.windowTitle() == "Add a webhook"
    section.dialog.reject()


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


def test_a_webhook_is_disabled_and_enabled(qtbot, one_program, opened):
    give_keyring(one_program)
    hook(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.switch)
    settle(qtbot, window)
    assert section.panel.switch.text() == "Enable"
    assert section.table.model.text(0, 4) == "Disabled"
    press(qtbot, section.panel.switch)
    settle(qtbot, window)
    assert one_program.webhooks.listed()[0].disabled_at is None


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


def test_what_will_be_sent_is_shown_with_its_size_and_secrets_masked(qtbot, one_program, opened):
    give_keyring(one_program)
    hook(one_program, event_types=("order.created", "order.cancelled"))
    with one_program.database.begin() as session:
        outbox.record(session, "order.created", {"order": "ORD-77"}, at=one_program.clock())
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.preview)
    settle(qtbot, window)
    shown = section.sending.shown.toPlainText()
    assert '"order": "ORD-77"' in shown
    assert "Authorization: ••••" in shown
    body = shown.rpartition("\n")[2]
    assert f"{len(body.encode()):,} of at most 20,000 bytes" in section.sending.about.text()
    assert "c4nary" not in spoken(section.sending)
    section.sending.kind.setCurrentText("order.cancelled")
    settle(qtbot, window)
    assert "made up" in section.sending.about.text()
    section.sending.reject()


def test_what_will_be_sent_of_a_group_of_events_is_shown_kind_by_kind(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program, event_types=("order.*", "report.ready"))
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.panel.preview)
    settle(qtbot, window)
    kinds = [section.sending.kind.itemText(place) for place in range(section.sending.kind.count())]
    assert kinds == [*(kind for kind in EVENT_TYPES if kind.startswith("order.")), "report.ready"]
    assert '"type":"order.created"' in section.sending.shown.toPlainText()
    one_program.webhooks.remove(row.id)
    section.sending.kind.setCurrentText("report.ready")
    settle(qtbot, window)
    assert f"no webhook WHK-{row.id}" in section.sending.about.text()
    section.sending.reject()


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


def test_an_owner_allows_an_inner_address_and_takes_it_back(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.allowed)
    section.dialog.address.setText("Tally")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "no address with a port" in section.dialog.trouble.text()
    section.dialog.address.setText("127.0.0.1:9000")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section._answer.allowed == ("127.0.0.1:9000",)
    press(qtbot, section.allowed)
    section.dialog.unwanted.emit("127.0.0.1:9000")
    settle(qtbot, window)
    assert section._answer.allowed == ()


def test_a_manager_changes_webhooks_and_allows_no_address(qtbot, one_program, opened):
    give_keyring(one_program)
    hook(one_program)
    one_program.actor = Actor(2, "Ravi", Role.MANAGER, RIGHTS[Role.MANAGER])
    section = section_of(qtbot, opened(one_program), "webhooks")
    assert section.add.isEnabled()
    assert section.allowed.isHidden()


def test_without_the_right_nothing_is_offered(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    happened(one_program, row.id)
    one_program.actor = Actor(5, "Kiran", Role.SUPPORT, RIGHTS[Role.SUPPORT])
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    assert not any(
        one.isEnabled() for one in (section.add, section.panel.edit, section.panel.switch, section.panel.test)
    )
    section = section_of(qtbot, window, "deliveries")
    section.table.view.selectRow(0)
    settle(qtbot, window)
    assert not section.panel.resend.isEnabled()


def test_a_removal_is_asked_once_more(qtbot, one_program, opened):
    entries = give_keyring(one_program)
    hook(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.panel.more.offers["remove"].trigger()
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert one_program.webhooks.listed() == []
    assert entries.kept == {}


def test_an_integration_gets_a_webhook_from_its_card(qtbot, one_program, opened):
    give_keyring(one_program)
    row = add(one_program, "Kitchen")
    window = opened(one_program)
    window.inside.page.section.cards[row.id].more.offers["webhook"].trigger()
    settle(qtbot, window)
    section = window.inside.page.section
    assert section.dialog.owner.currentData() == row.id
    section.dialog.reject()


def test_a_test_leaves_signed_and_its_answer_is_shown(qtbot, one_program, opened):
    give_keyring(one_program)
    with Receiver(status(200, body=b"thanks")) as there:
        with one_program.database.begin() as session:
            allowances.allow(session, there.place, by=one_program.actor, at=one_program.clock())
        _, secret = one_program.webhooks.add(EndpointForm(there.url))
        window = opened(one_program)
        one_program.work()
        section = section_of(qtbot, window, "webhooks")
        with qtbot.waitSignal(section.model.tried, timeout=30_000):
            press(qtbot, section.panel.test)
            assert section.panel.answer.text() == "The test is on its way …"
            assert not section.panel.test.isEnabled()
        assert section.panel.answer.text().startswith("Delivered: 200")
        assert "thanks" in section.panel.answer.text()
        assert section.panel.test.isEnabled()
        got = there.wait(1)[-1]
        one_program.wing.stop()
    head = {name: got.headers[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    key = base64.b64decode(secret.reveal().removeprefix("whsec_"))
    signed = f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + got.body
    assert head["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert got.json["type"] == "webhook.test"


def test_lines_are_read_back_as_they_were_written():
    form = EndpointForm(HOST, headers={"X-A": "1:2"}, filter={"a.b": ("1", "2")}, retry_seconds=(5, 60))
    assert webhook_words.headers(webhook_words.of_headers(form)) == form.headers
    assert webhook_words.conditions(webhook_words.of_conditions(form)) == form.filter
    assert webhook_words.pauses(webhook_words.of_pauses(form.retry_seconds)) == form.retry_seconds
    assert webhook_words.pauses(" ") is None
    with pytest.raises(FieldsError):
        webhook_words.pauses("1.5")
