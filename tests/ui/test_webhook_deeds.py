"""Trials and events with a body of one's own, and how long deliveries are kept, in the window."""

import json

from PySide6.QtCore import Qt
from sqlalchemy import select

from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import Role
from sakshi_desktop.hub import deliveries, retention
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.retention import Retention
from sakshi_desktop.store.models import AuditEntry, Event
from sakshi_desktop.ui.integrations import webhook_words
from tests.hub import post
from tests.ui.integrations import give_keyring, hook, press, section_of, settle, spoken


def test_how_long_things_are_kept_is_changed_in_the_window(qtbot, program, opened):
    give_keyring(program)
    window = opened(program)
    section = section_of(qtbot, window, "deliveries")
    assert section.retain.text() == "Kept 30 days …"
    section.ask_retention()
    dialog = section.dialog
    assert [field.value() for field in dialog.days.values()] == [30, 90, 90]
    assert (dialog.days["done_days"].minimum(), dialog.days["done_days"].maximum()) == (1, 3_650)
    dialog.days["done_days"].setValue(7)
    press(qtbot, dialog.good)
    settle(qtbot, window)
    settle(qtbot, window)
    with program.database.read() as session:
        assert retention.current(session) == Retention(7, 90, 90)
    assert section.retain.text() == "Kept 7 days …"


def test_an_event_and_a_body_of_ones_own_are_sent_to_one_webhook(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.panel.more.offers["trial"].trigger()
    dialog = section.dialog
    dialog.kind.setCurrentText("order.cancelled")
    assert json.loads(dialog.data.toPlainText())["order"].startswith("ORD-")
    opening, closing = "[" * 100 + "\n", "]" * 100 + "\n"  # in lines: a field lays out one of 200 kB for seconds
    deep = f'{{"a":{opening * 1_000}{closing * 1_000}}}'
    for typed in ("{", "[1]", '{"order": NaN}', deep):
        dialog.data.setPlainText(typed)
        press(qtbot, dialog.good)
        assert dialog.sentence("data").startswith("This is no JSON")
    dialog.data.setPlainText(json.dumps({"order": "x" * 25_000}))
    press(qtbot, dialog.good)
    settle(qtbot, window)
    assert "The body is 25.1 kB; a webhook carries 20 kB at most." in dialog.trouble.text()
    dialog.data.setPlainText('{"order": "ORD-7"}')
    press(qtbot, dialog.good)
    settle(qtbot, window)
    with one_program.database.read() as session:
        (sent,) = deliveries.listed(session, Wanted(endpoint_id=row.id, kind="order.cancelled"))
    assert json.loads(sent.body)["data"] == {"order": "ORD-7"}


def _told_by_hand(qtbot, window, section, text):
    """Type an event and wait until it is said who would be told."""
    said = section.dialog.hearers.text()
    section.dialog.data.setPlainText(text)
    qtbot.waitUntil(lambda: section.dialog.hearers.text() != said, timeout=20_000)
    settle(qtbot, window)


def test_an_event_of_ones_own_is_told_from_the_window_on_both_databases(qtbot, program, opened):
    give_keyring(program)
    hook(program, event_types=("custom",), filter={"shop": ("Lake",)})
    other, _ = hook(program, "https://93.184.215.15/hook", event_types=("order.*", "custom"))
    hook(program, "https://93.184.215.16/hook", event_types=("order.*",))
    program.webhooks.disable(other.id)
    window = opened(program)
    section = section_of(qtbot, window, "webhooks")
    press(qtbot, section.tell)
    settle(qtbot, window)
    dialog = section.dialog
    qtbot.waitUntil(lambda: "1 webhook gets it: WHK-2 (93.184.215.15, stands still)." in dialog.hearers.text())
    assert dialog.focusWidget() is dialog.data
    _told_by_hand(qtbot, window, section, '{"shop": "Lake"}')
    assert dialog.hearers.text() in spoken(dialog)
    assert dialog.hearers.text().startswith("2 webhooks get it: WHK-1 (93.184.215.14")
    _told_by_hand(qtbot, window, section, '{"shop": ')
    assert dialog.hearers.text().startswith("This is no JSON")
    dialog.data.setPlainText('{"shop": "Lake"}')
    qtbot.keyClick(dialog.data, Qt.Key.Key_Tab)
    qtbot.keyClick(dialog.good, Qt.Key.Key_Return)
    settle(qtbot, window)
    toast = window.inside.toast
    assert (toast.text, section.dialog) == ("The event is told: 2 webhooks get it.", None)
    with program.database.read() as session:
        (kept,) = session.scalars(select(Event).where(Event.type == "custom"))
        assert kept.body == '{"shop": "Lake"}'
        assert session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == "webhook.tell"
    post.hand_out(program.database)
    section_of(qtbot, window, "deliveries").state.setCurrentIndex(1)
    toast._button.click()
    settle(qtbot, window)
    shown = window.inside.page.section
    assert shown.text.text() == kept.public_id
    assert {row.endpoint_id for row in shown.table.model.rows} == {1, 2}


def test_what_no_webhook_can_be_told_is_said_beside_the_field_and_kept(qtbot, one_program, opened):
    give_keyring(one_program)
    hook(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.ask_event()
    dialog = section.dialog
    for typed in ("", "{", "[1]", '{"a": NaN}', '{"note": "' + "x" * 25_000 + '"}'):
        dialog.data.setPlainText(typed)
        press(qtbot, dialog.good)
        settle(qtbot, window)
        said = "The body is 25.1 kB; a webhook carries 20 kB at most." if len(typed) > 100 else "This is no JSON"
        assert dialog.sentence("data").startswith(said)
        assert (dialog.data.toPlainText(), dialog.isVisible(), dialog.trouble.text()) == (typed, True, "")
    with one_program.database.read() as session:
        assert session.scalars(select(Event).where(Event.type == "custom")).all() == []


def test_an_event_that_nobody_wants_is_kept_and_says_so(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    window.inside.page.acts()["event"]()
    settle(qtbot, window)
    section = window.inside.page.section
    qtbot.waitUntil(lambda: section.dialog.hearers.text() == "No webhook wants it: nobody would be told.")
    section.dialog.data.setPlainText("{}")
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert window.inside.toast.text == "The event is kept, and nobody is told: no webhook wants it."


def test_who_may_not_change_webhooks_tells_no_event(qtbot, one_program, opened):
    give_keyring(one_program)
    hook(one_program)
    one_program.actor = Actor(5, "Kiran", Role.SUPPORT, RIGHTS[Role.SUPPORT])
    section = section_of(qtbot, opened(one_program), "webhooks")
    assert not section.tell.isEnabled()


def test_many_webhooks_are_counted_and_the_first_are_named(one_program):
    give_keyring(one_program)
    for number in range(6):
        hook(one_program, f"https://93.184.215.{number + 1}/hook?token=abc")
    said = webhook_words.hearers(one_program.webhooks.told_of({}))
    assert said.startswith("6 webhooks get it: WHK-1 (93.184.215.1, stands still), WHK-2")
    assert said.endswith(" and 2 more.")
