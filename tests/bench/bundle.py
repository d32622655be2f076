"""The bundle: whether it is small, whether all of it works where no Python is, and how soon it speaks."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench import harness

CHECKOUT = Path(__file__).resolve().parents[2]
MB = 1_000_000


def run(quick):
    with tempfile.TemporaryDirectory() as folder:
        program = _built(Path(folder), CHECKOUT / "build" if quick else Path(folder) / "build")
        size = _size(program)
        tried = _tried(program, Path(folder))
        took = harness.interleaved(
            {
                "bundle": lambda: _spoken([program, "--version"]),
                "source": lambda: _spoken([sys.executable, "-m", "sakshi_desktop", "--version"]),
            },
            runs=3 if quick else 21,
        )
    return {
        "figures": {one["part"]: one["says"] for one in tried}
        | {f"first word of the {name}, s": seconds for name, seconds in took.items()},
        "ratios": [
            size,
            harness.Ratio("parts that do not work in it", sum(not one["good"] for one in tried), 0, 0, ""),
        ],
    }


def frozen():
    """Return how large the bundle is."""
    with tempfile.TemporaryDirectory() as folder:
        return _size(_built(Path(folder), Path(folder) / "build"))


def _size(program):
    files = [file for file in program.parent.rglob("*") if file.is_file() and not file.is_symlink()]
    return harness.Ratio("frozen folder", sum(file.stat().st_size for file in files) / MB, 330, 300, "MB")


def _built(folder, work):
    """Build into ``folder``; what PyInstaller found out before, it reads again in ``work``."""
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"]
    places = ["--distpath", folder / "dist", "--workpath", work]
    subprocess.run([*command, *places, CHECKOUT / "packaging" / "sakshi.spec"], check=True, cwd=CHECKOUT)
    return folder / "dist" / "sakshi" / ("sakshi.exe" if os.name == "nt" else "sakshi")


def _tried(program, folder):
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    home = {"SAKSHI_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [program, "self-test", "--json"], env=alone | home, cwd=folder, capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout)


def _spoken(command):
    subprocess.run(command, check=True, capture_output=True, cwd=CHECKOUT)


if __name__ == "__main__":
    sys.exit(harness.main("bundle", run))
