"""Deliveries in the window: shown, searched, sent once more, recovered."""

import csv
from datetime import timedelta

from PySide6.QtCore import QDate, QTime
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import update

from sakshi_desktop.core import clock as clocks
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import allowances, deliveries
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.store import instants, outbox
from sakshi_desktop.store.models import Delivery
from tests import receiver
from tests.receiver import Receiver
from tests.ui.integrations import CANARY, give_keyring, happened, hook, press, section_of, settle, spoken


def test_nothing_sent_yet_says_so(qtbot, one_program, opened):
    give_keyring(one_program)
    section = section_of(qtbot, opened(one_program), "deliveries")
    assert section.notice.words[0] == "Nothing was sent yet."


def test_a_delivery_shows_request_and_answer_on_both_databases(qtbot, program, opened):
    give_keyring(program)
    row, _ = hook(program)
    happened(program, row.id)
    window = opened(program)
    section = section_of(qtbot, window, "deliveries")
    section.table.view.selectRow(0)
    settle(qtbot, window)
    panel = section.panel
    heads = [column.key for column in section.table.model.columns]
    assert section.table.model.text(0, heads.index("about")) == "ORD-0"
    assert "ORD-0" in panel.request.toPlainText()
    assert "Authorization: ••••" in panel.request.toPlainText()
    assert "ab" * 32 in panel.request.toPlainText()
    assert "c4lm receiver" in panel.response.toPlainText()
    assert panel.attempt.isVisible()
    assert panel.attempt.currentText().endswith(" · 200")
    assert "Status 200 in 12 ms" in panel.response.toPlainText()
    assert "c4nary" not in spoken(window)


