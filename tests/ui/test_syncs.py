import json
from dataclasses import replace
from datetime import timedelta

import pytest

from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import (
    IntegrationStatus,
    IntegrationType,
    JobState,
    Role,
    RunKind,
    RunState,
    SyncDirection,
)
from sakshi_desktop.hub import allowances, integrations, keys, runs, sync_rows, syncs
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.hub.sync_rows import RunRow
from sakshi_desktop.store.models import Integration, SyncJob, SyncRun
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.integrations import schedule_field, sync_words
from tests.books import TOKEN, Books
from tests.ui import chain
from tests.ui.integrations import add_sync, give_keyring, let_live, press, section_of, settle


def test_nothing_synced_yet_says_so(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    assert section_of(qtbot, window, "syncs").notice.words[0] == "Nothing is synced yet."
    assert section_of(qtbot, window, "letters").notice.words[0] == "Every record was taken."


def test_a_sync_is_run_paused_and_resumed_on_both_databases(qtbot, program, opened):
    key = add_sync(program)
    window = opened(program)
    section = section_of(qtbot, window, "syncs")
    assert section.table.model.text(0, 3) == "Waits"

    def state():
        with program.database.read() as session:
            return sync_rows.get(session, key).state

    press(qtbot, section.panel.buttons["rest"])
    settle(qtbot, window)
    assert state() is JobState.PAUSED
    assert section.panel.buttons["rest"].text() == "Resume"
    press(qtbot, section.panel.buttons["rest"])
    settle(qtbot, window)
    press(qtbot, section.panel.buttons["run"])
    settle(qtbot, window)
    assert state() is JobState.QUEUED
    press(qtbot, section.panel.buttons["cancel"])
    settle(qtbot, window)
    assert state() is JobState.IDLE
    press(qtbot, section.panel.buttons["dry"])
    settle(qtbot, window)
    assert state() is JobState.QUEUED


def test_without_the_right_nothing_can_be_done(qtbot, one_program, opened):
    add_sync(one_program, dead=1)
    one_program.actor = Actor(5, "Kiran", Role.AUDITOR, RIGHTS[Role.AUDITOR])
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    assert not any(button.isEnabled() for button in section.panel.buttons.values())
    section = section_of(qtbot, window, "letters")
    assert section.record.isReadOnly()
    assert not any(button.isEnabled() for button in (section.save, section.again, section.drop, section.all))


@pytest.fixture
def books():
    with Books([{"id": 1, "name": "Chai", "price_paise": 4_000}, {"id": 2, "name": ""}]) as made:
        yield made


def endpoint(program, books):
    """Connect a service of the house's own, which listens on this PC."""
    give_keyring(program)
    config = {"base_url": books.url, "items_url": f"{books.url}/items"}
    with program.database.begin() as session:
        allowances.allow(session, books.place, by=program.actor, at=program.clock())
        form = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config=config)
        row = integrations.create(session, form, by=program.actor)
        integrations.activate(session, row.id, by=program.actor)
    keys.replace(program.database, program.vault, row.id, Secret(TOKEN), by=program.actor)
    let_live(program, row.id)
    return row.id


def refreshed(qtbot, window, section):
    section.refresh()
    settle(qtbot, window)
    settle(qtbot, window)


def test_a_sync_that_waits_for_its_service_says_until_when_on_both_databases(qtbot, program, opened, books):
    service = endpoint(program, books)
    with program.database.begin() as session:
        job = syncs.add(session, service, "items", SyncDirection.PULL, "manual", by=program.actor, clock=program.clock)
        syncs.run_now(session, job, by=program.actor, clock=program.clock)
    books.answers.append((429, {"Retry-After": "600"}, {}))
    program.run_syncs()
    window = opened(program)
    section = section_of(qtbot, window, "syncs")
    refreshed(qtbot, window, section)
    with program.database.read() as session:
        row = sync_rows.get(session, job, clock=program.clock)
    assert section.table.model.text(0, 3) == "Rate limit"
    assert section.table.model.text(0, 7) == dates.moment(row.waits_until)
    sentence = f"Waits for the service's rate limit until {dates.time_of(row.waits_until)}."
    assert section.panel.line.text() == (f"Items from the service, manual · in the middle of a run · {sentence}")
    press(qtbot, section.panel.buttons["cancel"])
    settle(qtbot, window)
    program.run_syncs()
    refreshed(qtbot, window, section)
    assert section.table.model.text(0, 3) == "Waits"
    assert len(books.asked) == 1


