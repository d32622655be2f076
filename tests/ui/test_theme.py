import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from sakshi_desktop.ui import lettering, system_look, theme
from sakshi_desktop.ui.theme import EDGE_PAIRS, TEXT_CONTRAST, TEXT_PAIRS, THEMES


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids=" on ".join)
def test_every_text_can_be_read_on_its_ground(name, pair):
    words, ground = (getattr(THEMES[name], token) for token in pair)
    assert theme.contrast(words, ground) >= TEXT_CONTRAST


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_what_an_empty_field_says_can_be_read_too(qtbot, look, name, kind):
    look.wear(THEMES[name])
    field = kind()
    qtbot.addWidget(field)
    field.show()
    said = field.palette().color(QPalette.ColorRole.PlaceholderText)
    assert theme.contrast(said.name(), THEMES[name].surface) >= TEXT_CONTRAST
    assert said.alpha() == 255


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("pair", EDGE_PAIRS, ids=" on ".join)
def test_every_edge_that_means_something_can_be_seen(name, pair):
    edge, ground = (getattr(THEMES[name], token) for token in pair)
    assert theme.contrast(edge, ground) >= 3


def test_contrast_is_that_of_the_web_guidelines():
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)


def test_high_contrast_goes_far_beyond():
    assert (
        min(theme.contrast(getattr(theme.HIGH_CONTRAST, one), theme.HIGH_CONTRAST.surface) for one in ("text", "muted"))
        >= 15
    )


@pytest.mark.parametrize("name", THEMES)
def test_the_style_sheet_leaves_no_token_open(name):
    sheet = theme.style_sheet(THEMES[name])
    assert "$" not in sheet
    assert THEMES[name].accent in sheet


def test_a_chosen_theme_is_worn_and_the_system_is_followed_otherwise(qapp):
    assert theme.choose("dark") is theme.DARK
    assert theme.choose("contrast") is theme.HIGH_CONTRAST
    assert theme.choose("system") in (theme.LIGHT, theme.DARK, theme.HIGH_CONTRAST)


def test_figures_are_all_of_one_width(qapp):
    measure = QFontMetrics(lettering.font())
    assert len({measure.horizontalAdvance(figure * 8) for figure in "0123456789"}) == 1


def test_the_bundled_letters_are_used(qapp):
    assert QFontInfo(lettering.font()).family() == "Inter"


def test_high_contrast_is_worn_only_where_the_system_asks_and_the_person_does_not(qapp):
    asked = qapp.styleHints()
    preference = asked.accessibility().contrastPreference()
    wanted = theme.HIGH_CONTRAST if preference == Qt.ContrastPreference.HighContrast else None
    assert system_look.wants("system") is wanted
    assert system_look.wants("dark") is None


def test_a_wished_theme_stays_whatever_the_system_wears(qapp, look, tmp_path):
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    follower = system_look.SystemFollower(look, kept, "system", look)
    system_look.choose(kept, look, "dark")
    follower.follow()
    assert look.theme is theme.DARK
    assert system_look.wish(kept, "system") == "dark"
    system_look.choose(kept, look, "contrast")
    follower.follow()
    assert look.theme is theme.HIGH_CONTRAST


def test_who_wishes_the_system_hears_when_it_changes(qapp, look, tmp_path):
    kept = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    follower = system_look.SystemFollower(look, kept, "system", look)
    hints, worn = qapp.styleHints(), []
    look.changed.connect(lambda: worn.append(look.theme))
    hints.colorSchemeChanged.emit(hints.colorScheme())
    assert worn == [look.theme]
    system_look.choose(kept, look, "light")
    worn.clear()
    hints.colorSchemeChanged.emit(hints.colorScheme())
    assert worn == []
    follower.deleteLater()
