"""Calling a service: an answer in JSON, or an error that says what to do. Checked addresses alone are dialled."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from ssl import PROTOCOL_TLS_CLIENT
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
import truststore

from sakshi_desktop import __version__
from sakshi_desktop.connectors.deadline import Deadline
from sakshi_desktop.connectors.deadline import transport as deadlined
from sakshi_desktop.connectors.dialing import DeniedError, aside, has_network, is_away
from sakshi_desktop.core import redaction
from sakshi_desktop.core.clock import Clock, utc_now
from sakshi_desktop.core.errors import AwayError, ConnectorError, RecordError
from sakshi_desktop.core.letters import seen
from sakshi_desktop.core.secret import Secret
from sakshi_desktop.hub import addresses, rules
from sakshi_desktop.hub.addresses import PORTS, Allowance
from sakshi_desktop.hub.ports import Resolve

DEADLINE_SECONDS = 20.0
"""For everything of one call; far less than a sync is held for."""
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
LARGEST_ANSWER = 20_000_000
"""Bytes."""
LARGEST_TO_FORM = 100_000
"""Bytes of an answer to a form: tokens, or why there are none."""
OURS = {"User-Agent": f"Sakshi-Desktop/{__version__}", "Accept": "application/json", "Accept-Encoding": "identity"}
OK, ELSEWHERE, WRONG, BROKEN = 200, 300, 400, 500
MISSING = 404
UNKNOWN = 401
KEYS = frozenset({UNKNOWN, 403})
RECORD = frozenset({400, 409, 413, 422})
"""What is wrong with one record, and not with the others."""
PATIENCE = frozenset({429, 503})
SAID = 200
"""Letters of a service's own words that are repeated."""


def at_once() -> None:
    """Let a call be made at any time."""


@dataclass(frozen=True, slots=True)
class Account:
    """What is needed to speak with one service of one house.

    Attributes:
        name: how a person knows it.
        secret: None where it needs none.
        allowed: addresses of the inner network that the owner lets through.
        renew: gives another secret for one that the service refused; None where there is none but this.
        network: tells whether this PC has a way out at all.
        turn: returns once the service may be called.
    """

    name: str
    config: Mapping[str, str]
    secret: Secret | None
    allowed: tuple[Allowance, ...] = ()
    resolve: Resolve = addresses.system_resolve
    clock: Clock = utc_now
    renew: Callable[[Secret], Secret] | None = None
    network: Callable[[], bool] = has_network
    turn: Callable[[], None] = at_once


class Checked(httpx.BaseTransport):
    """Looks a host up, checks every address, and dials a checked one; the name stays for TLS and for the service."""

    def __init__(
        self, resolve: Resolve, allowed: Iterable[Allowance], inner: httpx.BaseTransport, deadline: Deadline
    ) -> None:
        self._resolve = resolve
        self._deadline = deadline
        self._allowed = tuple(allowed)
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to where its host may be reached.

        Raises:
            DeniedError: it leads nowhere that may be.
        """
        url = request.url
        port = url.port or PORTS[url.scheme]
        try:
            found = aside(partial(self._resolve, url.host, port)).result(self._deadline.rest)
        except TimeoutError as error:
            raise httpx.ConnectTimeout(f"The look-up of {url.host} does not end.", request=request) from error
        except OSError as error:
            raise httpx.ConnectError(f"There is no host {url.host}.", request=request) from error
        good = next((each for each in found if self._may(each, port, url.scheme)), None)
        if good is None:
            raise DeniedError(_refusal(url, found[0] if found else url.host))
        request.extensions = {**request.extensions, "sni_hostname": url.host}
        request.url = url.copy_with(host=good)
        return self._inner.handle_request(request)

    def close(self) -> None:
        """Close every connection."""
        self._inner.close()

    def _may(self, address: str, port: int, scheme: str) -> bool:
        public = addresses.why_denied(address) is None
        return addresses.is_allowed(address, port, self._allowed) and (scheme == "https" or not public)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a service answered; ``data`` is None where it said nothing."""

    status: int
    data: Any


