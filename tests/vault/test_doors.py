import pytest

from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.vocabulary import VaultKind
from sakshi_desktop.vault import PcVault, database_password
from sakshi_desktop.vault.file_store import Cost, FileStore
from sakshi_desktop.vault.keyring_store import KeyringStore
from tests.vault.keyrings import Narrow

PASSPHRASE = Secret("correct horse battery")


def none_here():
    raise VaultError("This PC has no keyring that Sakshi trusts.", hint="Install one.")


def keyring_of_test(entries):
    return lambda: KeyringStore(entries, "keyring of the test")


def test_the_keyring_is_asked_when_it_is_needed(tmp_path):
    asked = []

    def opened():
        asked.append(1)
        return KeyringStore(Narrow(), "keyring of the test")

    vault = PcVault(Settings(folder=tmp_path), keyring=opened)
    assert (vault.kind, vault.title, asked) == (VaultKind.KEYRING, "Keyring of this PC", [])
    vault.set("int/1", Secret("value"))
    assert vault.get("int/1") == Secret("value")
    assert (vault.title, asked) == ("keyring of the test", [1])


def test_where_there_is_no_keyring_every_deed_says_so_and_nothing_is_written(tmp_path):
    vault = PcVault(Settings(folder=tmp_path), keyring=none_here)
    for deed in (
        lambda: vault.get("int/1"),
        lambda: vault.set("int/1", Secret("value")),
        lambda: vault.forget("int/1"),
        lambda: vault.versions("int/1"),
        vault.check,
    ):
        with pytest.raises(VaultError, match="no keyring"):
            deed()
    assert list(tmp_path.iterdir()) == []


def test_a_keyring_that_comes_later_is_found(tmp_path):
    later = [none_here, keyring_of_test(Narrow())]

    def opened():
        return later.pop(0)()

    vault = PcVault(Settings(folder=tmp_path), keyring=opened)
    with pytest.raises(VaultError):
        vault.check()
    vault.check()


def test_the_file_is_used_only_where_a_person_chose_it(tmp_path):
    vault = PcVault(Settings(folder=tmp_path), keyring=none_here)
    vault.file.create(PASSPHRASE)
    with pytest.raises(VaultError, match="no keyring"):
        vault.set("int/1", Secret("value"))
    vault.use_file()
    vault.set("int/1", Secret("value"))
    assert (vault.kind, vault.title) == (VaultKind.FILE, "Encrypted file vault")
    vault.use_keyring()
    with pytest.raises(VaultError, match="no keyring"):
        vault.get("int/1")


def test_a_pc_without_a_person_opens_its_file_from_another(tmp_path):
    FileStore(tmp_path / "vault.json", cost=Cost(1, 8, 1)).create(PASSPHRASE)
    words = tmp_path / "words"
    settings = Settings(folder=tmp_path, vault="file", passphrase_file=str(words))
    with pytest.raises(VaultError, match="cannot be read"):
        PcVault(settings).check()
    words.write_text("correct horse battery\n", encoding="utf-8")
    PcVault(settings).check()


def test_without_it_the_file_waits_for_its_passphrase(tmp_path):
    FileStore(tmp_path / "vault.json", cost=Cost(1, 8, 1)).create(PASSPHRASE)
    vault = PcVault(Settings(folder=tmp_path, vault="file"))
    with pytest.raises(VaultError, match="locked"):
        vault.check()
    vault.file.unlock(PASSPHRASE)
    vault.check()


def test_each_database_has_a_password_of_its_own():
    one, other = (database_password(f"postgresql://owner@db/{name}") for name in ("cafe", "test"))
    assert one != other
    assert one.startswith("database/")
