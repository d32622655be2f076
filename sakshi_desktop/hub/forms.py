"""What a person may say about a webhook's receiver, checked before it is kept."""

import re
from collections.abc import Collection
from dataclasses import replace

from sakshi_desktop.core import telltales
from sakshi_desktop.core.errors import FieldsError, InvalidError, shortened
from sakshi_desktop.core.secret import HIDDEN
from sakshi_desktop.core.vocabulary import EVENT_TYPES
from sakshi_desktop.hub import addresses
from sakshi_desktop.hub.types import EndpointForm

EVERY = "*"
MODE, TEST = "Sakshi-Mode", "test"
"""The header that marks what a service in test mode is sent."""
MOST_HEADERS = 20
LONGEST_HEADER = 2_000
MOST_AT_ONCE = 64
MOST_PER_MINUTE = 60_000
MOST_STEPS = 20
LONGEST_STEP = 7 * 24 * 3_600
MOST_CONDITIONS = 20
MOST_VALUES = 200
LONGEST_VALUE = 200
"""Characters of a field's name, or of a value that it may have."""
OURS = frozenset(
    {
        *("accept-encoding", "connection", "content-encoding", "content-length", "content-type", "expect", "host"),
        MODE.lower(),
        *("keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade"),
    }
)
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_FIELD = re.compile(r"[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*")


def checked(form: EndpointForm) -> EndpointForm:
    """Return the form in its tidy shape.

    Raises:
        InvalidError: something in it cannot be taken; the sentence says what. Where its host leads is not asked here.
    """
    url = form.url.strip()
    addresses.place(url)
    if HIDDEN in url:
        raise FieldsError({"url": f"{HIDDEN} hides a part of the address. Enter all of it, or leave it as it is."})
    _check_headers(form)
    _check_pace(form)
    return replace(form, url=url, event_types=event_types(form.event_types), filter=_checked_filter(form))


def event_types(words: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of events in a settled order; all of them are none at all.

    Raises:
        InvalidError: there is no such kind.
    """
    chosen = tuple(dict.fromkeys(word.strip() for word in words))
    if EVERY in chosen:
        return ()
    for word in chosen:
        if not (word.endswith(".*") and any(kind.startswith(word[:-1]) for kind in EVENT_TYPES)):
            check_kind(word)
    return chosen


def check_kind(word: str) -> None:
    """Raise InvalidError where there is no such kind of event."""
    if word not in EVENT_TYPES:
        raise InvalidError(f"There is no event “{shortened(word)}”.", hint=f"Choose among {', '.join(EVENT_TYPES)}.")


def meant(words: Collection[str]) -> tuple[str, ...]:
    """Return the kinds of events that these words mean: groups such as ``order.*`` are taken apart."""
    groups = tuple(word[:-1] for word in words if word.endswith(".*"))
    return tuple(kind for kind in EVENT_TYPES if kind in words or kind.startswith(groups))


def _check_headers(form: EndpointForm) -> None:
    names = [*form.headers, *form.secret_headers]
    if len(names) > MOST_HEADERS:
        raise InvalidError(f"More than {MOST_HEADERS} headers are sent with no webhook.", hint="Leave some out.")
    if len({name.lower() for name in names}) < len(names):
        raise InvalidError("A header is named twice.", hint="Name each header once.")
    for name in names:
        if not _TOKEN.fullmatch(name):
            raise InvalidError(
                f"“{_printable(name)}” is no name of a header.", hint="Names have letters, digits and hyphens."
            )
        if name.lower() in OURS or name.lower().startswith("webhook-"):
            raise InvalidError(f"The header {name} is set by Sakshi itself.", hint="Choose another name.")
    for name, value in form.headers.items():
        _check_value(name, value)


def _check_value(name: str, value: str) -> None:
    check_header_value(name, value)
    if telltales.by_name(name) or telltales.by_value(name, value):
        sentence = f"The header {name} looks like a secret, and would be kept in the open."
        raise FieldsError({"headers": f"{sentence} Enter it as a secret header."})


def check_header_value(name: str, value: str) -> None:
    """Refuse what cannot be sent in a header; the value is not repeated, it may be a secret.

    Raises:
        InvalidError: it has a line break, a strange character, or is too long.
    """
    if "\r" in value or "\n" in value:
        raise InvalidError(f"The header {name} has a line break in it.", hint="A header is one line.")
    if not value.isascii() or not value.isprintable():
        raise InvalidError(
            f"The header {name} has a character in it that cannot be sent.", hint="Headers are plain English letters."
        )
    if len(value) > LONGEST_HEADER:
        raise InvalidError(f"The header {name} is longer than {LONGEST_HEADER:,} characters.", hint="Shorten it.")


def _check_pace(form: EndpointForm) -> None:
    if not 1 <= form.concurrency <= MOST_AT_ONCE:
        raise InvalidError(
            f"{form.concurrency} requests at once cannot be sent.", hint=f"Choose between 1 and {MOST_AT_ONCE}."
        )
    if form.rate_per_minute is not None and not 1 <= form.rate_per_minute <= MOST_PER_MINUTE:
        raise InvalidError(
            f"{form.rate_per_minute} requests a minute cannot be sent.",
            hint=f"Choose between 1 and {MOST_PER_MINUTE:,}, or no limit.",
        )
    steps = form.retry_seconds
    if steps is not None and (len(steps) > MOST_STEPS or any(not 1 <= step <= LONGEST_STEP for step in steps)):
        raise InvalidError(
            "This schedule of tries cannot be kept.",
            hint=f"At most {MOST_STEPS} pauses, of a second to seven days each.",
        )


def _checked_filter(form: EndpointForm) -> dict[str, tuple[str, ...]]:
    if len(form.filter) > MOST_CONDITIONS or sum(map(len, form.filter.values())) > MOST_VALUES:
        raise InvalidError(
            f"A filter has at most {MOST_CONDITIONS} conditions with {MOST_VALUES} values in all.",
            hint="Leave some out, or let the receiver choose.",
        )
    for field, values in form.filter.items():
        if not _FIELD.fullmatch(field) or not values:
            raise InvalidError(
                f"“{_printable(field)}” is no condition.", hint="It looks like location=LOC-3, or location=LOC-3,LOC-4."
            )
        for text in (field, *values):
            _check_text(field, text)
    return {field: tuple(values) for field, values in sorted(form.filter.items())}


def _check_text(field: str, text: str) -> None:
    if len(text) > LONGEST_VALUE:
        raise InvalidError(
            f"The condition “{_printable(field)}” is longer than {LONGEST_VALUE} characters.", hint="Shorten it."
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidError(
            f"The condition “{field}” has a character in it that cannot be written down.", hint="Copy it once more."
        ) from error


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text[:40])
