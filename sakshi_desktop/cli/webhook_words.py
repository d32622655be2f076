"""Webhooks in the words of the command line: what is read from the arguments, and how rows are shown."""

import argparse
import getpass
import os
import sys
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

from sakshi_desktop.cli import numbers, pairs
from sakshi_desktop.cli.table import BAD, GOOD, Cell
from sakshi_desktop.core import ids
from sakshi_desktop.core.errors import InvalidError, shortened
from sakshi_desktop.core.money import format_count
from sakshi_desktop.core.secret import HIDDEN, Secret
from sakshi_desktop.core.vocabulary import DeliveryState
from sakshi_desktop.hub import forms
from sakshi_desktop.hub.deliveries import PAGE, Wanted
from sakshi_desktop.hub.samples import Sample
from sakshi_desktop.hub.types import AttemptRow, DeliveryRow, EndpointForm, EndpointRow

ADDRESS = 48
MOST = 10_000
BODIES = ("thin", "fuller")
AGO = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
CHANGES = (
    "url", "events", "header", "secret_header", "drop_secret_header", "body", "filter", "at_once", "per_minute",
    "retry", "integration", "test",
)  # fmt: skip
"""What can be said of a receiver that is there."""


def add_form(parser: argparse.ArgumentParser, *, new: bool) -> None:
    """Describe what can be said about a receiver."""
    if new:
        parser.add_argument("url", help="where it receives, such as https://orders.example.com/hook")
        parser.add_argument(
            "--secret-from-input", action="store_true", help="read the signing secret (whsec_...) from the input"
        )
    else:
        parser.add_argument("--url", help="where it receives")
        parser.add_argument(
            "--drop-secret-header", action="append", metavar="NAME", help="send this one no more; repeat it"
        )
    parser.add_argument("--events", metavar="KINDS", help="such as order.cancelled,order.rated or order.*; * is all")
    parser.add_argument("--header", action="append", metavar="NAME=VALUE", help="sent along in the open; repeat it")
    parser.add_argument(
        "--secret-header", action="append", metavar="NAME", help="sent along from the vault; its value is asked for"
    )
    parser.add_argument(
        "--body",
        choices=BODIES,
        help="thin: ids and totals (the house's choice); fuller: also lines of orders, and name, phone, e-mail and "
        "addresses of customers, which then leave the house",
    )
    parser.add_argument("--filter", action="append", metavar="FIELD=VALUES", help="such as location=LOC-3,LOC-4")
    parser.add_argument(
        "--at-once", type=numbers.whole(1), metavar="N", help="requests on their way at once (default 4)"
    )
    parser.add_argument(
        "--per-minute", type=numbers.whole(), metavar="N", help="requests a minute at most; 0: no limit"
    )
    parser.add_argument("--test", action="store_true", help="send a trial first; where it fails nothing is saved")
    parser.add_argument("--retry", metavar="SECONDS", help="pauses after each failure, such as 5,30,120")
    parser.add_argument("--integration", metavar="INT-N", help="the service it belongs to")


def add_search(parser: argparse.ArgumentParser) -> None:
    """Describe what deliveries can be searched by."""
    parser.add_argument("--webhook", metavar="WHK-N", help="to this receiver")
    parser.add_argument("--state", choices=[state.value for state in DeliveryState])
    parser.add_argument("--event", metavar="KIND", help="of this kind, such as order.cancelled")
    parser.add_argument("--text", default="", help="part of the event's id or body")
    parser.add_argument("--since", type=instant, metavar="TIME", help="2026-11-26, 2026-11-26T14:30, or 2h, 3d ago")
    parser.add_argument("--until", type=instant, metavar="TIME")


def add_listing(parser: argparse.ArgumentParser) -> None:
    """Describe what deliveries can be searched by, and how many are shown."""
    add_search(parser)
    parser.add_argument(
        "--limit", type=numbers.whole(1, MOST), default=PAGE, metavar="N", help=f"show so many (default {PAGE})"
    )


