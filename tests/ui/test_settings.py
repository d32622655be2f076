import json
import os
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QPushButton

from sakshi_desktop.app import App
from sakshi_desktop.core import settings
from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.sharing import Shared, parts
from sakshi_desktop.store import archive, backup, dumping, troubles
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.models import Customer
from sakshi_desktop.store.upgrade import upgrade
from sakshi_desktop.ui import dates, start
from sakshi_desktop.ui.closing import ANEW_QUESTION, TYPED
from sakshi_desktop.ui.daily import make
from sakshi_desktop.ui.join_dialog import JoinDialog
from sakshi_desktop.ui.main_window import OPENING
from sakshi_desktop.ui.settings.restore_dialog import RestoreDialog
from sakshi_desktop.ui.settings.view import NONE_SHARED
from sakshi_desktop.ui.theme import DARK, LIGHT
from sakshi_desktop.ui.widgets.unsaved import ASKS
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.ui import chain, windows

PATIENCE = 30_000


@pytest.fixture
def page(qtbot, window):
    window.visit("settings")
    qtbot.waitUntil(lambda: bool(window.inside.page.place.text()), timeout=PATIENCE)
    return window.inside.page


def _choose(qtbot, box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def _kept(folder):
    return json.loads((folder / "settings.json").read_text(encoding="utf-8"))


def test_the_page_says_where_the_database_is(page, one_program):
    assert page.place.text() == str(one_program.database.file)
    assert page.bytes.text().endswith(" MB")
    assert not page.leave.isVisible()
    assert page.restore.isEnabled()


def test_a_theme_is_chosen_worn_and_kept(qtbot, window, page):
    _choose(qtbot, page.theme, "dark")
    assert window.look.theme is DARK
    qtbot.mouseClick(window.theme_button, Qt.MouseButton.LeftButton)
    assert window.look.theme is LIGHT
    assert page.theme.currentData() == "light"


def test_figures_and_dates_are_written_as_chosen_at_once(qtbot, window, page, tmp_path):
    try:
        for box, value in ((page.figures, "million"), (page.dates, "iso")):
            with qtbot.waitSignal(window.opened, timeout=PATIENCE):
                _choose(qtbot, window.inside.page.figures if box is page.figures else window.inside.page.dates, value)
        window.visit("overview")
        qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
        assert window.inside.page.title.text().startswith("Overview · 2026-10-23")
        assert (_kept(tmp_path)["figures"], _kept(tmp_path)["dates"]) == ("million", "iso")
    finally:
        for box, value in (("figures", "lakh"), ("dates", "words")):
            window.visit("settings")
            with qtbot.waitSignal(window.opened, timeout=PATIENCE):
                _choose(qtbot, getattr(window.inside.page, box), value)
    assert dates.show(chain.LAST) == "21 Nov 2026"


def test_how_many_daily_backups_are_kept_is_remembered(qtbot, page, tmp_path):
    page.kept.setValue(3)
    qtbot.waitUntil((tmp_path / "settings.json").exists)
    assert settings.load(tmp_path).backups == 3


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


def test_another_file_is_opened_and_remembered(qtbot, window, page, tmp_path):
    other = backup.copy(window.inside.desk.program.database, tmp_path / "other.db")
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        page.viewmodel.open_file(other)
    assert window.line.database.text() == "SQLite · other.db"
    assert _kept(tmp_path)["database"].endswith("other.db")
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        window.inside.page.viewmodel.leave()
    assert _kept(tmp_path)["database"] == ""


@pytest.fixture
def newcomer(qtbot, sqlite_address, tmp_path):
    """A window on an empty database of a PC whose vault is in memory."""
    program = App(Settings(folder=tmp_path), clock=chain.clock)
    program.vault = MemoryStore()
    with windows.opened_on(qtbot, program) as window:
        yield window
    program.close()


def _fill_in(dialog, address):
    known = parts(address)
    dialog.host.setText(known.host)
    dialog.name.setText(known.name)
    dialog.user.setText(known.user)
    dialog.port.setValue(known.port)


def test_a_shared_database_is_tried_joined_and_left(qtbot, newcomer, postgres_address, tmp_path):
    address = postgres_address.replace("+psycopg", "")
    inside = newcomer.inside
    qtbot.mouseClick(inside.welcome.shared, Qt.MouseButton.LeftButton)
    dialog = newcomer.findChild(JoinDialog)
    _fill_in(dialog, address)
    dialog.password.setText("s3cret")
    qtbot.mouseClick(dialog.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "It holds a Sakshi database" in dialog.says.text(), timeout=PATIENCE)
    with qtbot.waitSignal(newcomer.opened, timeout=PATIENCE):
        qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    assert newcomer.line.database.text().startswith("PostgreSQL")
    kept = _kept(tmp_path)
    assert "s3cret" not in json.dumps(kept)
    vault = inside.desk.program.vault
    assert vault.get(kept["database_secret"]).reveal() == "s3cret"
    newcomer.visit("settings")
    page = inside.page
    qtbot.waitUntil(page.leave.isVisible, timeout=PATIENCE)
    assert not page.restore.isEnabled()
    with qtbot.waitSignal(newcomer.opened, timeout=PATIENCE):
        qtbot.mouseClick(page.leave, Qt.MouseButton.LeftButton)
    assert newcomer.line.database.text() == "SQLite · sakshi.db"
    assert vault.versions(kept["database_secret"]) == ()


@pytest.fixture
def typing(qtbot, page):
    """A form in which something was typed that is not saved."""
    window = page.window()
    window.visit("operations")
    windows.quiet(qtbot, window)
    items = window.inside.page.tables["items"]
    form = items.edit(items.table.model.row(0))
    form.inputs["price"].setText("77")
    window.visit("settings")
    windows.quiet(qtbot, window)
    return form


def _asked(window):
    dialog = window.inside.closing.dialog
    assert dialog.about.text() == "\n".join([TYPED.format(title="Edit item"), ANEW_QUESTION])
    return dialog


def test_before_another_file_is_chosen_for_good_it_is_asked_what_is_lost(qtbot, window, page, typing, tmp_path):
    other = backup.copy(window.inside.desk.program.database, tmp_path / "other.db")
    page._open_file(str(other))
    _asked(window).leave.click()
    windows.quiet(qtbot, window)
    assert not (tmp_path / "settings.json").exists()
    assert (window.inside.page, typing.inputs["price"].text()) == (page, "77")
    page._open_file(str(other))
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        _asked(window).good.click()
    assert window.inside.closing.dialog is None
    assert window.line.database.text() == "SQLite · other.db"
    assert _kept(tmp_path)["database"].endswith("other.db")
    assert window.close()


def test_where_what_was_agreed_to_fails_nothing_typed_is_lost(qtbot, window, page, typing, tmp_path):
    (tmp_path / "cat.db").write_bytes(b"a cat" * 99)
    page._open_file(str(tmp_path / "cat.db"))
    _asked(window).good.click()
    windows.quiet(qtbot, window)
    assert not (tmp_path / "settings.json").exists()
    assert (typing.isVisible(), typing.inputs["price"].text()) == (True, "77")


def test_what_is_typed_after_the_yes_is_asked_for_before_it_is_lost(qtbot, window, page, typing, tmp_path):
    other = backup.copy(window.inside.desk.program.database, tmp_path / "other.db")
    page._open_file(str(other))
    _asked(window).good.click()
    typing.inputs["price"].setText("78")
    qtbot.waitUntil(lambda: window.inside.closing.dialog is not None, timeout=PATIENCE)
    _asked(window).leave.click()
    assert typing.inputs["price"].text() == "78"


def test_before_a_backup_is_put_back_it_is_asked_what_is_lost(qtbot, window, page, typing, one_program, tmp_path):
    file = backup.copy(one_program.database, tmp_path / "older.db")
    with one_program.database.begin() as session:
        session.add(Customer(name="Later", created_at=chain.NOW))
    page.viewmodel.preview(file)
    qtbot.waitUntil(lambda: page.findChild(RestoreDialog) is not None, timeout=PATIENCE)
    page.findChild(RestoreDialog).good.click()
    _asked(window).leave.click()
    windows.quiet(qtbot, window)
    with one_program.database.read() as session:
        assert session.query(Customer).count() == 21
    assert not list(tmp_path.glob("*.replaced-*"))
    page.viewmodel.preview(file)
    dialogs = page.findChildren
    qtbot.waitUntil(lambda: any(one.isVisible() for one in dialogs(RestoreDialog)), timeout=PATIENCE)
    next(one for one in dialogs(RestoreDialog) if one.isVisible()).good.click()
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        _asked(window).good.click()
    with window.inside.desk.program.database.read() as session:
        assert session.query(Customer).count() == 20


def test_before_a_shared_database_is_joined_or_left_it_is_asked_what_is_lost(
    qtbot, window, page, typing, one_program, postgres_address, tmp_path
):
    one_program.vault = MemoryStore()
    dialog = page.ask_join()
    _fill_in(dialog, postgres_address.replace("+psycopg", ""))
    dialog.good.click()
    _asked(window).leave.click()
    windows.quiet(qtbot, window)
    assert dialog.isVisible()
    assert not (tmp_path / "settings.json").exists()
    dialog.good.click()
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        _asked(window).good.click()
    assert window.line.database.text().startswith("PostgreSQL")
    shared = _kept(tmp_path)["database"]
    window.visit("operations")
    windows.quiet(qtbot, window)
    form = window.inside.page.tables["items"].make()
    form.inputs["name"].setText("Idli")
    window.visit("settings")
    settings_page = window.inside.page
    qtbot.waitUntil(settings_page.leave.isVisible, timeout=PATIENCE)
    settings_page.leave.click()
    window.inside.closing.dialog.leave.click()
    windows.quiet(qtbot, window)
    assert _kept(tmp_path)["database"] == shared
    settings_page.leave.click()
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        window.inside.closing.dialog.good.click()
    assert _kept(tmp_path)["database"] == ""


def test_a_server_that_is_not_there_is_a_sentence_in_the_dialog(qtbot, newcomer, tmp_path):
    dialog = newcomer.inside.ask_join()
    dialog.host.setText(str(tmp_path))
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.good.isEnabled, timeout=PATIENCE)
    assert dialog.isVisible()
    assert dialog.says.objectName() == "bad"
    assert dialog.says.text()
    assert not (tmp_path / "settings.json").exists()


