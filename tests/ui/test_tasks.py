import threading
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject, Signal

from sakshi_desktop.core.errors import CancelledError, ConflictError
from sakshi_desktop.store.models import SharedSetting
from sakshi_desktop.ui.tasks import Tasks
from sakshi_desktop.ui.widgets.section import SectionModel


def _outcome(qtbot, tasks, ask):
    done, failed = [], []
    with qtbot.waitSignal(tasks.idle):
        ask(done.append, failed.append)
    return done, failed


def test_work_runs_beside_the_window_and_answers_on_its_thread(qtbot, tasks):
    threads = []

    def done(thread):
        threads.extend([thread, threading.current_thread()])

    with qtbot.waitSignal(tasks.idle):
        tasks.run(threading.current_thread, done, done)
    assert threads[0] is not threading.main_thread()
    assert threads[1] is threading.main_thread()


def test_an_answer_never_arrives_before_the_call_that_asked_has_returned(qtbot, tasks):
    order = []
    with qtbot.waitSignal(tasks.idle):
        tasks.run(int, order.append, order.append)
        order.append("asked")
    assert order == ["asked", 0]


def test_a_refusal_reaches_failed_with_its_words(qtbot, tasks):
    def refuse():
        raise ConflictError("It is being prepared.", hint="Offer a refund.")

    done, failed = _outcome(qtbot, tasks, lambda *heard: tasks.run(refuse, *heard))
    assert done == []
    assert str(failed[0]) == "It is being prepared. Offer a refund."


