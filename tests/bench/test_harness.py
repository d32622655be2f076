import importlib
import json
import sys
from pathlib import Path

import pytest

from tests.bench import harness

BENCHMARKS = sorted(file.stem for file in Path(__file__).parent.glob("*.py") if "\ndef run(" in file.read_text("utf-8"))


@pytest.mark.parametrize(
    ("value", "verdict"), [(0.9, "stretch"), (1.0, "stretch"), (1.4, "must"), (1.5, "must"), (1.6, "MISSED")]
)
def test_a_ratio_is_judged_at_its_bounds(value, verdict):
    assert harness.Ratio("load / .import", value, must=1.5, stretch=1.0).verdict == verdict


def test_rivals_take_turns_and_change_sides():
    order = []
    harness.interleaved({"ours": lambda: order.append("ours"), "theirs": lambda: order.append("theirs")}, runs=2)
    assert order == ["ours", "theirs", "theirs", "ours"]


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_finds_what_it_is_made_of(name):
    assert callable(importlib.import_module(f"tests.bench.{name}").run)


@pytest.mark.parametrize(("words", "code"), [([], 1), (["--quick"], 0)])
def test_a_missed_promise_fails_a_full_run(monkeypatch, capsys, words, code):
    monkeypatch.setattr(sys, "argv", ["bench", *words, "--json"])
    outcome = {"figures": {"rows": 1_000_000}, "ratios": [harness.Ratio("load", 3.0, must=2.5, stretch=1.5)]}
    assert harness.main("import", lambda quick: outcome) == code
    printed = capsys.readouterr().out
    assert "MISSED" in printed
    told = json.loads(printed.splitlines()[-1])
    assert told["quick"] is bool(words)
    assert told["figures"] == {"rows": 1_000_000}
    assert told["ratios"][0]["verdict"] == "MISSED"
