import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from sakshi_desktop.cli import main
from sakshi_desktop.cli.main import COMMANDS, Command
from sakshi_desktop.core.errors import ConflictError


def _command(monkeypatch, run):
    module = SimpleNamespace(add=lambda parser: parser.add_argument("--size", type=int), run=run)
    monkeypatch.setitem(COMMANDS, "try", Command("a command of this test", lambda: module))


def _refuse(arguments, app):
    raise ConflictError("The till is open.", hint="Close it first.")


def _sakshi(*words, **more):
    return subprocess.run(
        [sys.executable, "-m", "sakshi_desktop", *words], capture_output=True, text=True, check=False, **more
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name, capsys):
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"sakshi {name}" in capsys.readouterr().out


def test_a_refusal_is_a_sentence_and_a_hint(monkeypatch, capsys):
    _command(monkeypatch, _refuse)
    assert main(["try"]) == 1
    said = capsys.readouterr()
    assert said.err == "The till is open.\nClose it first.\n"
    assert said.out == ""


def test_debug_lets_the_traceback_through(monkeypatch):
    _command(monkeypatch, _refuse)
    with pytest.raises(ConflictError):
        main(["try", "--debug"])


def test_an_interrupted_command_says_so(monkeypatch, capsys):
    def stop(arguments, app):
        raise KeyboardInterrupt

    _command(monkeypatch, stop)
    assert main(["try"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_an_interruption_while_a_command_is_loaded_says_so_too(monkeypatch, capsys):
    def door():
        raise KeyboardInterrupt

    monkeypatch.setitem(COMMANDS, "try", Command("a command of this test", door))
    assert main(["try"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


def test_an_interruption_before_the_first_word_is_read_says_so_too():
    script = (
        "import sys\n"
        "class Impatient:\n"
        "    def find_spec(self, name, *_more):\n"
        "        if name == 'sakshi_desktop.cli.main':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Impatient())\n"
        "import sakshi_desktop.cli"
    )
    outcome = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (outcome.returncode, outcome.stderr) == (130, "Stopped.\n")


@pytest.mark.parametrize("words", [["--database", "{}", "try"], ["try", "--database", "{}"]])
def test_the_database_may_be_named_before_or_after_the_command(monkeypatch, tmp_path, words):
    seen = []
    _command(monkeypatch, lambda arguments, app: seen.append(app.settings.own_database) or 0)
    file = str(tmp_path / "cafe.db")
    assert main([word.format(file) for word in words]) == 0
    assert seen[0].startswith("sqlite:///")
    assert seen[0].endswith("cafe.db")


def test_a_password_in_the_address_is_refused(monkeypatch, capsys):
    _command(monkeypatch, lambda arguments, app: 0)
    assert main(["try", "--database", "postgresql://asha:s3cret@127.0.0.1/cafe"]) == 1
    said = capsys.readouterr().err
    assert "password" in said
    assert "s3cret" not in said


def test_a_misspelt_command_is_answered_with_the_nearest():
    outcome = _sakshi("bnch")
    assert outcome.returncode == 2
    assert "did you mean “bench”" in outcome.stderr


def test_wrong_words_end_with_two(monkeypatch):
    _command(monkeypatch, lambda arguments, app: 0)
    with pytest.raises(SystemExit) as ended:
        main(["try", "--size", "large"])
    assert ended.value.code == 2


def test_no_traceback_reaches_a_person():
    script = (
        "import sys\nfrom types import SimpleNamespace\nfrom sakshi_desktop.cli import main as door\n"
        "from sakshi_desktop.cli.main import COMMANDS, Command\n"
        "module = SimpleNamespace(add=lambda parser: None, run=lambda arguments, app: 1 // 0)\n"
        "COMMANDS['try'] = Command('', lambda: module)\n"
        "sys.argv = ['sakshi', 'try', *sys.argv[1:]]\nsys.exit(door())"
    )
    plain = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert plain.returncode == 1
    assert "Traceback" not in plain.stderr
    assert "--debug" in plain.stderr
    shown = subprocess.run([sys.executable, "-c", script, "--debug"], capture_output=True, text=True, check=False)
    assert "ZeroDivisionError" in shown.stderr


def test_a_command_does_not_sweep_what_dies_with_its_process():
    script = (
        "import atexit, gc, sys\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 10_000, len(gc.get_objects())))\n"
        "from sakshi_desktop.cli import main\nsys.argv = ['sakshi', 'kpi']\nsys.exit(main())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    held, swept = done.stdout.split()
    assert held == "True"
    assert int(swept) < 100


def test_a_reader_that_leaves_is_no_error():
    script = (
        "import sys\nfrom types import SimpleNamespace\nfrom sakshi_desktop.cli import main as door\n"
        "from sakshi_desktop.cli.main import COMMANDS, Command\n"
        "module = SimpleNamespace(add=lambda parser: None, run=lambda arguments, app: print('x\\n' * 10**6) or 0)\n"
        "COMMANDS['try'] = Command('', lambda: module)\nsys.exit(door(['try']))"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def _speaking(text, **more):
    script = (
        "import sys\nfrom types import SimpleNamespace\nfrom sakshi_desktop.cli import main as door\n"
        "from sakshi_desktop.cli.main import COMMANDS, Command\n"
        f"module = SimpleNamespace(add=lambda parser: None, run=lambda arguments, app: print({text}) or 0)\n"
        "COMMANDS['try'] = Command('', lambda: module)\nsys.argv = ['sakshi', 'try']\nsys.exit(door())"
    )
    return subprocess.run([sys.executable, "-c", script], text=True, check=False, stderr=subprocess.PIPE, **more)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is a thing of Linux")
@pytest.mark.parametrize("text", ["'x'", "'x' * 10**6"])
def test_an_output_that_is_full_is_a_sentence(text):
    with Path("/dev/full").open("w") as full:
        outcome = _speaking(text, stdout=full)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("What there is to say cannot be written (No space left on device).\n")
    assert len(outcome.stderr.splitlines()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="closing an output beforehand is a thing of POSIX shells")
def test_a_command_without_an_output_does_its_work():
    outcome = _speaking("'x'", preexec_fn=lambda: os.close(1))
    assert (outcome.returncode, outcome.stderr) == (0, "")


def test_an_error_of_a_file_is_not_taken_for_one_of_the_output(monkeypatch):
    def fail(arguments, app):
        raise PermissionError(13, "no")

    _command(monkeypatch, fail)
    with pytest.raises(PermissionError):
        main(["try"])


def test_rupees_can_be_piped_from_any_console():
    outcome = _sakshi("bnch", env={"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}, encoding="utf-8")
    assert "“bnch”" in outcome.stderr


def test_an_unknown_benchmark_is_refused_with_the_known():
    outcome = _sakshi("bench", "nothing")
    assert outcome.returncode == 1
    assert outcome.stderr
    assert "Traceback" not in outcome.stderr
