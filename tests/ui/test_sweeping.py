import gc
import threading
import weakref

from PySide6.QtCore import QCoreApplication, QEvent

from sakshi_desktop.ui import start, sweeping
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


def test_a_window_that_was_closed_is_swept_with_all_it_held(qtbot, one_program):
    window = start.make(one_program)
    with qtbot.waitSignal(window.opened, timeout=30_000):
        window.show()
    page = weakref.ref(window.inside.page)
    window.close()
    window.stop()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)
    del window
    gc.collect()
    assert page() is None
