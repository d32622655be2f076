from datetime import timedelta

import pytest
from sqlalchemy import update

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.errors import VaultError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import worn_secrets
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.hub.webhooks import Webhooks
from sakshi_desktop.store.models import Endpoint
from sakshi_desktop.vault.file_store import FileStore
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.hub import post

LEAKED = timedelta(0)


@pytest.fixture
def vault():
    return MemoryStore()


@pytest.fixture
def webhooks(database, vault):
    return Webhooks(database, vault, resolve=lambda _host, _port: ("93.184.215.14",))


@pytest.fixture
def hook(webhooks):
    made, _ = webhooks.add(EndpointForm(post.URL))
    return made


def ended(database, ago):
    """Let the overlap of all receivers have ended so long ago."""
    with database.begin() as session:
        session.execute(update(Endpoint).values(old_secret_until=utc_now() - ago))


def long_ago(database):
    """Return how long an overlap must be over: SQLite has no clock but that of its PC, which may have leapt."""
    return timedelta(days=7, minutes=1) if database.is_sqlite else timedelta(seconds=1)


def test_an_old_secret_is_forgotten_once_it_signs_no_more(database, vault, webhooks, hook):
    webhooks.rotate(hook.id)
    assert worn_secrets.forget(database, vault) == 0
    assert vault.versions(hook.secret_name) == (2, 1)
    ended(database, long_ago(database))
    assert worn_secrets.forget(database, vault) == 1
    assert vault.versions(hook.secret_name) == (2,)
    assert worn_secrets.forget(database, vault) == 0


def test_of_three_secrets_the_two_that_sign_stay(database, vault, webhooks, hook):
    for _ in range(2):
        webhooks.rotate(hook.id)
    assert worn_secrets.forget(database, vault) == 1
    assert vault.versions(hook.secret_name) == (3, 2)


def test_another_pc_forgets_what_leaked_though_it_rotated_nothing(database, vault, webhooks, hook):
    other = MemoryStore()
    other.set(hook.secret_name, vault.get(hook.secret_name, 1))
    webhooks.rotate(hook.id, overlap=LEAKED)
    other.set(hook.secret_name, vault.get(hook.secret_name, 2), 2)
    assert worn_secrets.forget(database, other) == 1
    assert other.versions(hook.secret_name) == (2,)


def test_a_secret_that_is_about_to_be_used_stays(database, vault, webhooks, hook):
    webhooks.rotate(hook.id)
    coming = vault.add(hook.secret_name, Secret("whsec_" + "A" * 43 + "="), after=2)
    ended(database, long_ago(database))
    assert worn_secrets.forget(database, vault) == 1
    assert vault.versions(hook.secret_name) == (coming, 2)


@pytest.mark.parametrize("ahead", [timedelta(days=6), timedelta(days=400)], ids=["days", "a year"])
def test_no_secret_that_may_still_sign_is_forgotten_by_a_fast_clock(database, vault, webhooks, hook, ahead):
    webhooks.rotate(hook.id)
    assert worn_secrets.forget(database, vault, clock=lambda: utc_now() + ahead) == 0
    assert vault.versions(hook.secret_name) == (2, 1)


def test_a_vault_that_does_not_work_says_so(database, webhooks, hook, tmp_path):
    webhooks.rotate(hook.id, overlap=LEAKED)
    with pytest.raises(VaultError):
        worn_secrets.forget(database, FileStore(tmp_path / "vault"))
