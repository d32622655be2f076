"""The backup that the window makes once a day."""

import os

from sakshi_desktop.store import archive
from sakshi_desktop.ui.daily import make
from tests.ui import chain, windows
from tests.ui.windows import PATIENCE


def test_a_daily_backup_is_made_in_sight(qtbot, window, page, one_program):
    begun = []
    window.inside.tasks.started.connect(lambda job: begun.append(job.title))
    window.inside._daily.look()
    windows.quiet(qtbot, window)
    assert begun == ["Daily backup"]
    assert [one.daily for one in archive.listed(page.viewmodel.folder)] == [True]
    window.inside._daily.look()
    windows.quiet(qtbot, window)
    assert begun == ["Daily backup"]


def test_a_daily_backup_that_is_stopped_leaves_nothing_and_is_put_off(qtbot, window, page, one_program):
    begun = []

    def stop(job):
        begun.append(job.title)
        job.stop()

    window.inside.tasks.started.connect(stop)
    window.inside._daily.look()
    windows.quiet(qtbot, window)
    said = "The daily backup was not made. It was stopped. It is made tomorrow, or at the next start."
    qtbot.waitUntil(lambda: window.inside.toast.text == said, timeout=PATIENCE)
    assert list(page.viewmodel.folder.glob("*")) == []
    window.inside._daily.look()
    windows.quiet(qtbot, window)
    assert begun == ["Daily backup"]


def test_a_daily_backup_is_made_once_a_day(one_program):
    told = []
    made = make(one_program, lambda share, _text: told.append(share))
    assert told == sorted(told)
    assert told[-1] >= 0.99
    assert made.name.startswith("daily-")
    os.utime(made, (chain.NOW.timestamp(), chain.NOW.timestamp()))
    assert make(one_program, lambda _share, _text: None) is None
    assert [one.file for one in archive.listed(made.parent)] == [made]
