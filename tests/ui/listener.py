"""A server that stands for the rest of the world, and writes down who asks it for what."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Listener(ThreadingHTTPServer):
    """Answers everything with nothing; `asked` holds (path, User-Agent, Referer)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Recorder)
        self.asked: list[tuple[str, str, str | None]] = []
        self.host = f"127.0.0.1:{self.server_port}"


class _Recorder(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("User-Agent", ""), self.headers.get("Referer")))
        self.send_response(204)
        self.end_headers()

    do_CONNECT = do_HEAD = do_OPTIONS = do_POST = do_PUT = do_GET

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def listening() -> Iterator[Listener]:
    """A listener, as long as the block lasts."""
    with Listener() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
