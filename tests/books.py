"""A service of the house's own, as a person would write one: an HTTP server that keeps JSON under names."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

PAGE = 2
TOKEN = "c4nary-books-token"


class Books:
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

    def __init__(self, items=(), *, undoes=True):
        self.kept, self.asked, self.answers, self.items = {}, [], [], list(items)
        self.undoes, self.tokens = undoes, {TOKEN}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"books": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def place(self):
        return f"127.0.0.1:{self._server.server_port}"

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


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    books: Books

    def log_message(self, *_):
        """Say nothing."""

    def _begin(self):
        size = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(size)
        parts = urlsplit(self.path)
        self.name = unquote(parts.path.rpartition("/")[2])
        self.query = parse_qs(parts.query)
        self.books.asked.append((self.command, self.name, dict(self.headers)))
        if self.books.answers:
            self._answer(*self.books.answers.pop(0))
            return False
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.books.tokens:
            self._answer(401, {}, {"message": "who are you"})
            return False
        return True

    def do_GET(self):
        if not self._begin():
            return
        if self.name == "items":
            self._answer(200, {}, self.books.page(self.query))
        elif self.name in self.books.kept:
            self._answer(200, {}, self.books.kept[self.name])
        else:
            self._answer(404, {}, {"message": "not here"})

    def do_PUT(self):
        if self._begin():
            self.books.kept[self.name] = json.loads(self.body)
            self._answer(204, {}, None)

    def do_DELETE(self):
        if self._begin():
            if self.books.undoes:
                self.books.kept.pop(self.name, None)
            self._answer(204 if self.books.undoes else 405, {}, None)

    def _answer(self, status, headers, body):
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if status != 204:
            self.wfile.write(content)
