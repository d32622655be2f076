import csv
import json

import pytest

from sakshi_desktop import importers
from sakshi_desktop.core.errors import CancelledError
from sakshi_desktop.core.money import format_money
from sakshi_desktop.jobs import imports
from sakshi_desktop.store.database import Database

HEADER = ["Bill", "Date", "Time", "Outlet", "Item", "Qty", "Rate", "Amount"]
ROWS = [
    ["A-1", "02/03/2026", "09:15", "Fort", "Masala Chai", "2", "30.00", "60.00"],
    ["A-1", "02/03/2026", "09:15", "Fort", "Bun Maska", "1", "55.00", "55.00"],
    ["A-2", "25/03/2026", "13:40", "Bandra", "Thali", "1", "180.00", "180.00"],
]


@pytest.fixture
def file(tmp_path):
    return _write(tmp_path / "sales.csv", ROWS)


def _write(file, rows):
    with file.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows([HEADER, *rows])
    return file


@pytest.fixture
def sakshi(sakshi, address):
    """Run the installed command on the database of this test."""
    program = sakshi

    def run(*words, code=0):
        done = program("--database", address.replace("+psycopg", ""), *words)
        assert done.returncode == code, done.stderr
        return done

    return run


def test_the_outcome_as_json_has_all_its_keys(sakshi, file):
    done = sakshi("import", file, "--yes", "--json")
    outcome = json.loads(done.stdout)
    assert {key: outcome[key] for key in outcome if key != "mapping"} == {
        "format": "generic", "lines": 3, "orders": 2, "refunds": 0, "adjustments": 0, "revenue_paise": 29_500,
        "currency": "INR", "bad_rows": 0, "conflicts": 0, "already_there": 0, "joined": 0, "skipped": {},
        "warnings": [], "from": "2026-03-02", "to": "2026-03-25", "batch": "IMP-1",
    }  # fmt: skip
    assert outcome["mapping"]["columns"]["order_id"] == "Bill"
    assert outcome["mapping"]["date_order"] == "dmy"


def test_one_of_a_thing_is_said_as_one(sakshi, file):
    _write(file, [ROWS[0], ["A-9", *ROWS[0][1:5], "-1", "45.00", "-45.00"]])
    said = sakshi("import", file, "--yes").stdout
    assert "Imported 1 order in 2 lines" in said
    assert "Beside them 1 refund and 0 adjustments, which lower the sales." in said
    assert sakshi("imports", "remove", "IMP-1").stdout.startswith("IMP-1 is removed: 1 order,")


def test_figures_follow_an_import_and_its_removal(sakshi, file):
    def revenue():
        done = sakshi("kpi", "--from", "2026-03-01", "--to", "2026-03-31", "--json")
        return json.loads(done.stdout)["total"]["revenue_paise"]

    sakshi("import", file, "--yes")
    assert revenue() == 29_500
    said = sakshi("imports", "remove", "IMP-1").stdout
    assert said == f"IMP-1 is removed: 2 orders, {format_money(29_500)}.\n"
    assert revenue() == 0
    listed = json.loads(sakshi("imports", "list", "--json").stdout)
    assert [(row["batch"], row["state"], row["orders"]) for row in listed] == [("IMP-1", "removed", 2)]
    heads, row = sakshi("imports", "list").stdout.splitlines()
    assert heads.split() == ["Import", "File", "State", "From", "To", "Orders", "Net", "sales"]
    assert row.split()[:3] == ["IMP-1", file.name, "removed"]
    assert row.endswith(f"  2    {format_money(29_500)}")


def test_a_removal_says_which_orders_are_then_in_no_import(sakshi, file):
    sakshi("import", file, "--yes")
    _write(file, [["A-2", *ROWS[2][1:6], "175.00", "175.00"], ["A-3", *ROWS[2][1:]]])
    assert json.loads(sakshi("import", file, "--yes", "--json").stdout)["conflicts"] == 1
    said = sakshi("imports", "remove", "IMP-1").stdout.splitlines()[1]
    assert said == (
        "IMP-2 left out orders that were here with another content. "
        "Those that only IMP-1 has are then in none: import IMP-2 again."
    )


def test_an_import_that_was_cut_off_is_listed_as_interrupted(sakshi, address, file):
    database = Database.open(address)
    with pytest.raises(CancelledError):
        imports.run(database, imports.Order(importers.recognise(file)), cancelled=lambda: True)
    database.dispose()
    (row,) = json.loads(sakshi("imports", "list", "--json").stdout)
    assert (row["batch"], row["state"], row["by"], row["orders"]) == ("IMP-1", "interrupted", "This PC", 0)
    refused = sakshi("imports", "remove", "IMP-1", code=1)
    assert refused.stderr.startswith("IMP-1 was interrupted, and nothing of it was kept.\nImport the file again.")


