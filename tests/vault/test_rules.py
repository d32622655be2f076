import pickle
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakshi_desktop.core.errors import InvalidError, NotFoundError, VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.vault import rules
from sakshi_desktop.vault.memory_store import MemoryStore

ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


@given(ANY, st.integers(1, 60), st.integers(2, 50))
def test_pieces_are_short_whole_and_add_up(text, times, size):
    text *= times
    found = rules.pieces(text, size)
    assert "".join(found) == text
    assert all(0 < utf16(piece) <= size for piece in found)
    assert rules.units(text) == utf16(text)
    for before, after in pairwise(found):
        assert utf16(before) + utf16(after[0]) > size


@pytest.mark.parametrize("value", ["", "   ", "\n", "a\0b", "half \ud83d of an emoji", "x" * 32_001, "😀" * 16_001])
def test_what_cannot_be_read_back_is_refused(value):
    with pytest.raises(InvalidError) as refused:
        MemoryStore().set("whk/1", Secret(value))
    assert refused.value.hint


@pytest.mark.parametrize(("name", "version"), [("", 1), ("A", 1), ("a b", 1), ("a#1", 1), ("a//b", 1), ("a", 0)])
def test_a_name_is_made_by_the_program_and_checked(name, version):
    with pytest.raises(ValueError, match="no name"):
        rules.check(name, Secret("value"), version)


def test_versions_live_side_by_side_until_one_is_forgotten():
    vault = MemoryStore()
    vault.set("whk/1", Secret("old"))
    vault.set("whk/1", Secret("new"), 2)
    assert vault.get("whk/1") == Secret("new")
    assert vault.get("whk/1", 1) == Secret("old")
    assert vault.versions("whk/1") == (2, 1)
    vault.forget("whk/1", 1)
    with pytest.raises(NotFoundError):
        vault.get("whk/1", 1)
    vault.forget("whk/1")
    assert vault.versions("whk/1") == ()
    vault.forget("whk/1")


def test_a_vault_that_returns_something_else_fails_its_trial():
    class Forgetful(MemoryStore):
        def get(self, name, version=None):
            return Secret(super().get(name, version).reveal()[:1000])

    with pytest.raises(VaultError, match="another secret"):
        Forgetful().check()


def test_a_vault_that_forgets_nothing_fails_its_trial():
    class Clinging(MemoryStore):
        def forget(self, name, version=None):
            pass

    with pytest.raises(VaultError, match="told to forget"):
        Clinging().check()


def test_a_trial_leaves_nothing_behind():
    vault = MemoryStore()
    vault.check()
    assert vault._kept == {}


def test_a_secret_shows_itself_to_nobody():
    secret = Secret("sk_live_51Habcdefgh")
    shown = f"{secret} {secret!r} {secret!s} {[secret]} {{'key': {secret!r}}}"
    assert "sk_live" not in shown
    assert secret.ending == "••••efgh"
    assert Secret("short12").ending == "••••"
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert secret == Secret("sk_live_51Habcdefgh")
    assert secret != Secret("sk_live_51Habcdefgi")
    assert secret != "sk_live_51Habcdefgh"
    assert not Secret("")
