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


@pytest.mark.parametrize("worn", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_every_page_looks_as_it_did(qtbot, qapp, window, worn, request):
    qapp.setCursorFlashTime(0)
    window.resize(*SIZE)
    pictures = dict(_pictures(qtbot, window, worn))
    if request.config.getoption("--renew-pictures"):
        for name, picture in pictures.items():
            golden.renew(picture, name)
    assert [why for name, picture in pictures.items() if (why := golden.compare(picture, name))] == []


def test_no_picture_is_kept_of_a_page_that_is_gone():
    names = {f"{entry.key}-{worn}" for entry in PAGES for worn in ("light", "dark")}
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
