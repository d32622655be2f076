import io
import json
from pathlib import Path

import pytest

from sakshi_desktop.cli import main

SALES = """Bill,Date,Time,Outlet,Item,Qty,Rate,Amount
A-1,02/03/2026,09:15,Fort,Masala Chai,2,30.00,60.00
A-2,25/03/2026,13:40,Bandra,Thali,1,180.00,180.00
"""


@pytest.fixture
def file(tmp_path):
    sales = tmp_path / "sales.csv"
    sales.write_text(SALES, encoding="utf-8")
    return sales


@pytest.fixture
def sakshi(sqlite_address, capsys):
    """Run a command on the database of this test, in this process."""

    def run(*words, code=0):
        assert main(["--database", sqlite_address, *map(str, words)]) == code
        return capsys.readouterr()

    return run


@pytest.mark.parametrize("word", ["--bad-rows-to", "--save-map"])
def test_the_file_to_be_imported_is_never_written_over(sakshi, file, tmp_path, word):
    before = file.read_bytes()
    (tmp_path / "link.csv").symlink_to(file)
    (tmp_path / "twin.csv").hardlink_to(file)
    for target in (file, tmp_path / "link.csv", tmp_path / "twin.csv", tmp_path / "x" / ".." / file.name):
        (tmp_path / "x").mkdir(exist_ok=True)
        refused = sakshi("import", file, "--yes", word, target, code=1)
        assert "is the file to be imported" in refused.err
    assert file.read_bytes() == before
    assert sakshi("imports", "list").out.startswith("Nothing was imported yet.")


def test_the_mapping_and_the_database_are_not_written_over(sakshi, file, tmp_path, sqlite_address):
    saved = tmp_path / "till.toml"
    sakshi("import", file, "--dry-run", "--save-map", saved)
    before = saved.read_bytes()
    refused = sakshi("import", file, "--yes", "--map", saved, "--bad-rows-to", saved, code=1)
    assert "is the mapping to read it by" in refused.err
    refused = sakshi("import", file, "--yes", "--save-map", saved, "--bad-rows-to", saved, code=1)
    assert "is the file of the mapping" in refused.err
    assert saved.read_bytes() == before
    refused = sakshi("import", file, "--yes", "--bad-rows-to", sqlite_address.partition(":///")[2], code=1)
    assert "is the database" in refused.err


def test_a_file_that_cannot_be_written_is_told_before_the_import(sakshi, file, tmp_path):
    for target in (tmp_path, tmp_path / "none" / "bad.csv"):
        refused = sakshi("import", file, "--yes", "--bad-rows-to", target, code=1)
        assert refused.err == f"{target} cannot be written.\nNothing was imported; choose another file.\n"
    assert sakshi("imports", "list").out.startswith("Nothing was imported yet.")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is a thing of Linux")
def test_a_write_that_fails_late_does_not_lose_the_outcome(sakshi, file):
    dry = sakshi("import", file, "--dry-run", "--bad-rows-to", "/dev/full", code=1)
    assert "Would bring 2 orders" in dry.out
    assert dry.err == "/dev/full cannot be written.\nNothing was imported; choose another file.\n"
    done = sakshi("import", file, "--yes", "--json", "--bad-rows-to", "/dev/full", code=1)
    assert json.loads(done.out)["batch"] == "IMP-1"
    assert "The import itself is done" in done.err


def test_looking_at_a_target_leaves_it_as_it_is(sakshi, file, tmp_path):
    kept, fresh = tmp_path / "kept.csv", tmp_path / "fresh.csv"
    kept.write_text("of last month")
    for target in (kept, fresh):
        sakshi("import", file, "--bad-rows-to", target, code=1)  # nobody says yes
    assert kept.read_text() == "of last month"
    assert not fresh.exists()


def test_leaving_the_question_is_a_no(sakshi, file, monkeypatch):
    monkeypatch.setattr("sys.stdin", Terminal(""))
    left = sakshi("import", file, code=1)
    assert left.err == "Nothing was imported.\nThe file stays as it is; the same command asks again.\n"
    monkeypatch.setattr("sys.stdin", Terminal("y\n"))
    assert "Imported 2 orders" in sakshi("import", file).out


class Terminal(io.StringIO):
    """A person at the terminal; where no line is left, the person leaves."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    "words",
    [("table", "export", "items"), ("integrations", "document", "--output")],
    ids=["a table", "the set-up"],
)
def test_nothing_is_written_over_the_database(sakshi, sqlite_address, words):
    sakshi("db", "upgrade")
    file = Path(sqlite_address.partition(":///")[2])
    refused = sakshi(*words, file, code=1)
    assert "is a database; it would be overwritten." in refused.err
    assert file.read_bytes().startswith(b"SQLite format 3")


def test_bad_rows_of_a_table_are_not_written_over_the_database(sakshi, sqlite_address, tmp_path):
    sakshi("db", "upgrade")
    (tmp_path / "menu.csv").write_text("Item,Price\nChai,30\nDosa,much\n")
    file = sqlite_address.partition(":///")[2]
    refused = sakshi("table", "import", "items", tmp_path / "menu.csv", "--bad-rows-to", file, code=1)
    assert "is a database; it would be overwritten." in refused.err
    assert json.loads(sakshi("table", "export", "items", tmp_path / "out.csv", "--json").out)["rows"] == 0
