"""Runs programs as forks of one that has loaded its libraries: the same programs, sooner.

``Warm`` is what tests ask. The warm program itself reads one request a line from its standard input, JSON with
``module``, ``words``, ``cwd``, ``env``, ``given``, ``out`` and ``err``, and answers each with the exit code. A fork
goes the way of the program that it stands for: the entry point of the installed script, or a module run as
``python -m`` does, then what Python does at the end of a program, but for the taking apart of its libraries.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

from sqlalchemy.orm import configure_mappers

CHECKOUT = Path(__file__).resolve().parent.parent
SCRIPT = Path(sys.executable).with_name("sakshi.exe" if os.name == "nt" else "sakshi")
LOADED = (
    "alembic.command",
    "argon2.low_level",
    "cryptography.hazmat.primitives.ciphers.aead",
    "numpy",
    "psycopg",
    "sakshi_desktop.analytics.kpis",
    "sakshi_desktop.app",
    "sakshi_desktop.connectors.webhook",
    "sakshi_desktop.hub.keys",
    "sakshi_desktop.hub.sync_desk",
    "sakshi_desktop.importers",
    "sakshi_desktop.jobs.import_desk",
    "sakshi_desktop.jobs.leaving",
    "sakshi_desktop.jobs.syncing.samples",
    "sakshi_desktop.jobs.trials",
    "sakshi_desktop.jobs.wing",
    "sakshi_desktop.store.models",
    "sakshi_desktop.store.upgrade",
    "sakshi_desktop.vault.keyring_store",
)
"""What most programs load; one that needs more loads it itself."""


class Warm:
    """Runs the installed command, or a module of the tests, as a program of its own."""

    def __init__(self, folder, environment):
        self._streams = {name: folder / name for name in ("given", "out", "err")}
        self._program = None
        if hasattr(os, "fork"):
            self._program = subprocess.Popen(
                [sys.executable, "-m", "tests.warm"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**environment, "OPENBLAS_NUM_THREADS": "1"},
                cwd=CHECKOUT,
            )

    def run(self, *words, module="", cwd=CHECKOUT, env=None, given=""):
        """Run ``python -m module``, or the installed command; return its exit code and what it said."""
        words = list(map(str, words))
        place = {"cwd": str(cwd), "env": dict(os.environ) if env is None else env}
        if self._program is None:
            command = [sys.executable, "-m", module, *words] if module else [str(SCRIPT), *words]
            heard = {"input": given, "capture_output": True, "text": True, "encoding": "utf-8"}
            return subprocess.run(command, check=False, **place, **heard)
        self._streams["given"].write_text(given, encoding="utf-8")
        request = {"module": module, "words": words, **place}
        request |= {name: str(stream) for name, stream in self._streams.items()}
        self._program.stdin.write(json.dumps(request) + "\n")
        self._program.stdin.flush()
        code = int(self._program.stdout.readline())
        said = [self._streams[name].read_text(encoding="utf-8") for name in ("out", "err")]
        return subprocess.CompletedProcess(words, code, *said)

    def end(self):
        """End the warm program."""
        if self._program is not None:
            self._program.communicate()


def wait():
    """Answer requests until there are no more; in a fork return the one that it is to serve."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            answers.close()
            _become(request)
            return request
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()
    return None


def _become(request):
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    sys.argv = [str(SCRIPT), *request["words"]]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, place in ((1, request["out"]), (2, request["err"])):
        os.dup2(os.open(place, flags, 0o600), number)
    os.dup2(os.open(request["given"], os.O_RDONLY), 0)


def serve():
    """Load what programs load, then wait for requests; end as the program ends whose fork this becomes."""
    for name in LOADED:
        importlib.import_module(name)
    (script,) = entry_points(group="console_scripts", name="sakshi")
    command = script.load()
    for word in sys.modules[command.__module__].COMMANDS.values():
        word.door()
    configure_mappers()
    gc.collect()
    gc.freeze()  # a sweep in a fork would copy every page of memory that it looks through
    request = wait()
    if request is None:
        return 0
    if request["module"]:
        runpy.run_module(request["module"], run_name="__main__", alter_sys=True)
        return 0
    return command()


def _leave(codes):
    """End where the exit code is known: to take libraries apart first would copy every page of them for each fork."""
    if codes:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(codes[0])


if __name__ == "__main__":
    known = []
    atexit.register(_leave, known)  # before all that libraries leave to be done at the end, so that it comes after it
    try:
        known.append(serve())
    except SystemExit as ended:
        known += [ended.code] if isinstance(ended.code, int) else []
        raise
    sys.exit(known[0])