def add_resend(parser: argparse.ArgumentParser) -> None:
    """Describe which deliveries can be sent once more."""
    parser.add_argument(
        "delivery", type=numbers.whole(), nargs="*", help="their numbers; none: all that the search finds"
    )
    add_search(parser)
    parser.add_argument(
        "--again", action="store_true", help="also what was sent once more within the last hour and arrived"
    )


def instant(text: str) -> datetime:
    """Return the instant that a person means; without a zone it is this PC's."""
    try:
        if text[-1:] in AGO:
            return datetime.now(UTC) - float(text[:-1]) * AGO[text[-1]]
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"“{text}” is no time such as 2026-11-26T14:30, 2h or 3d") from error


def form(arguments: argparse.Namespace, before: EndpointForm) -> EndpointForm:
    """Return the form with what the person said changed."""
    said: dict[str, object] = {}
    if arguments.events is not None:
        said["event_types"] = _kinds(arguments.events)
    if arguments.header is not None:
        said["headers"] = dict(_pair(text, "header") for text in arguments.header)
    if arguments.filter is not None:
        pairs = (_pair(text, "condition") for text in arguments.filter)
        said["filter"] = {field: tuple(values.split(",")) for field, values in pairs}
    if arguments.body is not None:
        said["fuller"] = arguments.body == "fuller"
    if arguments.at_once is not None:
        said["concurrency"] = arguments.at_once
    if arguments.per_minute is not None:
        said["rate_per_minute"] = arguments.per_minute or None
    if arguments.retry is not None:
        said["retry_seconds"] = _seconds(arguments.retry)
    if arguments.integration is not None:
        said["integration_id"] = ids.parse(arguments.integration, "INT")
    return replace(before, **said)  # type: ignore[arg-type]  # names and values belong together above


def secret_headers(arguments: argparse.Namespace) -> dict[str, Secret]:
    """Ask for the values of secret headers, one line each."""
    return {name: Secret(_asked(f"{name}: ")) for name in arguments.secret_header or ()}


def changed_headers(arguments: argparse.Namespace, before: EndpointForm) -> dict[str, Secret | None] | None:
    """Return the secret headers with what was said changed; those without a value keep theirs, None keeps all.

    Raises:
        InvalidError: one that shall be sent no more is none.
    """
    dropped = arguments.drop_secret_header or ()
    for name in dropped:
        if name not in before.secret_headers:
            known = ", ".join(before.secret_headers)
            hint = f"Its secret headers: {known}." if known else "This webhook has none."
            raise InvalidError(f"There is no secret header {shortened(name) or '“”'}.", hint=hint)
    typed = secret_headers(arguments)
    if not typed and not dropped:
        return None
    return {name: None for name in before.secret_headers if name not in dropped} | typed


def wanted(arguments: argparse.Namespace) -> Wanted:
    """Return which deliveries a person searches for.

    Raises:
        InvalidError: there is no such webhook id or kind of event, or the text cannot be sought.
    """
    if arguments.event is not None:
        forms.check_kind(arguments.event)
    _check_text(arguments.text)
    return Wanted(
        endpoint_id=None if arguments.webhook is None else ids.parse(arguments.webhook, "WHK"),
        state=None if arguments.state is None else DeliveryState(arguments.state),
        kind=arguments.event,
        text=arguments.text,
        since=arguments.since,
        until=arguments.until,
    )


