import asyncio
import base64
import errno
import hashlib
import json
import socket
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from standardwebhooks import Webhook

from sakshi_desktop.connectors.dialing import DeniedError, Gate
from sakshi_desktop.connectors.webhook import HUNG_UP, Sender
from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.hub import addresses, rules, signing
from sakshi_desktop.hub.types import Outcome, Request
from tests import receiver
from tests.receiver import Receiver

SECRET = signing.new_secret()
BODY = '{"type":"order.cancelled","data":{"note":"चाय"}}'.encode()
UNKNOWN_ISSUER = Path(__file__).parent / "unknown_issuer.pem"


def _request(url, **headers):
    return Request(url, "msg_1", BODY, headers, (signing.key(SECRET),), frozenset({"authorization"}))


def _send(url, *, times=1, allowed=(), headers=(), resolve=addresses.system_resolve, **settings):
    async def work():
        entries = [addresses.parse_allowance(text) for text in allowed]
        async with Sender(Gate(resolve, entries), **settings) as sender:
            return [await sender.send(_request(url, **dict(headers))) for _ in range(times)]

    return asyncio.run(work())


def _sent_to(behave, **settings):
    with Receiver(behave) as there:
        (answer,) = _send(there.url, allowed=[there.place], **settings)
        return answer, there


def test_the_bytes_that_are_signed_are_the_bytes_that_arrive():
    answer, there = _sent_to(receiver.good)
    (came,) = there.received
    assert came.body == BODY
    assert Webhook(SECRET.reveal()).verify(came.body, came.headers) == came.json
    assert answer.request_sha256 == hashlib.sha256(came.body).hexdigest()
    assert (answer.outcome, answer.status, answer.response, answer.response_bytes) == (Outcome.DELIVERED, 200, "ok", 2)
    assert came.headers["content-type"] == "application/json"
    assert came.headers["host"] == there.place


def test_headers_go_along_and_secret_ones_are_not_written_down():
    with Receiver() as there:
        (answer,) = _send(there.url, allowed=[there.place], headers={"Authorization": "hunter2", "X-Shop": "7"}.items())
    assert there.received[0].headers["authorization"] == "hunter2"
    assert answer.sent_headers["Authorization"] == HIDDEN
    assert answer.sent_headers["X-Shop"] == "7"
    assert "hunter2" not in repr(answer)


@pytest.mark.parametrize(
    "said",
    [
        "Bearer c4nary/of=the test",
        "c4nary/of=the test",
        json.dumps({"authorization": "Bearer c4nary/of=the test"}).replace("/", "\\/"),
        base64.b64encode(b"c4nary/of=the test").decode(),
        quote("c4nary/of=the test", safe=""),
        SECRET.reveal(),
        SECRET.reveal().removeprefix("whsec_"),
    ],
    ids=["whole", "without its scheme", "in JSON", "in base64", "in an address", "key", "key without its mark"],
)
def test_a_receiver_that_repeats_a_secret_is_kept_without_it(said):
    with Receiver(receiver.status(500, body=f"You sent {said}, which is wrong.".encode())) as there:
        heads = {"Authorization": "Bearer c4nary/of=the test"}
        (answer,) = _send(there.url, allowed=[there.place], headers=heads.items())
    assert answer.response.startswith("You sent ")
    assert answer.response.endswith("[secret], which is wrong.") or answer.response.endswith(
        '[secret]"}, which is wrong.'
    )
    assert not any(form in answer.response for form in ("c4nary", "YzRuYXJ5", SECRET.reveal()[6:]))


def test_the_password_of_a_basic_header_is_hidden_in_the_clear_too():
    basic = base64.b64encode(b"owner:c4nary").decode()
    with Receiver(receiver.status(401, body=b"no c4nary, owner:c4nary")) as there:
        (answer,) = _send(there.url, allowed=[there.place], headers={"Authorization": f"Basic {basic}"}.items())
    assert answer.response == "no [secret], [secret]"


@pytest.mark.parametrize("room", range(1, len("c4nary-value")))
def test_a_secret_at_the_end_of_what_is_kept_is_hidden_too(room):
    body = b"." * (rules.RESPONSE_CAP - room) + b"c4nary-value and more"
    with Receiver(receiver.status(500, body=body)) as there:
        (answer,) = _send(there.url, allowed=[there.place], headers={"Authorization": "c4nary-value"}.items())
    assert "c4na" not in answer.response


