"""Services and webhooks are tried as they are typed, over a real connection, and live needs that to have passed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from sakshi_desktop.core.errors import ConflictError, FieldsError, ForbiddenError, InvalidError
from sakshi_desktop.core.rights import THIS_PC, Actor
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import IntegrationType, Role, RunKind, SyncDirection
from sakshi_desktop.hub import allowances, deliveries, endpoints, integrations, keys, proofs, sync_rows, syncs
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.streams import Days
from sakshi_desktop.hub.types import EndpointForm
from sakshi_desktop.hub.webhooks import Webhooks
from sakshi_desktop.jobs.syncing import Engine, Held, Opening
from sakshi_desktop.jobs.trials import Trials
from sakshi_desktop.store.models import AuditEntry
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.books import TOKEN, Books
from tests.receiver import Receiver, breaking_header, endless, status

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
CANARY = "c4nary-typed-and-never-saved"


class Desk:
    """A house with a vault, and what is tried from its desk."""

    def __init__(self, database):
        self.database, self.vault = database, MemoryStore()
        self.trials = Trials(database, self.vault, clock=lambda: NOW)
        self.webhooks = Webhooks(database, self.vault, clock=lambda: NOW)

    def allow(self, place):
        with self.database.begin() as session:
            allowances.allow(session, place, by=THIS_PC, at=NOW)

    def connect(self, form, token=TOKEN):
        secret = Secret(token) if token else None
        return keys.connect(self.database, self.vault, form, secret, by=THIS_PC, clock=lambda: NOW)

    def do(self, deed, *words, **more):
        with self.database.begin() as session:
            return deed(session, *words, by=THIS_PC, clock=lambda: NOW, **more)

    def row(self, key):
        with self.database.read() as session:
            return integrations.get(session, key)

    def audited(self):
        with self.database.read() as session:
            return session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()


@pytest.fixture
def desk(database):
    return Desk(database)


@pytest.fixture
def books(desk):
    with Books([{"id": 1, "name": "Chai", "price_paise": 4_000}]) as made:
        desk.allow(made.place)
        yield made


def own(books, **config):
    return IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config={"base_url": books.url, **config})


def test_a_service_is_asked_as_it_is_typed_and_nothing_is_kept(desk, books):
    proof = desk.trials.service(own(books, items_url=f"{books.url}/items"), Secret(TOKEN))
    assert proof.passed
    assert proof.sentence.startswith("Own books answered in ")
    assert proof.sentence.endswith(" ms and lets us in with this secret.")
    assert sorted(books.methods()) == ["GET", "GET"]
    assert {heads["Authorization"] for _, _, heads in books.asked} == {f"Bearer {TOKEN}"}
    assert (books.kept, desk.vault._kept) == ({}, {})
    with desk.database.read() as session:
        assert integrations.listed(session) == []


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ([(401, {}, b"")], "Own books refused the secret (401). Enter it again."),
        ([(500, {}, b"")], "Own books failed (500)."),
        ([(302, {"Location": "https://elsewhere.example.com"}, b"")], "Own books sent us elsewhere (302), where a secret is never sent. Set the address that it names."),  # noqa: E501
        ([(429, {"Retry-After": "9"}, b"")], "Own books asks for patience (429)."),
    ],
)  # fmt: skip
def test_why_a_test_failed_is_a_sentence_without_the_secret(desk, books, answers, sentence):
    books.answers.extend(answers)
    proof = desk.trials.service(own(books), Secret(CANARY))
    assert (proof.passed, proof.sentence) == (False, sentence)
    assert "c4nary" not in f"{proof} {desk.audited()}"


def test_a_service_that_repeats_what_was_typed_does_not_make_it_seen(desk, books):
    books.answers.append((422, {}, {"message": f"no such key {CANARY}"}))
    proof = desk.trials.service(own(books), Secret(CANARY))
    assert "no such key [secret]" in proof.sentence
    assert "c4nary" not in proof.sentence


def test_what_cannot_be_asked_is_said(desk, books):
    gone = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT, config={"base_url": "http://127.0.0.1:9"})
    assert "which is not allowed" in desk.trials.service(gone).sentence
    unset = IntegrationForm("Own books", IntegrationType.CUSTOM, ENDPOINT)
    assert desk.trials.service(unset).sentence.startswith("The address of the service is not set.")
    with pytest.raises(FieldsError):
        desk.trials.service(IntegrationForm("", IntegrationType.CUSTOM, ENDPOINT))
    razorpay = IntegrationForm("Razorpay", IntegrationType.PAYMENT, "Razorpay")
    assert desk.trials.service(razorpay).passed is None
    support = Trials(desk.database, desk.vault, by=Actor(name="Asha", role=Role.SUPPORT, rights=frozenset()))
    with pytest.raises(ForbiddenError):
        support.service(own(books))


def test_live_needs_a_passed_test_of_these_settings_and_this_secret(desk, books):
    row = desk.connect(own(books))
    assert (row.live, row.proven, row.tested_at) == (False, False, None)
    with pytest.raises(ConflictError, match="has not passed a test with its present settings and secret"):
        desk.do(proofs.go_live, row.id)
    assert desk.trials.integration(row.id).passed
    assert desk.do(proofs.go_live, row.id).live
    with pytest.raises(ConflictError, match="is live already"):
        desk.do(proofs.go_live, row.id)
    before = desk.row(row.id)
    noted = replace(before.form, notes="Asked Ravi")
    assert desk.do(integrations.edit, row.id, before.form, noted).live
    before = desk.row(row.id)
    changed = desk.do(integrations.edit, row.id, before.form, own(books, account="other"))
    assert (changed.live, changed.proven) == (False, False)
    assert desk.trials.integration(row.id).passed
    desk.do(proofs.go_live, row.id)
    other = keys.replace(desk.database, desk.vault, row.id, Secret(TOKEN), by=THIS_PC)
    assert (other.live, other.proven) == (False, False)
    assert [action for action in desk.audited() if "mode" in action] == [
        "integration.live_mode",
        "integration.test_mode",
        "integration.live_mode",
        "integration.test_mode",
    ]


def test_a_test_that_passed_before_the_change_was_saved_keeps_a_live_service_live(desk, books):
    row = desk.connect(own(books))
    desk.trials.integration(row.id)
    live = desk.do(proofs.go_live, row.id)
    wanted = own(books, account="other")
    proof = desk.trials.service(wanted, of=row.id)
    saved = keys.change(desk.database, desk.vault, live, wanted, by=THIS_PC)
    assert not saved.live
    assert desk.do(proofs.settle, saved, wanted, proof, was_live=True).live
    failed = proofs.Proof("It failed.", passed=False)
    assert not desk.do(proofs.settle, saved, wanted, failed, was_live=True).proven


def test_in_test_mode_a_sync_is_made_dry_and_nothing_else_is(desk, books):
    row = desk.connect(own(books, items_url=f"{books.url}/items"))
    desk.do(integrations.activate, row.id)
    job = desk.do(syncs.add, row.id, "items", SyncDirection.PULL, "manual")

    def run():
        desk.do(syncs.run_now, job)
        opening = Opening(desk.database, desk.vault, clock=lambda: NOW)
        Engine(desk.database, opening, "here", Held(desk.database, desk.vault), moment=lambda _session: NOW).run_due()
        with desk.database.read() as session:
            return sync_rows.get(session, job).last

    dry = run()
    assert (dry.kind, dry.created) == (RunKind.DRY, 1)
    for deed, words in ((syncs.apply, (dry.id,)), (syncs.backfill, (job, Days(1, 2)))):
        with pytest.raises(ConflictError, match="Own books is in test mode: only dry runs are made"):
            desk.do(deed, *words)
    desk.trials.integration(row.id)
    desk.do(proofs.go_live, row.id)
    assert (run().kind, run().kind) == (RunKind.REGULAR, RunKind.REGULAR)
    desk.do(syncs.backfill, job, Days(1, 2))
    assert not desk.do(proofs.go_test, row.id).live
    with desk.database.read() as session:
        assert sync_rows.get(session, job).state == "idle"


def test_a_webhook_takes_a_trial_before_it_is_saved(desk):
    secret = Secret("whsec_" + "A" * 40)
    with Receiver() as receiver:
        desk.allow(receiver.place)
        form = EndpointForm(receiver.url, headers={"X-Outlet": "Bandra"})
        proof = desk.trials.webhook(form, secret, {"Authorization": Secret(CANARY)})
        (got,) = receiver.received
    assert proof.passed
    assert proof.sentence.startswith("It took a trial and answered 200 in ")
    assert got.json["type"] == "webhook.test"
    heads = {name.lower(): value for name, value in got.headers.items()}
    assert (heads["x-outlet"], heads["authorization"], heads["sakshi-mode"]) == ("Bandra", CANARY, "test")
    assert (desk.webhooks.listed(), desk.vault._kept) == ([], {})


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (status(500), "It answered 500."),
        (status(302, "Location: https://example.com"), "It sent us elsewhere (302); webhooks are never redirected."),
        (status(410), "nobody is there any more"),
        (breaking_header, "It closed the connection before it answered."),
        (endless, "Its answer is longer than 1 MB."),
    ],
)
def test_a_webhook_that_takes_no_trial_says_why(desk, behave, words):
    with Receiver(behave) as receiver:
        desk.allow(receiver.place)
        proof = desk.trials.webhook(EndpointForm(receiver.url))
    assert proof.passed is False
    assert words in proof.sentence
    assert desk.webhooks.listed() == []


def test_a_webhook_that_cannot_be_taken_is_not_tried(desk):
    for url in ("orders.example.com", "https://ravi:pw@example.com", "http://10.0.0.1/hook"):
        with pytest.raises(InvalidError):
            desk.trials.webhook(EndpointForm(url))
    with pytest.raises(InvalidError, match="Sakshi-Mode is set by Sakshi itself"):
        desk.trials.webhook(EndpointForm("https://example.com", headers={"Sakshi-Mode": "live"}))


def test_webhooks_of_a_service_in_test_mode_say_so_and_a_test_of_it_asks_them(desk):
    razorpay = desk.connect(IntegrationForm("Razorpay", IntegrationType.PAYMENT, "Razorpay"), token=None)
    assert desk.trials.integration(razorpay.id).passed is None
    with Receiver() as receiver:
        desk.allow(receiver.place)
        made, _ = desk.webhooks.add(EndpointForm(receiver.url, integration_id=razorpay.id))
        proof = desk.trials.integration(razorpay.id)
    assert proof.passed
    assert proof.sentence.startswith("WHK-")
    desk.do(integrations.activate, razorpay.id)

    def heads():
        with desk.database.read() as session:
            (target,) = endpoints.targets(session, at=NOW)
            return target.headers

    with desk.database.begin() as session:
        deliveries.try_out(session, made.id, "webhook.test", {}, by=THIS_PC, at=NOW)
    with desk.database.read() as session:
        assert [row.test for row in deliveries.listed(session, Wanted())] == [True]
    assert heads() == {"Sakshi-Mode": "test"}
    desk.do(proofs.go_live, razorpay.id)
    assert heads() == {}
    with desk.database.read() as session:
        assert [row.test for row in deliveries.listed(session, Wanted())] == [False]


def test_a_webhook_of_no_service_is_live(desk):
    with Receiver() as receiver:
        desk.allow(receiver.place)
        desk.webhooks.add(EndpointForm(receiver.url))
        with desk.database.read() as session:
            (target,) = endpoints.targets(session, at=NOW + timedelta(hours=1))
    assert target.headers == {}
