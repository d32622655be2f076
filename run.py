#!/usr/bin/env python3
"""Starts Sakshi Desktop from a checkout: makes its private environment, then hands over.

python3 run.py                              the program: its window, or figures and pictures where there is no display
python3 run.py sakshi COMMAND ...           any command
python3 run.py test [pytest arguments]      the tests
python3 run.py bench NAME [--quick] [--json]
python3 run.py bundle                       a folder that runs where there is no Python, in dist/sakshi
(on Windows: py run.py)

Only the standard library, and words that an old Python can read, so that it can say it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(ROOT, ".venv")
TOOLS = os.path.join(ROOT, ".venv-uv")
PEERS = os.path.join(ROOT, ".venv-peers")
WINDOWS = os.name == "nt"
OLDEST = (3, 11)
USAGE = (
    "run.py: say nothing (the program), or: sakshi COMMAND ..., test [pytest arguments], "
    "bench NAME [--quick] [--json], bundle"
)


def main(words):
    """Do what the words ask and return the exit code."""
    if sys.version_info < OLDEST:
        return refuse("Python 3.11 or later is needed; this one is {}.{}.".format(*sys.version_info[:2]))
    what, rest = (words[0], words[1:]) if words else ("sakshi", ["app"])
    if what == "sakshi":
        prepare(PROGRAM, "--no-default-groups", "--inexact")
        return hand_over(PROGRAM, ["-m", "sakshi_desktop"] + rest)
    if what == "test":
        prepare(PROGRAM, "--group=dev", "--inexact")
        words = ["-m", "pytest", "-n", workers(), "--dist", "worksteal"]
        return hand_over(PROGRAM, words + rest, compiled_once())
    if what == "bench":
        prepare(PROGRAM, "--group=dev", "--group=bench", "--group=bundle", "--inexact")
        peers = prepare_peers() if {"start", "ui", "webhooks"} & set(rest) else {}
        return hand_over(PROGRAM, ["-m", "sakshi_desktop", "bench"] + rest, dict(compiled_once(), **peers))
    if what == "bundle":
        prepare(PROGRAM, "--no-default-groups", "--group=bundle", "--inexact")
        places = ["--distpath", os.path.join(ROOT, "dist"), "--workpath", os.path.join(ROOT, "build")]
        spec = os.path.join(ROOT, "packaging", "sakshi.spec")
        return hand_over(PROGRAM, ["-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"] + places + [spec])
    say(USAGE)
    return 0 if what in ("-h", "--help", "help") else 2


def workers():
    """Return how many programs share the tests: two more than cores, because each of them often waits."""
    return str((os.cpu_count() or 1) + 2)


def compiled_once():
    """Return what lets the programs that tests and benchmarks start find modules compiled, whatever this shell says."""
    return {"PYTHONPYCACHEPREFIX": os.path.join(PROGRAM, "compiled"), "PYTHONDONTWRITEBYTECODE": ""}


def prepare(folder, *options):
    """Bring an environment up to date, unless a stamp says that it is; everything it prints goes to stderr."""
    stamp = os.path.join(folder, ".sakshi" + "".join(options))
    wanted = fingerprint()
    if contents(stamp) == wanted and os.path.exists(python_of(folder)):
        return
    command = [uv(), "sync", "--project", ROOT] + list(options)
    if not os.path.exists(python_of(folder)):
        say("Setting up Sakshi Desktop; this is needed once and takes a minute or so ...")
        command += ["--python", sys.executable]
    environment = dict(os.environ, UV_PROJECT_ENVIRONMENT=folder, UV_PYTHON_DOWNLOADS="never")
    environment.pop("VIRTUAL_ENV", None)
    if run(command + quiet(), environment) != 0:
        sys.exit(refuse("The libraries could not be installed: see above. Is there a connection to a package index?"))
    with open(stamp, "w") as file:
        file.write(wanted)


def prepare_peers():
    """Install what `bench start` compares with, apart from our own libraries; without it that figure is left out."""
    try:
        prepare(PEERS, "--only-group=peers", "--no-install-project")
    except SystemExit:
        say("The program to compare with could not be installed; its figure is left out.")
        return {}
    return {"SAKSHI_PEERS": python_of(PEERS)}


def uv():
    """Return the command of uv: the one at hand, or one in a private environment of its own."""
    found = shutil.which("uv")
    if found and new_enough(found):
        return found
    command = os.path.join(TOOLS, "Scripts", "uv.exe") if WINDOWS else os.path.join(TOOLS, "bin", "uv")
    if os.path.exists(command) and new_enough(command):
        return command
    made = run([sys.executable, "-m", "venv", "--clear", TOOLS], os.environ, capture=True)
    if made != 0:
        shutil.rmtree(TOOLS, ignore_errors=True)
        sys.exit(refuse("This Python cannot make a private environment." + venv_hint()))
    if (
        run([python_of(TOOLS), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv>=0.8"], os.environ)
        != 0
    ):
        sys.exit(refuse("uv, which installs the libraries, could not be fetched: see above. Is there a connection?"))
    return command


def new_enough(command):
    """Tell whether this uv knows the settings in pyproject.toml."""
    try:
        answer = subprocess.check_output([command, "--version"], stderr=subprocess.DEVNULL).decode()
        return tuple(int(part) for part in answer.split()[1].split(".")[:2]) >= (0, 8)
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return False


def venv_hint():
    """Return the line that helps where Debian or Ubuntu leave venv out."""
    if os.path.exists("/etc/debian_version"):
        return " This helps:  sudo apt install python{}.{}-venv".format(*sys.version_info[:2])
    return " Install its venv and ensurepip modules."


def hand_over(folder, words, more=None):
    """Become the environment's Python, or on Windows wait for it, and return its exit code."""
    command = [python_of(folder)] + words
    environment = dict(os.environ, **(more or {}))
    if words[1] == "pytest":
        os.chdir(ROOT)
    if WINDOWS:
        return run(command, environment, heard=True)
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(command[0], command, environment)
    return 0


def run(command, environment, capture=False, heard=False):
    """Run a command to its end; unless it is to be heard, its words go to stderr (or, captured, nowhere)."""
    noise = subprocess.DEVNULL if capture else None
    try:
        return subprocess.call(command, env=environment, stdout=None if heard else (noise or sys.stderr), stderr=noise)
    except KeyboardInterrupt:
        return 130


def quiet():
    """Return the word that keeps uv silent where nobody watches."""
    return [] if sys.stderr.isatty() else ["--quiet"]


def python_of(folder):
    """Return the Python of an environment."""
    return os.path.join(folder, "Scripts", "python.exe") if WINDOWS else os.path.join(folder, "bin", "python")


def fingerprint():
    """Return a digest that changes with the list of libraries or with the place of the checkout."""
    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        return hashlib.sha256(file.read() + ROOT.encode()).hexdigest()


def contents(path):
    """Return the text of a small file, or nothing."""
    try:
        with open(path) as file:
            return file.read()
    except EnvironmentError:
        return ""


def say(sentence):
    """Print for a person, leaving stdout to the program."""
    sys.stderr.write(sentence + "\n")


def refuse(sentence):
    """Say why it cannot be and return the exit code of a refusal."""
    say(sentence)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
