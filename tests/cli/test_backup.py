import json
import shutil
from contextlib import closing

import pytest

from sakshi_desktop.app import App
from sakshi_desktop.core.settings import Settings
from tests.ui import chain


@pytest.fixture(scope="module")
def filled_file(_migrated_file, tmp_path_factory):
    file = tmp_path_factory.mktemp("chain") / "filled.db"
    shutil.copy(_migrated_file, file)
    with closing(App(Settings(database=f"sqlite:///{file}"))) as program:
        chain.fill(program.database)
    return file


def _filled(home, filled_file):
    home.mkdir()
    shutil.copy(filled_file, home / "sakshi.db")


def test_a_backup_is_made_and_restored(sakshi, tmp_path, filled_file):
    home = tmp_path / "home"
    _filled(home, filled_file)
    done = sakshi("backup", "--json")
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["bytes"] > 0
    (home / "sakshi.db").unlink()
    asked = sakshi("restore", made["file"])
    assert asked.returncode == 1
    assert "630 orders, 20 customers, 3 locations, newest business date 2026-11-21" in asked.stdout
    assert "--yes" in asked.stderr
    restored = sakshi("restore", made["file"], "--yes", "--json")
    assert restored.returncode == 0, restored.stderr
    told = json.loads(restored.stdout)
    assert (told["replaced"]["orders"], told["contents"]["orders"], told["restored"]) == (0, 630, True)
    assert json.loads(sakshi("kpi", "--json").stdout)


def test_a_backup_goes_where_it_is_told(sakshi, tmp_path, filled_file):
    _filled(tmp_path / "home", filled_file)
    done = sakshi("backup", "elsewhere.db")
    assert "elsewhere.db" in done.stdout
    assert (tmp_path / "elsewhere.db").exists()


def test_a_backup_takes_no_place_of_another_database_or_of_the_settings(sakshi, tmp_path, filled_file):
    home = tmp_path / "home"
    _filled(home, filled_file)
    shutil.copy(home / "sakshi.db", home / "demo.db")
    (home / "settings.json").write_text("{}")
    assert sakshi("backup", home / "older.db").returncode == 0
    assert sakshi("backup", home / "older.db").returncode == 0
    (home / "sales.csv").write_text("Bill,Amount\n")
    for name, what in (
        ("demo.db", "is a database"),
        ("settings.json", "is a file of Sakshi's own"),
        ("sales.csv", "is no backup"),
    ):
        before = (home / name).read_bytes()
        refused = sakshi("backup", home / name)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert f"{what}; it would be overwritten." in refused.stderr
        assert (home / name).read_bytes() == before


def test_without_a_database_there_is_nothing_to_copy(sakshi):
    done = sakshi("backup")
    assert (done.returncode, done.stdout) == (1, "")
    assert "There is no database" in done.stderr


def test_a_file_that_is_not_there_is_a_sentence(sakshi):
    done = sakshi("restore", "gone.db", "--yes")
    assert done.returncode == 1
    assert "There is no file" in done.stderr


def test_a_backup_that_was_cut_off_is_told_to_be_the_damaged_one(sakshi, tmp_path, filled_file):
    _filled(tmp_path / "home", filled_file)
    (tmp_path / "cut.db").write_bytes(filled_file.read_bytes()[:20_000])
    done = sakshi("restore", "cut.db", "--yes")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "cut.db is damaged.\nChoose another backup. Nothing was changed.\n"


def test_a_folder_is_no_backup(sakshi, tmp_path, filled_file):
    _filled(tmp_path / "home", filled_file)
    done = sakshi("restore", "home")
    assert done.returncode == 1
    assert done.stderr.endswith("home is a folder.\nChoose a backup in it.\n")


def test_a_place_that_takes_no_copy_is_told_instead_of_the_database(sakshi, tmp_path, filled_file):
    _filled(tmp_path / "home", filled_file)
    name = f"{'a' * 250}.db"  # room for itself, and none for what is written beside it
    done = sakshi("backup", name)
    assert done.returncode == 1
    assert done.stderr.endswith(f"{name} cannot be written.\nChoose another place. Nothing was changed.\n")
    assert [file.name for file in tmp_path.iterdir()] == ["home"]
