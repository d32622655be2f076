"""An HTTP server of a test, on 127.0.0.1, for as long as it is used."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class LocalServer:
    """Listens while the block runs; ``handler`` answers, and knows its server as ``there``."""

    handler: type[BaseHTTPRequestHandler]

    def __init__(self):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (self.handler,), {"there": self}))
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


class Answers:
    """What a handler answers with, in JSON; it says nothing on the terminal."""

    def log_message(self, *_):
        """Say nothing."""

    def answer(self, status, headers, body):
        """Answer with a body, bytes or what JSON can say; 204 has none."""
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if status != 204:
            self.wfile.write(content)
