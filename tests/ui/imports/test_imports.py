import csv
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt, QUrl
from sqlalchemy import select

from sakshi_desktop.core.clock import to_day
from sakshi_desktop.core.rights import RIGHTS, Actor, Right
from sakshi_desktop.core.vocabulary import ImportState, Role
from sakshi_desktop.importers import mapping as mappings
from sakshi_desktop.importers.types import Field
from sakshi_desktop.store.models import ImportBatch
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.imports.dialogs import ProblemsDialog, RemoveDialog
from sakshi_desktop.ui.imports.viewmodel import ImportsViewModel
from sakshi_desktop.ui.job import Job
from tests.importers.exports import SQUARE_35, square_line
from tests.ui import chain
from tests.ui.heartbeat import LONGEST, beating, longest_deaf
from tests.ui.imports.page import HEADS, PATIENCE, bring, choose, figures, left, means, opened, pick, quiet, till
from tests.ui.test_window import drop


@pytest.mark.slow
def test_the_window_never_stands_still_while_100_000_lines_come_in(qtbot, address, tmp_path):
    """The window's thread comes back every 5 ms; 100 ms is the most."""
    assert longest_deaf(partial(_beaten_while_lines_come_in, qtbot, address, tmp_path)) <= LONGEST


def _beaten_while_lines_come_in(qtbot, address, folder, before):
    """Return a heart that has beaten while the lines of another till than ``before`` came in."""
    file = till(folder, f"till-{before}.csv", count=25_000, lines=4, first=25_000 * before)
    window, program = opened(qtbot, address, folder, page="imports")
    quiet(qtbot, window)
    page = window.inside.page
    with beating() as heart:
        with qtbot.waitSignal(page.viewmodel.tallied, timeout=5 * PATIENCE):
            page.take_file(file)
        with qtbot.waitSignal(page.viewmodel.imported, timeout=5 * PATIENCE):
            qtbot.mouseClick(page.take, Qt.MouseButton.LeftButton)
        quiet(qtbot, window)
    assert (figures(page)["lines"], page.result.isVisible()) == ("1,00,000", True)
    assert len(heart.gaps) > 100
    left(window, program)
    return heart


