import errno
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sakshi_desktop.connectors import VENDORS, Account, rest
from sakshi_desktop.connectors.http import Caller
from sakshi_desktop.core.errors import AwayError, ConnectorError, InvalidError, RecordError
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import connected, offers
from sakshi_desktop.hub.addresses import parse_allowance
from sakshi_desktop.hub.streams import Days, Record
from sakshi_desktop.jobs.syncing.opening import KEEPERS, READERS
from tests.books import TOKEN, Books
from tests.receiver import Receiver, breaking_body, breaking_header, dripping_after, endless, nonsense

RECORD = Record("sakshi:LOC-3:2026-11-25", {"net_sales_paise": 123_450}, 123_450)
NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)


@pytest.fixture
def books():
    with Books() as made:
        yield made


@pytest.fixture
def opened():
    made = []

    def account(books, *, allow=True, token=TOKEN, **config):
        allowed = (parse_allowance(books.place),) if allow else ()
        return Account(
            "Own books",
            {"base_url": books.url, **config},
            Secret(token) if token else None,
            allowed,
            clock=lambda: NOW,
        )

    def end(door, books, **more):
        made.append(door(account(books, **more), "items" if door is rest.source else "daily sales"))
        return made[-1]

    yield end
    for one in made:
        one.close()


@pytest.fixture
def sink(books, opened):
    return opened(rest.sink, books)


def refused(act, *words):
    with pytest.raises((ConnectorError, RecordError)) as said:
        act(*words)
    return said.value


def test_a_record_is_written_found_and_taken_back_under_its_posting_key(books, sink):
    assert sink.find(RECORD.external_id) is None
    assert sink.push(RECORD, None) == RECORD.external_id
    assert books.kept == {"sakshi:LOC-3:2026-11-25": {"net_sales_paise": 123_450}}
    assert sink.find(RECORD.external_id) == RECORD.external_id
    sink.undo(RECORD.external_id, None)
    sink.undo(RECORD.external_id, None)  # a second time finds nothing, and is no error
    assert books.kept == {}


def test_what_was_there_before_is_written_again(books, sink):
    sink.push(RECORD, None)
    sink.undo(RECORD.external_id, {"net_sales_paise": 7})
    assert books.kept[RECORD.external_id] == {"net_sales_paise": 7}


def test_the_same_record_has_the_same_key_of_idempotency_and_a_corrected_one_another(books, sink):
    sink.push(RECORD, None)
    sink.push(RECORD, RECORD.external_id)
    sink.push(Record(RECORD.external_id, {"net_sales_paise": 1}), RECORD.external_id)
    first, again, other = (headers["Idempotency-Key"] for _, _, headers in books.asked)
    assert first == again
    assert first != other
    assert all(key.startswith(f"{RECORD.external_id}/") for key in (first, other))


def test_a_name_with_odd_letters_arrives_as_it_is(books, sink):
    name = "चाय/½ ?#%20&.."
    sink.push(Record(name, {}), None)
    assert list(books.kept) == [name]
    assert sink.find(name) == name


@pytest.mark.parametrize(
    ("status", "headers", "retryable", "unknown", "wish"),
    [
        (401, {}, False, False, None),
        (403, {}, False, False, None),
        (404, {}, False, False, None),
        (302, {"Location": "http://127.0.0.1/"}, False, False, None),
        (429, {"Retry-After": "120"}, True, False, 120.0),
        (503, {"Retry-After": "Thu, 26 Nov 2026 12:01:00 GMT"}, True, False, 60.0),
        (503, {"Retry-After": "soon"}, True, False, None),
        (500, {}, True, True, None),
        (502, {}, True, True, None),
    ],
)
def test_a_failure_of_the_service_says_whether_to_try_again(books, sink, status, headers, retryable, unknown, wish):
    books.answers.append((status, headers, {"message": "no"}))
    error = refused(sink.push, RECORD, None)
    assert (error.retryable, error.unknown, error.retry_after) == (retryable, unknown, wish)
    assert str(status) in error.sentence
    assert books.kept == {}


@pytest.mark.parametrize("status", [400, 409, 413, 422])
@pytest.mark.parametrize(
    "body", [{"message": "closed day"}, {"error": {"message": "closed day"}}, {"detail": "closed day."}]
)
def test_a_refused_record_carries_the_reason_of_the_service(books, sink, status, body):
    books.answers.append((status, {}, body))
    error = refused(sink.push, RECORD, None)
    assert isinstance(error, RecordError)
    assert error.sentence == f"Own books refused it ({status}): closed day."