def test_the_fields_of_a_shared_database_are_of_one_height(qtbot, newcomer):
    dialog = newcomer.inside.ask_join()
    qtbot.waitExposed(dialog)
    fields = (dialog.host, dialog.port, dialog.name, dialog.user, dialog.password, dialog.tls)
    assert len({field.height() for field in fields}) == 1
    dialog.port.setFocus()
    assert dialog.port.height() == dialog.host.height()


def test_no_trouble_of_a_database_sends_one_to_where_one_is_or_cannot_go():
    assert [hint for _, _, hint in troubles.SENTENCES if "Settings" in hint] == []


def test_esc_asks_before_it_drops_what_was_typed_about_a_shared_database(qtbot, newcomer):
    dialog = newcomer.inside.ask_join()
    dialog.host.setText("office")
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.says.text() == ASKS
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_missing_field_has_the_focus_and_a_sentence(qtbot, newcomer):
    dialog = newcomer.inside.ask_join()
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    assert "name of the server" in dialog.says.text()
    assert dialog.focusWidget() is dialog.host


def test_where_the_shared_database_is_gone_one_can_work_alone(qtbot, tmp_path):
    gone = Shared(str(tmp_path / "nobody"), "sakshi", "asha").address
    program = App(Settings(database=gone, folder=tmp_path), clock=chain.clock)
    window = start.make(program)
    with qtbot.waitSignal(window.refused, timeout=PATIENCE):
        window.show()
    assert window.focusWidget().text() == "Try again"
    button = next(one for one in window.inside.notice.findChildren(QPushButton) if "this PC" in one.text())
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.line.database.text() == "SQLite · sakshi.db"
    windows.let_go(window)
    program.close()


