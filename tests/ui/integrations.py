"""What tests of the integrations page share: a window over a keyring written by hand."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import integrations
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.store.models import Integration
from sakshi_desktop.vault import PcVault
from sakshi_desktop.vault.keyring_store import KeyringStore
from tests.vault.keyrings import Narrow

CANARY = "c4nary-rzp-live-9x2Q"


def give_keyring(program, entries=None):
    """Let the program keep its secrets in a keyring of the test, and return that."""
    entries = Narrow() if entries is None else entries
    program.vault = PcVault(program.settings, keyring=lambda: KeyringStore(entries, "keyring of the test"))
    return entries


def add(program, name="Razorpay", kind=IntegrationType.PAYMENT, vendor="Razorpay"):
    with program.database.begin() as session:
        return integrations.create(session, IntegrationForm(name, kind, vendor), by=program.actor)


def let_live(program, integration_id):
    with program.database.begin() as session:
        session.get_one(Integration, integration_id).live = True


def settle(qtbot, window):
    """Wait until nothing runs beside the window."""
    qtbot.waitUntil(lambda: not window.inside.tasks.busy, timeout=20_000)


def press(qtbot, button):
    qtbot.waitUntil(lambda: button.isVisible() and not button.size().isEmpty())  # it has its place by then
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def spoken(widget):
    """Return every text that a screen reader can find below a widget."""
    found, waiting = [], [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        one = waiting.pop()
        found += [
            one.text(part) for part in (QAccessible.Text.Name, QAccessible.Text.Value, QAccessible.Text.Description)
        ]
        waiting += [child for place in range(one.childCount()) if (child := one.child(place)) is not None]
    return "\n".join(filter(None, found))