@pytest.mark.parametrize("body", [b"<html>", b"\xff\xfe", b"[1]", b""])
def test_a_refusal_in_no_words_is_still_a_sentence(books, sink, body):
    books.answers.append((422, {}, body))
    assert refused(sink.push, RECORD, None).sentence == "Own books refused it (422)."


def test_a_service_that_repeats_the_token_does_not_make_it_seen(books, sink):
    books.answers.append((422, {}, {"message": f"bad Bearer {TOKEN}"}))
    assert TOKEN not in str(refused(sink.push, RECORD, None))


def test_each_call_waits_for_its_turn_which_is_no_part_of_its_deadline(books):
    """Whoever shows a renewed secret calls once more."""
    books.kept["one"], passed = {}, [0.0]
    account = Account(
        "Own books",
        {},
        Secret("stale"),
        (parse_allowance(books.place),),
        renew=lambda _refused: Secret(TOKEN),
        turn=lambda: passed.append(passed[-1] + 100.0),
    )
    caller = Caller(account, books.url, deadline=0.5, steady=lambda: passed[-1])
    assert [caller.call("GET", "/one").status for _ in range(2)] == [200, 200]
    caller.close()
    assert (len(passed) - 1, books.methods()) == (3, ["GET"] * 3)


UNKNOWN_ISSUER = Path(__file__).parent / "unknown_issuer.pem"
BEGUN = (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")


@pytest.mark.parametrize("begun", BEGUN, ids=["header", "body"])
def test_a_service_that_drips_a_byte_now_and_then_is_given_up_at_the_deadline(begun):
    with Receiver(dripping_after(begun)) as there:
        account = Account("Own books", {}, None, (parse_allowance(there.place),))
        caller = Caller(account, there.url, deadline=0.5)
        said = refused(caller.call, "PUT")
        caller.close()
    assert (said.retryable, said.unknown) == (True, True)
    assert said.sentence in {
        "Own books did not answer in time.",
        "Own books did not end its answer within 0.5 seconds.",
    }


@pytest.mark.parametrize(
    ("behave", "sentence"),
    [
        (endless, "The answer of Own books is longer than 20 MB."),
        (breaking_header, "Own books broke the connection off."),
        (breaking_body, "Own books broke the connection off."),
        (nonsense, "Own books broke the connection off."),
    ],
)
def test_whatever_a_service_does_is_one_sentence(behave, sentence):
    with Receiver(behave) as there:
        caller = Caller(Account("Own books", {}, None, (parse_allowance(there.place),)), there.url)
        assert refused(caller.call, "GET").sentence == sentence
        caller.close()


def test_a_service_with_a_certificate_of_an_unknown_issuer_is_told():
    with Receiver(certificate=UNKNOWN_ISSUER) as there:
        caller = Caller(Account("Own books", {}, None, (parse_allowance(there.place),)), there.url)
        assert refused(caller.call, "GET").sentence == "The certificate of Own books is not valid."
        caller.close()
    assert there.received == []


@pytest.mark.parametrize("token", ["c4nary\n", "c4nary \r\nX-Evil: 1", "c4naré", "c4nary\0"])
def test_a_token_that_no_header_can_carry_is_told_without_it(books, opened, token):
    said = refused(lambda: opened(rest.sink, books, token=token))
    assert str(said).startswith("The secret of Own books has a letter that cannot be sent.")
    assert "c4nar" not in f"{said} {said!r}"
    assert books.asked == []


def test_a_service_that_takes_nothing_back_says_so(opened):
    with Books(undoes=False) as books:
        sink = opened(rest.sink, books)
        sink.push(RECORD, None)
        assert isinstance(refused(sink.undo, RECORD.external_id, None), RecordError)


def test_nobody_at_the_address_is_no_doubt_about_what_was_sent(opened):
    with Books() as books:
        gone = books
    error = refused(opened(rest.sink, gone).push, RECORD, None)
    assert (error.retryable, error.unknown) == (True, False)


def test_a_connection_that_breaks_after_the_request_leaves_a_doubt(opened):
    with socket.create_server(("127.0.0.1", 0)) as server:

        class Place:
            place = f"127.0.0.1:{server.getsockname()[1]}"
            url = f"http://{place}/books"

        def hang_up():
            there, _ = server.accept()
            with there:
                there.recv(65_536)

        thread = threading.Thread(target=hang_up)
        thread.start()
        error = refused(opened(rest.sink, Place).push, RECORD, None)
        thread.join()
    assert (error.retryable, error.unknown) == (True, True)


def test_an_inner_address_that_no_owner_allows_is_not_dialled(books, opened):
    error = refused(opened(rest.sink, books, allow=False).push, RECORD, None)
    assert (error.retryable, books.asked) == (False, [])
    assert "this PC itself" in error.sentence


def test_a_look_up_that_changes_its_mind_leads_nowhere(books):
    account = Account("Own books", {"base_url": books.url.replace("127.0.0.1", "books.example.com")}, None,
                      resolve=lambda _host, _port: ["127.0.0.1"])  # fmt: skip
    sink = rest.sink(account, "daily sales")
    error = refused(sink.push, RECORD, None)
    sink.close()
    assert (error.retryable, books.asked) == (False, [])


def test_nothing_goes_to_a_public_address_over_plain_http():
    account = Account("Own books", {"base_url": "http://books.example.com"}, None, resolve=lambda *_: ["93.184.215.14"])
    sink = rest.sink(account, "daily sales")
    assert "plain http" in refused(sink.push, RECORD, None).sentence
    sink.close()


def test_the_name_of_the_host_stays_where_its_checked_address_is_dialled(books):
    port = books.place.partition(":")[2]
    account = Account("Own books", {"base_url": f"http://books.test:{port}/books"}, Secret(TOKEN),
                      (parse_allowance(books.place),), resolve=lambda *_: ["127.0.0.1"])  # fmt: skip
    sink = rest.sink(account, "daily sales")
    sink.push(RECORD, None)
    sink.close()
    assert books.asked[0][2]["Host"] == f"books.test:{port}"


def test_pages_follow_their_cursors_to_the_end(opened):
    items = [{"id": n, "name": f"Item {n}", "price_paise": 100} for n in range(3)]
    with Books(items) as books:
        source = opened(rest.source, books, items_url=f"{books.url}/items")
        first = source.fetch(None, Days())
        last = source.fetch(first.cursor, Days())
    assert (first.more, first.total, last.more, last.cursor) == (True, 3, False, "3")
    assert [one.external_id for one in (*first.records, *last.records)] == ["0", "1", "2"]
    assert first.records[0].body == {"name": "Item 0", "price_paise": 100}


@pytest.mark.parametrize("page", [[], {}, {"records": 3}, "x", None, b"<html>"])
def test_what_is_no_page_is_told(books, opened, page):
    books.answers.append((200, {}, page))
    error = refused(opened(rest.source, books).fetch, None, Days())
    assert not error.retryable


def test_a_record_without_a_name_does_not_take_the_page_with_it(books, opened):
    given = [{"name": "x"}, 7, {"id": True}, {"id": "A"}]
    books.answers.append((200, {}, {"records": given, "more": "yes"}))
    sheet = opened(rest.source, books).fetch("c", Days())
    assert [one.external_id for one in sheet.records] == ["", "", "", "A"]
    assert [one.body for one in sheet.records] == [{"name": "x"}, {"value": 7}, {"id": True}, {}]
    assert (sheet.more, sheet.cursor) == (False, "c")


def test_every_offer_has_both_its_ends_and_is_to_be_chosen():
    assert set(VENDORS) == set(offers.OFFERS)
    assert set(VENDORS) <= {name for names in connected.VENDORS.values() for name in names}
    for offered in offers.OFFERS.values():
        for offer in offered:
            assert offer.stream in (READERS if offer.direction is SyncDirection.PUSH else KEEPERS)


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({}, "is not set"),
        ({"base_url": "books.example.com"}, "lacks its https://"),
        ({"base_url": "https://u:p@books.example.com"}, "a user name or a password"),
        ({"base_url": "https://books.example.com/?a=b"}, "a “?” in it"),
        ({"base_url": "https://10.0.0.1/"}, "a private network"),
        ({"base_url": "http://books.example.com"}, "anyone on the way"),
    ],
)
def test_an_address_that_cannot_be_taken_is_told_when_it_is_set(config, sentence):
    def resolve(host, _port):
        return [host if host[0].isdigit() else "93.184.215.14"]

    with pytest.raises(InvalidError, match=r".") as said:
        offers.check(config, "items", (), resolve)
    assert sentence in str(said.value)


@pytest.mark.parametrize(("network", "kind"), [(False, AwayError), (True, ConnectorError)])
@pytest.mark.parametrize("trouble", [socket.gaierror(socket.EAI_AGAIN, "unknown"), OSError(errno.ENETUNREACH, "none")])
def test_a_pc_without_network_is_told_from_a_service_that_cannot_be_reached(network, kind, trouble):
    def resolve(host, port):
        raise trouble

    account = Account("Books", {"base_url": "https://books.example"}, None, resolve=resolve, network=lambda: network)
    sink = rest.sink(account, "daily sales")
    error = refused(sink.find, "A-1")
    sink.close()
    assert (type(error), error.retryable) == (kind, True)
