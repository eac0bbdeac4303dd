"""A server on this machine that answers as a publisher would, and keeps what it was asked."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Reply = tuple[int, str, bytes]
"""Status, media type and body."""


class Server:
    """What was asked of a server, and where it is."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[str] = []
        self.agents: list[str] = []


@contextmanager
def serving(
    reply: Callable[[str], Reply] = lambda _: (404, "", b""),
    answer: Callable[[BaseHTTPRequestHandler], None] | None = None,
) -> Iterator[Server]:
    """Answer each path with what `reply` says, or as `answer` writes it, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append(self.path)
            told.agents.append(self.headers["User-Agent"])
            if answer:
                with suppress(OSError):  # the client may go away
                    answer(self)
                return
            status, media, body = reply(self.path)
            self.send_response(status)
            self.send_header("Content-Type", media)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told = Server(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield told
        finally:
            server.shutdown()
            thread.join()
