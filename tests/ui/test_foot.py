import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar

from sakshi_desktop.analytics.freshness import Freshness
from sakshi_desktop.ui.foot import WORDS, Foot, JobsPanel, SourcesPanel
from sakshi_desktop.ui.opening import Facts
from sakshi_desktop.ui.status_line import StatusLine
from sakshi_desktop.ui.widgets.texts import Elided
from tests.ui import chain

FACTS = Facts(
    today=chain.LAST + 1,
    places=(),
    data_until=chain.LAST,
    sources=(Freshness("Zomato", chain.LAST - 9, chain.NOW, 12), Freshness("Square", chain.LAST, chain.NOW, 123_456)),
    waiting=3,
)


@pytest.fixture
def visited():
    return []


@pytest.fixture
def line(qtbot, tasks, look):
    line = StatusLine()
    qtbot.addWidget(line)
    tasks.started.connect(line.follow)
    line.show()
    return line


@pytest.fixture
def foot(line, visited):
    return Foot(line, visited.append)


def test_the_foot_says_how_fresh_the_figures_are_and_what_waits(qtbot, line, foot, visited):
    foot.say(FACTS)
    assert line.fresh.text() == "Data until 21 Nov 2026"
    assert line.waiting.text() == "3 not yet sent"
    qtbot.mouseClick(line.waiting, Qt.MouseButton.LeftButton)
    line.show_database("SQLite · sakshi.db")
    qtbot.mouseClick(line.database, Qt.MouseButton.LeftButton)
    assert visited == ["integrations", "settings"]


def test_nothing_is_said_of_nothing(line, foot):
    foot.say(Facts(today=chain.LAST, places=(), data_until=None, sources=(), waiting=0))
    assert not line.fresh.isVisible()
    assert not line.waiting.isVisible()


def test_each_source_is_listed_with_its_newest_day(qtbot, line, foot):
    foot.say(FACTS)
    qtbot.mouseClick(line.fresh, Qt.MouseButton.LeftButton)
    panel = line.findChild(SourcesPanel)
    texts = [label.text() for label in panel.findChildren(QLabel)]
    assert texts[:6] == ["Data until", "Source", "Sales until", "Last import", "Orders", "Zomato"]
    assert "12 Nov 2026" in texts
    assert "1,23,456" in texts
    assert "Square, 21 Nov 2026" in panel.accessibleDescription()
    panel.close()


def test_several_pieces_of_work_are_listed_and_stopped_one_by_one(qtbot, tasks, line, foot):
    go_on, failed, done = threading.Event(), [], []

    def work(progress):
        while not go_on.wait(0.01):
            progress(0.25, "counting")
        return "done"

    for title in ("First", "Second"):
        tasks.long(title, work, done.append, failed.append)
    assert line.more.text() == "and 1 more"
    qtbot.mouseClick(line.more, Qt.MouseButton.LeftButton)
    panel = line.findChild(JobsPanel)
    assert [stop.accessibleName() for stop in panel.stops] == ["Cancel First", "Cancel Second"]
    assert panel.stops[0].hasFocus()
    qtbot.mouseClick(panel.stops[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(failed) == 1)
    assert [job.title for job in line.jobs] == ["Second"]
    assert not line.more.isVisible()
    with qtbot.waitSignal(tasks.idle):
        go_on.set()
    assert done == ["done"]
    assert line.words[0] == ""


def test_a_title_without_room_is_cut_with_dots_and_told_whole(qtbot, tasks, line, foot):
    go_on = threading.Event()
    title = f"Looking through {'till-' * 20}.csv"
    tasks.long(title, lambda _progress: go_on.wait(), lambda _done: None, lambda _no: None)
    panel = foot.show_jobs()
    (words,), (bar,) = panel.findChildren(Elided), panel.findChildren(QProgressBar)
    assert words.toolTip() == f"{title} …"
    assert words.width() >= WORDS
    assert words.geometry().right() < bar.x()
    assert bar.geometry().right() < panel.stops[0].x()
    assert panel.stops[0].width() == panel.stops[0].sizeHint().width()
    with qtbot.waitSignal(tasks.idle):
        go_on.set()