def test_the_password_of_the_vault_opens_the_database(postgres_address, tmp_path):
    address = postgres_address.replace("+psycopg", "")
    program = App(Settings(database=address, folder=tmp_path, database_secret="database/1"), clock=chain.clock)
    program.vault = MemoryStore()
    program.vault.set("database/1", Secret("s3cret"))
    with closing(program):
        assert program.database.url.password == "s3cret"


def test_a_database_of_an_older_shape_says_how_far_its_opening_is(qtbot, tmp_path):
    file = tmp_path / "older.db"
    older = Database.open(f"sqlite:///{file}")
    upgrade(older, to="0005")
    older.dispose()
    program = App(Settings(database=f"sqlite:///{file}", folder=tmp_path), clock=chain.clock)
    with closing(program), windows.opened_on(qtbot, program) as window:
        said, _, how_far = window.waiting.text().partition("\n")
        assert said == OPENING
        assert how_far.endswith("%")
        windows.quiet(qtbot, window)
        with qtbot.waitSignal(window.opened, timeout=PATIENCE):
            window.inside.open(program)
        assert window.waiting.text() == OPENING


def test_a_daily_backup_is_made_in_sight(qtbot, window, page, one_program):
    begun = []
    window.inside.tasks.started.connect(lambda job: begun.append(job.title))
    window.inside._daily.look()
    windows.quiet(qtbot, window)
    assert begun == ["Daily backup"]
    assert [one.daily for one in archive.listed(page.viewmodel.folder)] == [True]
    window.inside._daily.look()
    windows.quiet(qtbot, window)
    assert begun == ["Daily backup"]