def test_what_nobody_foresaw_becomes_a_sentence_and_a_log(qtbot, tasks, caplog):
    _done, failed = _outcome(qtbot, tasks, lambda *heard: tasks.run(lambda: 1 // 0, *heard))
    assert "nobody foresaw" in failed[0].sentence
    assert "ZeroDivisionError" in caplog.text


def test_reading_sees_the_database_and_can_change_nothing(qtbot, tasks, database):
    tasks.use(database)

    def read(session):
        session.add(SharedSetting(name="x", value="1"))
        session.flush()

    _done, failed = _outcome(qtbot, tasks, lambda *heard: tasks.read(read, *heard))
    assert len(failed) == 1


def test_writing_is_kept_at_the_end_and_undone_by_an_error(qtbot, tasks, database):
    tasks.use(database)

    def keep(session):
        session.add(SharedSetting(name="kept", value="1"))

    def drop(session):
        session.add(SharedSetting(name="dropped", value="1"))
        session.flush()
        raise ConflictError("No.", hint="")

    _outcome(qtbot, tasks, lambda *heard: tasks.write(keep, *heard))
    _outcome(qtbot, tasks, lambda *heard: tasks.write(drop, *heard))
    names, _failed = _outcome(
        qtbot,
        tasks,
        lambda *heard: tasks.read(
            lambda session: [session.get(SharedSetting, name) is not None for name in ("kept", "dropped")], *heard
        ),
    )
    assert names == [[True, False]]


def test_asking_a_database_before_one_is_open_is_a_mistake_of_the_program(tasks):
    with pytest.raises(ValueError, match="no database"):
        tasks.read(lambda session: None, print, print)


def test_long_work_tells_how_far_it_is(qtbot, tasks):
    told = []
    done = []

    def work(progress):
        progress(0.25, "a quarter")
        progress(1.0, "all")
        return "ready"

    with qtbot.waitSignal(tasks.idle):
        job = tasks.long("Counting", work, done.append, done.append)
        job.progressed.connect(lambda share, text: told.append((share, text)))
    assert done == ["ready"]
    assert told == [(0.25, "a quarter"), (1.0, "all")]


def test_long_work_can_be_stopped(qtbot, tasks):
    begun = threading.Event()
    go_on = threading.Event()

    def work(progress):
        progress(0.1)
        begun.set()
        go_on.wait(10)
        progress(0.2)

    failed = []
    with qtbot.waitSignal(tasks.idle):
        job = tasks.long("Counting", work, failed.append, failed.append)
        assert begun.wait(10)
        job.stop()
        go_on.set()
    assert [type(error) for error in failed] == [CancelledError]


def test_what_is_kept_cannot_be_stopped_and_what_was_stopped_is_not_kept(qtbot, tasks):
    kept, stopped, failed, done = threading.Event(), threading.Event(), [], []

    def keep(progress):
        progress.keep()
        kept.set()
        stopped.wait(10)
        progress(1.0)
        return "kept"

    def too_late(progress):
        stopped.wait(10)
        progress.keep()

    with qtbot.waitSignal(tasks.idle):
        first, second = (tasks.long("Saving", work, done.append, failed.append) for work in (keep, too_late))
        assert kept.wait(10)
        for job in (first, second):
            job.stop()
        assert (first.stopped, second.stopped) == (False, True)
        stopped.set()
    assert (done, [type(error) for error in failed]) == (["kept"], [CancelledError])


def test_work_that_is_nobodys_to_stop_is_heard_and_is_no_job(qtbot, tasks):
    jobs, heard, done = [], [], []
    tasks.started.connect(jobs.append)

    def work(progress):
        progress(0.5, "half")
        return threading.current_thread()

    with qtbot.waitSignal(tasks.idle):
        tasks.told(work, lambda *told: heard.append((*told, threading.current_thread())), done.append, done.append)
    assert (jobs, heard) == ([], [(0.5, "half", threading.main_thread())])
    assert done[0] is not threading.main_thread()


def test_such_work_ends_at_its_next_step_when_all_is_stopped(qapp):
    tasks, begun, ends = Tasks(), threading.Event(), []

    def work(progress):
        begun.set()
        try:
            while not threading.Event().wait(0.01):
                progress(0.5)
        except CancelledError:
            ends.append("stopped")
            raise

    tasks.told(work, lambda *_told: None, ends.append, ends.append)
    assert begun.wait(10)
    tasks.stop()
    assert ends == ["stopped"]


def test_after_the_stop_nobody_is_told(qapp):
    tasks, told = Tasks(), []
    tasks.run(int, told.append, told.append)
    tasks.stop()
    tasks.run(int, told.append, told.append)
    qapp.processEvents()
    assert told == []


def test_an_answer_for_a_part_of_the_window_that_is_gone_is_dropped(qtbot, tasks):
    class Part(QObject):
        told = Signal(object)

        def __init__(self):
            super().__init__()
            self.heard = []

        def hear(self, what):
            self.heard.append(what)

    part, other = Part(), Part()
    tasks.run(lambda: 1, partial(part.hear), part.hear)
    tasks.run(lambda: 1, part.told.emit, part.told.emit)
    with qtbot.waitSignal(tasks.idle):
        tasks.run(lambda: 2, other.hear, other.hear)
        shiboken6.delete(part)
    assert (part.heard, other.heard) == ([], [2])


class Counting:
    """Counts as long as it is let."""

    def __init__(self):
        self.stopped = threading.Event()
        self.threads = []

    def run(self, tell):
        self.threads.append(threading.current_thread())
        number = 0
        while not self.stopped.wait(0.01):
            number += 1
            tell(number)

    def stop(self):
        self.stopped.set()


def test_a_watcher_is_heard_on_this_thread_until_it_is_dismissed(qtbot, tasks):
    heard, watcher = [], Counting()
    tasks.attend(watcher, lambda number: heard.append((number, threading.current_thread())))
    qtbot.waitUntil(lambda: len(heard) >= 3)
    tasks.dismiss(watcher)
    after = len(heard)
    qtbot.wait(30)  # whatever was still under way is not heard
    assert len(heard) == after
    assert {thread for _, thread in heard} == {threading.main_thread()}
    assert not watcher.threads[0].is_alive()


def test_watchers_end_with_the_tasks(qapp):
    tasks, watcher = Tasks(), Counting()
    tasks.attend(watcher, print)
    tasks.stop()
    assert not watcher.threads[0].is_alive()


class Deeds(SectionModel):
    """A section that shows nothing."""

    def load(self):
        """Return nothing."""


def test_a_deed_of_a_section_is_done_even_as_the_window_closes(qapp):
    tasks, hold, done = Tasks(workers=1), threading.Event(), []
    tasks.run(partial(hold.wait, 30), int, int)
    deeds = Deeds(tasks)
    deeds.do(partial(done.append, "sent once more"), "")
    deeds.do(partial(done.append, "tried out"), "", must=False)
    threading.Timer(0.05, hold.set).start()
    tasks.stop()
    assert done == ["sent once more"]


def test_what_is_written_is_written_even_as_the_window_closes(qapp, sqlite_database):
    tasks, hold, asked = Tasks(workers=1), threading.Event(), []
    tasks.use(sqlite_database)
    tasks.run(partial(hold.wait, 30), int, int)
    tasks.run(partial(asked.append, "looked up"), int, int)
    tasks.write(lambda session: session.add(SharedSetting(name="x", value="1")), int, int)
    threading.Timer(0.05, hold.set).start()
    tasks.stop()
    with sqlite_database.read() as session:
        assert session.get(SharedSetting, "x").value == "1"
    assert asked == []
