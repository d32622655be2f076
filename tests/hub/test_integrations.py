import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import (
    ConflictError,
    FieldsError,
    ForbiddenError,
    NotFoundError,
    SakshiError,
)
from sakshi_desktop.core.rights import RIGHTS, Actor
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import DeliveryState, IntegrationStatus, IntegrationType, Role
from sakshi_desktop.hub import allowances, endpoints, integrations, keys
from sakshi_desktop.hub.connected import IntegrationForm, Last
from sakshi_desktop.store import outbox
from sakshi_desktop.store.models import Attempt, Delivery, Endpoint, Event
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.hub.services import MANAGER, NOW, OWNER, RAZORPAY, audited, clock, made


def told(database):
    with database.read() as session:
        return [(one.type, json.loads(one.body)) for one in session.scalars(select(Event).order_by(Event.id))]


def test_a_service_is_kept_as_it_was_said(database):
    row = made(database)
    assert row.form == RAZORPAY
    assert (row.status, row.secret_name, row.secret_version) == (IntegrationStatus.INACTIVE, None, 0)
    assert "activate" in row.status_reason
    with database.read() as session:
        assert integrations.get(session, row.id) == row
        assert integrations.listed(session) == [row]
    assert audited(database) == [("integration.added", "Asha", {"type": "payment"})]
    assert told(database) == [
        ("integration.changed", {"integration": f"INT-{row.id}", "action": "added", "status": "inactive"})
    ]


@pytest.mark.parametrize("kind", list(IntegrationType))
def test_each_type_can_be_connected(database, kind):
    assert made(database, IntegrationForm(f"My {kind}", kind, "Some service")).form.type is kind


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"name": "  "}, "name", "empty"),
        ({"name": "x" * 81}, "name", "longer than 80"),
        ({"vendor": ""}, "vendor", "not named"),
        ({"notes": "x" * 2001}, "notes", "longer than 2,000"),
        ({"notes": "password: hunter2hunter2"}, "notes", "holds a secret"),
        ({"purpose": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "purpose", "holds a secret"),
        ({"config": {"api_key": "3"}}, "config", "looks like a secret"),
        ({"config": {"X.Credential": "3"}}, "config", "looks like a secret"),
        ({"config": {"note": "AKIAIOSFODNN7EXAMPLE"}}, "config", "looks like a secret"),
        ({"config": {"base_url": "https://a.example.com/?key=k1"}}, "config", "looks like a secret"),
        ({"config": {"address": "postgresql://u:pass@db.example/x"}}, "config", "looks like a secret"),
        ({"config": {"a b": "1"}}, "config", "no name of a setting"),
        ({"config": {f"s{n}": "1" for n in range(41)}}, "config", "more than 40"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(database, changed, field, sentence):
    form = IntegrationForm(**{"name": "Tally", "type": IntegrationType.ACCOUNTING, "vendor": "Tally Prime", **changed})
    with database.begin() as session, pytest.raises(FieldsError) as refused:
        integrations.create(session, form, by=OWNER, clock=clock)
    assert set(refused.value.fields) == {field}
    assert sentence in refused.value.fields[field]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://127.0.0.1/x", "leads to 127.0.0.1: this PC itself"),
        ("https://2130706433/x", "leads to 127.0.0.1"),
        ("https://[::ffff:10.0.0.1]/x", "a private network"),
        ("https://169.254.169.254/t", "the local link"),
        ("http://93.184.215.14/", "anyone on the way could read"),
        ("notaurl", "lacks its https://"),
    ],
)
def test_an_address_that_no_service_has_is_refused_as_it_is_saved_and_as_it_is_changed(database, url, sentence):
    good = replace(RAZORPAY, config={"base_url": "https://books.example.com"})
    kept = made(database, good)
    bad = replace(good, name="Another", config={"base_url": url})
    for act in (
        lambda session: integrations.create(session, bad, by=OWNER, clock=clock),
        lambda session: integrations.edit(session, kept.id, good, bad, by=OWNER, clock=clock),
    ):
        with database.begin() as session, pytest.raises(FieldsError) as refused:
            act(session)
        assert refused.value.fields["config"].startswith("base_url: ")
        assert sentence in refused.value.fields["config"]
    with database.read() as session:
        assert [row.form for row in integrations.listed(session)] == [good]


