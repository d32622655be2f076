import json
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import SCRIPT, at_home


@pytest.mark.slow
def test_the_whole_chain_is_as_promised(whole_demo):
    home, told, _ = whole_demo
    assert (told["locations"], told["items"], told["customers"]) == (12, 60, 20_000)
    assert (told["from"], told["to"], told["currency"]) == ("2023-11-01", "2025-10-31", "INR")
    assert 380_000 <= told["orders"] <= 420_000
    assert 2.1 <= told["lines"] / told["orders"] <= 2.5
    assert Path(told["database"]) == home / "demo.db"
    assert Path(told["database"]).stat().st_size < 250e6


@pytest.mark.slow
def test_progress_is_told_beside_the_outcome(whole_demo):
    *_, progress = whole_demo
    lines = progress.splitlines()
    assert len(lines) >= 3
    shares = [int(line.split("%")[0]) for line in lines]
    assert shares == sorted(shares)


@pytest.mark.slow
def test_each_outlet_has_a_character(whole_demo, sakshi):
    answer = sakshi("kpi", "--period", "last-365-days", "--to", "2025-10-31", "--json", home=whole_demo[0])
    assert answer.returncode == 1  # a period is named once
    words = ("--from", "2024-11-01", "--to", "2025-10-31", "--json", "--database", whole_demo[1]["database"])
    page = json.loads(sakshi("kpi", *words).stdout)
    outlets = {outlet["name"]: outlet for outlet in page["locations"]}

    def worst(key):
        return min(outlets, key=lambda name: outlets[name][key])

    def best(key):
        return max(outlets, key=lambda name: outlets[name][key])

    assert worst("on_time_rate") == "T. Nagar"
    assert worst("order_accuracy") == "Connaught Place"
    assert best("revenue_paise") == best("average_rating") == best("profit_margin") == "Indiranagar"
    assert outlets["Bandra West"]["profit_margin"] < 0.10
    assert page["total"]["margin_basis"] == "operating"
    assert page["total"]["growth"] > 0.08


def test_a_build_keeps_another_one_out_and_leaves_nothing_when_it_is_interrupted(sakshi, tmp_path):
    home = tmp_path / "home"
    with subprocess.Popen(
        [SCRIPT, "demo"], env=at_home(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert "%" in running.stderr.readline()
        second = sakshi("demo", home=home)
        running.send_signal(signal.SIGINT)
        said, complained = running.communicate(timeout=60)
    assert second.returncode == 1
    assert "being built" in second.stderr
    assert (running.returncode, said) == (130, "")
    assert complained.splitlines()[-1] == "Stopped."
    assert [file.name for file in home.iterdir()] == []


@pytest.mark.parametrize("words", [["--seed", "many"], ["--seed", "-3"], ["--seed", "1.5"], ["--end", "yesterday"]])
def test_words_that_cannot_be_read_end_with_two(sakshi, words):
    refused = sakshi("demo", *words)
    assert refused.returncode == 2
    assert f"“{words[1]}” is no" in refused.stderr or "expected one argument" in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize(
    ("end", "sentence"), [("2999-01-01", "lies in the future"), ("2009-06-30", "would begin before 2010")]
)
def test_dates_that_cannot_be_are_refused(sakshi, tmp_path, end, sentence):
    refused = sakshi("demo", "--end", end)
    assert refused.returncode == 1
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "home" / "demo.db").exists()


def test_real_sales_are_not_replaced(sakshi, tmp_path, sqlite_address):
    file = tmp_path / "sakshi.db"
    with closing(sqlite3.connect(file)) as ours, ours:
        ours.execute("INSERT INTO locations (name, currency, created_at) VALUES ('Ours', 'INR', 0)")
    refused = sakshi("demo", "--database", str(file))
    assert refused.returncode == 1
    assert "holds real data" in refused.stderr
    with closing(sqlite3.connect(file)) as ours:
        assert ours.execute("SELECT name FROM locations").fetchall() == [("Ours",)]


def test_a_folder_that_is_not_there_is_named(sakshi, tmp_path):
    refused = sakshi("demo", "--database", str(tmp_path / "nowhere" / "demo.db"))
    assert refused.returncode == 1
    assert "does not exist" in refused.stderr
