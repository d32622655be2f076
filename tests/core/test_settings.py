import json

import pytest

from sakshi_desktop.core import settings
from sakshi_desktop.core.errors import InvalidError
from sakshi_desktop.core.settings import Settings, checked_address


def _write(folder, text):
    folder.mkdir(exist_ok=True)
    (folder / "settings.json").write_bytes(text if isinstance(text, bytes) else text.encode())


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://asha:s3cret@127.0.0.1/cafe",
        "postgres://asha:s3cret@127.0.0.1/cafe",
        "postgresql+psycopg://asha:s3cret@/cafe?host=/tmp",
        "postgresql://asha@127.0.0.1/cafe?password=s3cret",
        "postgresql://127.0.0.1/cafe?user=asha&PASSWORD=s3cret",
        "postgresql://127.0.0.1/cafe?sslpassword=s3cret",
    ],
)
def test_a_password_in_the_address_is_refused_and_not_repeated(address):
    with pytest.raises(InvalidError) as refused:
        checked_address(address)
    assert "password" in refused.value.sentence
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize(
    "address", ["mysql://127.0.0.1/cafe", "oracle+x://y", "http://127.0.0.1", "://", "postgresql://[::1/x"]
)
def test_an_address_of_another_kind_is_refused(address):
    with pytest.raises(InvalidError) as refused:
        checked_address(address)
    assert "postgresql://USER@HOST/NAME" in refused.value.hint


@pytest.mark.parametrize("address", ["", "  ", "what?.db"])
def test_a_file_that_cannot_be_meant_is_refused(address):
    with pytest.raises(InvalidError):
        checked_address(address)


@pytest.mark.parametrize("address", ["postgresql://asha@127.0.0.1/cafe", "sqlite:////data/cafe.db"])
def test_a_full_address_is_taken_as_it_is(address):
    assert checked_address(address) == address


def test_a_plain_path_is_a_file_of_sqlite(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    wanted = f"sqlite:///{(tmp_path / 'बिक्री #1.db').as_posix()}"
    assert checked_address("बिक्री #1.db") == wanted
    assert checked_address("~/बिक्री #1.db") == wanted


def test_settings_are_kept(tmp_path):
    chosen = Settings(database="postgresql://asha@127.0.0.1/cafe", theme="dark", language="hi", folder=tmp_path)
    settings.save(chosen)
    assert settings.load(tmp_path) == chosen
    assert [file.name for file in tmp_path.iterdir()] == ["settings.json"]


def test_without_a_file_there_are_defaults(tmp_path):
    loaded = settings.load(tmp_path)
    assert loaded == Settings(folder=tmp_path)
    assert loaded.own_database.endswith("/sakshi.db")
    assert loaded.demo_database.endswith("/demo.db")


def test_own_and_demo_databases_are_never_the_same(tmp_path):
    loaded = settings.load(tmp_path)
    assert loaded.own_database != loaded.demo_database


def test_the_environment_names_another_database_for_one_run(tmp_path, monkeypatch):
    settings.save(Settings(database="postgresql://asha@127.0.0.1/cafe", folder=tmp_path))
    monkeypatch.setenv("SAKSHI_DATABASE", str(tmp_path / "other.db"))
    assert settings.load(tmp_path).own_database.endswith("/other.db")
    monkeypatch.setenv("SAKSHI_DATABASE", "")
    assert settings.load(tmp_path).database == "postgresql://asha@127.0.0.1/cafe"


def test_words_of_a_later_program_are_passed_over(tmp_path):
    _write(tmp_path, json.dumps({"theme": "dark", "sound": {"volume": 11}, "folder": "/elsewhere"}))
    assert settings.load(tmp_path) == Settings(theme="dark", folder=tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "7", '{"theme": 5}', '{"database": null}', b"\xff\xfe\x00", "{}}", '{"a":'],
)
def test_a_broken_file_is_a_sentence_that_names_it(tmp_path, text):
    _write(tmp_path, text)
    with pytest.raises(InvalidError) as refused:
        settings.load(tmp_path)
    assert str(tmp_path / "settings.json") in refused.value.sentence
    assert refused.value.hint
    assert (tmp_path / "settings.json").exists()


def test_a_folder_in_place_of_the_file_is_a_sentence(tmp_path):
    (tmp_path / "settings.json").mkdir()
    with pytest.raises(InvalidError):
        settings.load(tmp_path)
    with pytest.raises(InvalidError):
        settings.save(Settings(folder=tmp_path))


def test_a_password_that_someone_wrote_into_the_file_is_refused(tmp_path):
    _write(tmp_path, json.dumps({"database": "postgresql://asha:s3cret@127.0.0.1/cafe"}))
    with pytest.raises(InvalidError) as refused:
        settings.load(tmp_path)
    assert "s3cret" not in str(refused.value)


def test_a_folder_that_is_gone_is_a_sentence(tmp_path):
    with pytest.raises(InvalidError) as refused:
        settings.save(Settings(folder=tmp_path / "gone"))
    assert "cannot be written" in refused.value.sentence


def test_another_database_leaves_the_rest(tmp_path):
    dark = Settings(theme="dark", folder=tmp_path)
    assert dark.at(None) is dark
    assert dark.at("postgresql://asha@127.0.0.1/cafe") == Settings(
        "postgresql://asha@127.0.0.1/cafe", "dark", "en", tmp_path
    )


def test_a_choice_that_there_is_not_is_a_sentence(tmp_path):
    for wrong in ({"theme": "mauve"}, {"figures": "dozen"}, {"backups": "many"}, {"dates": ["iso"]}):
        _write(tmp_path, json.dumps(wrong))
        with pytest.raises(InvalidError):
            settings.load(tmp_path)


def test_the_secret_of_a_database_is_not_that_of_another(tmp_path):
    ours = Settings("postgresql://asha@office/cafe", folder=tmp_path, database_secret="database/1")
    assert ours.at(ours.database) == ours
    assert ours.at("postgresql://asha@office/other").database_secret == ""
