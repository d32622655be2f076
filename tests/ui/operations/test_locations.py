"""A location is edited, and its day made to begin at another time."""

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid
from sqlalchemy import select

from sakshi_desktop.outlets import locations
from sakshi_desktop.store.models import AuditEntry
from sakshi_desktop.ui.closing import QUESTION, RUNNING
from sakshi_desktop.ui.widgets.job_line import JobLine
from tests.ui.operations.page import cells, fill
from tests.ui.windows import PATIENCE, held, quiet


def test_a_location_is_edited_from_its_figures(qtbot, window, program):
    window.visit("locations")
    quiet(qtbot, window)
    page = window.inside.page
    page.table.view.setCurrentIndex(page.table.model.index(0, 0))
    name = page.table.model.row(0).name
    page.edit.click()
    qtbot.waitUntil(lambda: page.editing.form is not None)
    form = page.editing.form
    assert form.inputs["name"].text() == name
    fill(form, gstin="27AAPFU0939F1ZV", state="Maharashtra", cutoff="05:00")
    with qtbot.waitSignal(page.editing.keeping.saved):
        form.enter()
    with program.database.read() as session:
        record = locations.Book(session).found({"name": name})
    assert (record["gstin"], record["cutoff"]) == ("27AAPFU0939F1ZV", "05:00")


@pytest.fixture
def moving(qtbot, page):
    """The form of a location in which its day was made to begin an hour later."""
    page.show_section("locations")
    quiet(qtbot, page.window())
    places = page.tables["locations"]
    form = places.edit(next(row for row in places.table.model.rows if row["name"] == "Indiranagar"))
    fill(form, cutoff="05:00")
    return form


def test_a_day_that_moves_orders_is_saved_in_sight_and_the_window_says_what_becomes_of_it(qtbot, page, program, moving):
    window, form = page.window(), moving
    with held(program, "orders"):
        form.good.click()
        (job,) = window.line.jobs
        assert window.line.words[0] == "Saving Indiranagar …"
        (line,) = form.findChildren(JobLine)
        assert line.isVisible()
        assert (form.good.isEnabled(), form.leave.isEnabled(), form.leave.text()) == (False, True, "Cancel")
        qtbot.keyClick(form, Qt.Key.Key_Escape)
        assert not window.close()
        dialog = window.inside.closing.dialog
        assert dialog.about.text().splitlines() == [RUNNING.format(title="Saving Indiranagar"), QUESTION]
        assert not job.stopped
        line.bar.setValue(0)
        job.progressed.emit(0.5, "2 of 4 orders, refunds and shifts")
        assert (line.bar.value(), line.words.text()) == (500, "2 of 4 orders, refunds and shifts")
    qtbot.waitUntil(lambda: not window.line.jobs, timeout=PATIENCE)
    quiet(qtbot, window)
    assert (window.inside.closing.dialog, isValid(form)) == (None, False)
    with program.database.read() as session:
        assert locations.Book(session).found({"name": "Indiranagar"})["cutoff"] == "05:00"
    assert window.close()


def test_a_day_that_moves_orders_is_stopped_by_cancel_and_what_was_typed_stays(qtbot, page, program, moving):
    form, places = moving, page.tables["locations"]
    with held(program, "orders"):
        form.good.click()
        (job,) = page.window().line.jobs
        form.leave.click()
        assert (job.stopped, form.leave.isEnabled(), form.isVisible()) == (True, False, True)
    qtbot.waitUntil(lambda: not form.waiting, timeout=PATIENCE)
    assert form.trouble.text() == "Stopped. Nothing was changed."
    assert form.typed["cutoff"] == "05:00"
    with program.database.read() as session:
        assert locations.Book(session).found({"name": "Indiranagar"})["cutoff"] == "04:00"
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "location.edit")).all() == []
    with qtbot.waitSignal(places.keeping.saved, timeout=PATIENCE):
        form.good.click()
    qtbot.waitUntil(lambda: "05:00" in cells(places, "Day begins at"), timeout=PATIENCE)


def test_a_location_whose_day_stays_is_saved_without_a_job(qtbot, page, moving):
    fill(moving, cutoff="04:00", city="Bangalore")
    with qtbot.waitSignal(page.tables["locations"].keeping.saved, timeout=PATIENCE):
        moving.good.click()
        assert page.window().line.jobs == []
