"""What a webhook will send, shown before it is sent, and a test of it."""

import base64
import hmac

from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import allowances
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.store import outbox
from tests.receiver import Receiver, status
from tests.ui.integrations import give_keyring, hook, press, section_of, settle, spoken


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