def test_a_delivery_that_was_never_tried_offers_no_request_to_choose(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    one_program.webhooks.try_out(row.id)
    window = opened(one_program)
    section = section_of(qtbot, window, "deliveries")
    section.table.view.selectRow(0)
    settle(qtbot, window)
    assert section.panel.attempt.isHidden()


def test_a_secret_that_the_receiver_repeats_is_shown_nowhere(qtbot, one_program, opened):
    give_keyring(one_program)
    with Receiver(receiver.echoing) as there:
        with one_program.database.begin() as session:
            allowances.allow(session, there.place, by=one_program.actor, at=one_program.clock())
        row, _ = hook(one_program, there.url)
        one_program.webhooks.try_out(row.id)
        one_program.wing.start()
        there.wait(1)
        qtbot.waitUntil(lambda: _listed(one_program)[0].last_status == 500, timeout=20_000)
        one_program.wing.stop()
    window = opened(one_program)
    section = section_of(qtbot, window, "deliveries")
    section.table.view.selectRow(0)
    settle(qtbot, window)
    assert '"authorization": "[secret]"' in section.panel.response.toPlainText()
    assert "[secret]" in spoken(window)
    assert CANARY not in spoken(window)


def test_deliveries_are_narrowed_down_by_all_that_is_asked(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    other, _ = hook(one_program)
    happened(one_program, row.id, count=3)
    happened(one_program, other.id, DeliveryState.DEAD, count=2)
    window = opened(one_program)
    section = section_of(qtbot, window, "deliveries")
    assert section.table.model.rowCount() == 5
    section.state.setCurrentIndex(section.state.findData(DeliveryState.DEAD))
    section.state.activated.emit(section.state.currentIndex())
    settle(qtbot, window)
    assert section.table.model.rowCount() == 2
    section.state.setCurrentIndex(0)
    section.narrow(row.id)
    settle(qtbot, window)
    assert section.table.model.rowCount() == 3
    qtbot.keyClicks(section.text, "ORD-2")
    with qtbot.waitSignal(section.model.shown, timeout=5_000):
        pass
    assert section.table.model.rowCount() == 1


def test_one_and_all_found_are_sent_once_more(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    first, *_ = happened(one_program, row.id, DeliveryState.DEAD, count=4)
    window = opened(one_program)
    section = section_of(qtbot, window, "deliveries")
    assert not section.resend.isEnabled(), "without a search everything would be meant"
    section.table.view.selectRow(3)
    settle(qtbot, window)
    assert section.panel.delivery == first
    said = []
    section.model.saved.connect(said.append)
    press(qtbot, section.panel.resend)
    settle(qtbot, window)
    assert said == ["1 delivery is sent once more."]
    assert _states(one_program) == {DeliveryState.PENDING: 1, DeliveryState.DEAD: 3}
    section.state.setCurrentIndex(section.state.findData(DeliveryState.DEAD))
    section.state.activated.emit(section.state.currentIndex())
    settle(qtbot, window)
    press(qtbot, section.resend)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert _states(one_program) == {DeliveryState.PENDING: 4}


def test_all_found_are_not_sent_again_once_they_arrived_unless_a_person_wants_just_that(qtbot, program, opened):
    give_keyring(program)
    row, _ = hook(program)
    happened(program, row.id, count=2)
    window = opened(program)
    section = section_of(qtbot, window, "deliveries")
    section.narrow(row.id)
    settle(qtbot, window)
    said = []
    section.model.saved.connect(said.append)

    def send_all(*, again=False):
        press(qtbot, section.resend)
        section.dialog.again.setChecked(again)
        press(qtbot, section.dialog.good)
        settle(qtbot, window)

    send_all()
    assert _states(program) == {DeliveryState.PENDING: 2}
    with program.database.begin() as session:
        at = instants.moment(session, program.clock) + timedelta(seconds=1)
        session.execute(update(Delivery).values(state=DeliveryState.DONE, due_at=at))
    section.refresh()
    settle(qtbot, window)
    send_all()
    assert _states(program) == {DeliveryState.DONE: 2}
    assert said == ["2 deliveries are sent once more.", "None is sent once more; left alone: 2 arrived only just now."]
    with program.database.begin() as session:
        session.execute(update(Delivery).values(due_at=at - timedelta(hours=1)))
    section.narrow(row.id)
    settle(qtbot, window)
    send_all()
    assert _states(program) == {DeliveryState.DONE: 2}
    send_all(again=True)
    assert _states(program) == {DeliveryState.PENDING: 2}


def test_the_last_hour_goes_on_with_the_clock(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    now = one_program.clock()
    happened(one_program, row.id, count=2)
    window = opened(one_program)
    section = section_of(qtbot, window, "deliveries")
    section.since.setCurrentIndex(section.since.findText("In the last hour"))
    section.since.activated.emit(section.since.currentIndex())
    settle(qtbot, window)
    assert section.table.model.rowCount() == 2
    one_program.clock = lambda: now + timedelta(minutes=59)
    section.refresh()
    settle(qtbot, window)
    assert section.table.model.rowCount() == 2
    one_program.clock = lambda: now + timedelta(minutes=61)
    section.refresh()
    settle(qtbot, window)
    assert section.table.model.rowCount() == 0
    assert not section.resend.isEnabled()


def test_older_deliveries_are_shown_page_by_page_and_a_file_has_them_all(qtbot, one_program, opened, tmp_path):
    give_keyring(one_program)
    row, _ = hook(one_program)
    happened(one_program, row.id, count=deliveries.PAGE + 3)
    window = opened(one_program)
    section = section_of(qtbot, window, "deliveries")
    assert section.table.model.rowCount() == deliveries.PAGE
    assert section.table.count_text == "The first 100 of 103 deliveries; a file gets all"
    rows = _exported(qtbot, window, section.table, tmp_path / "all.csv")
    assert len(rows) == deliveries.PAGE + 3
    assert rows[0]["When"] == "2026-11-22 14:30:00"
    press(qtbot, section.older)
    settle(qtbot, window)
    assert section.table.model.rowCount() == deliveries.PAGE + 3
    assert section.older.isHidden()
    assert section.table.count_text == "103 deliveries"


def _exported(qtbot, window, table, file):
    """Return the rows that the table writes to a file."""
    table.export()
    dialog = table.findChild(QFileDialog)
    dialog.fileSelected.emit(str(file))
    dialog.close()
    settle(qtbot, window)
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_a_webhook_opens_its_deliveries(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    other, _ = hook(one_program)
    happened(one_program, row.id, count=2)
    happened(one_program, other.id)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.panel.more.offers["deliveries"].trigger()
    settle(qtbot, window)
    section = window.inside.page.section
    assert section.table.model.rowCount() == 2
    assert section.model.wanted == Wanted(endpoint_id=row.id)


def test_what_was_missed_is_recovered(qtbot, one_program, opened):
    give_keyring(one_program)
    row, _ = hook(one_program)
    with one_program.database.begin() as session:
        outbox.record(session, "order.created", {"order": "ORD-1"}, at=one_program.clock(), fan_out=False)
    window = opened(one_program)
    section = section_of(qtbot, window, "webhooks")
    section.panel.more.offers["recover"].trigger()
    said = []
    section.model.saved.connect(said.append)
    now = one_program.clock().astimezone(clocks.zone(clocks.DEFAULT_ZONE))
    section.dialog.since.setDate(QDate(now.year, now.month, now.day))
    section.dialog.time.setTime(QTime(now.hour, now.minute))
    assert section.dialog.heard() == now.replace(second=0, microsecond=0)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert said == [f"1 delivery is sent to WHK-{row.id}."]
    assert _states(one_program)[DeliveryState.PENDING] >= 1
    assert row.id == one_program.webhooks.listed()[0].id


def _states(program):
    with program.database.read() as session:
        found = [row.state for row in deliveries.listed(session, Wanted(), limit=1_000)]
    return {state: found.count(state) for state in set(found)}


def _listed(program):
    with program.database.read() as session:
        return deliveries.listed(session, Wanted())
