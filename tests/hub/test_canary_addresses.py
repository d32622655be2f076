"""A secret that had to be kept in the open, in an address or an old header, is seen nowhere but where it is kept."""

import json
import logging

import pytest
from sqlalchemy import update

from sakshi_desktop.app import App
from sakshi_desktop.cli import webhook_words
from sakshi_desktop.connectors.reading import Reading
from sakshi_desktop.core import redaction
from sakshi_desktop.core.errors import FieldsError, InvalidError
from sakshi_desktop.core.rights import THIS_PC
from sakshi_desktop.core.settings import Settings
from sakshi_desktop.core.vocabulary import IntegrationType
from sakshi_desktop.hub import claims, deliveries, document, endpoints, holders, integrations, oauth, samples
from sakshi_desktop.hub.connected import IntegrationForm
from sakshi_desktop.hub.deliveries import Wanted
from sakshi_desktop.hub.offers import ENDPOINT
from sakshi_desktop.hub.types import EndpointForm, Outcome, Request
from sakshi_desktop.hub.webhooks import Webhooks
from sakshi_desktop.store import instants
from sakshi_desktop.store.base import Base
from sakshi_desktop.store.models import Endpoint
from sakshi_desktop.vault.memory_store import MemoryStore
from tests.hub import post

CANARY = "kanary7q"
HTTPS = "https://"
ADDRESSES = (
    f"https://orders.example.com/hook?token={CANARY}",
    f"https://orders.example.com/hook?x=1&client_secret={CANARY}&y=2",
    f"{HTTPS}hooks.zapier.com/hooks/catch/123456/{CANARY}/",
    f"{HTTPS}hook.eu1.make.com/{CANARY}",
    f"{HTTPS}hooks.slack.com/services/T024/B02/{CANARY}",
    f"{HTTPS}discord.com/api/webhooks/1234567890/{CANARY}",
    f"{HTTPS}{CANARY}.m.pipedream.net",
    f"{HTTPS}maker.ifttt.com/trigger/sale/with/key/{CANARY}",
    f"{HTTPS}a.webhook.office.com/webhookb2/11@22/IncomingWebhook/33/{CANARY}",
    f"{HTTPS}chat.googleapis.com/v1/spaces/AAAA/messages?key={CANARY}&token={CANARY}",
)
HEADERS = {"X-Auth": CANARY, "X-Outlet": "Bandra"}


@pytest.fixture
def program(tmp_path, address):
    made = App(Settings(database=address, folder=tmp_path))
    made.vault = MemoryStore()
    yield made
    made.close()


@pytest.fixture
def hooks(program):
    return Webhooks(program.database, program.vault, resolve=lambda _host, _port: ["93.184.215.14"])


def _sent(program, url, place):
    """Let a trial end in an answer that repeats what it was sent, and name the host that could not be found."""
    target = endpoints.target
    with program.database.begin() as session:
        now = target(session, place, at=post.LATER)
        (claim,) = claims.take(session, {place: 1}, claims.new_token(), at=instants.moment(session, program.clock))
    request = Request(url, claim.message, claim.body, now.headers, (), now.telling)
    reading = Reading(request, {**now.headers, "webhook-signature": "v1,abc"})
    reading.take(f'{{"url": "{url}", "headers": {json.dumps(dict(now.headers))}}}'.encode())
    host = url.partition("://")[2].partition("/")[0]
    answer = reading.failed(f"There is no host {host}.", Outcome.FAILED)
    with program.database.begin() as session:
        claims.record(session, [claims.Result(claim, answer)], at=instants.moment(session, program.clock))


def _shown(program, hooks, place):
    """Return all that is said of a receiver: by the command line, the window's rows, exports and the document."""
    row = hooks.one(place)
    with program.database.read() as session:
        at = instants.moment(session, program.clock)
        sample = samples.of(session, place, "webhook.test", at=at)
        sent = deliveries.listed(session, Wanted(endpoint_id=place))
        tries = [one for each in sent for one in deliveries.attempts(session, each.id)]
        said = [document.compose(session, at=at), *map(repr, holders.uses(session, at=at))]
    words = [webhook_words.as_json(row), webhook_words.cells(row), [webhook_words.delivery_json(one) for one in sent]]
    words += [[webhook_words.attempt_json(one) for one in tries], webhook_words.shown(sent[0], tries), repr(sample)]
    assert tries
    return json.dumps(words, default=str) + "".join(said) + repr((sent, tries)) + webhook_words.previewed(sample)


