"""The secret of a service: kept in the vault, replaced, forgotten, and named by its row alone."""

import pytest

from sakshi_desktop.core.errors import ConflictError, InvalidError, VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import integrations, keys
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.hub.services import MANAGER, OWNER, audited, clock, made


def test_a_secret_is_put_into_the_vault_and_only_named_by_the_row(database):
    row, vault = made(database), MemoryStore()
    now = keys.replace(database, vault, row.id, Secret("rzp_live_canary_1234"), by=OWNER, clock=clock)
    assert now.secret_name.startswith("integration/")
    assert now.secret_version == 1
    assert vault.get(now.secret_name, 1) == Secret("rzp_live_canary_1234")
    assert keys.ending(vault, now) == "••••1234"
    assert keys.ending(MemoryStore(), now) is None
    assert keys.ending(vault, row) is None


def test_a_new_secret_takes_the_place_of_the_old_one(database):
    row, vault = made(database), MemoryStore()
    keys.replace(database, vault, row.id, Secret("the first secret"), by=OWNER, clock=clock)
    now = keys.replace(database, vault, row.id, Secret("the second secret"), by=MANAGER, clock=clock)
    assert now.secret_version == 2
    assert vault.versions(now.secret_name) == (2,)
    assert audited(database)[-1] == ("integration.given_a_secret", "Ravi", {"version": 2})


class Racing(MemoryStore):
    """While a secret is written into this vault, another person replaces it on another PC."""

    def __init__(self, meanwhile):
        super().__init__()
        self.meanwhile = [meanwhile]

    def set(self, name, value, version=1):
        super().set(name, value, version)
        if self.meanwhile:
            self.meanwhile.pop()(name)


def test_a_secret_that_lost_the_race_is_left_in_no_vault(database):
    row, elsewhere = made(database), MemoryStore()
    first = keys.replace(database, elsewhere, row.id, Secret("the first secret"), by=OWNER, clock=clock)

    def meanwhile(_name):
        keys.replace(database, elsewhere, row.id, Secret("of the other PC"), by=MANAGER, clock=clock)

    here = Racing(meanwhile)
    with pytest.raises(ConflictError, match="replaced this secret"):
        keys.replace(database, here, row.id, Secret("of this PC"), by=OWNER, clock=clock)
    assert here.versions(first.secret_name) == ()
    with database.read() as session:
        assert integrations.get(session, row.id).secret_version == 2
    assert elsewhere.get(first.secret_name, 2) == Secret("of the other PC")


def test_a_secret_that_was_kept_and_never_used_is_not_taken_for_the_present_one(database):
    row, vault = made(database), MemoryStore()
    now = keys.replace(database, vault, row.id, Secret("the first secret"), by=OWNER, clock=clock)
    vault.set(now.secret_name, Secret("the program was killed here"), 2)
    now = keys.replace(database, vault, row.id, Secret("the third secret"), by=OWNER, clock=clock)
    assert (now.secret_version, vault.versions(now.secret_name)) == (3, (3,))


class Failing(MemoryStore):
    def set(self, name, value, version=1):
        raise VaultError("The keyring is locked.", hint="Unlock it.")


@pytest.mark.parametrize(("vault", "error"), [(Failing(), VaultError), (MemoryStore(), InvalidError)])
def test_where_the_vault_refuses_the_database_is_as_before(database, vault, error):
    row = made(database)
    with pytest.raises(error):
        keys.replace(database, vault, row.id, Secret(" "), by=OWNER, clock=clock)
    with database.read() as session:
        assert integrations.get(session, row.id) == row


def test_a_forgotten_secret_is_gone_and_the_next_has_another_name(database):
    row, vault = made(database), MemoryStore()
    first = keys.replace(database, vault, row.id, Secret("the first secret"), by=OWNER, clock=clock)
    keys.forget(database, vault, row.id, by=OWNER, clock=clock)
    keys.forget(database, vault, row.id, by=OWNER, clock=clock)
    assert vault.versions(first.secret_name) == ()
    second = keys.replace(database, vault, row.id, Secret("the second secret"), by=OWNER, clock=clock)
    assert second.secret_name != first.secret_name
