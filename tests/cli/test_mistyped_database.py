"""A command that reads makes no database; one that makes one does it where it was asked to."""

import json

import pytest
from sqlalchemy import create_engine, inspect

from sakshi_desktop.cli.main import COMMANDS

SALES = "Order ID,Date,Item,Quantity,Amount\nT1,2026-03-01,Chai,2,80.00\nT2,2026-03-02,Dosa,1,120.00\n"
READING = {
    "imports": [("imports", "list"), ("imports", "remove", "IMP-1")],
    "kpi": [("kpi",), ("kpi", "--json")],
    "locations": [("locations",)],
    "trends": [("trends", "revenue")],
    "ranking": [("ranking",)],
    "table": [("table", "export", "items", "items.csv"), ("table", "import", "items", "items.csv")],
    "report": [("report", "monthly", "--month", "2026-03", "-o", "report.pdf")],
    "snapshot": [("snapshot", "pictures")],
    "db": [("db", "check"), ("db", "check", "--json")],
    "order": [("order", "ORD-1"), ("order", "ORD-1", "cancel", "--reason", "no milk")],
    "backup": [("backup",), ("backup", "copy.sakshi")],
    "app": [("app", "--no-window", "--folder", "look")],
}
MAKING = {"import", "demo", "bench", "self-test"}


@pytest.fixture
def sales(tmp_path):
    file = tmp_path / "sales.csv"
    file.write_text(SALES)
    return str(file)


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - MAKING - set(READING)))
def test_no_other_command_makes_a_file_by_mistake(sakshi, tmp_path, name):
    assert sakshi(name, "--database", str(tmp_path / "skashi.db")).returncode != 0
    assert list(tmp_path.rglob("*.db*")) == []


@pytest.mark.parametrize("words", [words for tried in READING.values() for words in tried], ids=" ".join)
def test_a_reading_command_refuses_a_file_that_is_not_there(sakshi, tmp_path, words):
    missing = tmp_path / "skashi.db"
    refused = sakshi("--database", str(missing), *words)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith(f"There is no database at {missing}.\nCheck its name.")
    assert list(tmp_path.rglob("*.db*")) == []
    assert not (tmp_path / "report.pdf").exists()


def test_without_a_database_of_ones_own_a_reading_command_says_how_to_begin(sakshi, tmp_path):
    refused = sakshi("kpi")
    assert refused.returncode == 1
    assert f"There is no database at {tmp_path / 'home' / 'sakshi.db'}." in refused.stderr
    assert "“sakshi import FILE”" in refused.stderr
    assert list(tmp_path.rglob("*.db*")) == []


@pytest.mark.parametrize("words", [("kpi",), ("imports", "list"), ("locations",), ("ranking",)], ids=" ".join)
def test_a_reading_command_fills_no_empty_database_with_tables(sakshi, blank_address, words):
    engine = create_engine(blank_address)
    with engine.begin():
        pass  # SQLite: an empty file
    refused = sakshi(*words, "--database", blank_address)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    engine.dispose()
    assert refused.returncode == 1
    assert "“sakshi db upgrade” makes an empty one" in refused.stderr


def test_a_dry_run_tells_what_it_would_bring_and_makes_nothing(sakshi, tmp_path, sales):
    told = sakshi("import", sales, "--dry-run", "--json", "--database", str(tmp_path / "new.db"))
    assert (told.returncode, json.loads(told.stdout)["orders"]) == (0, 2)
    assert list(tmp_path.rglob("*.db*")) == []


def test_an_import_that_nobody_confirms_makes_nothing(sakshi, tmp_path, sales):
    refused = sakshi("import", sales, "--database", str(tmp_path / "new.db"))
    assert refused.returncode == 1
    assert list(tmp_path.rglob("*.db*")) == []


def test_an_import_makes_the_database_it_is_told(sakshi, tmp_path, sales):
    done = sakshi("import", sales, "--yes", "--json", "--database", str(tmp_path / "new.db"))
    assert (done.returncode, json.loads(done.stdout)["orders"]) == (0, 2)
    assert json.loads(sakshi("kpi", "--json", "--database", str(tmp_path / "new.db")).stdout)["total"]["orders"] == 2


def test_an_import_makes_ones_own_database(sakshi, tmp_path, sales):
    assert sakshi("import", sales, "--yes").returncode == 0
    assert (tmp_path / "home" / "sakshi.db").exists()


def test_an_upgrade_says_that_it_made_an_empty_database(sakshi, tmp_path):
    made = sakshi("db", "upgrade", "--database", str(tmp_path / "new.db"))
    assert made.returncode == 0
    assert "new.db: made anew" in made.stdout
    assert (tmp_path / "new.db").exists()
