import json
from datetime import timedelta

import pytest

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.errors import ConflictError, InvalidError, NotFoundError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import claims, workers
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.hub.webhooks import Webhooks
from sakshi_desktop.store import instants
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.hub import post


class Names:
    """Finds every host, and lets something happen while it looks for the next one."""

    def __init__(self):
        self.meanwhile = None

    def __call__(self, _host, _port):
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()
        return ("93.184.215.14",)


class Keeping(MemoryStore):
    """Lets something happen once the next secret is kept."""

    meanwhile = None

    def set(self, name, value, version=1):
        super().set(name, value, version)
        happens, self.meanwhile = self.meanwhile, None
        if happens is not None:
            happens()


def _bearer(word):
    return {"Authorization": Secret(word)}


def _headers_of(vault, row):
    kept = vault.get(f"{row.secret_name}/headers", row.headers_version)
    return json.loads(kept.reveal())


@pytest.mark.parametrize("one_vault", [True, False], ids=["on one PC", "on two PCs"])
def test_of_two_people_who_enter_secret_headers_at_once_the_second_is_told(database, one_vault):
    names, vault = Names(), MemoryStore()
    here = Webhooks(database, vault, resolve=names)
    there = Webhooks(database, vault if one_vault else MemoryStore(), resolve=names)
    row, _ = here.add(EndpointForm(post.URL), secret_headers=_bearer("one"))
    names.meanwhile = lambda: here.edit(row.id, row.form, secret_headers=_bearer("from here"))
    with pytest.raises(ConflictError, match="Somebody else changed the secret headers"):
        there.edit(row.id, row.form, secret_headers=_bearer("from there"))
    now = here.one(row.id)
    assert _headers_of(vault, now) == {"Authorization": "from here"}
    there.edit(row.id, row.form, secret_headers=_bearer("later"))
    assert there.one(row.id).headers_version == now.headers_version + 1


def test_a_header_without_a_value_keeps_the_one_it_has(database):
    vault = MemoryStore()
    here = Webhooks(database, vault, resolve=Names())
    there = Webhooks(database, MemoryStore(), resolve=Names())
    row, _ = here.add(EndpointForm(post.URL), secret_headers=_bearer("one") | {"X-Token": Secret("two")})
    changed = here.edit(row.id, row.form, secret_headers={"X-Token": None, "X-Key": Secret("three")})
    assert changed.form.secret_headers == ("X-Token", "X-Key")
    assert _headers_of(vault, changed) == {"X-Token": "two", "X-Key": "three"}
    with pytest.raises(InvalidError, match="Authorization is empty"):
        here.edit(row.id, row.form, secret_headers={"Authorization": None})
    with pytest.raises(NotFoundError, match=f"does not hold the secret headers of WHK-{row.id}"):
        there.edit(row.id, row.form, secret_headers={"X-Token": None})
    assert here.edit(row.id, row.form, secret_headers={}).form.secret_headers == ()


def test_a_change_of_something_else_does_not_undo_new_secret_headers(database):
    names, vault = Names(), MemoryStore()
    hooks = Webhooks(database, vault, resolve=names)
    row, _ = hooks.add(EndpointForm(post.URL), secret_headers=_bearer("one"))
    names.meanwhile = lambda: hooks.edit(row.id, row.form, secret_headers={"X-Token": Secret("two")})
    with pytest.raises(ConflictError):
        hooks.edit(row.id, row.form)
    now = hooks.one(row.id)
    assert (now.form.secret_headers, _headers_of(vault, now)) == (("X-Token",), {"X-Token": "two"})


def test_of_two_who_rotate_at_once_on_one_pc_the_second_takes_no_secret_from_the_first(database):
    vault, first = Keeping(), []
    webhooks = Webhooks(database, vault, resolve=Names())
    row, _ = webhooks.add(EndpointForm(post.URL))
    vault.meanwhile = lambda: first.append(webhooks.rotate(row.id))
    with pytest.raises(ConflictError, match="Somebody else changed this secret"):
        webhooks.rotate(row.id)
    now = webhooks.one(row.id)
    assert [vault.get(now.secret_name, now.secret_version)] == first


def test_on_a_pc_with_a_fast_clock_all_is_due_at_once_and_the_pcs_at_work_are_seen(postgres_database):
    database = postgres_database
    hooks = Webhooks(database, MemoryStore(), clock=lambda: utc_now() + timedelta(hours=1), resolve=Names())

    def taken():
        with database.begin() as session:
            at = instants.moment(session, utc_now)
            found = claims.take(session, {row.id: 10}, claims.new_token(), at=at)
        post.settle(database, found, at=at)
        return [claim.delivery_id for claim in found]

    row, _ = hooks.add(EndpointForm(post.URL, event_types=("order.*",)))
    with database.begin() as session:
        workers.beat(session, "w", "till", {row.secret_name: 1}, at=instants.moment(session, utc_now))
    assert (hooks.one(row.id).waits, hooks.listed()[0].waits) == (None, None)
    trial, _ = hooks.try_out(row.id)
    assert taken() == [trial]
    assert hooks.resend([trial]).sent == 1
    assert taken() == [trial]
    post.record(database, at=utc_now())
    assert hooks.recover(row.id, utc_now() - timedelta(minutes=1)) == 1
    (missed,) = taken()
    hooks.disable(row.id)
    post.record(database, at=utc_now())
    post.hand_out(database)
    assert hooks.enable(row.id) == 1
    assert [each > missed for each in taken()] == [True]
