from dataclasses import replace

import pytest

from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.vocabulary import JobState, Role, RunKind, RunState, SyncDirection
from sakshi_desktop.hub import letters, sync_rows, syncs
from sakshi_desktop.hub.streams import Days, Record
from sakshi_desktop.hub.sync_rows import RunRow
from sakshi_desktop.ui.integrations import sync_words
from tests.ui import chain
from tests.ui.integrations import add, give_keyring, press, settle
from tests.ui.test_integrations import opened as opened  # noqa: PLC0414  # a fixture that both use
from tests.ui.test_webhooks import section_of


@pytest.fixture
def job(request):
    """Adds a sync to a program, and records that it could not take."""

    def make(program, dead=0):
        give_keyring(program)
        row = add(program, "Tally")
        with program.database.begin() as session:
            key = syncs.add(
                session, row.id, "invoices", SyncDirection.PUSH, "daily at 04:30", by=program.actor, clock=program.clock
            )
            for number in range(dead):
                record = Record(f"INV-{number}", {"total": 100 + number}, 12_300)
                letters.keep(session, key, "invoices", record, "The GSTIN is missing.", at=program.clock())
        return key

    return make


def test_nothing_synced_yet_says_so(qtbot, one_program, opened):
    give_keyring(one_program)
    window = opened(one_program)
    assert section_of(qtbot, window, "syncs").notice.words[0] == "Nothing is synced yet."
    assert section_of(qtbot, window, "letters").notice.words[0] == "Every record was taken."


def test_a_sync_is_run_paused_and_resumed_on_both_databases(qtbot, program, opened, job):
    key = job(program)
    window = opened(program)
    section = section_of(qtbot, window, "syncs")
    assert section.table.model.text(0, 3) == "Waits"

    def state():
        with program.database.read() as session:
            return sync_rows.get(session, key).state

    press(qtbot, section.buttons["rest"])
    settle(qtbot, window)
    assert state() is JobState.PAUSED
    assert section.buttons["rest"].text() == "Resume"
    press(qtbot, section.buttons["rest"])
    settle(qtbot, window)
    press(qtbot, section.buttons["run"])
    settle(qtbot, window)
    assert state() is JobState.QUEUED
    press(qtbot, section.buttons["cancel"])
    settle(qtbot, window)
    assert state() is JobState.IDLE
    press(qtbot, section.buttons["dry"])
    settle(qtbot, window)
    assert state() is JobState.QUEUED


def test_what_was_not_taken_is_one_step_away(qtbot, one_program, opened, job):
    job(one_program, dead=2)
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    assert section.table.model.text(0, 6) == "2"
    press(qtbot, section.letters)
    settle(qtbot, window)
    assert window.inside.page.section is window.inside.page.sections["letters"]
    assert window.inside.page.section.table.model.rowCount() == 2


def test_a_record_is_corrected_and_tried_again(qtbot, one_program, opened, job):
    key = job(one_program, dead=2)
    window = opened(one_program)
    section = section_of(qtbot, window, "letters")
    assert "The GSTIN is missing." in section.table.model.text(0, 0)
    section.record.setPlainText("{no json")
    press(qtbot, section.save)
    settle(qtbot, window)
    assert "no JSON" in section.trouble.text()
    assert section.record.toPlainText() == "{no json", "what was typed stays"
    section.record.setPlainText('{"total": 100, "gstin": "27AAPFU0939F1ZV"}')
    press(qtbot, section.again)
    settle(qtbot, window)
    with one_program.database.read() as session:
        first, second = letters.listed(session, job_id=key)
    assert first.waits
    assert "27AAPFU0939F1ZV" in first.body
    assert not second.waits
    press(qtbot, section.all)
    settle(qtbot, window)
    with one_program.database.read() as session:
        assert all(row.waits for row in letters.listed(session))


def test_a_record_is_forgotten_when_that_is_asked_twice(qtbot, one_program, opened, job):
    job(one_program, dead=1)
    window = opened(one_program)
    section = section_of(qtbot, window, "letters")
    press(qtbot, section.drop)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section.notice.words[0] == "Every record was taken."


def test_without_the_right_nothing_can_be_done(qtbot, one_program, opened, job):
    job(one_program, dead=1)
    one_program.actor = Actor(5, "Kiran", Role.AUDITOR, RIGHTS[Role.AUDITOR])
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    assert not any(button.isEnabled() for button in section.buttons.values())
    section = section_of(qtbot, window, "letters")
    assert section.record.isReadOnly()
    assert not any(button.isEnabled() for button in (section.save, section.again, section.drop, section.all))


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
