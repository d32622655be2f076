"""A listener on this PC alone that takes the browser's answer to one sign-in (RFC 8252)."""

import html
import socket
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from sakshi_desktop.connectors.http import in_short
from sakshi_desktop.core import redaction
from sakshi_desktop.core.errors import CancelledError, ConnectorError
from sakshi_desktop.core.secret import Secret

HERE = "127.0.0.1"
LOOK_SECONDS = 0.1
"""How soon a person who gives up is heard."""
SILENT_SECONDS = 10.0
"""How long a browser may hold a connection without asking for anything."""
LONGEST = 16_000
"""Letters of an answer; a longer one is none, and not cut: part of a code is no code."""
DONE = "Sakshi has the answer. You can close this window."
NOT_OURS = "This is no answer to the sign-in that Sakshi waits for. You can close this window."
PAGE = '<!doctype html><meta charset="utf-8"><title>Sakshi</title><p style="font:18px sans-serif;margin:3em">{}</p>'


class Loopback:
    """Listens from when it is made; what is not the answer to its own question changes nothing.

    Args:
        redirect: where the service sends the browser back to, on this PC; "" for a port of the moment.

    Raises:
        ConnectorError: another program listens at that port.
    """

    def __init__(self, redirect: str = "", *, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        place = urlsplit(redirect or f"http://{HERE}/")
        try:
            self._server = _Server((HERE, place.port or 0), _Handler)
        except OSError as error:
            raise ConnectorError(
                f"Port {place.port} of this PC, to which the answer would come, is in use by another program.",
                retryable=False,
                hint="Close that, or set another port here and at the service.",
            ) from error
        self._server.timeout = LOOK_SECONDS
        self._server.host, self._server.path = f"{place.hostname}:{self._server.server_port}", place.path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()

    @property
    def url(self) -> str:
        """Return where the browser is to be sent back to."""
        return f"http://{self._server.host}{self._server.path}"

    def wait(
        self, state: str, seconds: float, stopped: Callable[[], bool] = lambda: False, *, issuer: str = ""
    ) -> Secret:
        """Return the code that the browser brings with this state.

        Args:
            issuer: how the service calls itself in its answer, "" where nobody looks.

        Raises:
            CancelledError: whoever waits has given up.
            ConnectorError: the person or the service said no, or nobody answered within ``seconds``.
        """
        self._server.state = state
        until = self._steady() + seconds
        while self._server.answer is None:
            if stopped():
                raise CancelledError("The sign-in was given up.", hint="Nothing was changed.")
            if self._steady() >= until:
                raise ConnectorError(
                    f"Nobody signed in within {round(seconds / 60):,} minutes.",
                    retryable=False,
                    hint="Connect it again.",
                )
            self._server.handle_request()
        _check_issuer(self._server.answer, issuer)
        return _code(self._server.answer)


class _Server(ThreadingHTTPServer):
    """Each connection has a thread: browsers open some that they never use."""

    daemon_threads = True
    allow_reuse_port = False
    host = path = state = ""
    answer: dict[str, str] | None = None

    def __init__(self, place: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self._first = threading.Lock()
        super().__init__(place, handler)

    def server_bind(self) -> None:
        """Take the port for this program alone; no name is looked up."""
        exclusive = getattr(socket, "SO_EXCLUSIVEADDRUSE", None)
        if exclusive is not None:  # Windows, where to use a port again means to take it from another program
            self.allow_reuse_address = False
            self.socket.setsockopt(socket.SOL_SOCKET, exclusive, 1)
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HERE, self.server_address[1]

    def may_take(self, told: dict[str, str]) -> bool:
        """Return whether this is the answer to our question, and the first one."""
        ours = bool(self.state) and Secret(told.get("state", "")) == Secret(self.state)
        return ours and bool(told.keys() & {"code", "error"}) and self._first.acquire(blocking=False)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that hung up: its address holds the code."""


class _Handler(BaseHTTPRequestHandler):
    timeout = SILENT_SECONDS
    server: _Server

    def do_GET(self) -> None:
        """Take the answer, once, where it is to our question."""
        asked, server = urlsplit(self.path), self.server
        theirs = self.headers.get("Host") == server.host and asked.path == (server.path or "/")
        query = asked.query if len(asked.query) <= LONGEST else ""
        told = {name: values[0] for name, values in parse_qs(query).items() if len(values) == 1}
        if not theirs or not server.may_take(told):
            self._say(400, NOT_OURS)
            return
        redaction.learn(Secret(told.get("code", "")))
        try:
            self._say(200, DONE)
        finally:  # a browser may hang up before it has read this
            server.answer = told

    def log_message(self, *_args: object) -> None:
        """Say nothing: the address holds the code."""

    def _say(self, status: int, words: str) -> None:
        content = PAGE.format(html.escape(words)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


def _check_issuer(answer: dict[str, str], issuer: str) -> None:
    """Refuse an answer that is not of the service that was asked (RFC 9207): another one may be after the code."""
    theirs = answer.get("iss", "")
    if issuer and theirs != issuer:
        whose = f"is of “{in_short(theirs)}”, and not" if theirs else "does not say of whom it is: it must be"
        raise ConnectorError(
            f"The answer to the sign-in {whose} of {issuer}.",
            retryable=False,
            hint="Look at the issuer in its settings; nothing was changed.",
        )


def _code(answer: dict[str, str]) -> Secret:
    error = answer.get("error")
    if error == "access_denied":
        raise ConnectorError("The sign-in was refused in the browser.", retryable=False, hint="Nothing was changed.")
    if error is not None:
        words = in_short(answer.get("error_description") or error)
        raise ConnectorError(
            f"The service did not let the sign-in begin: {words}.", retryable=False, hint="Look at its settings."
        )
    return Secret(answer["code"])