def test_without_a_yes_and_without_a_person_nothing_happens(sakshi, file):
    refused = sakshi("import", file, code=1)
    assert refused.stderr.startswith("Nobody is at the terminal to say yes.\nAdd --yes")
    assert sakshi("imports", "list").stdout.startswith("Nothing was imported yet.")


def test_a_dry_run_says_what_it_would_bring(sakshi, file):
    said = sakshi("import", file, "--dry-run").stdout
    assert "Would bring 2 orders in 3 lines: net sales ₹295.00." in said
    assert "Bill" in said
    assert sakshi("imports", "list").stdout.startswith("Nothing was imported yet.")


def test_a_mapping_is_saved_edited_and_used(sakshi, file, tmp_path):
    saved = tmp_path / "till.toml"
    sakshi("import", file, "--dry-run", "--save-map", saved)
    edited = saved.read_text(encoding="utf-8").replace('amount = "Amount"\n', "").replace('"dmy"', '"mdy"')
    saved.write_text(edited, encoding="utf-8")
    rows = [[*row[:1], "03/02/2026", *row[2:]] for row in ROWS]
    outcome = json.loads(sakshi("import", _write(file, rows), "--map", saved, "--yes", "--json").stdout)
    assert (outcome["from"], outcome["to"], outcome["revenue_paise"]) == ("2026-03-02", "2026-03-02", 29_500)


def test_bad_rows_go_to_a_file_with_their_reasons(sakshi, file, tmp_path):
    bad = tmp_path / "bad.csv"
    _write(file, [*ROWS, ["A-3", "no day", "10:00", "Fort", "Thali", "1", "180.00", "180.00"]])
    said = sakshi("import", file, "--yes", "--bad-rows-to", bad).stdout
    assert "1 row could not be read" in said
    header, row = csv.reader(bad.read_text(encoding="utf-8-sig").splitlines())
    assert header == ["row", "reason", *HEADER]
    assert (row[0], row[2:4]) == ("5", ["A-3", "no day"])
    refused = sakshi("import", file, "--yes", "--bad-rows", "stop", code=1)
    assert refused.stderr.startswith("Row 5 cannot be imported")


def test_conflicts_go_there_too(sakshi, file, tmp_path):
    sakshi("import", file, "--yes")
    _write(file, [*ROWS[:2], [*ROWS[2][:5], "2", "180.00", "360.00"]])
    outcome = json.loads(sakshi("import", file, "--yes", "--json", "--bad-rows-to", tmp_path / "bad.csv").stdout)
    assert (outcome["conflicts"], outcome["already_there"], outcome["batch"]) == (1, 1, None)
    assert "A-2 is here already with ₹180.00; the file says ₹360.00" in (tmp_path / "bad.csv").read_text("utf-8-sig")
    _write(file, [*ROWS[:2], [*ROWS[2][:4], "Idli", "1", "180.00", "180.00"]])
    sakshi("import", file, "--yes", "--bad-rows-to", tmp_path / "bad.csv")
    said = "A-2 is here already with ₹180.00; the file says the same amount, and something else beside it"
    assert said in (tmp_path / "bad.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("cup.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "picture"),
        ("header.csv", b"Bill,Date,Item,Qty,Rate,Amount\n", "no rows"),
        ("wide.csv", b",".join(b"c%d" % n for n in range(10_000)) + b"\n" + b"1," * 9_999 + b"1\n", "columns"),
    ],
)
def test_a_file_that_holds_no_sales_is_a_sentence(sakshi, tmp_path, name, content, said):
    file = tmp_path / name
    file.write_bytes(content)
    refused = sakshi("import", file, "--yes", code=1)
    assert said in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


def test_wrong_words_are_told_from_refusals(sakshi, file):
    for word in ("rupees", "XYZ", "ÉÉÉ"):
        assert "no currency code" in sakshi("import", file, "--currency", word, code=2).stderr
    assert "cannot be empty" in sakshi("import", file, "--location", " \u200b", code=2).stderr
    assert "no import IMP-7" in sakshi("imports", "remove", "7", code=1).stderr
    assert "no import id" in sakshi("imports", "remove", "ORD-7", code=1).stderr
    assert "cannot be opened" in sakshi("import", file.with_name("none.csv"), "--yes", code=1).stderr