@pytest.mark.parametrize(
    ("behave", "outcome", "words"),
    [
        (receiver.status(204, body=b""), Outcome.DELIVERED, None),
        (receiver.status(500), Outcome.FAILED, "It answered 500."),
        (receiver.status(404), Outcome.FAILED, "It answered 404."),
        (receiver.status(410), Outcome.GONE, "nobody is there"),
        (receiver.status(429), Outcome.SLOW, "It answered 429."),
        (receiver.status(302, "Location: http://127.0.0.1:1/x"), Outcome.FAILED, "never redirected"),
        (receiver.breaking_header, Outcome.FAILED, "closed the connection"),
        (receiver.hanging_up, Outcome.FAILED, "closed the connection"),
        (receiver.breaking_body, Outcome.FAILED, "broke off in the middle"),
        (receiver.nonsense, Outcome.FAILED, "no proper HTTP"),
        (receiver.endless, Outcome.FAILED, "longer than 1 MB"),
    ],
)
def test_whatever_a_receiver_does_is_one_attempt_with_a_reason(behave, outcome, words):
    answer, there = _sent_to(behave)
    assert answer.outcome is outcome
    assert (answer.error or "") == "" if words is None else words in answer.error
    assert len(there.received) == 1


@pytest.mark.parametrize(
    ("behave", "words"), [(receiver.silent, "did not answer"), (receiver.dripping, "did not end its answer")]
)
def test_one_deadline_holds_for_all_of_a_request(behave, words):
    answer, _ = _sent_to(behave, deadline=0.5)
    assert answer.outcome is Outcome.SLOW
    assert words in answer.error
    assert 400 <= answer.millis < 5_000


def test_only_the_beginning_of_a_long_answer_is_kept():
    answer, _ = _sent_to(receiver.status(200, body="क\0".encode() * 20_000))
    assert answer.outcome is Outcome.DELIVERED
    assert answer.response_bytes == 80_000
    assert 19_000 < len(answer.response.encode()) <= 20_000
    assert "\0" not in answer.response


def test_the_receivers_wish_is_passed_on():
    answer, _ = _sent_to(receiver.status(503, "Retry-After: 77"))
    assert answer.retry_after == 77


def test_a_wish_that_no_calendar_holds_is_no_wish():
    wish = "Retry-After: Fri, 01 Jan 99999999999999999999 00:00:00 GMT"
    answer, _ = _sent_to(receiver.status(503, wish))
    assert (answer.outcome, answer.status, answer.error) == (Outcome.FAILED, 503, "It answered 503.")
    assert (answer.response, answer.retry_after) == ("no", None)


def test_a_certificate_of_an_unknown_issuer_is_refused():
    with Receiver(certificate=UNKNOWN_ISSUER) as there:
        (answer,) = _send(there.url, allowed=[there.place])
    assert answer.outcome is Outcome.FAILED
    assert "certificate is not valid" in answer.error
    assert there.received == []


def test_a_port_where_nobody_listens_is_a_failure_with_its_name():
    with Receiver() as there:
        url, place = there.url, there.place
    (answer,) = _send(url, allowed=[place])
    assert answer.error == f"Nobody listens at {place}."
    assert answer.outcome is Outcome.FAILED


def test_a_kept_connection_is_used_again():
    with Receiver() as there:
        answers = _send(there.url, times=5, allowed=[there.place])
    assert {answer.outcome for answer in answers} == {Outcome.DELIVERED}
    assert there.connections == 1


def test_a_kept_connection_is_not_used_again_once_its_address_is_not_allowed_any_more():
    async def work():
        entry = addresses.parse_allowance(there.place)
        gate = Gate(allowed=[entry])
        async with Sender(gate) as sender:
            for entries in ((entry,), (), (entry,)):
                gate.allowed = entries
                answers.append(await sender.send(_request(there.url)))
                answers.append(await sender.send(_request(there.url)))

    answers = []
    with Receiver() as there:
        asyncio.run(work())
    good, bad = Outcome.DELIVERED, Outcome.FAILED
    assert [answer.outcome for answer in answers] == [good, good, bad, bad, good, good]
    assert answers[2].error == "It leads to 127.0.0.1: this PC itself, which is not allowed."
    assert (len(there.received), there.connections) == (4, 2)


def test_a_kept_connection_that_died_costs_no_attempt():
    with Receiver(receiver.good_once) as there:
        answers = _send(there.url, times=3, allowed=[there.place])
    assert [answer.error for answer in answers] == [None] * 3
    assert len(there.received) == 3


def test_a_request_that_was_sent_twice_tells_of_both():
    """The receiver took it on a kept connection, and fell over before it answered."""
    times = iter([datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 3, tzinfo=UTC)])
    with Receiver(receiver.in_turn(receiver.good, receiver.hanging_up, receiver.good)) as there:
        first, second = _send(there.url, times=2, allowed=[there.place], clock=lambda: next(times))
    assert first.before is None
    assert (second.outcome, second.status, second.error) == (Outcome.DELIVERED, 200, None)
    assert (second.before.status, second.before.error) == (None, HUNG_UP)
    came = [one.headers["webhook-timestamp"] for one in there.received]
    assert came[1:] == [one.sent_headers["webhook-timestamp"] for one in (second.before, second)]
    assert int(came[2]) - int(came[1]) == 86_400


