"""Runs the installed command in a fork of a program that has loaded its libraries: the same command, sooner.

It reads one request a line from its standard input, JSON with ``words``, ``cwd``, ``env``, ``given``, ``out`` and
``err``, and answers each with the exit code. A fork goes the way of the installed script: its entry point, then the
end of Python.
"""

import gc
import importlib
import json
import os
import sys
from importlib.metadata import entry_points

LOADED = (
    "alembic.command",
    "argon2.low_level",
    "cryptography.hazmat.primitives.ciphers.aead",
    "numpy",
    "psycopg",
    "sakshi_desktop.analytics.kpis",
    "sakshi_desktop.app",
    "sakshi_desktop.cli.main",
    "sakshi_desktop.hub.keys",
    "sakshi_desktop.hub.syncs",
    "sakshi_desktop.importers",
    "sakshi_desktop.jobs.imports",
    "sakshi_desktop.store.models",
    "sakshi_desktop.store.upgrade",
    "sqlalchemy.orm",
)
"""What most commands load; a command that needs more loads it itself."""


def wait():
    """Answer requests until there are no more; True in a fork that is to run its command."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        request = json.loads(line)
        child = os.fork()
        if child == 0:
            answers.close()
            _become(request)
            return True
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()
    return False


def _become(request):
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    sys.argv = request["words"]
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    for number, place in ((1, request["out"]), (2, request["err"])):
        os.dup2(os.open(place, flags, 0o600), number)
    os.dup2(os.open(request["given"], os.O_RDONLY), 0)


if __name__ == "__main__":
    for name in LOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()  # a sweep in a fork would copy every page of memory that it looks through
    if wait():
        (script,) = entry_points(group="console_scripts", name="sakshi")
        sys.exit(script.load()())
