"""Failures: what is shown in the place of what cannot be."""

import sqlite3
from contextlib import closing

from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.vault import PcVault
from tests.ui.windows import PATIENCE


def _lose(stage):
    """Take the figures away, and wait until the foot of the window tells of it."""
    with closing(sqlite3.connect(stage.window.inside.desk.program.database.file)) as other:
        other.execute("DROP TABLE IF EXISTS kpi_days")
    stage.qtbot.waitUntil(stage.window.line.trouble.isVisible, timeout=PATIENCE)


def _lose_figures(stage):
    """Let another program take the figures away that a page is about to ask for."""
    page = stage.visit("overview")
    page.leave_behind()
    _lose(stage)
    page.refresh()


def _lose_keyring(stage):
    program = stage.window.inside.desk.program
    program.vault = PcVault(program.settings, keyring=_no_keyring)
    stage.section("secrets")


def _no_keyring():
    raise VaultError("This PC has no keyring that Sakshi trusts.", hint="Install and start GNOME Keyring or KWallet.")


def _behind_lost_figures(stage):
    """Look behind a figure, again once the figures are lost."""
    stage.visit("overview").look_behind("revenue_paise")
    stage.rest()
    _lose(stage)
    stage.page.behind.again()


FAILED = {"failed-keyring": _lose_keyring, "failed-behind": _behind_lost_figures, "failed-page": _lose_figures}
