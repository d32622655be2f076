import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SCRIPT = Path(sys.executable).with_name("sakshi.exe" if os.name == "nt" else "sakshi")
HIDDEN = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def at_home(home, **more):
    """Return the environment of a person whose data are in ``home`` and who has no display."""
    kept = {name: value for name, value in os.environ.items() if name not in HIDDEN}
    return {**kept, "SAKSHI_HOME": str(home), "PYTHONUTF8": "1", **more}


@pytest.fixture(scope="session")
def _warm(tmp_path_factory):
    """A program that has loaded what commands load; None where there is no fork."""
    if not hasattr(os, "fork"):
        yield None
        return
    environment = at_home(tmp_path_factory.mktemp("warm"), OPENBLAS_NUM_THREADS="1")
    words = [sys.executable, "-m", "tests.cli.warm"]
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=CHECKOUT
    ) as program:
        yield program
        program.stdin.close()


@pytest.fixture(scope="session")
def _streams(tmp_path_factory):
    """Where lies what a command may read and what it says."""
    return tmp_path_factory.mktemp("streams")


@pytest.fixture
def sakshi(tmp_path, _warm, _streams):
    """Runs the installed command in an empty folder; ``given``: what it may read."""

    def run(*words, home=tmp_path / "home", cwd=tmp_path, given=""):
        command = [str(SCRIPT), *map(str, words)]
        if _warm is None:
            heard = {"input": given, "capture_output": True, "text": True, "encoding": "utf-8"}
            return subprocess.run(command, cwd=cwd, env=at_home(home), check=False, **heard)
        return _forked(_warm, command, {"cwd": str(cwd), "env": at_home(home)}, given, _streams)

    return run


def _forked(program, command, where, given, streams):
    places = {name: streams / name for name in ("given", "out", "err")}
    places["given"].write_text(given, encoding="utf-8")
    request = {"words": command, **where, **{name: str(place) for name, place in places.items()}}
    program.stdin.write(json.dumps(request) + "\n")
    program.stdin.flush()
    code = int(program.stdout.readline())
    said = [places[name].read_text(encoding="utf-8") for name in ("out", "err")]
    return subprocess.CompletedProcess(command, code, *said)


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
