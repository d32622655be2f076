"""Keeps secrets out of logs and tracebacks: by value, in every form in which it may be written, and by name."""

import base64
import json
import logging
import re
import sys
import traceback
from threading import Lock
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

from sakshi_desktop.core.secret import Secret

HIDDEN = "[secret]"
SHORTEST = 6
"""Characters; a shorter value would be found in words that are no secret."""
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
    return _NAMED.sub(_hide, _known.clean(text))


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


def _forms(value: str) -> set[str]:
    raw = value.encode("utf-8", "surrogatepass")
    return {
        value,
        quote(raw),
        quote(raw, safe=""),
        quote_plus(raw),
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        repr(value)[1:-1],
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode().rstrip("="),
    }


def _hide(found: re.Match[str]) -> str:
    text = found[0]
    for part in found.groupdict().values():
        if part:
            return text.replace(part, HIDDEN)
    return text
