"""A database on a server: joined, left, and not there."""

import json
from contextlib import closing

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from sakshi_desktop.app import App
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.sharing import Shared
from sakshi_desktop.store import troubles
from sakshi_desktop.ui import start
from sakshi_desktop.ui.join_dialog import JoinDialog
from sakshi_desktop.ui.widgets.unsaved import ASKS
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.ui import chain, windows
from tests.ui.settings.page import fill_in, settings_in
from tests.ui.windows import PATIENCE


def test_a_shared_database_is_tried_joined_and_left(qtbot, newcomer, postgres_address, tmp_path):
    address = postgres_address.replace("+psycopg", "")
    inside = newcomer.inside
    qtbot.mouseClick(inside.welcome.shared, Qt.MouseButton.LeftButton)
    dialog = newcomer.findChild(JoinDialog)
    fill_in(dialog, address)
    dialog.password.setText("s3cret")
    qtbot.mouseClick(dialog.test, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "It holds a Sakshi database" in dialog.says.text(), timeout=PATIENCE)
    with qtbot.waitSignal(newcomer.opened, timeout=PATIENCE):
        qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    assert newcomer.line.database.text().startswith("PostgreSQL")
    kept = settings_in(tmp_path)
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