def _rows(program):
    """Return all that stands in the database but the address and the headers of receivers, by the table."""
    kept_in_the_open = {"endpoints.url", "endpoints.headers"}
    found = {}
    with program.database.reading() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [one for one in table.columns if f"{table.name}.{one.name}" not in kept_in_the_open]
            rows = connection.execute(table.select().with_only_columns(*columns)).all() if columns else []
            found[table.name] = "\n".join(str(value) for row in rows for value in row)
    return found


@pytest.mark.parametrize("url", ADDRESSES)
def test_a_key_in_an_address_is_seen_nowhere_else(program, hooks, url, caplog):
    row, _ = hooks.add(EndpointForm(url))
    hooks.edit(row.id, hooks.one(row.id).form)
    hooks.try_out(row.id)
    _sent(program, url, row.id)
    hooks.disable(row.id)
    assert hooks.one(row.id).form.url == url, "what is dialled stays"
    assert CANARY not in _shown(program, hooks, row.id)
    assert {name for name, held in _rows(program).items() if CANARY in held} == set()
    assert CANARY not in redaction.clean(f"POST {url} failed")
    with pytest.raises(InvalidError) as refused:
        hooks.edit(row.id, EndpointForm(hooks.one(row.id).url))
    assert CANARY not in f"{refused.value} {vars(refused.value)}"
    assert CANARY not in caplog.text


def test_a_header_that_was_kept_in_the_open_before_is_seen_nowhere_else(program, hooks):
    row, _ = hooks.add(EndpointForm("https://orders.example.com/hook"))
    with program.database.begin() as session:
        session.execute(update(Endpoint).values(headers=json.dumps({"open": HEADERS, "secret": [], "version": 0})))
    hooks.try_out(row.id)
    _sent(program, "https://orders.example.com/hook", row.id)
    shown = _shown(program, hooks, row.id)
    assert "Bandra" in shown
    assert "v1,abc" in shown
    assert CANARY not in shown
    assert {name for name, held in _rows(program).items() if CANARY in held} == set()
    with pytest.raises(FieldsError, match="X-Auth looks like a secret") as refused:
        hooks.edit(row.id, hooks.one(row.id).form)
    assert CANARY not in str(refused.value)


def test_requests_of_before_show_no_header_that_is_a_secret(database, place):
    post.sent(database, place, count=1)
    post.settle(database, post.take(database, place))
    with database.begin() as session:
        from sakshi_desktop.store.models import Attempt

        heads = json.dumps(HEADERS | {"webhook-signature": "v1,abc", "Content-Type": "application/json"})
        session.execute(update(Attempt).values(sent_headers=heads))
    with database.read() as session:
        (one,) = deliveries.attempts(session, 1)
    assert one.sent_headers == {
        "X-Auth": "••••", "X-Outlet": "Bandra", "webhook-signature": "v1,abc", "Content-Type": "application/json"
    }  # fmt: skip


@pytest.mark.parametrize(
    "config",
    [
        {oauth.TOKEN_URL: f"https://books.example.com/token?client_secret={CANARY}"},
        {oauth.AUTHORIZE_URL: f"https://books.example.com/sign-in?api_key={CANARY}"},
        {"client_secret": CANARY},
        {"base_url": f"https://books.example.com/?access_token={CANARY}"},
        {"note": f"Bearer {CANARY}"},
    ],
)
def test_a_secret_among_the_settings_of_a_service_is_refused_and_not_repeated(program, config, caplog):
    form = IntegrationForm("Books", IntegrationType.CUSTOM, ENDPOINT, config=config)
    with pytest.raises(FieldsError) as refused, program.database.begin() as session:
        integrations.create(session, form, by=THIS_PC)
    logging.getLogger("sakshi_desktop").warning("refused %s", refused.value)
    assert CANARY not in f"{refused.value} {refused.value!r} {vars(refused.value)} {caplog.text}"
    assert {name for name, held in _rows(program).items() if CANARY in held} == set()


def test_a_service_at_an_address_that_is_the_key_is_shown_with_dots(program):
    url = f"{HTTPS}hooks.slack.com/services/T024/B02/{CANARY}"
    form = IntegrationForm("Slack", IntegrationType.CUSTOM, ENDPOINT, config={"base_url": url})
    with program.database.begin() as session:
        row = integrations.create(session, form, by=THIS_PC)
        assert row.form.config["base_url"] == url
        assert CANARY not in document.compose(session, at=post.LATER)
