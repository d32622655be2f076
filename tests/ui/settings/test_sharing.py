"""Databases that change under an open window: a backup put in place while webhooks leave, a shared one that refuses."""

import psycopg
from PySide6.QtCore import Qt
from sqlalchemy import text

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.store import backup
from sakshi_desktop.store.database import Database
from sakshi_desktop.ui import start
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.jobs.house import House
from tests.receiver import Receiver
from tests.ui import serving
from tests.ui.settings.page import fill_in
from tests.ui.windows import PATIENCE

WRONG = "n0t the password"


def test_a_backup_restored_while_webhooks_leave_harms_nothing_and_they_leave_again(qtbot, sqlite_address, tmp_path):
    program = App(Settings(database=sqlite_address, folder=tmp_path / "home"))
    house = House(program.database)
    program.vault = house.vault = MemoryStore()
    with Receiver() as there:
        house.add(there)
        saved = backup.copy(program.database, tmp_path / "saved.db")
        window = start.make(program)
        window.works = True
        with qtbot.waitSignal(window.opened, timeout=PATIENCE):
            window.show()
        qtbot.waitUntil(lambda: bool(serving.at_work(program)), timeout=PATIENCE)
        window.visit("settings")
        serving.settle(window)
        before = house.record(20)
        with qtbot.waitSignal(window.opened, timeout=PATIENCE):
            window.inside.page.viewmodel.restore(saved)
        here = window.inside.desk.program
        with here.database.read() as session:
            assert session.scalar(text("SELECT count(*) FROM events WHERE type = 'order.cancelled'")) == 0
        qtbot.waitUntil(lambda: len(serving.at_work(here)) == 1, timeout=PATIENCE)
        house.database = here.database
        (after,) = house.record()
        qtbot.waitUntil(lambda: after in [came.headers["webhook-id"] for came in there.received], timeout=PATIENCE)
        ids = [came.headers["webhook-id"] for came in there.received]
        assert len(ids) == len(set(ids))
        assert set(ids) <= {*before, after}
        serving.settle(window)
        window.close()
        window.stop()
    program.close()
    window.deleteLater()


def _refused(qtbot, window, dialog):
    """Press Join, and return the sentence; nothing of this PC has changed."""
    qtbot.mouseClick(dialog.good, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.good.isEnabled, timeout=PATIENCE)
    assert (dialog.isVisible(), dialog.says.objectName()) == (True, "bad")
    assert window.line.database.text() == "SQLite · sakshi.db"
    assert "Traceback" not in dialog.says.text()
    return dialog.says.text()


def test_a_newer_shared_database_is_not_joined_and_not_touched(qtbot, newcomer, postgres_address, tmp_path):
    other = Database(postgres_address)
    with other.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    dialog = newcomer.inside.ask_join()
    fill_in(dialog, postgres_address.replace("+psycopg", ""))
    dialog.password.setText(WRONG)
    assert "newer Sakshi Desktop" in _refused(qtbot, newcomer, dialog)
    assert not (tmp_path / "settings.json").exists()
    with other.read() as session:
        assert session.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    other.dispose()


def test_a_wrong_password_and_a_stopped_server_are_sentences_and_change_nothing(qtbot, newcomer, frail, tmp_path):
    server, program = frail
    program.close()
    with psycopg.connect(server.conninfo("frail"), autocommit=True) as connection:
        connection.execute("CREATE ROLE asha LOGIN PASSWORD 'right'")
        rules = server.data / "pg_hba.conf"
        rules.write_text(f"local all asha scram-sha-256\n{rules.read_text()}")
        connection.execute("SELECT pg_reload_conf()")
    dialog = newcomer.inside.ask_join()
    fill_in(dialog, server.url("frail").replace("+psycopg", ""))
    dialog.user.setText("asha")
    dialog.password.setText(WRONG)
    said = _refused(qtbot, newcomer, dialog)
    assert "password" in said
    assert WRONG not in said
    server.halt()
    assert "does not answer" in _refused(qtbot, newcomer, dialog)
    server.go_on()
    assert not (tmp_path / "settings.json").exists()
