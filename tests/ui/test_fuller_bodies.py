"""Fuller bodies in the window: chosen with open eyes, previewed and looked at without what is personal."""

import json

from PySide6.QtWidgets import QDialogButtonBox
from sqlalchemy import select

from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.hub import claims, fuller
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import AuditEntry, Customer, Delivery
from sakshi_desktop.ui.activity import words
from sakshi_desktop.ui.integrations.webhook_dialog import ABOUT_FULLER
from tests.hub import post
from tests.ui.integrations import give_keyring, hook, press, section_of, settle, spoken
from tests.ui.scenes.stage import choose_first


def _choose(qtbot, window, section, is_fuller):
    press(qtbot, section.panel.edit)
    dialog = section.dialog
    dialog.bodies.setCurrentIndex(dialog.bodies.findData(is_fuller))
    said = (dialog.leaves.isVisible(), dialog.bodies.accessibleDescription() == ABOUT_FULLER)
    press(qtbot, dialog.good)
    settle(qtbot, window)
    settle(qtbot, window)
    return said


def test_fuller_bodies_are_chosen_in_the_window_which_says_that_personal_data_leaves(qtbot, program, opened):
    give_keyring(program)
    row, _ = hook(program)
    window = opened(program)
    section = section_of(qtbot, window, "webhooks")
    assert _choose(qtbot, window, section, True) == (True, True)
    assert program.webhooks.one(row.id).form.fuller
    assert "fuller: what an order or a customer is" in spoken(section.panel)
    section.panel.preview.click()
    settle(qtbot, window)
    section.sending.kind.setCurrentText("customer.created")
    settle(qtbot, window)
    assert "personal data stands as dots here" in section.sending.about.text()
    assert f'"phone": "{HIDDEN}"' in section.sending.shown.toPlainText()
    buttons = section.sending.findChild(QDialogButtonBox)
    assert not section.sending.shown.geometry().intersects(buttons.geometry())
    section.sending.reject()
    assert _choose(qtbot, window, section, False) == (False, False)
    with program.database.read() as session:
        entries = session.scalars(
            select(AuditEntry.action).where(AuditEntry.action.like("webhook.%")).order_by(AuditEntry.id)
        ).all()
    assert entries[-3:] == ["webhook.fuller", "webhook.changed", "webhook.thin"]
    assert (words.VERBS["fuller"], words.VERBS["thin"]) == ("fuller bodies chosen", "thin bodies chosen")


def test_a_delivery_shows_a_fuller_body_with_dots(qtbot, program, opened):
    give_keyring(program)
    row, _ = hook(program, event_types=("customer.*",), fuller=True)
    with program.database.begin() as session:
        session.add(Customer(name="Meera Nair", phone="+919886098332", created_at=post.AT))
        session.flush()
        key = session.scalars(select(Customer.id).where(Customer.name == "Meera Nair")).one()
        outbox.record(session, "customer.updated", {"customer": f"CUS-{key}"}, at=post.LATER)
    post.hand_out(program.database)
    with program.database.begin() as session:
        at = session.scalars(select(Delivery.due_at)).one()
        taken = claims.take(session, {row.id: 9}, claims.new_token(), at=at)
        (claim,) = fuller.filled(session, taken, {row.id})
    assert json.loads(claim.body)["data"]["name"] == "Meera Nair"
    window = opened(program)
    section = section_of(qtbot, window, "deliveries")
    choose_first(section.table)
    settle(qtbot, window)
    shown = spoken(section)
    assert f'"name": "{HIDDEN}", "phone": "{HIDDEN}"' in shown
    assert "a fuller one; personal data stands as dots here" in shown
    assert "Meera" not in shown
    assert "98332" not in shown
