import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from sakshi_desktop.cli import screen

CHECKOUT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
# This machine, namespaces, made-up names, and the two pages that a changelog points to.
A_NAME = re.compile(r"^([\w-]+\.)+[a-z]{2,}(:\d+)?$")  # not an address, nor a part of a pattern
ALLOWED_HOSTS = re.compile(
    r"^(keepachangelog\.com|semver\.org|www\.w3\.org|([\w-]+\.)*(example(\.(com|org|net|in))?|invalid|test))$"
)


def _committed():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=CHECKOUT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [CHECKOUT / name for name in listed.stdout.decode().split("\0") if name]


def _lint_imports(folder):
    command = [shutil.which("lint-imports", path=Path(sys.executable).parent), "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "PATH": ""}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def _checkout_with(tmp_path, place, text):
    shutil.copytree(CHECKOUT / "sakshi_desktop", tmp_path / "sakshi_desktop", ignore=shutil.ignore_patterns("*.pyc"))
    shutil.copy(CHECKOUT / "pyproject.toml", tmp_path)
    with (tmp_path / "sakshi_desktop" / place).open("a", encoding="utf-8") as file:
        file.write(text)
    return tmp_path


def test_the_floors_hold():
    outcome = _lint_imports(CHECKOUT)
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("place", "text", "contract"),
    [
        ("core/money.py", "\nimport sakshi_desktop.store.base\n", "Floors"),
        ("core/money.py", "\nimport sqlalchemy\n", "The lowest floor"),
        ("store/base.py", "\nimport PySide6.QtCore\n", "Qt in the window alone"),
        ("attic.py", '"""Nobody gave this a floor."""\n', "Floors"),
    ],
)
def test_a_broken_floor_is_caught(tmp_path, place, text, contract):
    outcome = _lint_imports(_checkout_with(tmp_path, place, text))
    assert outcome.returncode == 1
    assert re.search(rf"^{contract}.*BROKEN", outcome.stdout, re.MULTILINE) or "attic" in outcome.stdout


def test_requirements_name_what_pyproject_names():
    text = (CHECKOUT / "requirements.txt").read_text(encoding="utf-8")
    pinned = {name.lower() for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[\w+\])?==", text, re.MULTILINE)}
    wanted = {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in PROJECT["project"]["dependencies"]}
    assert wanted <= pinned


def test_requirements_are_hashed_and_hold_no_address():
    text = (CHECKOUT / "requirements.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--index-url" not in text.replace("--no-emit-index-url", "")
    assert text.count("==") <= text.count("--hash=sha256:")


def test_no_committed_file_names_a_host():
    found = []
    for file in _committed():
        if file.suffix in {".ttf", ".png", ".ico", ".pdf", ".xlsx"} or file.name.startswith(("LICENSE", "OFL")):
            continue
        hosts = re.findall(r"https?://([^/\s\"'`)>:\\]+)", file.read_text(encoding="utf-8", errors="replace"))
        names = [host.rpartition("@")[2] for host in hosts]
        foreign = [name for name in names if A_NAME.match(name) and not ALLOWED_HOSTS.match(name)]
        found += [f"{file.relative_to(CHECKOUT)}: {host}" for host in foreign]
    assert found == []


def test_no_lock_of_download_addresses_is_committed():
    assert not [file for file in _committed() if file.name == "uv.lock"]


def test_no_file_or_function_outgrows_the_house():
    large = []
    for file in (CHECKOUT / "sakshi_desktop").rglob("*.py"):
        if file.parent.name == "versions":  # a migration is one long statement, written once
            continue
        text = file.read_text(encoding="utf-8")
        if len(text.splitlines()) > 400:
            large.append(f"{file.name} has {len(text.splitlines())} lines")
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        large += [f"{file.name}: {node.name}" for node in functions if node.end_lineno - node.lineno >= 50]
    assert large == []


def test_the_build_installs_what_the_program_draws_with():
    listed = re.search(r"^libraries=\((.*)\)$", (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(screen.DRAWING.values()) == set(listed[1].split())


def test_run_py_can_be_read_by_an_old_python():
    read = ast.parse((CHECKOUT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 4))
    assert "refuse" in {node.name for node in read.body if isinstance(node, ast.FunctionDef)}


def test_a_python_without_venv_is_told_what_helps(tmp_path):
    (tmp_path / "broken" / "venv").mkdir(parents=True)
    (tmp_path / "broken" / "venv" / "__init__.py").write_text("")
    (tmp_path / "broken" / "venv" / "__main__.py").write_text("raise SystemExit('ensurepip is not available')")
    for name in ("run.py", "pyproject.toml"):
        shutil.copy(CHECKOUT / name, tmp_path)
    outcome = subprocess.run(
        [sys.executable, "run.py", "sakshi", "--version"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "broken"), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert "cannot make a private environment" in outcome.stderr
    assert "Traceback" not in outcome.stderr
    assert outcome.stdout == ""


@pytest.mark.parametrize("words", [["bench"], ["kpi", "--period", "2026-10"], ["imports", "list"]])
def test_the_command_line_loads_no_window_and_no_pandas(words, sqlite_address):
    script = (
        "import sys\nfrom sakshi_desktop.cli import main\n"
        f"main({[*words, '--database', sqlite_address]!r})\n"
        "print('loaded:', *sorted({name.split('.')[0] for name in sys.modules}))"
    )
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(outcome.stdout.rpartition("loaded:")[2].split())
    assert "sakshi_desktop" in loaded
    assert not loaded & {"PySide6", "pandas", "reportlab", "alembic"}


def test_void_calls_do_not_use_up_references():
    thing = QObject()
    for _ in range(6_000):
        thing.setObjectName("x")
        thing.blockSignals(False)
    before = sys.getrefcount(None)
    for _ in range(6_000):
        thing.setObjectName("y")
    assert sys.getrefcount(None) > before - 3_000
