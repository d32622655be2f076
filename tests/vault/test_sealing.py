import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError, VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.vault.memory_store import MemoryStore
from sakshi_desktop.vault.sealing import IDENTITY, PcSealer, fingerprint


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
@settings(max_examples=40, deadline=None)
def test_only_the_pc_it_was_sealed_to_opens_it(text):
    here, there, elsewhere = (PcSealer(MemoryStore()) for _ in range(3))
    sealed = here.seal(there.public_key(), "integration/1", 2, Secret(text))
    assert there.open(sealed, "integration/1", 2) == Secret(text)
    for other in (here, elsewhere):
        with pytest.raises(InvalidError, match="cannot be opened"):
            other.open(sealed, "integration/1", 2)


def test_an_envelope_tells_nothing_and_is_different_each_time():
    there = PcSealer(MemoryStore())
    one, other = (there.seal(there.public_key(), "integration/1", 1, Secret("c4nary")) for _ in range(2))
    assert one != other
    assert "c4nary" not in one + other


@pytest.mark.parametrize(("name", "version"), [("integration/2", 1), ("integration/1", 2)])
def test_a_secret_cannot_be_passed_off_as_another(name, version):
    there = PcSealer(MemoryStore())
    sealed = there.seal(there.public_key(), "integration/1", 1, Secret("value"))
    with pytest.raises(InvalidError, match="another name"):
        there.open(sealed, name, version)


@pytest.mark.parametrize("change", [lambda text: text[:-4] + "AAAA", lambda text: "", lambda text: "no base64 ü"])
def test_a_changed_envelope_is_refused(change):
    there = PcSealer(MemoryStore())
    sealed = there.seal(there.public_key(), "integration/1", 1, Secret("value"))
    with pytest.raises(InvalidError):
        there.open(change(sealed), "integration/1", 1)


def test_a_pc_keeps_its_key_in_its_vault():
    vault = MemoryStore()
    key = PcSealer(vault).public_key()
    assert PcSealer(vault).public_key() == key
    assert vault.versions(IDENTITY) == (1,)
    assert len(fingerprint(key).split()) == 4
    assert fingerprint(key) != fingerprint(PcSealer(MemoryStore()).public_key())


def test_a_key_that_is_none_is_told():
    with pytest.raises(VaultError, match="key of that PC"):
        PcSealer(MemoryStore()).seal("nonsense", "integration/1", 1, Secret("value"))
