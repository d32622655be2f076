import json

from sakshi_desktop.hub import letters
from tests.ui.integrations import add_sync, press, section_of, settle


def test_what_was_not_taken_is_one_step_away(qtbot, one_program, opened):
    add_sync(one_program, dead=2)
    window = opened(one_program)
    section = section_of(qtbot, window, "syncs")
    assert section.table.model.text(0, 6) == "2"
    press(qtbot, section.panel.letters)
    settle(qtbot, window)
    assert window.inside.page.section is window.inside.page.sections["letters"]
    assert window.inside.page.section.table.model.rowCount() == 2


def test_a_record_is_corrected_and_tried_again(qtbot, one_program, opened):
    key = add_sync(one_program, dead=2)
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


def test_a_correction_stays_while_another_record_is_looked_at_and_is_asked_for(qtbot, one_program, opened):
    add_sync(one_program, dead=2)
    window = opened(one_program)
    section = section_of(qtbot, window, "letters")
    rows = section.table
    assert window.inside.page.unsaved() == []
    section.record.setPlainText('{"total": 7')
    rows.view.selectRow(1)
    assert section.record.toPlainText() != '{"total": 7'
    rows.view.selectRow(0)
    assert section.record.toPlainText() == '{"total": 7'
    rows.view.selectRow(1)
    section.refresh()
    settle(qtbot, window)
    assert not window.close()
    assert window.inside.page.unsaved() == ["What you typed into a record that was not taken is not saved."]
    window.inside.closing.dialog.reject()
    rows.view.selectRow(0)
    assert section.record.toPlainText() == '{"total": 7'
    section.record.setPlainText('{"total":7}')
    press(qtbot, section.save)
    rows.view.selectRow(1)
    settle(qtbot, window)
    assert window.inside.page.unsaved() == []
    rows.view.selectRow(0)
    assert json.loads(section.record.toPlainText()) == {"total": 7}


def test_all_are_tried_again_whether_they_are_shown_or_not(qtbot, program, opened):
    add_sync(program, dead=250)
    window = opened(program)
    section = section_of(qtbot, window, "letters")
    assert section.table.model.rowCount() == letters.LIMIT
    assert section.under.text() == "The oldest 200 of 250"
    assert window.inside.page.choice.buttons["letters"].text() == "Not taken"
    press(qtbot, section.further)
    settle(qtbot, window)
    assert section.table.model.rowCount() == 250
    assert not section.further.isVisible()
    assert len(list(section.model.whole().rows())) == 250
    press(qtbot, section.all)
    settle(qtbot, window)
    with program.database.read() as session:
        found = letters.listed(session, limit=300)
    assert (len(found), all(row.waits for row in found)) == (250, True)


def test_a_record_is_forgotten_when_that_is_asked_twice(qtbot, one_program, opened):
    add_sync(one_program, dead=1)
    window = opened(one_program)
    section = section_of(qtbot, window, "letters")
    press(qtbot, section.drop)
    press(qtbot, section.dialog.good)
    settle(qtbot, window)
    assert section.notice.words[0] == "Every record was taken."


def test_what_is_said_covers_no_button_of_a_section_that_comes_after_it(qtbot, one_program, opened):
    add_sync(one_program, dead=3)
    window = opened(one_program)
    section_of(qtbot, window, "health")
    toast = window.inside.toast
    toast.say("The sign-in was given up. Nothing was changed.")
    section = section_of(qtbot, window, "letters")

    def free():
        at = section.again.mapTo(toast.parentWidget(), section.again.rect().topLeft())
        return not toast.geometry().intersects(section.again.rect().translated(at))

    assert toast.isVisible()
    qtbot.waitUntil(free)
