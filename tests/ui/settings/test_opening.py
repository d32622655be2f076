"""Another file is opened, and one of an older shape."""

from contextlib import closing

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.store import backup
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import upgrade
from sakshi_desktop.ui.main_window import OPENING
from tests.ui import chain, windows
from tests.ui.settings.page import settings_in
from tests.ui.windows import PATIENCE


def test_another_file_is_opened_and_remembered(qtbot, window, page, tmp_path):
    other = backup.copy(window.inside.desk.program.database, tmp_path / "other.db")
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        page.viewmodel.open_file(other)
    assert window.line.database.text() == "SQLite · other.db"
    assert settings_in(tmp_path)["database"].endswith("other.db")
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        window.inside.page.viewmodel.leave()
    assert settings_in(tmp_path)["database"] == ""


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