def _check_text(text: str) -> None:
    """Refuse what no terminal meant: half a character, which no database can be asked for."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidError(
            "The text has a character in it that cannot be sought.", hint="Type it once more."
        ) from error


def cells(row: EndpointRow) -> tuple[Cell | str, ...]:
    """Return a receiver as a row of a table."""
    state = Cell("sending", GOOD) if row.waits is None else Cell(row.waits, BAD)
    address = row.url if len(row.url) <= ADDRESS else f"{row.url[:ADDRESS]}…"
    kinds = ", ".join(row.form.event_types) or "all"
    return ids.show("WHK", row.id), address, kinds, format_count(row.pending), format_count(row.dead), state


def as_json(row: EndpointRow) -> dict[str, object]:
    """Return a receiver for machines; no secret is in it."""
    return {
        "webhook": ids.show("WHK", row.id),
        "integration": ids.show("INT", row.integration_id),
        "url": row.url,
        "events": list(row.form.event_types) or ["*"],
        "body": BODIES[row.form.fuller],
        "headers": row.headers,
        "secret_headers": list(row.form.secret_headers),
        "filter": {field: list(values) for field, values in row.form.filter.items()},
        "at_once": row.form.concurrency,
        "per_minute": row.form.rate_per_minute,
        "retry_seconds": None if row.form.retry_seconds is None else list(row.form.retry_seconds),
        "secret_version": row.secret_version,
        "old_secret_until": _stamp(row.old_secret_until),
        "fails": row.fails,
        "failing_since": _stamp(row.failing_since),
        "disabled": _stamp(row.disabled_at),
        "disabled_why": row.disabled_why,
        "waiting": row.pending,
        "given_up": row.dead,
        "waits": row.waits,
    }


def delivery_cells(row: DeliveryRow) -> tuple[Cell | str, ...]:
    """Return a delivery as a row of a table."""
    answer = row.waits or row.error or ("" if row.last_status is None else str(row.last_status))
    when = f"{row.at.astimezone():%d %b %H:%M:%S}"
    return str(row.id), row.type, when, ids.show("WHK", row.endpoint_id), row.state.value, str(row.tries), answer


def delivery_json(row: DeliveryRow) -> dict[str, object]:
    """Return a delivery for machines."""
    return {
        "delivery": row.id,
        "event": row.event,
        "type": row.type,
        "at": _stamp(row.at),
        "webhook": ids.show("WHK", row.endpoint_id),
        "state": row.state.value,
        "mode": "test" if row.test else "live",
        "tries": row.tries,
        "due": _stamp(row.due_at),
        "status": row.last_status,
        "error": row.error,
        "waits": row.waits,
        "body": row.body,
        "fuller": row.fuller,
    }


def attempt_json(row: AttemptRow) -> dict[str, object]:
    """Return a request for machines."""
    return asdict(row) | {"at": _stamp(row.at), "sent_headers": dict(row.sent_headers)}


def shown(row: DeliveryRow, requests: list[AttemptRow]) -> str:
    """Return a delivery with its requests for a person."""
    lines = [f"Delivery {row.id} of {row.type} ({row.event}) to {row.url}: {row.state.value}."]
    lines += [row.waits, row.body] if row.waits else [row.body]
    for each in requests:
        end = each.error or ("still on its way" if each.status is None else f"It answered {each.status}.")
        took = "" if each.millis is None else f" ({each.millis} ms)"
        lines += ["", f"Try {each.number}, {each.at.astimezone():%d %b %Y %H:%M:%S}{took}: {end}"]
        lines += [f"  {name}: {value}" for name, value in each.sent_headers.items()]
        if each.response:
            lines.append(f"  Answer, {format_count(each.response_bytes or 0)} bytes: {each.response[:500]}")
    return "\n".join(lines)


def previewed(sample: Sample) -> str:
    """Return what would be sent, for a person."""
    origin = "the newest one of this house" if sample.real else "there was none yet, this one is made up"
    size = f"{format_count(sample.size)} of at most {format_count(sample.most)} bytes"
    size += "; personal data stands as dots here, not in what is sent" if HIDDEN in sample.body else ""
    heads = [f"{name}: {value}" for name, value in sample.heads]
    return "\n".join([f"{sample.kind}: {origin}; {size}.", "", f"POST {sample.url}", *heads, "", sample.body])


def _stamp(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat()


def _kinds(text: str) -> tuple[str, ...]:
    """Return the kinds of events of a line; an empty one is a slip, and no wish for all of them."""
    found = tuple(word for word in text.split(",") if word.strip())
    if not found:
        raise InvalidError("No kind of event is named.", hint="Name at least one, or * for all of them.")
    return found


def _pair(text: str, what: str) -> tuple[str, str]:
    name, value = pairs.read(text, what, "NAME=VALUE")
    return name.strip(), value.strip() if what == "condition" else value


def _seconds(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split(","))
    except ValueError as error:
        raise InvalidError(f"“{text}” is no schedule.", hint="It looks like 5,30,120: seconds.") from error


def _asked(question: str) -> str:
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().rstrip(os.linesep)
