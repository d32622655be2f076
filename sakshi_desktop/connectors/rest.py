"""A service of the house's own, which takes and gives JSON: PUT and GET under a posting key, pages under a cursor.

What it takes: ``PUT {address}/{posting key}`` writes a record, ``GET`` the same tells whether it is there (404: it is
not), ``DELETE`` takes it back. What it gives: ``GET {address}?cursor=...`` answers
``{"records": [{"id": "A-1", ...}], "cursor": "2", "more": true, "total": 40}``.
"""

import contextlib
from urllib.parse import quote

import httpx

from sakshi_desktop.connectors.http import MISSING, Account, Caller
from sakshi_desktop.core.clock import to_date
from sakshi_desktop.core.errors import ConnectorError, InvalidError, RecordError
from sakshi_desktop.core.vocabulary import SyncDirection
from sakshi_desktop.hub import offers
from sakshi_desktop.hub.streams import Body, Days, Record, Sheet

ID = "id"
NOT_TAKEN_BACK = frozenset({405, 501})
PLAIN = ":@-._~"
NOBODYS = "sakshi:trial"
"""A posting key that no record has."""


class RestSink:
    """Takes records under their posting keys."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def push(self, record: Record, key: str | None) -> str:
        """Write a record; the same again changes nothing, whatever came of the time before."""
        name = key or record.external_id
        # A corrected figure has the same posting key and is another request: it must not be answered from memory.
        headers = {"Idempotency-Key": f"{_path(record.external_id)}/{record.content}"}
        self._caller.call("PUT", f"/{_path(name)}", body=dict(record.body), headers=headers)
        return name

    def find(self, external_id: str) -> str | None:
        """Return the posting key where the service has it."""
        reply = self._caller.call("GET", f"/{_path(external_id)}", good=(MISSING,))
        return None if reply.status == MISSING else external_id

    def undo(self, key: str, before: Body | None) -> None:
        """Write again what was there before, or delete what was not."""
        if before is not None:
            self.push(Record(key, before), key)
            return
        reply = self._caller.call("DELETE", f"/{_path(key)}", good=(MISSING, *NOT_TAKEN_BACK))
        if reply.status in NOT_TAKEN_BACK:
            raise RecordError("The service takes nothing back.", hint="Delete it there.")

    def count(self) -> int | None:
        """Return nothing: a service of one's own need not count."""
        return None

    def close(self) -> None:
        """Let go of the connections."""
        self._caller.close()


class RestSource:
    """Gives records a page at a time."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def fetch(self, cursor: str | None, days: Days) -> Sheet:
        """Return the page after ``cursor``."""
        asked = {
            "cursor": cursor,
            "from": None if days.start is None else to_date(days.start).isoformat(),
            "to": None if days.end is None else to_date(days.end).isoformat(),
        }
        reply = self._caller.call("GET", query={name: value for name, value in asked.items() if value is not None})
        page = reply.data
        if not isinstance(page, dict) or not isinstance(page.get("records"), list):
            raise ConnectorError(
                "The service did not answer with a page of records.",
                retryable=False,
                hint="It should answer {“records”: […], “cursor”: …, “more”: …}.",
            )
        following, total = page.get("cursor"), page.get("total")
        return Sheet(
            tuple(_record(each) for each in page["records"]),
            cursor if following is None else str(following),
            more=page.get("more") is True,
            total=total if isinstance(total, int) and not isinstance(total, bool) else None,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._caller.close()


def sink(account: Account, stream: str, *, transport: httpx.BaseTransport | None = None) -> RestSink:
    """Return where a stream is sent to.

    Raises:
        ConnectorError: its address is not set.
    """
    return RestSink(_caller(account, stream, transport))


def source(account: Account, stream: str, *, transport: httpx.BaseTransport | None = None) -> RestSource:
    """Return where a stream comes from.

    Raises:
        ConnectorError: its address is not set.
    """
    return RestSource(_caller(account, stream, transport))


def ask(account: Account, *, transport: httpx.BaseTransport | None = None) -> None:
    """Look whether a service is there and lets us in: a real question to each of its addresses that changes nothing.

    Where records are pushed it is asked for a posting key that nobody has, where they are pulled for its first page.

    Raises:
        ConnectorError: no address is set, or it refused, failed or did not answer.
        RecordError: it does not understand the question.
    """
    places = {}
    for offer in reversed(offers.of(offers.ENDPOINT)):
        with contextlib.suppress(InvalidError):
            places[offers.address(account.config, offer.stream)] = offer
    if not places:
        raise ConnectorError(
            "The address of the service is not set.", retryable=False, hint=f"Set {offers.BASE_URL} in its settings."
        )
    for offer in places.values():
        caller = _caller(account, offer.stream, transport)
        try:
            if offer.direction is SyncDirection.PUSH:
                RestSink(caller).find(NOBODYS)
            else:
                RestSource(caller).fetch(None, Days())
        finally:
            caller.close()


def _caller(account: Account, stream: str, transport: httpx.BaseTransport | None) -> Caller:
    try:
        base = offers.address(account.config, stream)
    except InvalidError as error:
        raise ConnectorError(error.sentence, retryable=False, hint=error.hint) from error
    return Caller(account, base, transport=transport)


def _record(each: object) -> Record:
    body = each if isinstance(each, dict) else {"value": each}
    name = body.get(ID)
    if not isinstance(name, str | int) or isinstance(name, bool):
        return Record("", body)  # it becomes a dead letter, which shows what stood there instead of a name
    return Record(str(name), {key: value for key, value in body.items() if key != ID})


def _path(name: str) -> str:
    return quote(name, safe=PLAIN)
