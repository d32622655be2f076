"""From the key that cancels an order in the window to the receiver of the signed event, whoever dies between."""

import signal
import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select
from standardwebhooks import Webhook

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.store.models import Attempt, AuditEntry, Customer
from sakshi_desktop.ui import start
from tests.cli.conftest import SCRIPT, at_home
from tests.cli.vaults import furnish
from tests.jobs.house import House
from tests.portal import counter as behind
from tests.portal.counter import Counter
from tests.receiver import Receiver
from tests.ui import serving, windows
from tests.ui.keyboard import Keyboard
from tests.ui.windows import words

CHECKOUT = Path(__file__).resolve().parents[2]
DONE = {DeliveryState.DONE: 1}


class Office:
    """A counter with an order of five minutes ago, a receiver of cancellations, and windows with their wings."""

    def __init__(self, address, home, stack):
        self.address, self.home, self._stack = address, home, stack
        vault = furnish(home)
        self.program = App(Settings(database=address, folder=home))
        self.house, self.counter = House(self.program.database), Counter(self.program.database)
        self.program.vault = self.house.vault = vault
        self.order = self.counter.order(age=behind.NOW - datetime.now(UTC) + timedelta(minutes=5))
        self.there = stack.enter_context(Receiver())
        self.place = self.house.add(self.there, event_types=("order.cancelled",))
        stack.callback(self.program.close)

    def open(self, qtbot, program=None):
        """Open a window whose background work has begun, and touch nothing in it."""
        program = program or self.program
        before = serving.at_work(program)
        window = start.make(program)
        window.works = True
        self._stack.callback(windows.let_go, window)
        with qtbot.waitSignal(window.opened, timeout=30_000):
            window.show()
        qtbot.waitUntil(lambda: bool(serving.at_work(program) - before), timeout=30_000)
        return window

    def window(self, qtbot, program=None):
        """Open such a window at its page of customers."""
        window = self.open(qtbot, program)
        window.activateWindow()
        window.visit("customers")
        serving.settle(window)
        return window

    def worker(self):
        """Start `sakshi worker` and return once it is at work."""
        command = [SCRIPT, "worker", "--json", "--database", self.address]
        started = subprocess.Popen(command, env=at_home(self.home), stdout=subprocess.PIPE, text=True)
        self._stack.callback(started.stdout.close)
        self._stack.callback(started.wait, 30)
        self._stack.callback(started.kill)
        assert '"working": true' in started.stdout.readline()

    def neighbour(self):
        """Return the program of another PC on the same database, with the same vault."""
        other = App(Settings(database=self.address, folder=self.home))
        other.vault = self.house.vault
        self._stack.callback(other.close)
        return other

    def verified(self, came):
        """Return what a request says, checked as a receiver checks it."""
        told = Webhook(self.house.secrets[self.place].reveal()).verify(came.body, came.headers)
        assert (told["type"], told["data"]["order"]) == ("order.cancelled", f"ORD-{self.order}")
        return told


@pytest.fixture
def office(qtbot, address, tmp_path):
    with ExitStack() as stack:
        yield Office(address, tmp_path / "home", stack)


@pytest.fixture
def headquarters(qtbot, postgres_address, tmp_path):
    """An office whose database several PCs share."""
    with ExitStack() as stack:
        yield Office(postgres_address, tmp_path / "home", stack)


def _find_asha(keyboard, window):
    """Find her by the last digits of her phone, from the first page on."""
    keyboard.control(Qt.Key.Key_2)
    keyboard.type("8331")
    keyboard.press(Qt.Key.Key_Return)
    assert window.inside.page.person.title.text() == "Asha Rao"
    return window.inside.page.person


def _open_her_order(keyboard, person):
    keyboard.reach(person.orders.table.view)
    keyboard.press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert person.order_panel.state.text() == "Confirmed"


