import signal
import subprocess

import pytest

from tests.cli.conftest import SCRIPT, at_home


@pytest.mark.slow
def test_without_a_display_the_main_job_is_done(whole_demo, sakshi, tmp_path):
    home, built, _ = whole_demo
    done = sakshi("app", home=home)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "sakshi-first-look"
    report = folder / "monthly-report-2025-10.pdf"
    assert report.read_bytes().startswith(b"%PDF")
    pictures = sorted(file.name for file in folder.glob("*.png"))
    assert {"overview-light.png", "overview-dark.png", "locations-light.png", "locations-dark.png"} <= set(pictures)
    for file in (report, *folder.glob("*.png")):
        assert str(file) in done.stdout
    assert done.stdout.startswith("Oct 2025")
    assert done.stdout.rstrip().splitlines()[-1].startswith("To open the window")
    month = ("--from", "2025-10-01", "--to", "2025-10-31", "--database", built["database"])
    assert sakshi("kpi", *month).stdout.rstrip() in done.stdout


def test_a_named_database_and_folder_are_used(sakshi, tmp_path):
    sales, named = tmp_path / "sales.csv", tmp_path / "named.db"
    sales.write_text("Order ID,Date,Item,Quantity,Amount\nT1,2026-03-01,Chai,2,80.00\nT2,2026-03-31,Dosa,1,120.00\n")
    assert sakshi("import", sales, "--yes", "--database", named).returncode == 0
    done = sakshi("app", "--no-window", "--folder", tmp_path / "look", "--database", named)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Mar 2026")
    assert (tmp_path / "look" / "monthly-report-2026-03.pdf").exists()
    assert (tmp_path / "look" / "overview-light.png").exists()
    assert not (tmp_path / "home" / "demo.db").exists()


def test_a_demo_is_begun_where_there_is_none(tmp_path):
    with subprocess.Popen(
        [SCRIPT, "app"],
        cwd=tmp_path,
        env=at_home(tmp_path / "home"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert "Building a demo" in running.stderr.readline()
        assert "%" in running.stderr.readline()
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    assert running.returncode == 130
    assert not (tmp_path / "home" / "demo.db").exists()


def test_a_database_without_sales_is_told_what_to_do(sakshi, tmp_path):
    assert sakshi("db", "upgrade", "--database", str(tmp_path / "empty.db")).returncode == 0
    refused = sakshi("app", "--no-window", "--database", str(tmp_path / "empty.db"))
    assert refused.returncode == 1
    assert "no sales in this database yet" in refused.stderr
    assert "sakshi import" in refused.stderr


def test_a_folder_that_cannot_be_made_is_named(sakshi, tmp_path):
    (tmp_path / "file").write_text("in the way")
    refused = sakshi("app", "--folder", str(tmp_path / "file" / "look"))
    assert refused.returncode == 1
    assert "cannot be made" in refused.stderr


def test_the_command_is_loaded_without_qt_and_demo():
    script = (
        "import sys\nfrom sakshi_desktop.cli import app\n"
        "print(*sorted(name for name in sys.modules if name.startswith(('PySide6', 'numpy', 'sqlalchemy'))))"
    )
    outcome = subprocess.run(
        [SCRIPT.with_name("python"), "-c", script], capture_output=True, text=True, check=True, env=at_home("/nowhere")
    )
    assert outcome.stdout.split() == []
