"""Every page in both themes looks as it did; `--renew-pictures` keeps them as they are now."""

import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from sakshi_desktop.ui import theme
from sakshi_desktop.ui.pages import PAGES
from tests.ui import golden

SIZE = (1100, 720)
PATIENCE = 30_000


def _settings(page):
    """Say what is the same on every machine."""
    page.place.setText("/home/asha/sakshi.db")
    page.bytes.setText("0.8 MB")
    page.shape.setText("0000")
    for _title, value in page.about_lines:
        value.setText("1.0")


SAME_EVERYWHERE = {"settings": _settings}


SECTIONS = {
    "overview-behind": ("overview", lambda page: page.look_behind("revenue_paise")),
    "locations-chart": ("locations", lambda page: page.measures.buttons["chart"].click()),
    "customers-order": ("customers", lambda page: page.show_one("order", 600)),
    "operations-locations": ("operations", lambda page: page.show_section("locations")),
    "integrations-webhooks": ("integrations", lambda page: page.choice.buttons["webhooks"].click()),
    "integrations-syncs": ("integrations", lambda page: page.choice.buttons["syncs"].click()),
    "integrations-letters": ("integrations", lambda page: page.choice.buttons["letters"].click()),
}
"""What is behind a page at first sight: its page, and what shows it."""


def _settled(qtbot, window):
    """A picture of the window once two in a row are the same: what was asked to be laid out anew is."""
    before, now = None, window.grab().toImage()
    while now != before:
        qtbot.wait(20)
        before, now = now, window.grab().toImage()
    return now


def _pictures(qtbot, window, worn):
    window.look.wear(worn)
    for entry in PAGES:
        window.visit(entry.key)
        qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
        SAME_EVERYWHERE.get(entry.key, lambda _page: None)(window.inside.page)
        window.tabs.setFocus()
        yield f"{entry.key}-{worn.name}", _settled(qtbot, window)


WORN = pytest.mark.parametrize("worn", [theme.LIGHT, theme.DARK], ids=["light", "dark"])


def _section_pictures(qtbot, window, worn):
    window.look.wear(worn)
    for name, (key, show) in SECTIONS.items():
        window.visit(key)
        qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
        show(window.inside.page)
        qtbot.wait(20)
        qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)
        window.tabs.setFocus()
        yield f"{name}-{worn.name}", _settled(qtbot, window)


def _compare(pictures, request):
    if request.config.getoption("--renew-pictures"):
        for name, picture in pictures.items():
            golden.renew(picture, name)
    return [why for name, picture in pictures.items() if (why := golden.compare(picture, name))]


@WORN
def test_every_page_looks_as_it_did(qtbot, qapp, window, worn, request):
    qapp.setCursorFlashTime(0)
    window.resize(*SIZE)
    pictures = dict(_pictures(qtbot, window, worn))
    assert _compare(pictures, request) == []


@WORN
def test_sections_with_something_in_them_look_as_they_did(qtbot, qapp, busy_program, window, worn, request):
    qapp.setCursorFlashTime(0)
    window.resize(*SIZE)
    assert _compare(dict(_section_pictures(qtbot, window, worn)), request) == []


def test_no_picture_is_kept_of_a_page_that_is_gone():
    names = {f"{key}-{worn}" for key in (*(entry.key for entry in PAGES), *SECTIONS) for worn in ("light", "dark")}
    assert {file.stem for file in golden.KEPT.glob("*.png")} == names


def test_what_an_eye_sees_is_a_difference(qapp):
    name = f"{PAGES[0].key}-light"
    kept = QImage(str(golden.KEPT / f"{name}.png")).convertToFormat(QImage.Format.Format_RGB32)
    assert golden.compare(kept, name) == ""
    painter = QPainter(kept)
    painter.fillRect(300, 300, 60, 60, QColor("#A34A08"))
    painter.end()
    assert "differs" in golden.compare(kept, name)
    (golden.DIFFERING / f"{name}.png").unlink()