class Caller:
    """Calls one service under one address, over connections that are kept until ``close``."""

    def __init__(
        self,
        account: Account,
        base: str,
        *,
        transport: httpx.BaseTransport | None = None,
        deadline: float = DEADLINE_SECONDS,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._deadline = Deadline(deadline, steady=steady)
        inner = transport or deadlined(truststore.SSLContext(PROTOCOL_TLS_CLIENT), self._deadline)
        self._client = httpx.Client(
            headers=OURS,
            timeout=TIMEOUT,
            transport=Checked(account.resolve, account.allowed, inner, self._deadline),
            trust_env=False,
        )
        self._name, self._base, self._clock, self._seconds = account.name, base, account.clock, deadline
        self._secret, self._renew, self._network = account.secret, account.renew, account.network
        self._turn = account.turn
        self._bear()

    def call(
        self,
        method: str,
        path: str = "",
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        good: Iterable[int] = (),
    ) -> Reply:
        """Return what the service answers.

        Args:
            good: answers besides those of success that are answers, such as 404.

        Raises:
            ConnectorError: it refused, failed or did not answer, or no call may be made at present.
            RecordError: it refuses this record.
        """
        sent = None if body is None else orjson.dumps(body)
        kind = {} if sent is None else {"Content-Type": "application/json"}
        parts = {"params": query or None, "content": sent, "headers": {**kind, **(headers or {})}}
        response, content = self._ask(method, path, parts)
        if response.status_code == UNKNOWN and self._secret is not None and self._renew is not None:
            self._secret = self._renew(self._secret)
            self._bear()
            response, content = self._ask(method, path, parts)
        if OK <= response.status_code < ELSEWHERE or response.status_code in good:
            return Reply(response.status_code, self._data(response.status_code, content))
        raise self._refusal(response, content, method)

    def post_form(self, fields: Mapping[str, str], *, headers: Mapping[str, str]) -> Reply:
        """Return what the service answers to a form, or how it refuses it, as the addresses of OAuth do.

        Raises:
            ConnectorError: it failed, asked for patience, sent us elsewhere or did not answer.
        """
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        parts = {"content": urlencode(fields).encode(), "headers": {**kind, **headers}}
        response, content = self._ask("POST", "", parts, LARGEST_TO_FORM)
        status = response.status_code
        if status in PATIENCE or status >= BROKEN or ELSEWHERE <= status < WRONG:
            raise self._refusal(response, content, "POST")
        return Reply(status, _json(content) if status >= WRONG else self._data(status, content))

    def _ask(
        self, method: str, path: str, parts: Mapping[str, Any], most: int = LARGEST_ANSWER
    ) -> tuple[httpx.Response, bytes]:
        self._turn()
        self._deadline.begin()
        try:
            with self._client.stream(method, self._base + path, **parts) as response:
                return response, self._read(response, method, most)
        except DeniedError as error:
            raise ConnectorError(str(error), retryable=False, hint="An owner can allow it.") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._trouble(error, method) from error

    def _bear(self) -> None:
        """Show the secret from now on, where there is one."""
        if self._secret is not None:
            self._client.headers["Authorization"] = f"Bearer {_sendable(self._name, self._secret)}"

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def _read(self, response: httpx.Response, method: str, most: int) -> bytes:
        content = bytearray()
        for part in response.iter_raw():
            content += part
            if len(content) > most:
                raise ConnectorError(f"The answer of {self._name} is longer than {_size(most)}.", retryable=False)
            if self._deadline.is_over:
                raise ConnectorError(
                    f"{self._name} did not end its answer within {self._seconds:g} seconds.",
                    retryable=True,
                    unknown=method != "GET",
                )
        return bytes(content)

    def _data(self, status: int, content: bytes) -> Any:  # noqa: ANN401  # JSON
        if not content.strip() or status >= ELSEWHERE:
            return None
        try:
            return orjson.loads(content)
        except ValueError as error:
            raise ConnectorError(
                f"The answer of {self._name} is no JSON.", retryable=False, hint="Look at the address in its settings."
            ) from error

    def _trouble(self, error: httpx.HTTPError | httpx.InvalidURL, method: str) -> ConnectorError:
        if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
            return ConnectorError(f"The address of {self._name} cannot be dialled.", retryable=False)
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
            if "CERTIFICATE" in str(error):
                return ConnectorError(f"The certificate of {self._name} is not valid.", retryable=True)
            if any(is_away(cause, self._network) for cause in _causes(error)):
                return AwayError(rules.NO_NETWORK, hint="It is tried again by itself.")
            return ConnectorError(f"{self._name} cannot be reached.", retryable=True, hint="It is tried again.")
        what = "did not answer in time" if isinstance(error, httpx.TimeoutException) else "broke the connection off"
        return ConnectorError(f"{self._name} {what}.", retryable=True, unknown=method != "GET")

    def _refusal(self, response: httpx.Response, content: bytes, method: str) -> ConnectorError | RecordError:
        status, name = response.status_code, self._name
        if status in RECORD:
            words = said(_json(content))
            return RecordError(f"{name} refused it ({status}){f': {words}' if words else ''}.")
        if status in KEYS:
            return ConnectorError(f"{name} refused the secret ({status}).", retryable=False, hint="Enter it again.")
        if status in PATIENCE:
            wish = rules.asked_pause(response.headers.get("Retry-After"), self._clock())
            return ConnectorError(f"{name} asks for patience ({status}).", retryable=True, retry_after=wish)
        if ELSEWHERE <= status < WRONG:
            return ConnectorError(
                f"{name} sent us elsewhere ({status}), where a secret is never sent.",
                retryable=False,
                hint="Set the address that it names.",
            )
        if status >= BROKEN:
            return ConnectorError(f"{name} failed ({status}).", retryable=True, unknown=method != "GET")
        return ConnectorError(
            f"{name} does not know what was asked for ({status}).",
            retryable=False,
            hint="Look at the address in its settings.",
        )


def _size(count: int) -> str:
    """Return bytes as 20 MB or 100 kB."""
    return f"{count // 1_000_000} MB" if count >= 1_000_000 else f"{count // 1_000} kB"  # noqa: PLR2004  # a megabyte


def _sendable(name: str, secret: Secret) -> str:
    """Return a secret as a header carries it; it is not repeated where it cannot be.

    Raises:
        ConnectorError: it has a line break or a letter that no header can carry.
    """
    token = secret.reveal()
    if not token.isascii() or not token.isprintable():
        raise ConnectorError(
            f"The secret of {name} has a letter that cannot be sent.",
            retryable=False,
            hint="Copy it again from the service: it is of plain English letters, digits and signs.",
        )
    return token


def _refusal(url: httpx.URL, address: str) -> str:
    why = addresses.why_denied(address)
    if why is None:
        return f"{url.host} is a public address, to which nothing is sent over plain http."
    return f"{url.host} leads to {address}: {why}, which is not allowed."


def said(data: Any) -> str:  # noqa: ANN401  # JSON
    """Return a service's own words about a refusal, in short and without secrets."""
    for key in ("error", "message", "detail"):
        inner = data.get(key) if isinstance(data, dict) else None
        data = inner if isinstance(inner, dict) else data
        if isinstance(inner, str):
            return in_short(inner)
    return ""


def in_short(text: str) -> str:
    """Return words of another program in one short line, without secrets and without what cannot be seen."""
    return redaction.clean(" ".join(seen(text).split())[:SAID]).rstrip(".")


def _json(content: bytes) -> Any:  # noqa: ANN401  # JSON
    try:
        return orjson.loads(content)
    except ValueError:
        return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield what an error came from, down to the first."""
    cause = error.__cause__
    while cause is not None:
        yield cause
        cause = cause.__cause__
