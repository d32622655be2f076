"""A browser brings the answer to a sign-in to this PC: once, whole, and to our own question alone."""

import socket
import threading
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

import pytest

from sakshi_desktop.connectors.loopback import LONGEST, Loopback
from sakshi_desktop.core.errors import ConnectorError
from sakshi_desktop.core.secret import Secret

STATE = "our-own-state"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def visit(url):
    """Open an address as a browser does; return the status."""
    opener = build_opener(ProxyHandler({}))
    opener.addheaders = []
    try:
        with opener.open(url, timeout=10) as page:
            return page.status
    except OSError as error:
        return error.code


def answered(listener, *steps):
    """Return the code that a listener hears while a browser takes steps, and what those came to."""
    came = []

    def browse():
        came.extend(step(listener.url) for step in steps)

    browser = threading.Thread(target=browse)
    browser.start()
    try:
        return listener.wait(STATE, 20), came
    finally:
        browser.join(20)


def brings(code, state=STATE):
    return lambda url: visit(f"{url}?{urlencode({'code': code, 'state': state})}")


@pytest.mark.parametrize("shape", ["http://localhost:{}", "http://localhost:{}/callback", "http://127.0.0.1:{}/a/b"])
def test_the_answer_comes_to_the_address_that_the_service_knows(shape):
    address = shape.format(free_port())
    with Loopback(address) as listener:
        assert listener.url == address
        elsewhere = lambda _url: brings("theirs")(f"{address}/elsewhere")  # noqa: E731
        assert answered(listener, elsewhere, brings("ours")) == (Secret("ours"), [400, 200])
    with Loopback(address) as again:  # at once, although the one before is hardly gone
        assert again.url == address


def test_a_port_is_chosen_where_the_address_names_none():
    with Loopback("http://localhost/callback") as one, Loopback("http://localhost/callback") as other:
        assert one.url != other.url
        assert one.url.startswith("http://localhost:")
        assert one.url.endswith("/callback")


def test_a_port_that_another_program_has_is_said():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConnectorError, match=f"Port {port} of this PC.* is in use by another program"):
            Loopback(f"http://localhost:{port}/")


def test_a_browser_that_hangs_up_before_it_is_answered_has_brought_the_code():
    def hang_up(url):
        place = url.removeprefix("http://").rstrip("/")
        host, _, port = place.rpartition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # it is cut, not closed
            connection.sendall(f"GET /?code=ours&state={STATE} HTTP/1.1\r\nHost: {place}\r\n\r\n".encode())

    with Loopback() as listener:
        code, _ = answered(listener, hang_up)
    assert code == Secret("ours")


def test_an_answer_that_is_too_long_is_none_and_not_cut():
    with Loopback() as listener:
        code, came = answered(listener, brings("x" * LONGEST), brings("y" * (LONGEST // 2)))
    assert came == [400, 200]
    assert code == Secret("y" * (LONGEST // 2))


def test_only_the_first_answer_counts():
    with Loopback() as listener:
        code, came = answered(listener, brings("first"))
        still = threading.Thread(target=listener._server.serve_forever, args=(0.02,))
        still.start()
        assert brings("second")(listener.url) == 400
        listener._server.shutdown()
        still.join(20)
    assert (code, came) == (Secret("first"), [200])


@pytest.mark.parametrize(
    "query",
    [
        "code=ours",
        "code=ours&state=",
        "code=ours&state=theirs",
        f"code=ours&state={STATE}&state={STATE}",
        f"state={STATE}",
    ],
)
def test_what_is_not_the_answer_to_our_question_changes_nothing(query):
    with Loopback() as listener:
        code, came = answered(listener, lambda url: visit(f"{url}?{query}"), brings("real"))
    assert (code, came) == (Secret("real"), [400, 200])


def test_words_of_the_service_are_shown_without_what_hides_in_them():
    said = urlencode({"error": "server_error", "error_description": "away\0 \u202efor now", "state": STATE})
    with Loopback() as listener, pytest.raises(ConnectorError, match="begin: away for now"):
        answered(listener, lambda url: visit(f"{url}?{said}"))
