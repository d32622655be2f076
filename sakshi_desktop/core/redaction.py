"""Keeps secrets out of logs and tracebacks: by value, in every form in which it may be written, and by name."""

import base64
import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from functools import lru_cache
from html import escape
from threading import Lock
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

from sakshi_desktop.core import telltales
from sakshi_desktop.core.secret import HIDDEN as DOTS
from sakshi_desktop.core.secret import Secret

HIDDEN = "[secret]"
SHORTEST = 6
"""Characters; a shorter value would be found in words that are no secret."""
TELLING = 4
"""Characters by which a value that is known to be there, or its beginning where a text was cut off, is found."""
START = 12
"""Characters by which values are told apart: those for signing begin alike."""
_NAMED = re.compile(
    r"""(?ix)
    \b(?: (?:bearer|basic) \s+ (?P<scheme>[\w.~+/=-]{6,})
      | whsec_ (?P<signing>[A-Za-z0-9+/=]{6,})
      | [a-z+]+ :// [^\s/:@]* : (?P<address>[^\s/@]+) (?=@)
      | (?:x-)?(?:api[-_ ]?key|apikey|password|passwd|passphrase|client[-_ ]?secret|secret|access[-_ ]?token
        |refresh[-_ ]?token|auth[-_ ]?token) ["']? \s* [:=] \s* ["']? (?P<value>[^\s"',;&}]{3,})
    )"""
)


class _Known:
    """The values that were handed out in this process, by their first letters.

    A text is looked through once, however many values there are; one large pattern would take minutes to be made.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_start: dict[str, tuple[str, ...]] = {}

    def learn(self, value: str) -> None:
        with self._lock:
            for form in _forms(value):
                start = form[:START] if len(form) >= START else form[:SHORTEST]
                there = {*self._by_start.get(start, ()), form}
                self._by_start[start] = tuple(sorted(there, key=len, reverse=True))

    def clean(self, text: str) -> str:
        if not self._by_start:
            return text
        parts, place, kept = [], 0, 0
        while place <= len(text) - SHORTEST:
            found = self._at(text, place)
            if found:
                parts += [text[kept:place], HIDDEN]
                kept = place = place + len(found)
            else:
                place += 1
        return "".join([*parts, text[kept:]])

    def _at(self, text: str, place: int) -> str:
        for size in (START, SHORTEST):
            for form in self._by_start.get(text[place : place + size], ()):
                if text.startswith(form, place):
                    return form
        return ""


_known = _Known()


def learn(secret: Secret) -> None:
    """Keep this value out of everything that is logged from now on."""
    if len(secret.reveal()) >= SHORTEST:
        _known.learn(secret.reveal())


def clean(text: str) -> str:
    """Return ``text`` with what is secret in it replaced."""
    return telltales.covered(_cleaned(text), HIDDEN)


def clean_setting(text: str) -> str:
    """Return the same of a setting, whose address may be the key itself: it is dialled, and shown with dots."""
    return telltales.covered_parameters(_cleaned(text), HIDDEN)


def _cleaned(text: str) -> str:
    return _NAMED.sub(_hide, _known.clean(text))


def hide(text: str, values: frozenset[str]) -> str:
    """Return ``text`` without these values, in whatever form it repeats them, and be it the beginning at its end."""
    forms, starts = _all_forms(values)
    for start in starts:
        if start in text:
            break
    else:  # as good as always, and much sooner found out
        return text
    for form in forms:
        if form in text:
            text = text.replace(form, HIDDEN)
    return _without_beginning(text, forms)


def guard_logs() -> None:
    """Clean every record of every logger, with its traceback, as it is made."""
    logging.setLogRecordFactory(_CleanRecord)


def tell(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print a traceback, cleaned; for ``sys.excepthook``."""
    sys.stderr.write(clean("".join(traceback.format_exception(kind, error, trace))))


class _CleanRecord(logging.LogRecord):
    """A log record without secrets; its message is made at once, so that no handler sees the arguments."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # whatever logging gives
        super().__init__(*args, **kwargs)
        try:
            said = super().getMessage()
        except (TypeError, ValueError):  # a message that does not fit its arguments: the handler tells it
            return
        self.msg, self.args = clean(said), ()
        if self.exc_info and self.exc_info[0] is not None:
            self.exc_text = clean("".join(traceback.format_exception(*self.exc_info)).rstrip("\n"))


@lru_cache(maxsize=256)
def _all_forms(values: frozenset[str]) -> tuple[list[str], set[str]]:
    """Return the forms of values, the longest first, as one may be part of another; and how they begin."""
    forms = {form for value in values if len(value) >= TELLING for form in _forms(value)}
    return sorted(forms, key=len, reverse=True), {form[:TELLING] for form in forms}


def _without_beginning(text: str, forms: Iterable[str]) -> str:
    """Return ``text`` without the beginning of a value at its very end, where it was cut off or broke off."""
    whole = text.rstrip("\N{REPLACEMENT CHARACTER}")
    begins = len(whole)
    for form in forms:
        place = whole.find(form[:TELLING], max(0, len(whole) - len(form)))
        while place >= 0 and not form.startswith(whole[place:]):
            place = whole.find(form[:TELLING], place + 1)
        if 0 <= place < begins:
            begins = place
    return text if begins == len(whole) else whole[:begins] + HIDDEN


def _forms(value: str) -> set[str]:
    raw = value.encode("utf-8", "surrogatepass")
    return {
        value,
        escape(value),
        quote(raw),
        quote(raw, safe=""),
        quote_plus(raw),
        json.dumps(value)[1:-1],
        json.dumps(value)[1:-1].replace("/", "\\/"),
        json.dumps(value, ensure_ascii=False)[1:-1],
        repr(value)[1:-1],
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
    }


def _hide(found: re.Match[str]) -> str:
    text = found[0]
    for part in found.groupdict().values():
        if part and part != DOTS:
            return text.replace(part, HIDDEN)
    return text
