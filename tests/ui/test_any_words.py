"""Whatever is typed into the fields of a form is taken or answered with a sentence: nothing breaks, nothing is lost."""

import logging

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit

from tests.ui import windows
from tests.ui.windows import quiet

WORDS = {
    "ten thousand letters": "é" * 10_000,
    "a formula": "=cmd|' /C calc'!A0",
    "from right to left": "مقهى الياسمين",
    "emoji and Devanagari": "😀 आशा कैफ़े",
    "a number past all": "9" * 40,
    "mark-up": "<b>Huge & Co</b><script>",
    "what no terminal shows": "a\x00b\x07\u202ec",
}
PLACES = dict.fromkeys(("items", "staff", "shifts", "locations", "costs"), "operations") | {
    "new": "customers",
    "service": "integrations",
    "webhook": "integrations",
}
"""Where each form is opened."""


def _open(qtbot, window, name):
    page = window.inside.page
    tables = getattr(page, "tables", {})
    if name in tables:
        return tables[name].make()
    page.acts()[name]()
    quiet(qtbot, window)
    return next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())


@pytest.fixture
def window(qtbot, program, name):
    """The window at a form, on a database of each kind in turn: they do not take the same letters."""
    with windows.opened_on(qtbot, program, PLACES[name]) as window:
        quiet(qtbot, window)
        yield window


@pytest.mark.parametrize("name", PLACES)
def test_any_words_are_taken_or_answered(qtbot, window, caplog, name):
    for text in WORDS.values():
        form = _open(qtbot, window, name)
        for part in form.findChildren(QLineEdit):
            part.setText(text)
        for part in form.findChildren(QPlainTextEdit):
            part.setPlainText(text)
        form.accept()
        quiet(qtbot, window)
        assert [line for line in caplog.records if line.levelno >= logging.ERROR] == []
        if form.isVisible():
            assert any(part.text()[:5] == text[:5] for part in form.findChildren(QLineEdit)), "it is still there"
            form.reject()
            form.reject()
        form.deleteLater()