def test_an_inner_address_that_an_owner_allows_is_kept_and_stays_once_the_entry_is_taken_back(database):
    form = replace(RAZORPAY, config={"base_url": "http://127.0.0.1:9000"})
    with database.begin() as session:
        allowances.allow(session, "127.0.0.1:9000", by=OWNER, at=clock())
    row = made(database, form)
    with database.begin() as session:
        allowances.forget(session, "127.0.0.1:9000", by=OWNER, at=clock())
    with database.begin() as session:
        after = integrations.edit(session, row.id, form, replace(form, notes="Mine."), by=OWNER, clock=clock)
    assert (after.form.notes, after.form.config) == ("Mine.", form.config)


def test_two_services_cannot_have_one_name(database):
    made(database)
    with pytest.raises(FieldsError) as refused:
        made(database)
    assert "name" in refused.value.fields
    with database.read() as session:
        assert len(integrations.listed(session)) == 1


def test_a_change_leaves_what_others_changed_meanwhile(database):
    row = made(database)
    with database.begin() as session:
        integrations.edit(
            session, row.id, RAZORPAY, _with(owner="Meera", config={"account": "acc_2"}), by=MANAGER, clock=clock
        )
    with database.begin() as session:
        now = integrations.edit(session, row.id, RAZORPAY, _with(purpose="Refunds"), by=OWNER, clock=clock)
    assert (now.form.owner, now.form.purpose, now.form.config) == ("Meera", "Refunds", {"account": "acc_2"})
    assert audited(database)[1:] == [
        ("integration.changed", "Ravi", {"fields": ["config", "owner"]}),
        ("integration.changed", "Asha", {"fields": ["purpose"]}),
    ]


def test_the_same_field_changed_by_two_is_a_conflict_and_changes_nothing(database):
    row = made(database)
    with database.begin() as session:
        integrations.edit(session, row.id, RAZORPAY, _with(owner="Meera"), by=MANAGER, clock=clock)
    with pytest.raises(ConflictError, match="owner of Razorpay"), database.begin() as session:
        integrations.edit(session, row.id, RAZORPAY, _with(owner="Kiran", notes="new"), by=OWNER, clock=clock)
    with database.read() as session:
        form = integrations.get(session, row.id).form
    assert (form.owner, form.notes) == ("Meera", "Ask Meera")


def test_a_conflict_shows_no_address_that_lets_in(database):
    row = made(database)
    theirs = {"base_url": "https://hooks.example.com/T024BE7LD/k3yThatLetsIn8Hq2Zw9"}
    with database.begin() as session:
        integrations.edit(session, row.id, RAZORPAY, _with(config=theirs), by=MANAGER, clock=clock)
    with pytest.raises(ConflictError, match="settings of Razorpay") as refused, database.begin() as session:
        integrations.edit(session, row.id, RAZORPAY, _with(config={}), by=OWNER, clock=clock)
    assert "hooks.example.com/T024BE7LD" in str(refused.value)
    assert "k3yThatLetsIn" not in str(refused.value)


def test_a_change_of_nothing_tells_nobody(database):
    row = made(database)
    with database.begin() as session:
        integrations.edit(session, row.id, RAZORPAY, RAZORPAY, by=OWNER, clock=clock)
    assert len(told(database)) == 1


def test_it_is_activated_and_paused_with_the_reason(database):
    row = made(database)
    with database.begin() as session:
        assert integrations.activate(session, row.id, by=MANAGER, clock=clock).status is IntegrationStatus.ACTIVE
        with pytest.raises(ConflictError, match="active already"):
            integrations.activate(session, row.id, by=MANAGER, clock=clock)
        paused = integrations.pause(session, row.id, reason="Audit  week", by=MANAGER, clock=clock)
        assert (paused.status, paused.status_reason) == (IntegrationStatus.INACTIVE, "Audit week")
        with pytest.raises(ConflictError, match="paused already"):
            integrations.pause(session, row.id, by=MANAGER, clock=clock)
    assert [action for action, _, _ in audited(database)] == [
        "integration.added",
        "integration.activated",
        "integration.paused",
    ]


def test_a_new_one_can_be_paused_at_once(database):
    row = made(database)
    with database.begin() as session:
        assert integrations.pause(session, row.id, by=OWNER, clock=clock).status_reason == "Paused by Asha."


