import gc
import threading
import weakref

from sakshi_desktop.ui import sweeping
from sakshi_desktop.ui.sweeping import Sweeper


class Ring:
    def __init__(self):
        self.itself = self


def test_no_other_thread_sweeps_while_the_window_runs(qapp):
    with sweeping.on_this_thread():
        lost = weakref.ref(Ring())
        busy = threading.Thread(target=lambda: [[number] for number in range(200_000)])
        busy.start()
        busy.join()
        assert lost() is not None
    assert lost() is None


def test_the_sweeper_sweeps_when_enough_has_come_together(qapp):
    gc.disable()
    sweeper = Sweeper()
    lost = weakref.ref(Ring())
    kept = [[] for _ in range(gc.get_threshold()[0] + 100)]
    sweeper.look()
    sweeper.stop()
    assert lost() is None
    assert kept


def test_what_was_off_stays_off(qapp):
    gc.disable()
    with sweeping.on_this_thread():
        pass
    assert not gc.isenabled()
