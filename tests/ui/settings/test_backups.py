"""Backups that a person makes, restores and looks through."""

import os
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from sakshi_desktop.app import App
from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.store import archive, backup, dumping
from sakshi_desktop.store.models import Customer
from sakshi_desktop.ui.settings.restore_dialog import RestoreDialog
from sakshi_desktop.ui.settings.view import NONE_SHARED
from tests.ui import chain, windows
from tests.ui.windows import PATIENCE


def test_a_backup_is_made_listed_and_restored(qtbot, window, page, one_program):
    qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.table.model.rowCount() == 1, timeout=PATIENCE)
    with one_program.database.begin() as session:
        session.add(Customer(name="Later", created_at=chain.NOW))
    page.table.opened.emit(page.table.model.row(0))
    qtbot.waitUntil(lambda: page.findChild(RestoreDialog) is not None, timeout=PATIENCE)
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        qtbot.mouseClick(page.findChild(RestoreDialog).good, Qt.MouseButton.LeftButton)
    with window.inside.desk.program.database.read() as session:
        assert session.query(Customer).count() == 20
    kept = "Restored. What was there before is kept as sakshi.replaced-"
    qtbot.waitUntil(lambda: window.inside.toast.text.startswith(kept), timeout=PATIENCE)


def test_a_shared_database_is_backed_up_listed_and_its_daily_copies_are_not_promised(
    qtbot, filled_postgres, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", f"{filled_postgres.binaries}{os.pathsep}{os.environ['PATH']}")
    if not dumping.can_dump():
        pytest.skip("this PostgreSQL came without its client programs")
    name = filled_postgres.create(template="filled")
    program = App(Settings(database=filled_postgres.url(name), folder=tmp_path), clock=chain.clock)
    with closing(program), windows.opened_on(qtbot, program) as window:
        window.visit("settings")
        page = window.inside.page
        qtbot.waitUntil(page.no_daily.isVisible, timeout=PATIENCE)
        assert page.none.text() == NONE_SHARED
        assert not page.kept.isEnabled()
        page.ask_target()
        assert page.findChild(QFileDialog).selectedFiles()[0].endswith("sakshi-backup.dump")
        page.findChild(QFileDialog).close()
        qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(page.table.isVisible, timeout=PATIENCE)
        assert page.table.model.row(0).file.suffix == ".dump"
        assert not page.none.isVisible()
        assert window.inside.toast.text == f"Backed up to {page.table.model.row(0).file.name}."
        windows.quiet(qtbot, window)
    filled_postgres.drop(name)


def test_the_dialog_warns_of_a_backup_that_ends_earlier(qtbot, page, one_program, tmp_path):
    file = backup.copy(one_program.database, tmp_path / "older.db")
    other = App(Settings(database=f"sqlite:///{file}", folder=tmp_path))
    with closing(other), other.database.begin() as session:
        session.connection().exec_driver_sql("UPDATE orders SET business_date = business_date - 3")
    page.viewmodel.preview(file)
    qtbot.waitUntil(lambda: page.findChild(RestoreDialog) is not None, timeout=PATIENCE)
    dialog = page.findChild(RestoreDialog)
    assert dialog.warning.isVisible()
    dialog.reject()


def test_a_file_that_is_no_backup_is_a_sentence(qtbot, window, page, tmp_path):
    file = window.line.database.text()
    (tmp_path / "cat.db").write_bytes(b"a cat" * 99)
    qtbot.mouseClick(page.restore, Qt.MouseButton.LeftButton)
    dialog = page.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "cat.db"))
    dialog.close()
    qtbot.waitUntil(lambda: "no backup of Sakshi" in window.inside.toast.text, timeout=PATIENCE)
    assert page.findChild(RestoreDialog) is None
    assert window.line.database.text() == file


def test_reading_a_backup_is_stopped_and_says_how_large_it_is(qtbot, window, page, one_program, tmp_path):
    file = backup.copy(one_program.database, tmp_path / "older.db")
    told = []

    def watch(job):
        job.progressed.connect(lambda _share, text: told.append(text))

    window.inside.tasks.started.connect(watch)
    page.viewmodel.preview(file)
    qtbot.waitUntil(lambda: page.findChild(RestoreDialog) is not None, timeout=PATIENCE)
    assert told[0].startswith("checking ")
    assert told[0].endswith(" MB, 0 s so far")
    page.findChild(RestoreDialog).reject()
    window.inside.tasks.started.connect(lambda job: job.stop())
    with qtbot.waitSignal(page.viewmodel.failed, timeout=PATIENCE) as failed:
        page.viewmodel.preview(file)
    assert isinstance(failed.args[0], CancelledError)


def test_backups_that_another_program_makes_come_onto_the_open_page(qtbot, page, one_program):
    assert page.none.isVisible()
    for count, daily in ((1, True), (2, False)):  # the folder of the backups comes with the first
        archive.make(
            one_program.database,
            page.viewmodel.folder / archive.name(one_program.database, chain.NOW, daily=daily),
        )
        qtbot.waitUntil(lambda count=count: page.table.model.rowCount() == count, timeout=PATIENCE)
