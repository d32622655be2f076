import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError, NotFoundError, VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.vault.file_store import Cost, FileStore

CHEAP = Cost(1, 8, 1)
PASSPHRASE = Secret("correct horse battery")
KILLED = Path(__file__).with_name("killed.py")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "vault.json"


@pytest.fixture
def vault(path):
    vault = FileStore(path, cost=CHEAP)
    vault.create(PASSPHRASE)
    return vault


def reopened(path, passphrase=PASSPHRASE):
    vault = FileStore(path, cost=CHEAP)
    vault.unlock(passphrase)
    return vault


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1).filter(str.strip))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_secret_comes_back_in_another_run(vault, path, text):
    vault.set("int/1", Secret(text))
    assert reopened(path).get("int/1") == Secret(text)


def test_the_file_tells_neither_names_nor_values(vault, path):
    vault.set("int/canary-name", Secret("canary-value"))
    text = path.read_text()
    assert "canary" not in text
    sealed = bytes.fromhex(text.encode().hex())
    assert b"canary" not in sealed
    assert set(json.loads(text)) == {"head", "nonce", "sealed"}


def test_a_nonce_is_never_used_twice(vault, path):
    seen = set()
    for version in range(1, 6):
        vault.set("int/1", Secret("the same value"), version)
        seen.add(json.loads(path.read_text())["nonce"])
    assert len(seen) == 5


@pytest.mark.skipif(os.name == "nt", reason="permissions of files are another thing there")
def test_only_its_owner_can_read_the_file(vault, path):
    vault.set("int/1", Secret("value"))
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_locked_vault_tells_nothing(vault, path):
    vault.set("int/1", Secret("value"))
    closed = FileStore(path, cost=CHEAP)
    assert closed.locked
    for deed in (lambda: closed.get("int/1"), lambda: closed.versions("int/1"), closed.check):
        with pytest.raises(VaultError, match="locked") as told:
            deed()
        assert "passphrase" in told.value.hint


def test_another_passphrase_is_refused(vault, path):
    with pytest.raises(VaultError, match="not the one"):
        reopened(path, Secret("correct horse batterz"))


def test_a_short_passphrase_is_refused(path):
    with pytest.raises(InvalidError, match="fewer than 10"):
        FileStore(path).create(Secret("short"))
    assert not path.exists()


def test_a_vault_is_not_made_over_another(vault, path):
    vault.set("int/1", Secret("value"))
    with pytest.raises(VaultError, match="already"):
        FileStore(path, cost=CHEAP).create(PASSPHRASE)
    assert reopened(path).get("int/1") == Secret("value")


def test_another_passphrase_can_be_chosen(vault, path):
    vault.set("int/1", Secret("value"))
    vault.change(Secret("four quite other words"))
    assert reopened(path, Secret("four quite other words")).get("int/1") == Secret("value")
    with pytest.raises(VaultError):
        reopened(path)


def test_a_passphrase_that_could_not_be_written_is_not_the_one(vault, path):
    vault.set("int/1", Secret("value"))
    path.with_name(f"{path.name}.new").mkdir()  # in the way of what is written
    with pytest.raises(VaultError, match="cannot be written"):
        vault.change(Secret("four quite other words"))
    assert vault.get("int/1") == reopened(path).get("int/1") == Secret("value")
    path.unlink()
    fresh = FileStore(path, cost=CHEAP)
    with pytest.raises(VaultError, match="cannot be written"):
        fresh.create(PASSPHRASE)
    assert (fresh.exists, fresh.locked) == (False, True)


@pytest.mark.parametrize("text", ["", "{}", "not json", '{"head": "{}", "nonce": "", "sealed": ""}', "नमस्ते"])
def test_a_damaged_file_is_told(path, text):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VaultError, match="damaged") as told:
        reopened(path)
    assert told.value.hint


def test_a_changed_letter_anywhere_is_noticed(vault, path):
    vault.set("int/1", Secret("value"))
    whole = json.loads(path.read_text())
    changed = whole | {"head": whole["head"].replace('"rounds": 1', '"rounds": 2')}
    path.write_text(json.dumps(changed))
    with pytest.raises(VaultError):
        reopened(path)


def test_a_file_of_a_newer_program_is_told(vault, path):
    path.write_text(path.read_text().replace('\\"format\\": 1', '\\"format\\": 2'))
    with pytest.raises(VaultError, match="newer"):
        reopened(path)


def test_where_there_is_no_file_it_says_so(path):
    with pytest.raises(VaultError, match="no vault file"):
        reopened(path)


def test_two_programs_lose_nothing_of_each_other(vault, path):
    other = reopened(path)
    vault.set("int/1", Secret("one"))
    other.set("int/2", Secret("two"))
    vault.set("int/3", Secret("three"))
    assert [other.get(f"int/{place}").reveal() for place in (1, 2, 3)] == ["one", "two", "three"]


def test_versions_are_forgotten_one_by_one_or_all(vault, path):
    vault.set("int/1", Secret("one"))
    vault.set("int/1", Secret("two"), 2)
    assert vault.versions("int/1") == (2, 1)
    vault.forget("int/1", 1)
    vault.forget("int/1", 7)
    with pytest.raises(NotFoundError):
        vault.get("int/1", 1)
    assert reopened(path).get("int/1") == Secret("two")
    vault.forget("int/1")
    assert reopened(path).versions("int/1") == ()


def test_health_is_a_real_round_trip(vault):
    vault.check()
    assert vault._read() == {}


def test_a_full_or_forbidden_folder_is_told_and_harms_nothing(vault, path):
    vault.set("int/1", Secret("value"))
    blocked = path.with_name(f"{path.name}.new")
    blocked.mkdir()
    with pytest.raises(VaultError, match="cannot be written"):
        vault.set("int/1", Secret("other"), 2)
    blocked.rmdir()
    assert reopened(path).versions("int/1") == (1,)


def test_killed_at_any_moment_it_holds_what_it_said_it_kept(vault, path):
    for writings in (1, 2, 3, 5, 8, 13, 21, 34):
        program = subprocess.Popen(
            [sys.executable, str(KILLED), str(path)], stdout=subprocess.PIPE, text=True, cwd=KILLED.parents[2]
        )
        for _ in range(writings):
            said = program.stdout.readline()
        program.kill()
        rest = program.stdout.read().split()
        program.wait()
        program.stdout.close()
        last = int(rest[-1] if rest else said)
        found = reopened(path)
        assert found.get(f"whk/{last % 5}", last) == Secret(f"value {last} " * 200)
        for place in range(5):
            found.forget(f"whk/{place}")
