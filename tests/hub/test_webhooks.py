import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from sakshi_desktop.core.clock import utc_now
from sakshi_desktop.core.errors import ChangedError, ConflictError, InvalidError, NotFoundError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import claims, forms, integrations, workers
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.hub.webhooks import Webhooks
from sakshi_desktop.store import instants
from sakshi_desktop.store.models import Endpoint
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.hub import post
from tests.hub.post import URL


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


def test_what_a_person_left_alone_stays_as_another_made_it_meanwhile(database):
    hooks = Webhooks(database, MemoryStore(), resolve=Names())
    made, _ = hooks.add(EndpointForm(post.URL, event_types=("order.*",)))
    seen = made.form
    hooks.edit(made.id, replace(seen, url=f"{post.URL}/new", rate_per_minute=60), seen=seen)
    typed = replace(seen, event_types=forms.meant(("order.*",)), concurrency=2)  # as a form with boxes says it
    now = hooks.edit(made.id, typed, seen=seen).form
    assert (now.url, now.rate_per_minute, now.concurrency) == (f"{post.URL}/new", 60, 2)
    assert now.event_types == ("order.*",)


@pytest.mark.parametrize(
    ("field", "theirs", "ours", "words"),
    [
        ("url", f"{URL}?token=canary1234567890", f"{URL}/b", f"the address of WHK-1 meanwhile, to “{URL}?token=•"),
        ("event_types", ("order.rated",), ("order.cancelled",), "the events of WHK-1 meanwhile, to “order.rated”"),
        ("event_types", (), ("order.cancelled",), "to “all”"),
        ("filter", {"outlet": ("LOC-1", "LOC-2")}, {"outlet": ("LOC-3",)}, "to “outlet = LOC-1, LOC-2”"),
        ("headers", {}, {"X-Outlet": "Juhu"}, "to “none”"),
        ("concurrency", 2, 3, "the requests at once of WHK-1 meanwhile, to “2”"),
        ("rate_per_minute", None, 5, "the requests a minute of WHK-1 meanwhile, to “no limit”"),
        ("retry_seconds", None, (5, 6), "to “the usual”"),
    ],
)  # fmt: skip
def test_of_two_who_change_the_same_at_once_the_second_is_told_what_it_is_now(database, field, theirs, ours, words):
    hooks = Webhooks(database, MemoryStore(), resolve=Names())
    form = EndpointForm(
        post.URL, ("order.*",), {"X-Outlet": "Bandra"}, filter={"a": ("b",)}, rate_per_minute=9, retry_seconds=(5,)
    )
    made, _ = hooks.add(form)
    hooks.edit(made.id, replace(made.form, **{field: theirs}), seen=made.form)
    with pytest.raises(ChangedError, match=re.escape(words)) as raised:
        hooks.edit(made.id, replace(made.form, **{field: ours}), seen=made.form)
    assert (raised.value.field, raised.value.now) == (field, getattr(hooks.one(made.id).form, field))
    assert getattr(hooks.one(made.id).form, field) == theirs


def test_a_secret_that_was_kept_in_the_open_before_is_told_to_nobody(database):
    hooks = Webhooks(database, MemoryStore(), resolve=Names())
    made, _ = hooks.add(EndpointForm(post.URL))
    headers = {
        "headers": json.dumps({"open": {"Authorization": "Bearer canary1234567890"}, "secret": [], "version": 0})
    }
    with database.begin() as session:
        session.execute(update(Endpoint).values(**headers))
    with pytest.raises(ChangedError) as raised:
        hooks.edit(made.id, replace(made.form, headers={"X-Outlet": "Juhu"}), seen=made.form)
    assert "canary" not in str(raised.value)
    assert "Authorization = ••••" in str(raised.value)


def test_a_webhook_moves_to_another_service_and_is_as_paused_as_that(database):
    hooks = Webhooks(database, MemoryStore(), resolve=Names())
    made, _ = hooks.add(EndpointForm(post.URL))
    with database.begin() as session:
        service = integrations.create(session, IntegrationForm("Kitchen", IntegrationType.CUSTOM, "screen"), by=THIS_PC)
    moved = hooks.edit(made.id, replace(made.form, integration_id=service.id), seen=made.form)
    assert (moved.integration, moved.waits) == ("Kitchen", "Kitchen is paused: activate it, and what waits is sent.")
    with pytest.raises(NotFoundError, match="no integration INT-99"):
        hooks.edit(made.id, replace(moved.form, integration_id=99))
    with pytest.raises(ChangedError, match="the service of WHK-1 meanwhile, to “Kitchen”"):
        hooks.edit(made.id, replace(made.form, integration_id=None), seen=made.form)
    back = hooks.edit(made.id, replace(moved.form, integration_id=None), seen=moved.form)
    assert (back.integration, back.waits) == ("Webhooks", "No PC is at work: open Sakshi, or run “sakshi worker”.")


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
