from sakshi_desktop.cli import progress
from sakshi_desktop.cli.progress import ProgressLine


def test_quick_work_says_nothing_where_nobody_watches(capsys):
    line = ProgressLine()
    line(0.5, "Reading")
    line.clear()
    assert capsys.readouterr().err == ""


def test_long_work_says_a_plain_line_where_nobody_watches(capsys):
    line = ProgressLine(_shown=-progress.PLAIN_EVERY)
    line(0.5, "Reading")
    line(0.6, "Reading")
    assert capsys.readouterr().err == " 50% Reading\n"


def test_quiet_work_says_nothing_however_long(capsys):
    ProgressLine(quiet=True, _shown=-progress.PLAIN_EVERY)(0.5, "Reading")
    assert capsys.readouterr().err == ""


def test_work_without_an_error_output_goes_on(monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr", None)
    line = ProgressLine(_shown=-progress.PLAIN_EVERY)
    line(0.5, "Reading")
    line.clear()
    assert capsys.readouterr() == ("", "")
