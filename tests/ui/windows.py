"""The window on a program, for as long as a test looks at it."""

import sqlite3
from contextlib import closing, contextmanager

import psycopg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from sakshi_desktop.ui import start

PATIENCE = 30_000
SAYS = ("text", "toPlainText", "accessibleName", "accessibleDescription")


@contextmanager
def opened_on(qtbot, program, page=None, size=None):
    """Open the window, give it when its database is there, and let it go at the end."""
    window = opened(qtbot, program, page, size)
    try:
        yield window
    finally:
        let_go(window)


def opened(qtbot, program, page=None, size=None):
    """Return the window, of this size, when its database is there; who asked lets it go.

    It opens on ``page``, as if it had been closed there: no other page is made.
    """
    window = start.make(program)
    if page is not None:
        window.visit(page)
    if size is not None:
        window.resize(*size)
    with qtbot.waitSignal(window.opened, timeout=PATIENCE):
        window.show()
    return window


def let_go(window):
    """Close the window without asking, whatever a test left unsaved in it, and let it be deleted."""
    window.end()
    window.stop()
    window.deleteLater()


def standing_over():
    """Return the dialogs and menus that are open and keep every click from what is below them."""
    if QApplication.instance() is None:
        return []
    return [one for one in QApplication.topLevelWidgets() if one.isVisible() and _keeps_clicks(one)]


def _keeps_clicks(widget):
    return widget.isModal() or widget.windowType() == Qt.WindowType.Popup


def words(widget):
    """Return every word that stands in the visible part of the window below a widget, whatever shows it."""
    found = []
    for part in (widget, *widget.findChildren(QWidget)):
        if part.isVisible():
            found += [say() for say in (getattr(part, name, None) for name in SAYS) if callable(say)]
            found += _cells(part) if isinstance(part, QAbstractItemView) and part.model() is not None else []
    return "\n".join(filter(None, found))


def _cells(view):
    model = view.model()
    places = [(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    return [str(model.index(row, column).data() or "") for row, column in places]


def quiet(qtbot, window):
    """Wait until nothing runs beside the window."""
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=PATIENCE)


@contextmanager
def held(program, table):
    """Let another program hold what is written to a table, until the end."""
    url = program.database.url
    if url.get_backend_name() == "sqlite":
        other, holding = sqlite3.connect(url.database, isolation_level=None), "BEGIN IMMEDIATE"
    else:
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        other, holding = psycopg.connect(plain), f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"
    with closing(other):
        other.execute(holding)
        yield
        other.rollback()
