"""A service of the house's own, as a person would write one: an HTTP server that keeps JSON under names."""

import json
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, unquote, urlsplit

from tests.local_server import Answers, LocalServer

PAGE = 2
TOKEN = "c4nary-books-token"


class _Handler(Answers, BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def _begin(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(size)
        parts = urlsplit(self.path)
        self.name = unquote(parts.path.rpartition("/")[2])
        self.query = parse_qs(parts.query)
        self.there.asked.append((self.command, self.name, dict(self.headers)))
        if self.there.answers:
            self.answer(*self.there.answers.pop(0))
            return False
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.there.tokens:
            self.answer(401, {}, {"message": "who are you"})
            return False
        return True

    def do_GET(self):
        if not self._begin():
            return
        if self.name == "items":
            self.answer(200, {}, self.there.page(self.query))
        elif self.name in self.there.kept:
            self.answer(200, {}, self.there.kept[self.name])
        else:
            self.answer(404, {}, {"message": "not here"})

    def do_PUT(self):
        if self._begin():
            self.there.kept[self.name] = json.loads(self.body)
            self.answer(204, {}, None)

    def do_DELETE(self):
        if self._begin():
            if self.there.undoes:
                self.there.kept.pop(self.name, None)
            self.answer(204 if self.there.undoes else 405, {}, None)


class Books(LocalServer):
    """Takes records by PUT, tells of them by GET, takes them back by DELETE; gives items a page at a time.

    Attributes:
        kept: what it keeps, by name.
        asked: every request: method, name, headers.
        answers: statuses, with headers and a body, that it gives instead of doing its work, first come first served.
        items: what it gives under ``/items``.
        size: how many of them at once.
        tokens: those that it takes at present.
    """

    size = PAGE
    handler = _Handler

    def __init__(self, items=(), *, undoes=True):
        super().__init__()
        self.kept, self.asked, self.answers, self.items = {}, [], [], list(items)
        self.undoes, self.tokens = undoes, {TOKEN}

    @property
    def url(self):
        return f"http://{self.place}/books"

    def methods(self):
        return [method for method, _, _ in self.asked]

    def page(self, query):
        start = int(query.get("cursor", ["0"])[0])
        found = self.items[start : start + self.size]
        end = start + len(found)
        return {"records": found, "cursor": str(end), "more": end < len(self.items), "total": len(self.items)}
