import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import SecretService, chainer, fail, null

from sakshi_desktop.core.errors import NotFoundError, VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.vault import keyring_store
from sakshi_desktop.vault.keyring_store import KeyringStore, open_keyring
from tests.vault.keyrings import Broken, CutShort, Dismissed, Hanging, Locked, Narrow

TEXTS = st.builds(
    lambda part, times, end: part * times + end,
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=30),
    st.sampled_from([1, 7, 40, 200, 1000]),
    st.sampled_from(["", "x", "😀"]),
).filter(lambda text: text.strip() and len(text.encode("utf-16-le")) // 2 <= 32_000)


def store(entries, **more):
    return KeyringStore(entries, "keyring of the test", **more)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_secret_of_any_length_comes_back_as_it_was(text):
    entries = Narrow()
    store(entries).set("whk/1", Secret(text))
    assert store(entries).get("whk/1") == Secret(text)


@given(st.integers(990, 1010), st.integers(0, 3), st.integers(0, 3))
@settings(max_examples=60, deadline=None)
def test_an_emoji_on_the_edge_of_a_piece_stays_whole(length, before, after):
    text = "a" * length + "😀" * before + "क्षि" + "\U0001d4b3" * after
    entries = Narrow()
    store(entries).set("whk/1", Secret(text))
    assert store(entries).get("whk/1") == Secret(text)
    assert all(len(value.encode("utf-16-le")) <= 2_000 for value in entries.kept.values())


def _read(entries):
    try:
        return store(entries).get("whk/1").reveal()
    except (NotFoundError, VaultError):
        return None


def _cut(entries, after, deed):
    """Do a deed that is killed after so many calls; return whether it was."""
    entries.calls, entries.until = 0, after
    try:
        deed(store(entries))
    except VaultError as error:
        assert isinstance(error.__cause__, CutShort)  # noqa: PT017  # it must be the cut and nothing else
        return True
    finally:
        entries.until = None
    return False


def test_a_writing_cut_short_anywhere_never_reads_as_whole():
    new, after = "n" * 2_500, 0
    while True:
        entries = Narrow()
        cut = _cut(entries, after, lambda vault: vault.set("whk/1", Secret(new)))
        assert _read(entries) == (None if cut else new)
        store(entries).set("whk/1", Secret("again"))
        assert _read(entries) == "again"
        assert len(entries.kept) == 2, "nothing of the piece before is left"
        if not cut:
            break
        after += 1
    assert after >= 5


def test_a_replacement_cut_short_anywhere_leaves_the_old_version_readable():
    old, new, after = "o" * 2_500, "n" * 1_500, 0
    while True:
        entries = Narrow()
        store(entries).set("whk/1", Secret(old))
        cut = _cut(entries, after, lambda vault: vault.set("whk/1", Secret(new), 2))
        assert store(entries).get("whk/1", 1) == Secret(old)
        assert _read(entries) == (old if cut else new)
        if not cut:
            break
        after += 1


def test_writing_the_same_version_again_cut_short_never_mixes_two_values():
    old, new, after = "o" * 2_500, "n" * 3_500, 0
    while True:
        entries = Narrow()
        store(entries).set("whk/1", Secret(old))
        cut = _cut(entries, after, lambda vault: vault.set("whk/1", Secret(new)))
        assert _read(entries) in ({old, None} if cut else {new})
        if not cut:
            break
        after += 1


def test_a_forgetting_cut_short_anywhere_can_be_finished():
    after = 0
    while True:
        entries = Narrow()
        store(entries).set("whk/1", Secret("o" * 2_500))
        cut = _cut(entries, after, lambda vault: vault.forget("whk/1"))
        assert _read(entries) in ({"o" * 2_500, None} if cut else {None})
        store(entries).forget("whk/1")
        assert entries.kept == {}
        if not cut:
            break
        after += 1


def test_what_another_hand_changed_is_not_taken_for_the_secret():
    entries = Narrow()
    store(entries).set("whk/1", Secret("x" * 1_500))
    last = max(entries.kept)
    entries.kept[last] = entries.kept[last][:-1]
    with pytest.raises(VaultError, match="partly kept"):
        store(entries).get("whk/1")
    store(entries).set("whk/1", Secret("mended"), 2)
    assert store(entries).get("whk/1") == Secret("mended")


def test_a_head_that_is_no_head_is_told():
    entries = Narrow()
    entries.kept["Sakshi Desktop: whk/1", "sakshi"] = "not json"
    with pytest.raises(VaultError, match="partly kept"):
        store(entries).get("whk/1")


def test_a_value_is_asked_of_the_keyring_once_a_run():
    entries = Narrow()
    store(entries).set("whk/1", Secret("value"))
    vault = store(entries)
    assert vault.get("whk/1", 1) == Secret("value")
    before = entries.calls
    assert vault.get("whk/1", 1) == Secret("value")
    assert entries.calls == before


def test_a_version_that_another_program_wrote_is_found():
    entries = Narrow()
    one, other = store(entries), store(entries)
    one.set("whk/1", Secret("first"))
    assert other.get("whk/1") == Secret("first")
    one.set("whk/1", Secret("second"), 2)
    assert other.get("whk/1", 2) == Secret("second")
    assert other.versions("whk/1") == (2, 1)


def test_the_oldest_version_makes_room_before_the_head_is_full():
    entries, vault = Narrow(), store(Narrow())
    vault = store(entries)
    for version in range(100, 121):
        vault.set("whk/1", Secret(f"value {version}"), version)
    assert vault.versions("whk/1") == tuple(range(120, 112, -1))
    assert store(entries).get("whk/1", 113) == Secret("value 113")
    assert len(entries.kept) == 9


def test_health_is_a_real_round_trip_that_leaves_nothing():
    entries = Narrow()
    store(entries).check()
    assert entries.kept == {}
    assert entries.calls > 5


@pytest.mark.parametrize("kind", [Locked, Dismissed])
def test_a_locked_keyring_says_so(kind):
    vault = store(kind())
    for deed in (vault.check, lambda: vault.get("whk/1"), lambda: vault.set("whk/1", Secret("value"))):
        with pytest.raises(VaultError, match="is locked") as told:
            deed()
        assert "Unlock it" in told.value.hint


def test_an_error_of_the_driver_becomes_a_sentence():
    with pytest.raises(VaultError, match="refused"):
        store(Broken()).get("whk/1")


def test_a_keyring_that_hangs_does_not_hang_the_program():
    entries = Hanging()
    vault = store(entries, seconds=0.05)
    for _ in range(2):
        with pytest.raises(VaultError, match="does not answer"):
            vault.check()
    entries.let_go.set()


class _Plain(KeyringBackend):
    priority = 99

    def get_password(self, service, username):
        raise AssertionError("plain text was asked")

    set_password = delete_password = get_password


class _Trusted(SecretService.Keyring):
    priority = 5


def test_only_keyrings_of_the_list_are_taken(monkeypatch):
    monkeypatch.setitem(keyring_store.ALLOWED, _Trusted, "a trusted one")
    for backends in ([_Plain], [fail.Keyring], [null.Keyring], [chainer.ChainerBackend], []):
        with pytest.raises(VaultError, match="no keyring that Sakshi trusts") as told:
            open_keyring(backends)
        assert told.value.hint
    assert open_keyring([_Plain, _Trusted]).title == "a trusted one"


def test_the_keyring_that_the_environment_names_is_not_asked(monkeypatch):
    monkeypatch.setattr(keyring, "get_keyring", _Plain)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(VaultError, match="no keyring that Sakshi trusts"):
        open_keyring([null.Keyring])


def test_a_subclass_of_a_trusted_keyring_is_not_trusted():
    with pytest.raises(VaultError):
        open_keyring([_Trusted])