def test_a_stream_is_synced_looked_at_applied_and_taken_back_on_both_databases(qtbot, program, opened, books):
    endpoint(program, books)
    window = opened(program)
    section = section_of(qtbot, window, "syncs")
    section.notice.press()
    dialog = section.dialog
    dialog.stream.setCurrentIndex(dialog.stream.findData("items"))
    assert "From the service" in dialog.about.text()
    dialog.schedule.shape.setCurrentIndex(schedule_field.DAILY)
    assert dialog.schedule.coming.text().count("06:30") == 3
    press(qtbot, dialog.good)
    refreshed(qtbot, window, section)
    assert section.panel.heading.text() == "Own books · items"
    assert "daily at 06:30" in section.panel.line.text()

    press(qtbot, section.panel.buttons["dry"])
    settle(qtbot, window)
    assert section.panel.bar.isVisible(), "it is asked for"
    program.run_syncs()
    refreshed(qtbot, window, section)
    assert not section.panel.bar.isVisible()
    assert section.panel.moves.model.rowCount() == 2
    assert "2 would be created" in section.panel.summary.text()

    press(qtbot, section.panel.apply)
    settle(qtbot, window)
    program.run_syncs()
    refreshed(qtbot, window, section)
    assert "1 created, 1 not taken" in section.panel.summary.text()
    assert not section.panel.apply.isVisible()
    assert section.panel.letters.isVisible()

    press(qtbot, section.panel.undo)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    program.run_syncs()
    refreshed(qtbot, window, section)
    assert section.panel.runs.model.text(0, 1) == "Taken back"
    assert program.syncs.listed()[0].last.changed == 1


def test_every_record_of_a_dry_run_can_be_looked_at(qtbot, program, opened, books):
    books.items[:] = [{"id": n, "name": f"Item {n:04}", "price_paise": n} for n in range(1, 1_102)]
    books.size = 1_000
    program.syncs.add(endpoint(program, books), "items", "manual")
    window = opened(program)
    section = section_of(qtbot, window, "syncs")
    press(qtbot, section.panel.buttons["dry"])
    settle(qtbot, window)
    program.run_syncs()
    refreshed(qtbot, window, section)
    shown = [section.panel.moves.model.rowCount()]
    while section.panel.further.isVisible():
        press(qtbot, section.panel.further)
        settle(qtbot, window)
        shown.append(section.panel.moves.model.rowCount())
    assert shown == [500, 1_000, 1_101]
    assert "1,101 would be created" in section.panel.summary.text()
    run = section.panel.opened.told.run.id
    assert len({move.external_id for move in section.model.whole(run).rows()}) == 1_101


def test_a_sync_that_cannot_be_added_says_why_and_the_form_stays(qtbot, one_program, opened, books):
    service = endpoint(one_program, books)
    one_program.syncs.add(service, "daily sales", "manual")
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    press(qtbot, section.add)
    section.dialog.schedule.shape.setCurrentIndex(schedule_field.CRON)
    section.dialog.schedule.cron.setText("61 * * * *")
    assert "cannot be read" in section.dialog.schedule.coming.text()
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "cannot be read" in section.dialog.trouble.text()
    section.dialog.schedule.shape.setCurrentIndex(schedule_field.MANUAL)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert "is synced already" in section.dialog.trouble.text()
    section.dialog.reject()