@pytest.mark.parametrize("role", [Role.SUPPORT, Role.AUDITOR])
def test_others_than_owner_and_manager_may_not_change_it(database, role):
    row, by = made(database), Actor(3, "Kiran", role, RIGHTS[role])
    vault = MemoryStore()
    deeds = [
        lambda s: integrations.create(s, RAZORPAY, by=by),
        lambda s: integrations.edit(s, row.id, RAZORPAY, RAZORPAY, by=by),
        lambda s: integrations.pause(s, row.id, by=by),
        lambda s: integrations.activate(s, row.id, by=by),
        lambda s: integrations.remove(s, row.id, by=by),
        lambda s: integrations.drop_secret(s, row.id, by=by),
        lambda s: integrations.took_secret(s, row.id, "integration/x", 1, instead_of=0, by=by),
    ]
    for deed in deeds:
        with database.begin() as session, pytest.raises(ForbiddenError):
            deed(session)
    with pytest.raises(ForbiddenError):
        keys.replace(database, vault, row.id, Secret("rzp_live_secret"), by=by)
    assert vault._kept == {}


def test_what_is_gone_is_told(database):
    for deed in (
        lambda s: integrations.get(s, 99),
        lambda s: integrations.pause(s, 99, by=OWNER),
        lambda s: integrations.remove(s, 99, by=OWNER),
    ):
        with database.begin() as session, pytest.raises(NotFoundError, match="INT-99"):
            deed(session)


def _with_webhook(database, row):
    with database.begin() as session:
        endpoint = Endpoint(
            integration_id=row.id,
            url="https://example.com/a",
            event_types="[]",
            secret_name="webhook/1",
            created_at=NOW,
        )
        session.add(endpoint)
        for place, state in enumerate(
            [DeliveryState.DONE, DeliveryState.PENDING, DeliveryState.PAUSED, DeliveryState.DEAD]
        ):
            outbox.record(session, "webhook.test", {}, at=NOW)
            session.flush()
            event = session.scalars(select(Event).order_by(Event.id.desc())).first()
            delivery = Delivery(event_id=event.id, endpoint_id=endpoint.id, state=state, due_at=NOW)
            session.add(delivery)
            session.flush()
            session.add(
                Attempt(
                    delivery_id=delivery.id, token="t", number=1, at=NOW.replace(minute=place), status=500, error="no"
                )
            )
        return endpoint.id


def test_a_row_says_what_waits_and_how_the_last_request_ended(database):
    row = made(database)
    _with_webhook(database, row)
    with database.read() as session:
        now = integrations.get(session, row.id)
    assert (now.endpoints, now.pending, now.dead) == (1, 2, 1)
    assert now.last == Last(NOW.replace(minute=3), 500, "no")


def test_a_removed_service_takes_its_webhooks_and_secrets_along(database):
    row, vault = made(database), MemoryStore()
    _with_webhook(database, row)
    vault.set("webhook/1", Secret("whsec of the webhook"))
    vault.set("webhook/1/headers", Secret("its secret headers"))
    now = keys.replace(database, vault, row.id, Secret("its own secret"), by=OWNER, clock=clock)
    keys.remove(database, vault, row.id, by=OWNER, clock=clock)
    assert vault.versions("webhook/1") == vault.versions("webhook/1/headers") == vault.versions(now.secret_name) == ()
    with database.read() as session:
        assert integrations.listed(session) == []
        assert session.scalars(select(Endpoint)).all() == session.scalars(select(Delivery)).all() == []
    assert audited(database)[-1] == ("integration.removed", "Asha", {"name": "Razorpay", "webhooks": 1})


def test_a_planted_secret_is_in_no_row(database):
    row, vault = made(database), MemoryStore()
    keys.replace(database, vault, row.id, Secret("c4nary-secret-value"), by=OWNER, clock=clock)
    with pytest.raises(SakshiError) as refused:
        keys.replace(database, vault, 99, Secret("c4nary-secret-value"), by=OWNER, clock=clock)
    assert "c4nary" not in repr(refused.value)
    with database.reading() as connection:
        tables = ("integrations", "endpoints", "audit_entries", "events", "settings", "workers", "audit_personal")
        kept = [tuple(row) for name in tables for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
    assert len(kept) >= 4
    assert "c4nary" not in repr(kept)


def _with(**changed):
    from dataclasses import replace

    return replace(RAZORPAY, **changed)


def test_nothing_is_sent_to_a_paused_service_and_what_is_due_waits(database):
    row = made(database)
    key = _with_webhook(database, row)
    with database.begin() as session:
        assert endpoints.targets(session, at=NOW) == []
        assert endpoints.one(session, key, at=NOW).waits == "Razorpay is paused: activate it, and what waits is sent."
        integrations.activate(session, row.id, by=OWNER, clock=clock)
        assert [target.id for target in endpoints.targets(session, at=NOW)] == [key]
        assert "paused" not in endpoints.one(session, key, at=NOW).waits
        integrations.pause(session, row.id, by=OWNER, clock=clock)
        assert endpoints.targets(session, at=NOW) == []
