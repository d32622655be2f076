from threading import Event

from sqlalchemy import select

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.store.models import Worker
from sakshi_desktop.ui import start
from sakshi_desktop.vault.memory_store import MemoryStore
from tests import receiver
from tests.jobs.house import House
from tests.receiver import Receiver


def _at_work(database):
    with database.read() as session:
        return session.scalars(select(Worker.id).where(Worker.left_at.is_(None))).all()


def test_webhooks_leave_from_the_windows_start_to_its_end(qtbot, address, tmp_path):
    program = App(Settings(database=address, folder=tmp_path))
    house = House(program.database)
    program.vault = house.vault = MemoryStore()
    with Receiver(receiver.good) as there:
        house.add(there)
        window = start.make(program)
        window.works = True
        window.show()
        qtbot.waitUntil(lambda: len(_at_work(program.database)) == 1, timeout=30_000)
        house.record()
        qtbot.waitUntil(lambda: len(there.received) == 1, timeout=30_000)
        window.close()
        window.stop()
        program.close()
    assert there.received[0].json["type"] == "order.cancelled"
    database = house.database
    assert _at_work(database) == []
    database.dispose()
    window.deleteLater()


class Slow:
    """A program whose webhooks are still on their way when it is left."""

    def __init__(self):
        self.held = Event()
        self.closed = 0

    def close(self):
        self.held.wait(30)
        self.closed += 1


def test_a_database_that_is_left_is_let_go_beside_the_window_and_once(qtbot, window):
    slow, inside = Slow(), window.inside
    inside._left += [slow, slow]
    inside._close_left()
    assert slow.closed == 0
    slow.held.set()
    qtbot.waitUntil(lambda: not inside.tasks.busy, timeout=30_000)
    assert slow.closed == 1


def test_a_window_that_only_poses_for_pictures_does_no_work(window):
    assert window.works is False
