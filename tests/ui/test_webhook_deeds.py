"""Trials with a body of one's own, and how long deliveries are kept, in the window."""

import json

from sakshi_desktop.hub import deliveries, retention
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.retention import Retention
from tests.ui.integrations import give_keyring, hook, press, section_of, settle


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
    deep = '{"a":' + "[" * 100_000 + "]" * 100_000 + "}"
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