@pytest.mark.parametrize(
    "line",
    [
        "manual",
        "realtime",
        "every 7 minutes",
        "hourly",
        "daily at 23:05",
        "weekly on friday at 06:00",
        "cron 1 2 * * *",
    ],
)
def test_a_schedule_is_shown_and_kept_as_it_is(qtbot, one_program, line):
    field = schedule_field.ScheduleField(one_program.clock, None)
    qtbot.addWidget(field)
    field.show_line(line, "Asia/Kolkata", SyncDirection.PUSH)
    assert field.line() == line


def test_what_is_pulled_cannot_wait_for_what_happens_here(qtbot, one_program):
    field = schedule_field.ScheduleField(one_program.clock, None)
    qtbot.addWidget(field)
    field.show_line("realtime", "Asia/Kolkata", SyncDirection.PULL)
    assert field.line() == "every 15 minutes"
    assert field.shape.view().isRowHidden(schedule_field.REALTIME)


def test_a_schedule_and_a_range_of_days_are_asked_for(qtbot, one_program, opened):
    key = add_sync(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    section.panel.more.offers["schedule"].trigger()
    assert section.dialog.schedule.line() == "daily at 04:30"
    section.dialog.schedule.shape.setCurrentIndex(schedule_field.HOURLY)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert one_program.syncs.one(key).schedule == "hourly"
    section.panel.more.offers["backfill"].trigger()
    days = section.dialog
    days.end.setDate(days.start.date().addDays(-1))
    press(qtbot, days.good)
    assert days.sentence("end") == "It ends before it begins."
    days.end.setDate(days.start.date().addDays(4))
    press(qtbot, days.good)
    settle(qtbot, window)
    assert one_program.syncs.one(key).state is JobState.QUEUED
    section.panel.more.offers["remove"].trigger()
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert one_program.syncs.listed() == ()


def test_progress_is_live(qtbot, one_program, opened):
    key = add_sync(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    settle(qtbot, window)
    with one_program.database.begin() as session:
        syncs.run_now(session, key, by=one_program.actor, clock=one_program.clock)
        session.get_one(Integration, 1).status = IntegrationStatus.ACTIVE
    with one_program.database.begin() as session:
        claim = runs.take(session, "there", {}, at=one_program.clock() + timedelta(days=1))
    for seen in (40, 80):
        with one_program.database.begin() as session:
            run = session.get_one(SyncRun, claim.run_id)
            run.total, run.created = 100, seen
        qtbot.waitUntil(lambda seen=seen: section.panel.bar.value() == seen, timeout=20_000)
    assert section.panel.doing.text() == "Regular: 80 of 100 records"


RUN = RunRow(
    1, 1, RunKind.REGULAR, RunState.DONE, "Asha", None, Days(), 1, 3, 2, 10, 1, 123_456, 20, 16, 16, None, None,
    chain.NOW, chain.NOW,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "done: 3 created, 2 changed, 10 the same, 1 not taken · ₹1,234.56"),
        ({"kind": RunKind.DRY, "same": 0, "dead": 0}, "done: 3 would be created, 2 would be changed · ₹1,234.56"),
        ({"created": 0, "changed": 0, "same": 0, "dead": 0, "amount_paise": 0}, "done: nothing to do"),
        ({"state": RunState.FAILED, "error": "No answer."}, "failed: 3 created, 2 changed, 10 the same, 1 not taken"),
    ],
)
def test_a_run_is_said_in_a_line(changed, said):
    assert sync_words.outcome(replace(RUN, **changed)).startswith(said)


def test_a_dry_run_of_days_is_asked_for_in_the_window(qtbot, one_program, opened):
    key = add_sync(one_program)
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    section.panel.more.offers["dry_days"].trigger()
    dialog = section.dialog
    assert dialog.windowTitle().startswith("Dry run of ")
    dialog.end.setDate(dialog.start.date().addDays(-1))
    press(qtbot, dialog.good)
    assert dialog.sentence("end") == "It ends before it begins."
    dialog.end.setDate(dialog.start.date().addDays(6))
    press(qtbot, dialog.good)
    settle(qtbot, window)
    with one_program.database.read() as session:
        asked = json.loads(session.get_one(SyncJob, key).asked)
    assert (asked["kind"], asked["to"] - asked["from"]) == ("dry", 6)
