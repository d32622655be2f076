import json
import os
import subprocess

import pytest

from tests.warm import SCRIPT

HIDDEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def at_home(home, **more):
    """Return the environment of a person whose data are in ``home`` and who has no display."""
    kept = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    return {**kept, "SAKSHI_HOME": str(home), "PYTHONUTF8": "1", **more}


@pytest.fixture
def sakshi(tmp_path, warm):
    """Runs the installed command in an empty folder; ``given``: what it may read."""

    def run(*words, home=tmp_path / "home", cwd=tmp_path, given=""):
        return warm.run(*words, cwd=cwd, env=at_home(home), given=given)

    return run


@pytest.fixture(scope="session")
def whole_demo(tmp_path_factory):
    """The whole demo chain as a person builds it: its home, what was said of it, and what was said of progress."""
    home = tmp_path_factory.mktemp("whole")
    done = subprocess.run(
        [SCRIPT, "demo", "--end", "2025-10-31", "--json"],
        env=at_home(home),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return home, json.loads(done.stdout), done.stderr
