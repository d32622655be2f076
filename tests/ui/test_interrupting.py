"""Ctrl+C ends what has no button: the taking of pictures, and a window that was started at a terminal."""

import os
import signal
import subprocess
import sys

import pytest
from PySide6.QtCore import QTimer

from sakshi_desktop.ui import interrupting, pictures


def test_ctrl_c_is_heard_by_an_idle_event_loop_and_raises_in_no_slot(qtbot):
    pressed = []
    before = signal.getsignal(signal.SIGINT)
    with interrupting.heard(lambda: pressed.append(1)):
        signal.raise_signal(signal.SIGINT)
        qtbot.waitUntil(lambda: pressed == [1])
    assert signal.getsignal(signal.SIGINT) is before
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_pictures_end_with_ctrl_c_and_those_taken_stay(qapp, one_program, tmp_path):
    QTimer.singleShot(0, lambda: signal.raise_signal(signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        pictures.take(one_program, tmp_path / "pictures")
    assert len(list((tmp_path / "pictures").iterdir())) < 16


@pytest.mark.skipif(os.name == "nt", reason="a console's Ctrl+C reaches all of its programs there")
def test_a_window_that_was_started_at_a_terminal_is_closed_by_ctrl_c(filled_file, tmp_path):
    script = (
        "import os, signal, sys\n"
        "from sakshi_desktop.app import build\n"
        "from sakshi_desktop.core.settings import Settings\n"
        "from pathlib import Path\n"
        "from sakshi_desktop.ui import start\n"
        "program = build(Settings(database=sys.argv[1], folder=Path(sys.argv[2])))\n"
        "try:\n"
        "    start.run(program, painted=lambda: os.kill(os.getpid(), signal.SIGINT))\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(130)\n"
    )
    words = [sys.executable, "-c", script, f"sqlite:///{filled_file}", str(tmp_path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, "KeyboardInterrupt" in done.stderr) == (130, False), done.stderr
