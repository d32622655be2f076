from dataclasses import replace
from datetime import timedelta

import pytest

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.vocabulary import DeliveryState, SyncDirection
from sakshi_desktop.hub import deliveries, integrations, signing, syncs
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.ui import offers
from sakshi_desktop.ui.integrations import health_view
from sakshi_desktop.ui.integrations.view import SHOWN
from tests.ui.integrations import add, give_keyring, happened, hook, press, section_of, settle, spoken


def pasted(program, secret):
    """Return the headers and the body of the newest delivery as its receiver got them."""
    with program.database.read() as session:
        row = deliveries.listed(session, Wanted(), limit=1)[0]
    made = signing.headers(row.event, int(program.clock().timestamp()), row.body.encode(), [signing.key(secret)])
    return "\n".join(f"{name}: {value}" for name, value in made.items()), row.body


def test_what_differs_is_told_part_by_part_on_both_databases(qtbot, program, opened):
    give_keyring(program)
    row, secret = hook(program)
    happened(program, row.id)
    headers, body = pasted(program, secret)
    window = opened(program)
    section = section_of(qtbot, window, "signatures")
    section.headers.setPlainText(headers)
    section.pasted.setPlainText(body)
    press(qtbot, section.check)
    settle(qtbot, window)
    assert section.sentence.text() == "The signature fits."
    section.pasted.setPlainText(body.replace("ORD-0", "ORD-9"))
    press(qtbot, section.check)
    settle(qtbot, window)
    assert section.sentence.text().endswith("the body.")
    assert "“0" in section.lines["body"].told.text()
    assert "fits" in section.lines["id"].accessibleName()
    assert "differs" in section.lines["body"].accessibleName()


def test_a_receivers_secret_is_compared_forgotten_and_never_shown(qtbot, one_program, opened):
    give_keyring(one_program)
    row, secret = hook(one_program)
    happened(one_program, row.id)
    headers, body = pasted(one_program, secret)
    other = signing.new_secret()
    window = opened(one_program)
    section = section_of(qtbot, window, "signatures")
    section.headers.setPlainText(headers)
    section.pasted.setPlainText(body)
    section.secret.setText(other.reveal())
    press(qtbot, section.check)
    settle(qtbot, window)
    assert "the secret of WHK-1" in section.lines["secret"].told.text()
    assert section.secret.text() == ""
    shown = spoken(window)
    assert other.reveal() not in shown
    assert secret.reveal() not in shown


def test_what_cannot_be_read_is_a_sentence(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "signatures")
    press(qtbot, section.check)
    settle(qtbot, window)
    assert "webhook-id is missing" in section.sentence.text()
    assert section.check.isEnabled()
    assert section.lines["id"].isHidden()


# --- health


def test_the_board_says_success_speed_and_queue(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    happened(one_program, row.id, count=3)
    happened(one_program, row.id, DeliveryState.DEAD)
    one_program.webhooks.try_out(row.id)
    one_program.webhooks.disable(row.id, "Holiday.")
    window = opened(one_program)
    section = section_of(qtbot, window, "health")
    assert f"WHK-{row.id} stands still: Holiday. What waits longest is given up in" in spoken(section)
    assert section.cards["success"].says.value == "75.0 %"
    assert section.cards["speed"].says.value == "12 ms"
    assert section.cards["failed"].says.value == "1"
    assert section.cards["failed"].says.note == "1 given up"
    assert not any(card.accessibleDescription() for card in section.cards.values()), "nothing opens behind them"
    heads = [column.key for column in section.table.model.columns]
    assert section.table.model.text(0, heads.index("success")) == "75.0 %"
    section.span.setCurrentIndex(1)
    section.span.activated.emit(1)
    settle(qtbot, window)
    assert section.model.span == timedelta(hours=1)
    section.table.opened.emit(section.table.model.row(0))
    settle(qtbot, window)
    assert window.inside.page.section.panel.row.id == row.id


def test_the_board_says_how_syncs_do_and_which_secret_runs_out_first(qtbot, one_program, opened):
    give_keyring(one_program)
    row = add(one_program, "Tally")
    today = clocks.today(one_program.clock)
    with one_program.database.begin() as session:
        syncs.add(session, row.id, "invoices", SyncDirection.PUSH, "hourly", by=one_program.actor)
        dated = replace(row.form, secret_until=today + 9)
        integrations.edit(session, row.id, row.form, dated, by=one_program.actor)
    section = section_of(qtbot, opened(one_program), "health")
    assert section.syncs.model.text(0, 0).startswith("Tally")
    assert (section.cards["secrets"].says.value, section.cards["secrets"].says.note) == ("in 9 days", "Tally")


def test_without_webhooks_the_board_says_what_will_stand_there(qtbot, one_program, opened):
    give_keyring(one_program)
    section = section_of(qtbot, opened(one_program), "health")
    assert section.notice.words[0] == "There are no webhooks yet."


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (health_view.share(None), "\N{EN DASH}"),
        (health_view.share(1), "100 %"),
        (health_view.share(0.99999), "99.9 %"),
        (health_view.share(0), "0.0 %"),
        (health_view.age(timedelta(seconds=40)), "40 s"),
        (health_view.age(timedelta(minutes=12)), "12 min"),
        (health_view.age(timedelta(hours=30)), "1 day"),
        (health_view.age(timedelta(hours=72)), "3 days"),
        (health_view.millis(37), "37 ms"),
        (health_view.millis(1_449), "1.4 s"),
    ],
)
def test_figures_are_said_in_short(said, text):
    assert said == text


def test_the_palette_reaches_every_deed_of_the_page(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    page = window.inside.page
    acts = page.acts()
    assert set(acts) == {offer.key for offer in offers.INTEGRATIONS}
    for key in SHOWN:
        acts[key]()
        settle(qtbot, window)
        assert page.section is page.sections[key]
    acts["service"]()
    assert page.section.dialog.windowTitle() == "Add an integration"
    page.section.dialog.reject()
    acts["webhook"]()
    settle(qtbot, window)
    assert page.section.dialog.windowTitle() == "Add a webhook"
    page.section.dialog.reject()