def test_support_finds_corrects_and_cancels_by_keys_alone_and_the_signed_event_leaves(qtbot, office):
    neighbour, window = office.open(qtbot, office.neighbour()), office.open(qtbot)
    beside, keyboard = Keyboard(qtbot, neighbour), Keyboard(qtbot, window)
    _open_her_order(beside, _find_asha(beside, neighbour))
    person = _find_asha(keyboard, window)
    keyboard.press(Qt.Key.Key_E)
    keyboard.reach(person.deeds.dialog.phone)
    keyboard.type("98450 12345")
    assert "2345" not in words(neighbour.inside.page)
    keyboard.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "2345" in words(neighbour.inside.page), timeout=30_000)
    _open_her_order(keyboard, person)
    keyboard.press(Qt.Key.Key_C)
    keyboard.type("The guest left.")
    keyboard.press(Qt.Key.Key_Return)
    (came,) = office.there.wait(1)
    assert office.house.settled() == DONE
    told = office.verified(came)
    assert told["data"]["customer"] == f"CUS-{office.counter.asha}"
    assert b"98450" not in came.body
    assert b"Asha" not in came.body
    with office.program.database.read() as session:
        phones = select(Customer.phone).where(Customer.id == office.counter.asha)
        assert session.scalars(phones).all() == ["+919845012345"]
        trail = session.scalars(select(AuditEntry.action)).all()
    assert {"webhook.allow", "customer.edit", "order.cancel"} <= set(trail)
    for one in (window, neighbour):
        qtbot.waitUntil(lambda one=one: one.inside.page.person.order_panel.state.text() == "Cancelled", timeout=30_000)


@pytest.mark.skipif(sys.platform == "win32", reason="a kill without a word, as POSIX has it")
def test_a_window_that_dies_between_commit_and_send_is_followed_by_one_that_sends(qtbot, office):
    died = subprocess.run(
        [sys.executable, "-m", "tests.ui.serving", office.address, str(office.home), str(office.order)],
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert [event["order"] for event in office.counter.events("order.cancelled")] == [f"ORD-{office.order}"]
    before = len(office.there.received)
    assert before <= 1  # what it had begun before it died may come a second time, by the same id
    office.window(qtbot)
    office.there.wait(1)
    assert office.house.settled(timeout=60) == DONE
    assert len({office.verified(came)["type"] for came in office.there.received}) == 1
    assert len({came.headers["webhook-id"] for came in office.there.received}) == 1
    assert len(office.there.received) <= 2


def test_of_two_windows_on_one_database_each_event_is_sent_by_one(qtbot, office):
    first, second = office.window(qtbot), office.window(qtbot, office.neighbour())
    for window in (second, first):
        serving.open_order(window, office.order)
    serving.cancel(first, "The guest left.")
    qtbot.waitUntil(lambda: second.inside.page.person.order_panel.state.text() == "Cancelled", timeout=20_000)
    office.there.wait(1)
    names = office.house.record(20)
    office.there.wait(21)
    assert office.house.settled() == {DeliveryState.DONE: 21}
    ids = [came.headers["webhook-id"] for came in office.there.received]
    assert len(ids) == len(set(ids)) == 21
    assert set(names) < set(ids)


@pytest.mark.slow
def test_two_workers_and_a_window_on_one_server_tell_each_event_once(qtbot, headquarters):
    office = headquarters
    office.window(qtbot)
    for _ in range(2):
        office.worker()
    office.house.until(lambda: len(serving.at_work(office.program)) == 3)
    names = office.house.record(300)
    office.there.wait(300, timeout=120)
    assert office.house.settled(timeout=120) == {DeliveryState.DONE: 300}
    assert sorted(came.headers["webhook-id"] for came in office.there.received) == sorted(names)
    with office.program.database.read() as session:
        rows = session.execute(select(Attempt.delivery_id, Attempt.status, Attempt.token)).all()
    assert len({delivery for delivery, _, _ in rows}) == len(rows) == 300
    assert {status for _, status, _ in rows} == {200}
    assert {token.rpartition(".")[0] for _, _, token in rows} == serving.at_work(office.program)  # each took its part
