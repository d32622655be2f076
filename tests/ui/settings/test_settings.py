from PySide6.QtCore import Qt

from sakshi_desktop.core import settings
from sakshi_desktop.ui import dates
from sakshi_desktop.ui.theme import DARK, LIGHT
from tests.ui import chain
from tests.ui.settings.page import settings_in
from tests.ui.windows import PATIENCE


def _choose(qtbot, box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


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
        assert (settings_in(tmp_path)["figures"], settings_in(tmp_path)["dates"]) == ("million", "iso")
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
