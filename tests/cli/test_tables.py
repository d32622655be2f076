import json

import pytest

from tests.jobs.test_tables import FILES


@pytest.fixture
def given(tmp_path, address):
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return ("--database", address)


def test_tables_go_in_and_out(sakshi, given, tmp_path):
    tried = sakshi("table", "import", "locations", "locations.csv", "--dry-run", "--json", *given)
    assert json.loads(tried.stdout) == {
        "table": "locations",
        "dry_run": True,
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "bad_rows": [],
        "ignored_columns": ["Colour"],
    }
    for name in FILES:
        done = sakshi("table", "import", name, f"{name}.csv", *given)
        assert (done.returncode, done.stderr) == (0, "")
        assert "2 new, 0 changed, 0 as they were." in done.stdout
    again = sakshi("table", "import", "shifts", "shifts.csv", *given)
    assert again.stdout.startswith("Shifts: 0 new, 0 changed, 2 as they were.")
    told = sakshi("table", "export", "costs", "out.csv", "--json", *given)
    assert json.loads(told.stdout) == {"table": "costs", "rows": 2, "file": str(tmp_path / "out.csv")}
    assert "Baner,2026-10,rent,85000.00," in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    assert sakshi("table", "export", "items", "i.csv", *given).stdout == "2 items in i.csv.\n"


def test_bad_rows_are_shown_and_written(sakshi, given, tmp_path):
    (tmp_path / "menu.csv").write_text("Item,Price\nChai,30\nDosa,much\n")
    done = sakshi("table", "import", "items", "menu.csv", "--bad-rows-to", "bad.csv", *given)
    assert done.returncode == 0
    assert "1 row was left out" in done.stdout
    assert "row 3: “much” is no amount." in done.stdout
    assert (tmp_path / "bad.csv").exists()
    refused = sakshi("table", "import", "items", "menu.csv", "--bad-rows-to", "menu.csv", *given)
    assert refused.returncode == 1
    assert "would be overwritten" in refused.stderr


@pytest.mark.parametrize("more", [(), ("--dry-run",)], ids=["import", "dry run"])
def test_a_file_of_which_no_row_is_good_is_refused_and_its_rows_are_told(sakshi, given, tmp_path, more):
    (tmp_path / "bad.csv").write_text("Item,Price\nDosa,much\n")
    done = sakshi("table", "import", "items", "bad.csv", "--json", "--bad-rows-to", "why.csv", *more, *given)
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "No row of bad.csv can be imported.")
    assert [row["row"] for row in json.loads(done.stdout)["bad_rows"]] == [2]
    assert len((tmp_path / "why.csv").read_text(encoding="utf-8-sig").splitlines()) == 2


def test_an_unknown_table_is_wrong_words(sakshi):
    refused = sakshi("table", "import", "recipes", "x.csv")
    assert refused.returncode == 2
    assert "locations" in refused.stderr


def test_a_table_goes_out_to_excel_with_true_numbers_and_comes_in_again(sakshi, given, tmp_path):
    from openpyxl import load_workbook

    for name in FILES:
        sakshi("table", "import", name, f"{name}.csv", *given)
        told = sakshi("table", "export", name, f"{name}.xlsx", "--json", *given)
        assert (told.returncode, json.loads(told.stdout)["rows"]) == (0, 2)
        again = sakshi("table", "import", name, f"{name}.xlsx", "--json", *given)
        brought = json.loads(again.stdout)
        assert (brought["new"], brought["changed"], brought["bad_rows"]) == (0, 0, []), name
    heads, first, *_ = load_workbook(tmp_path / "costs.xlsx").active.iter_rows(values_only=True)
    assert dict(zip(heads, first, strict=True))["Amount"] == 85_000


def test_a_file_that_cannot_be_written_is_told_and_the_one_before_stays(sakshi, given, tmp_path):
    refused = sakshi("table", "export", "items", tmp_path / "nowhere" / "i.csv", *given)
    assert (refused.returncode, refused.stderr) == (
        1,
        "i.csv cannot be written there.\nChoose another folder or name.\n",
    )
