"""What is typed and not saved is asked about before another database is opened."""

import pytest

from sakshi_desktop.store import backup
from sakshi_desktop.store.models import Customer
from sakshi_desktop.ui.closing import ANEW_QUESTION, TYPED
from sakshi_desktop.ui.settings.restore_dialog import RestoreDialog
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.ui import chain, windows
from tests.ui.settings.page import fill_in, settings_in
from tests.ui.windows import PATIENCE


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
    assert settings_in(tmp_path)["database"].endswith("other.db")
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
    fill_in(dialog, postgres_address.replace("+psycopg", ""))
    dialog.good.click()
    _asked(window).leave.click()
    windows.quiet(qtbot, window)
    assert dialog.isVisible()
    assert not (tmp_path / "settings.json").exists()
    dialog.good.click()
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        _asked(window).good.click()
    assert window.line.database.text().startswith("PostgreSQL")
    shared = settings_in(tmp_path)["database"]
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
    assert settings_in(tmp_path)["database"] == shared
    settings_page.leave.click()
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        window.inside.closing.dialog.good.click()
    assert settings_in(tmp_path)["database"] == ""