def test_a_wrong_mapping_is_corrected_by_removing_and_importing_again(qtbot, window, tmp_path):
    """The way of a manager with an own export, from the first page on, by the keyboard alone."""
    qtbot.keyClick(window.inside.welcome.own, Qt.Key.Key_Space)
    quiet(qtbot, window)
    page = window.inside.page
    file = till(tmp_path)
    choose(qtbot, window, file)
    assert figures(page)["orders"] == "60"
    means(qtbot, page, "Rate", None)
    quiet(qtbot, window)
    means(qtbot, page, "Value", Field.AMOUNT)
    quiet(qtbot, window)
    assert figures(page)["revenue"] == "₹5,040.00"
    qtbot.keyClick(page.take, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert page.result.head.text() == "till.csv is imported as IMP-1."
    choose(qtbot, window, file)
    assert page.how.form_reason.text() == "60 rows, read by the mapping that you kept for files with these columns."
    means(qtbot, page, "Value", Field.TOTAL)
    quiet(qtbot, window)
    means(qtbot, page, "Rate", Field.UNIT_PRICE)
    quiet(qtbot, window)
    means(qtbot, page, "Value", None)
    quiet(qtbot, window)
    assert "IMP-1 holds the sales of this very file, read by another mapping." in page.totals.remarks.text()
    assert not page.take.isEnabled()
    qtbot.keyClick(page.discard, Qt.Key.Key_Space)
    qtbot.keyClick(page.past.remove, Qt.Key.Key_Space)
    dialog = page.findChild(RemoveDialog)
    assert "60 orders" in dialog.words.text()
    assert "₹5,040.00" in dialog.words.text()
    qtbot.keyClick(dialog.good, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert [row.state for row in page.past.table.model.rows] == [ImportState.REMOVED]
    choose(qtbot, window, file)
    page.viewmodel.guess_again()
    quiet(qtbot, window)
    assert figures(page)["revenue"] == "₹4,800.00"
    qtbot.keyClick(page.take, Qt.Key.Key_Space)
    quiet(qtbot, window)
    qtbot.waitUntil(lambda: window.inside.desk.asking.newest == chain.LAST - 1, timeout=PATIENCE)
    qtbot.keyClick(page.result.days, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert window.inside.page.cards["revenue_paise"].says.value == "₹4,800"


def test_a_dropped_file_is_read_and_nothing_else_is_taken(qtbot, window, page, tmp_path):
    assert not drop(page, QUrl("https://example.com/till.csv"))
    assert drop(page, QUrl.fromLocalFile(str(till(tmp_path))))
    quiet(qtbot, window)
    assert figures(page) == {
        "orders": "60", "lines": "60", "refunds": "0", "revenue": "₹4,800.00", "days": f"1{dates.DASH}20 Nov 2026",
        "there": "0", "conflicts": "0", "bad": "0",
    }  # fmt: skip
    assert page.take.hasFocus()
    shown = page.sheet.rows.model
    assert [shown.text(0, place) for place in (0, 3, 6, 8)] == ["Masala chai", "0", "Fort", "₹80.00"]


def test_a_file_that_is_no_table_is_a_sentence_and_another_can_be_chosen(qtbot, window, page, tmp_path):
    (tmp_path / "cat.csv").write_bytes(b"")
    choose(qtbot, window, tmp_path / "cat.csv")
    assert page.notice.words[0] == "“cat.csv” is empty."
    choose(qtbot, window, till(tmp_path))
    assert page.has_body
    assert page.take.isEnabled()


def test_another_order_of_dates_is_read_anew(qtbot, window, page, tmp_path):
    file = till(tmp_path, count=9)
    choose(qtbot, window, file)
    assert figures(page)["days"] == f"1{dates.DASH}9 Nov 2026"
    pick(qtbot, page.how.order, "mdy")
    quiet(qtbot, window)
    assert figures(page)["days"] == f"11 Jan {dates.DASH} 11 Sep 2026"
    assert page.how.order_reason.text() == "You chose month first."


def test_currency_and_outlet_are_asked_where_the_file_does_not_say_them(qtbot, window, page, tmp_path):
    file = till(tmp_path, heads=[*HEADS[:3], "Till", *HEADS[4:]])
    choose(qtbot, window, file)
    assert "rupees are assumed" in page.how.currency_reason.text()
    pick(qtbot, page.how.currency, "USD")
    quiet(qtbot, window)
    assert figures(page)["revenue"] == "$4,800.00"
    page.how.outlet.setFocus()
    qtbot.keyClicks(page.how.outlet, "Malleswaram")
    qtbot.keyClick(page.how.outlet, Qt.Key.Key_Return)
    quiet(qtbot, window)
    qtbot.keyClick(page.take, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert [outlet.name for outlet in window.inside.desk.program.figures.outlets()] == ["Malleswaram"]


def test_a_known_export_is_told_by_its_columns_and_read_otherwise_if_wanted(qtbot, window, page, tmp_path):
    file = tmp_path / "items.csv"
    with file.open("w", newline="", encoding="utf-8") as target:
        writer = csv.DictWriter(target, SQUARE_35, restval="")
        writer.writeheader()
        writer.writerows(square_line(f"TX{number}", Time=f"08:15:0{number}") for number in range(5))
    choose(qtbot, window, file)
    assert page.how.form.currentText() == "Square, item sales"
    assert not page.sheet.editor.choices["Item"].isEnabled()
    pick(qtbot, page.how.form, "loyverse_items")
    quiet(qtbot, window)
    assert "is not an export of Loyverse" in page.totals.remarks.text()
    assert not page.take.isEnabled()
    pick(qtbot, page.how.form, "generic")
    quiet(qtbot, window)
    assert page.sheet.editor.choices["Item"].isEnabled()
    assert figures(page)["orders"] == "5"


def test_bad_rows_and_conflicts_stand_in_tables_that_can_be_written(qtbot, window, page, tmp_path):
    bring(qtbot, window, till(tmp_path, count=5))
    more = [["9", "someday", "10:00", "Fort", "Tea", 1, "20.00", "21.00"]]
    changed = till(
        tmp_path, "changed.csv", count=4, more=[*more, ["4", "05/11/2026", "12:04", "Fort", "Bun", 1, "9", "9"]]
    )
    choose(qtbot, window, changed)
    assert [figures(page)[key] for key in ("there", "conflicts", "bad")] == ["4", "1", "1"]
    assert not page.take.isEnabled()
    assert "There is nothing new" in page.totals.remarks.text()
    page.sheet.show_part(2)
    assert [button.text() for button in page.sheet.buttons.buttons()][2:] == ["Bad rows (1)", "Conflicts (1)"]
    page.sheet.bad.write_csv(tmp_path / "bad.csv")
    page.sheet.conflicts.write_csv(tmp_path / "conflicts.csv")
    assert "“someday” is not a date" in (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "conflicts.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("4,")


def test_what_is_then_in_no_import_is_said_before_a_removal(qtbot, window, page, tmp_path):
    bring(qtbot, window, till(tmp_path, count=5))
    more = [
        ["4", "05/11/2026", "12:04", "Fort", "Bun", 1, "9", "9"],
        ["9", "06/11/2026", "10:00", "Fort", "Tea", 1, "20.00", "21.00"],
    ]
    bring(qtbot, window, till(tmp_path, "changed.csv", count=4, more=more))
    for number, said in ((2, False), (1, True)):
        past = next(row for row in page.past.table.model.rows if row.id == number)
        page.past.removal_wanted.emit(past)
        dialog = page.findChild(RemoveDialog)
        assert ("IMP-2 left out orders that were here with another content." in dialog.words.text()) is said
        dialog.reject()
        qtbot.waitUntil(lambda: page.findChild(RemoveDialog) is None)


def test_an_import_that_is_stopped_leaves_nothing(qtbot, window, page, tmp_path):
    choose(qtbot, window, till(tmp_path, count=10_000))
    qtbot.keyClick(page.take, Qt.Key.Key_Space)
    assert window.focusWidget() is page.totals.stop
    assert not page.take.isEnabled()
    qtbot.keyClick(page.totals.stop, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert window.inside.toast.text == "The import was stopped; nothing of it was kept."
    assert page.take.isEnabled()
    assert [row.state for row in page.past.table.model.rows] == [ImportState.INTERRUPTED]


def test_an_import_that_the_closing_window_cut_off_is_told_and_can_be_done_again(qtbot, address, tmp_path):
    window, program = opened(qtbot, address, tmp_path, page="imports")
    quiet(qtbot, window)
    choose(qtbot, window, till(tmp_path, count=10_000))
    qtbot.keyClick(window.inside.page.take, Qt.Key.Key_Space)
    window.close()
    qtbot.keyClick(window.inside.closing.dialog.good, Qt.Key.Key_Space)
    assert not window.isVisible()
    left(window, program)
    window, program = opened(qtbot, address, tmp_path, page="imports")
    quiet(qtbot, window)
    page = window.inside.page
    model = page.past.table.model
    cells = {column.key: model.text(0, place) for place, column in enumerate(model.columns)}
    assert [cells[key] for key in ("file", "by", "orders", "state")] == ["till.csv", "This PC", "0", "Interrupted"]
    with program.database.read() as session:
        began = session.scalars(select(ImportBatch.started_at)).one()
    assert cells["when"] == dates.moment(began)
    assert began == chain.NOW or address.startswith("postgresql")  # what PCs share goes by the clock of the server
    assert page.past.told.text() == "IMP-1 was interrupted; nothing of it was kept."
    assert not page.past.remove.isEnabled()
    qtbot.keyClick(page.past.again, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert figures(page)["orders"] == "10,000"
    left(window, program)


def test_the_history_says_who_what_and_when_and_leads_to_the_days(qtbot, window, page, tmp_path):
    bring(qtbot, window, till(tmp_path, more=[["70", "", "", "Fort", "Tea", 1, "20.00", "21.00"]]))
    keys = [column.key for column in page.past.table.model.columns]
    cells = dict(zip(keys, page.past.table.model.plain()[0], strict=True))
    assert (cells["file"], cells["by"], cells["orders"]) == ("till.csv", "This PC", "60")
    assert (cells["problems"], cells["state"]) == ("1", "Counts")
    qtbot.keyClick(page.past.problems, Qt.Key.Key_Space)
    quiet(qtbot, window)
    dialog = page.findChild(ProblemsDialog)
    assert dialog.table.model.text(0, 0) == "The date is missing."
    dialog.reject()
    qtbot.waitUntil(lambda: window.inside.desk.asking.places != (), timeout=PATIENCE)
    page.past.table.opened.emit(page.past.chosen)
    assert window.inside.desk.asking.period.start == to_day(chain.NOW.date().replace(day=1))
    assert window.windowTitle().startswith("Overview")


def test_what_one_may_not_do_is_not_offered(qtbot, address, tmp_path):
    window, program = opened(qtbot, address, tmp_path, page="imports")
    quiet(qtbot, window)
    bring(qtbot, window, till(tmp_path))
    left(window, program)
    guest = Actor(1, "Guest", Role.SUPPORT, RIGHTS[Role.SUPPORT] - {Right.REMOVE_IMPORT, Right.IMPORT_SALES})
    window, program = opened(qtbot, address, tmp_path, guest, page="imports")
    quiet(qtbot, window)
    page = window.inside.page
    assert page.past.days.isEnabled()
    assert not page.past.remove.isEnabled()
    assert not page.choose.isEnabled()
    left(window, program)


def test_a_mapping_is_saved_and_loaded(qtbot, window, page, tmp_path):
    file = till(tmp_path)
    choose(qtbot, window, file)
    means(qtbot, page, "Value", Field.AMOUNT)
    quiet(qtbot, window)
    page.viewmodel.save_mapping(tmp_path / "own.toml")
    assert mappings.load(tmp_path / "own.toml").columns[Field.AMOUNT] == "Value"
    page.viewmodel.guess_again()
    quiet(qtbot, window)
    assert figures(page)["revenue"] == "₹4,800.00"
    page.viewmodel.load_mapping(tmp_path / "own.toml")
    quiet(qtbot, window)
    assert figures(page)["revenue"] == "₹5,040.00"
    assert [action.text() for action in page.mapping_menu().actions()][:2] == ["Save the mapping …", "Load a mapping …"]
    (tmp_path / "own.toml").write_text("columns = 3")
    page.viewmodel.load_mapping(tmp_path / "own.toml")
    assert "“columns” of the saved mapping is not a table" in page.totals.remarks.text()


class HeldWork:
    """Takes short and long work like Tasks, and settles it when the test says so."""

    def __init__(self):
        self.held = []
        self.jobs = []

    def long(self, title, work, done, failed):
        self.held.append((work, done, failed))
        self.jobs.append(Job(title, None))
        return self.jobs[-1]


def _told_nobody(share, text=""):
    """Take a word of progress."""


def test_only_the_latest_question_about_a_file_is_answered(qapp, one_program, tmp_path):
    tasks, told, read = HeldWork(), [], []
    model = ImportsViewModel(tasks, one_program)
    model.read.connect(read.append)
    model.tallied.connect(told.append)
    model.choose(till(tmp_path))
    work, done, _ = tasks.held[0]
    first = work(_told_nobody)
    done(first)
    model.change(currency="USD")
    (_, tallied, _), (work, done, _) = tasks.held[1:]
    tallied("overtaken")
    done(replace(first, is_remembered=True))
    tasks.held[-1][1]("latest")
    assert [reading.is_remembered for reading in read] == [False, True]
    assert told == ["latest"]


def test_a_reading_that_is_overtaken_is_stopped(qapp, one_program, tmp_path):
    tasks = HeldWork()
    model = ImportsViewModel(tasks, one_program)
    model.choose(till(tmp_path))
    model.change(currency="USD")
    model.choose(till(tmp_path, "other.csv"))
    titles = [job.title for job in tasks.jobs]
    assert titles == ["Looking through till.csv", "Looking through till.csv", "Looking through other.csv"]
    assert [job.stopped for job in tasks.jobs] == [True, True, False]
    model.discard()
    assert tasks.jobs[-1].stopped


def test_a_large_file_says_how_far_it_is_looked_through_and_can_be_left(qtbot, window, page, tmp_path):
    file = till(tmp_path, count=10_000)
    page.take_file(file)
    (job,) = window.line.jobs
    assert job.title == "Looking through till.csv"
    assert page.title.text() == "Imports · till.csv"
    assert page.totals.isVisible()
    assert not page.past.isVisible()
    with qtbot.waitSignal(job.progressed, check_params_cb=lambda share, _text: share > 0, timeout=PATIENCE) as told:
        pass
    assert told.args[1].endswith(f" of {file.stat().st_size / 1_000_000:.1f} MB")
    qtbot.mouseClick(window.line.stop, Qt.MouseButton.LeftButton)
    quiet(qtbot, window)
    assert window.inside.toast.text == "till.csv was not read to its end; nothing of it was kept."
    assert page.viewmodel.draft is None
    assert page.past.isVisible()
    assert page.choose.isVisible()


def test_a_removal_is_carried_through_even_if_somebody_asks_to_stop(qtbot, window, page, tmp_path):
    bring(qtbot, window, till(tmp_path))
    window.inside.tasks.started.connect(Job.stop)
    qtbot.keyClick(page.past.remove, Qt.Key.Key_Space)
    qtbot.keyClick(page.findChild(RemoveDialog).good, Qt.Key.Key_Space)
    quiet(qtbot, window)
    assert [row.state for row in page.past.table.model.rows] == [ImportState.REMOVED]
    assert window.inside.toast.text == "IMP-1 is removed."
