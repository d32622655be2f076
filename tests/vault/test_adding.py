"""A version of a secret belongs to the program that added it, however many add at the same time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.vault.file_store import Cost, FileStore
from sakshi_desktop.vault.keyring_store import KeyringStore
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.vault.adding import PASSPHRASE, opened
from tests.vault.keyrings import Filed

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["file", "keyring"])
def kind(request, tmp_path):
    """A vault of each kind that several programs may open."""
    FileStore(tmp_path / "vault.json", cost=Cost(1, 8, 1)).create(PASSPHRASE)
    return request.param


def test_two_programs_that_add_at_once_are_given_different_versions(kind, tmp_path):
    programs = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.vault.adding", kind, tmp_path, who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
        )
        for who in ("one", "other")
    ]
    assert [each.stdout.readline() for each in programs] == ["ready\n"] * 2
    for each in programs:
        each.stdin.write("\n")
        each.stdin.flush()
    said = [json.loads(each.communicate()[0]) for each in programs]
    vault = opened(kind, tmp_path)
    for who, added in zip(("one", "other"), said, strict=True):
        assert [vault.get(name, version).reveal() for name, version in added] == [
            f"{name} of {who}" for name, _ in added
        ]
    assert {vault.versions(f"int/{place}") for place in range(10)} == {(3, 2)}


@pytest.mark.parametrize("kind", ["file", "keyring", "memory"], indirect=True)
def test_what_was_kept_and_never_used_is_not_written_over(kind, tmp_path):
    vault = MemoryStore() if kind == "memory" else opened(kind, tmp_path)
    assert vault.add("int/1", Secret("in use"), after=0) == 1
    assert vault.add("int/1", Secret("never used"), after=1) == 2
    assert vault.add("int/1", Secret("next"), after=1) == 3
    assert vault.get("int/1", 2) == Secret("never used")
    assert vault.add("int/1", Secret("after those of another PC"), after=7) == 8


def test_a_keyring_that_another_program_is_using_for_long_says_so(tmp_path):
    entries, lock = Filed(tmp_path), tmp_path / "data" / "keyring.lock"
    with FileLock(lock), pytest.raises(VaultError, match="Another program is using the keyring of the test"):
        KeyringStore(entries, "keyring of the test", lock=lock, seconds=0).add("int/1", Secret("value"), after=0)
    assert opened("keyring", tmp_path).add("int/1", Secret("value"), after=0) == 1


def test_a_keyring_whose_turns_cannot_be_written_down_says_so(tmp_path):
    (tmp_path / "folder").write_text("is a file")
    vault = KeyringStore(Filed(tmp_path), "keyring of the test", lock=tmp_path / "folder" / "keyring.lock")
    with pytest.raises(VaultError, match="cannot be written down"):
        vault.add("int/1", Secret("value"), after=0)
