"""A listener on this PC alone, at a port of the moment, that takes the browser's answer to one sign-in (RFC 8252)."""

import html
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, urlsplit

from sakshi_desktop.core import redaction
from sakshi_desktop.core.errors import CancelledError, ConnectorError
from sakshi_desktop.core.secret import Secret

HERE = "127.0.0.1"
LOOK_SECONDS = 0.1
"""How soon a person who gives up is heard."""
SILENT_SECONDS = 10.0
"""How long a browser may hold a connection without asking for anything."""
LONGEST = 4_000
DONE = "Sakshi has the answer. You can close this window."
NOT_OURS = "This is no answer to the sign-in that Sakshi waits for. You can close this window."
PAGE = '<!doctype html><meta charset="utf-8"><title>Sakshi</title><p style="font:18px sans-serif;margin:3em">{}</p>'


class Loopback:
    """Listens from when it is made; what is not the answer to its own question changes nothing."""

    def __init__(self, *, steady: Callable[[], float] = time.monotonic) -> None:
        self._steady = steady
        self._server = _Server((HERE, 0), _Handler)
        self._server.timeout = LOOK_SECONDS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.server_close()

    @property
    def url(self) -> str:
        """Return where the browser is to be sent back to."""
        return f"http://{HERE}:{self._server.server_port}/"

    def wait(self, state: str, seconds: float, stopped: Callable[[], bool] = lambda: False) -> Secret:
        """Return the code that the browser brings with this state.

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
        return _code(self._server.answer)


class _Server(ThreadingHTTPServer):
    """Each connection has a thread: browsers open some that they never use."""

    daemon_threads = True
    state = ""
    answer: dict[str, str] | None = None

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a browser that hung up: its address holds the code."""


class _Handler(BaseHTTPRequestHandler):
    timeout = SILENT_SECONDS
    server: _Server

    def do_GET(self) -> None:
        """Take the answer, once, where it is to our question."""
        asked = urlsplit(self.path)
        told = {name: values[0] for name, values in parse_qs(asked.query[:LONGEST]).items() if len(values) == 1}
        theirs = self.headers.get("Host") == f"{HERE}:{self.server.server_port}" and asked.path == "/"
        ours = theirs and bool(self.server.state) and Secret(told.get("state", "")) == Secret(self.server.state)
        fits = ours and self.server.answer is None and bool(told.keys() & {"code", "error"})
        if fits:
            redaction.learn(Secret(told.get("code", "")))
        self._say(200 if fits else 400, DONE if fits else NOT_OURS)
        if fits:
            self.server.answer = told

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


def _code(answer: dict[str, str]) -> Secret:
    error = answer.get("error")
    if error == "access_denied":
        raise ConnectorError("The sign-in was refused in the browser.", retryable=False, hint="Nothing was changed.")
    if error is not None:
        words = redaction.clean(" ".join((answer.get("error_description") or error).split())[:200]).rstrip(".")
        raise ConnectorError(
            f"The service did not let the sign-in begin: {words}.", retryable=False, hint="Look at its settings."
        )
    return Secret(answer["code"])
