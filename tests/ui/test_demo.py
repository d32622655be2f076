"""Somebody new looks around in the demo: every key goes where the window listens, nothing is clicked."""

import sqlite3
from contextlib import closing

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from sakshi_desktop.app import App
from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.demo.build import build
from sakshi_desktop.demo.types import Scale
from sakshi_desktop.store.database import Database
from tests.ui import chain, windows
from tests.ui.keyboard import Keyboard

BUILDING = 60_000
"""Milliseconds in which a busy machine builds six months of twelve cafes."""
FIRST = chain.LAST - 29


class Smaller(App):
    """The program with a twentieth of its demo chain; tests of the command build all of it."""

    def build_demo(self, told, cancelled):
        scale = Scale(customers=1_500, months=6, orders=20_000)
        build(self.settings.demo_database, scale=scale, clock=self.clock, progress=told, cancelled=cancelled)


def test_the_demo_is_built_looked_at_and_left_by_the_keyboard_alone(qtbot, sqlite_address, tmp_path):
    program = Smaller(Settings(database=sqlite_address, folder=tmp_path), clock=chain.clock)
    with windows.opened_on(qtbot, program) as window:
        keyboard, inside = Keyboard(qtbot, window), window.inside
        assert inside.welcome.own.hasFocus()
        keyboard.reach(inside.welcome.demo)
        with qtbot.waitSignal(window.opened, timeout=BUILDING):
            qtbot.keyClick(inside.welcome.demo, Qt.Key.Key_Space)
        keyboard.rest()
        assert window.windowTitle() == "Overview · Sakshi Desktop"
        assert inside.banner.isVisible()
        orders, customers = sold(tmp_path / "demo.db")
        said = {key: card.accessibleName() for key, card in inside.page.cards.items()}
        assert said["orders"].startswith(f"Orders {format_count(orders)} ")
        assert said["customers"].startswith(f"Customers {format_count(customers)} ")
        assert all(any(digit.isdigit() for digit in words) for words in said.values())
        assert inside.page.places.model.rowCount() == 12
        keyboard.push(inside.banner.findChild(QPushButton))
        qtbot.waitUntil(inside.welcome.isVisible)
        keyboard.rest()
    assert holds_nothing(sqlite_address)


def sold(file):
    """Count the orders of the last thirty days, and who made them, past all code of ours."""
    asked = (
        "SELECT count(*), count(DISTINCT customer_id) FROM orders"
        " WHERE status <> 'cancelled' AND business_date BETWEEN ? AND ?"
    )
    with closing(sqlite3.connect(file)) as demo:
        return demo.execute(asked, (FIRST, chain.LAST)).fetchone()


def holds_nothing(address):
    """Return whether the newcomer's own database is as it was."""
    database = Database.open(address)
    with database.reading() as connection:
        found = connection.exec_driver_sql("SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM locations)")
        nothing = found.scalar_one() == 0
    database.dispose()
    return nothing