def test_a_daily_backup_that_is_stopped_leaves_nothing_and_is_put_off(qtbot, window, page, one_program):
    begun = []

    def stop(job):
        begun.append(job.title)
        job.stop()

    window.inside.tasks.started.connect(stop)
    window.inside._daily.look()
    windows.quiet(qtbot, window)
    said = "The daily backup was not made. It was stopped. It is made tomorrow, or at the next start."
    qtbot.waitUntil(lambda: window.inside.toast.text == said, timeout=PATIENCE)
    assert list(page.viewmodel.folder.glob("*")) == []
    window.inside._daily.look()
    windows.quiet(qtbot, window)
    assert begun == ["Daily backup"]


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


def test_a_daily_backup_is_made_once_a_day(one_program):
    told = []
    made = make(one_program, lambda share, _text: told.append(share))
    assert told == sorted(told)
    assert told[-1] >= 0.99
    assert made.name.startswith("daily-")
    os.utime(made, (chain.NOW.timestamp(), chain.NOW.timestamp()))
    assert make(one_program, lambda _share, _text: None) is None
    assert [one.file for one in archive.listed(made.parent)] == [made]


def test_backups_that_another_program_makes_come_onto_the_open_page(qtbot, page, one_program):
    assert page.none.isVisible()
    for count, daily in ((1, True), (2, False)):  # the folder of the backups comes with the first
        archive.make(
            one_program.database,
            page.viewmodel.folder / archive.name(one_program.database, chain.NOW, daily=daily),
        )
        qtbot.waitUntil(lambda count=count: page.table.model.rowCount() == count, timeout=PATIENCE)
