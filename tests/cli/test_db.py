import json
import shutil

import pytest
from sqlalchemy import text

from sakshi_desktop.analytics import rollup
from sakshi_desktop.cli import main
from sakshi_desktop.store import shape
from sakshi_desktop.store.database import Database
from sakshi_desktop.store.upgrade import upgrade
from tests.analytics.world import World


@pytest.fixture
def older(blank_address):
    database = Database.open(blank_address)
    upgrade(database, to="0002")
    database.dispose()
    return blank_address


def test_a_sound_database_is_called_sound(address, capsys):
    assert main(["db", "check", "--database", address]) == 0
    said = capsys.readouterr()
    assert f"sound, shape {shape.HEAD}." in said.out
    assert said.err == ""


def test_a_check_can_be_read_by_a_program(address, capsys):
    assert main(["db", "check", "--json", "--database", address]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["database"].startswith(("SQLite", "PostgreSQL"))
    del found["database"]
    lists = {"problems": [], "differences": [], "unchecked": []}
    assert found == {"shape": shape.HEAD, "program_shape": shape.HEAD, "sound": True, **lists}


def test_a_database_of_another_shape_is_told_each_difference_and_refused(address, capsys):
    database = Database.open(address)
    with database.begin() as session:
        session.execute(text("ALTER TABLE items ADD COLUMN colour TEXT"))
        session.execute(text("DROP INDEX ix_orders_batch"))
    database.dispose()
    assert main(["db", "check", "--database", address]) == 1
    said = capsys.readouterr()
    assert f"not sound, shape {shape.HEAD}." in said.out
    assert "The column items.colour is there, but this program knows nothing of it." in said.out
    assert "The index ix_orders_batch of orders is missing." in said.out
    assert said.err.startswith("2 differences of shape found in ")
    assert main(["db", "check", "--json", "--database", address]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["sound"], told["problems"], len(told["differences"])) == (False, [], 2)


def test_an_index_that_does_not_fit_its_table_is_found(sqlite_database, sqlite_address, capsys):
    with sqlite_database.begin() as session:
        session.execute(text("INSERT INTO workers (id, host, seen_at, holds) VALUES ('a', 'pc', 0, '{}')"))
        session.execute(text("CREATE INDEX by_host ON workers (host)"))
    with sqlite_database.writer.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA writable_schema=ON")
        driver.execute("UPDATE sqlite_master SET sql = replace(sql, '(host)', '(holds)') WHERE name = 'by_host'")
    sqlite_database.dispose()
    assert main(["db", "check", "--database", sqlite_address]) == 1
    said = capsys.readouterr()
    assert "The file is damaged: " in said.out
    assert "found in " in said.err


def test_an_older_database_is_told_to_be_upgraded_and_is_not_touched(older, capsys):
    assert main(["db", "check", "--database", older]) == 0
    assert "run “sakshi db upgrade”" in capsys.readouterr().out
    database = Database.open(older)
    with database.reading() as connection:
        assert shape.current_revision(connection) == "0002"
    database.dispose()


def test_an_upgrade_says_what_it_did_and_does_it_once(older, capsys):
    assert main(["db", "upgrade", "--database", older]) == 0
    said = capsys.readouterr().out
    assert f"brought from shape 0002 to shape {shape.HEAD}." in said
    assert ("before-upgrade-from-0002" in said) == older.startswith("sqlite")
    assert main(["db", "upgrade", "--database", older]) == 0
    assert capsys.readouterr().out.endswith(": up to date.\n")
    assert main(["db", "check", "--database", older]) == 0


def test_an_upgrade_can_be_read_by_a_program(older, capsys):
    assert main(["db", "upgrade", "--json", "--database", older]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["from"], done["to"], done["upgraded"]) == ("0002", shape.HEAD, True)
    assert (done["copy"] is not None) == older.startswith("sqlite")
    assert main(["db", "upgrade", "--json", "--database", older]) == 0
    done = json.loads(capsys.readouterr().out)
    assert (done["from"], done["upgraded"], done["copy"]) == (shape.HEAD, False, None)


def test_an_upgrade_makes_a_database_where_there_is_none(tmp_path, capsys):
    assert main(["db", "upgrade", "--database", str(tmp_path / "new.db")]) == 0
    assert f"new.db: made anew, in shape {shape.HEAD}. It is empty." in capsys.readouterr().out
    assert [file.name for file in tmp_path.glob("*.db")] == ["new.db"]


def test_a_check_makes_no_database_where_there_is_none(tmp_path, capsys):
    assert main(["db", "check", "--database", str(tmp_path / "none.db")]) == 1
    assert "There is no database at" in capsys.readouterr().err
    assert list(tmp_path.glob("*.db")) == []


def test_a_newer_database_is_refused(address, capsys):
    database = Database.open(address)
    with database.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.dispose()
    for action in ("check", "upgrade"):
        assert main(["db", action, "--database", address]) == 1
        assert "newer Sakshi Desktop" in capsys.readouterr().err


def test_broken_references_are_counted(sqlite_database, sqlite_address, capsys):
    with sqlite_database.writer.connect() as connection:
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("INSERT INTO item_allergens (item_id, allergen) VALUES (9, 'milk'), (9, 'egg')")
        driver.execute("PRAGMA foreign_keys=ON")
    sqlite_database.dispose()
    assert main(["db", "check", "--database", sqlite_address]) == 1
    said = capsys.readouterr()
    assert "2 rows of item_allergens name rows of items that are gone." in said.out
    assert "1 problem found" in said.err
    assert main(["db", "check", "--json", "--database", sqlite_address]) == 1
    assert json.loads(capsys.readouterr().out)["sound"] is False


def test_an_unfit_server_is_told(postgres, capsys):
    name = postgres.create()
    with_ascii = postgres.url(name)
    postgres.drop(name)
    postgres._say(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII'")
    assert main(["db", "check", "--database", with_ascii]) == 1
    assert "it needs UTF8" in capsys.readouterr().out
    assert main(["db", "upgrade", "--database", with_ascii]) == 1
    assert "cannot keep names in Hindi" in capsys.readouterr().err
    postgres.drop(name)


def test_another_action_is_wrong_words():
    with pytest.raises(SystemExit) as ended:
        main(["db", "repair"])
    assert ended.value.code == 2


def test_a_damaged_file_is_refused_with_a_sentence(sqlite_address, tmp_path, capsys):
    file = tmp_path / "torn.db"
    shutil.copy(sqlite_address.removeprefix("sqlite:///"), file)
    with file.open("r+b") as opened:
        opened.write(bytes(100))
    assert main(["db", "check", "--database", str(file)]) == 1
    assert "damaged" in capsys.readouterr().err


def test_a_check_of_figures_mends_what_differs_and_says_it(database, address, capsys):
    world = World(database, currencies=("INR",))
    with database.begin() as session:
        world.order(session, world.locations[0], 19_500)
    rollup.drain_all(database)
    assert main(["db", "check", "--figures", "--database", address]) == 0
    assert "Figures: 1 of 1 days of locations held against their orders, and all agree." in capsys.readouterr().out
    with database.begin() as session:
        session.execute(text("UPDATE kpi_days SET other_paise = 5"))
    assert main(["db", "check", "--figures", "all", "--json", "--database", address]) == 0
    (mended,) = json.loads(capsys.readouterr().out)["figures"]["mended"]
    assert mended == {"location": f"LOC-{world.locations[0]}", "date": "2023-05-23"}
    with database.begin() as session:
        session.execute(text("UPDATE kpi_days SET other_paise = 5"))
    assert main(["db", "check", "--figures", "--database", address]) == 0
    said = f"1 differed from their orders and were mended: LOC-{world.locations[0]} on 2023-05-23."
    assert said in capsys.readouterr().out
    assert main(["db", "check", "--figures", "--database", address]) == 0
    assert "all agree" in capsys.readouterr().out


def test_figures_of_an_older_database_are_not_looked_at_and_that_is_said(older, capsys):
    assert main(["db", "check", "--figures", "--database", older]) == 0
    said = capsys.readouterr()
    assert "The figures were not looked at" in said.err
    assert "Figures:" not in said.out