def test_a_connection_that_was_made_for_a_request_and_dies_is_no_reason_to_send_it_again():
    answer, there = _sent_to(receiver.hanging_up)
    assert (answer.outcome, answer.before, len(there.received)) == (Outcome.FAILED, None, 1)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "127.1", "0"])
def test_this_pc_is_not_dialled_without_an_entry(host):
    with Receiver() as there:
        (answer,) = _send(f"http://{host}:{there.port}/hook")
    assert answer.outcome is Outcome.FAILED
    assert "not allowed" in answer.error or "cannot be dialled" in answer.error
    assert there.connections == 0


def test_an_entry_for_another_port_does_not_help():
    with Receiver() as there:
        (answer,) = _send(there.url, allowed=["127.0.0.1:1"])
    assert "not allowed" in answer.error
    assert there.connections == 0


def test_a_lying_look_up_leads_nowhere():
    """A host that was public when it was saved turns to this PC when it is dialled."""
    replies = iter([["93.184.215.14"], ["127.0.0.1"]])

    def resolve(_host, _port):
        return next(replies)

    with Receiver() as there:
        url = f"https://orders.example.com:{there.port}/hook"
        assert addresses.check(url, (), resolve) == ("93.184.215.14",)
        (answer,) = _send(url, resolve=resolve)
    assert "leads to 127.0.0.1" in answer.error
    assert there.connections == 0


def test_even_a_resolver_that_is_got_around_makes_no_socket():
    gate = Gate()
    with pytest.raises(DeniedError, match=r"169\.254"):
        gate.make_socket((socket.AF_INET, socket.SOCK_STREAM, 0, "", ("169.254.169.254", 80)))


def test_the_checked_address_is_dialled_and_the_name_is_kept():
    with Receiver() as there:
        url = f"http://orders.example.com:{there.port}/hook"
        (answer,) = _send(url, allowed=[there.place], resolve=lambda _host, _port: ["10.0.0.1", "127.0.0.1"])
    assert answer.outcome is Outcome.DELIVERED
    assert there.received[0].headers["host"] == f"orders.example.com:{there.port}"


def _raise(number):
    def resolve(_host, _port):
        raise socket.gaierror(number, "as it is")

    return resolve


@pytest.mark.parametrize(
    ("number", "network", "outcome", "words"),
    [
        (socket.EAI_AGAIN, False, Outcome.AWAY, "This PC has no network"),
        (socket.EAI_NONAME, False, Outcome.AWAY, "This PC has no network"),
        (socket.EAI_NONAME, True, Outcome.FAILED, "There is no host orders.example.com."),
        (socket.EAI_AGAIN, True, Outcome.FAILED, "The name orders.example.com cannot be looked up at present."),
    ],
)
def test_a_pc_without_network_is_told_from_a_host_that_is_not_found(number, network, outcome, words):
    (answer,) = _send("https://orders.example.com", resolve=_raise(number), network=lambda: network)
    assert answer.outcome is outcome
    assert answer.error.startswith(words)


class _NoWay(Gate):
    """Finds no way to any address, as a PC does that has none of its kind."""

    def make_socket(self, place):
        raise OSError(errno.ENETUNREACH, "Network is unreachable")


@pytest.mark.parametrize(("network", "outcome"), [(False, Outcome.AWAY), (True, Outcome.FAILED)])
def test_a_receiver_to_which_there_is_no_way_is_told_from_a_pc_without_network(network, outcome):
    async def work():
        gate = _NoWay(lambda _host, _port: ["93.184.215.14"])
        async with Sender(gate, network=lambda: network) as sender:
            return await sender.send(_request("https://orders.example.com"))

    assert asyncio.run(work()).outcome is outcome


def test_the_environment_names_no_proxy_for_us(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    answer, _ = _sent_to(receiver.good)
    assert answer.outcome is Outcome.DELIVERED


def test_every_try_has_its_own_time_and_the_same_id():
    times = iter([datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)])
    with Receiver() as there:
        _send(there.url, times=2, allowed=[there.place], clock=lambda: next(times))
    first, second = (came.headers for came in there.received)
    assert first["webhook-id"] == second["webhook-id"] == "msg_1"
    assert int(second["webhook-timestamp"]) - int(first["webhook-timestamp"]) == 86_400
    assert first["webhook-signature"] != second["webhook-signature"]
