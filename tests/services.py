"""Services on this machine that take notices: a mail server, a web service, and two kinds that do not answer."""

from __future__ import annotations

import email
import email.policy
import json
import socket
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import Envelope, Session


class Post:
    """A mail server that keeps every letter with whom it is for; `address` is how a notice reaches it."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], Any]] = []
        self.address = ""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter; the names are aiosmtpd's."""
        del server, session
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.letters.append((envelope.rcpt_tos, letter))
        return "250 OK"


class _OnAnyPort(Controller):
    """A mail server on a port that the system chooses."""

    def factory(self) -> SMTP:
        """Make the one that speaks with a client."""
        return SMTP(self.handler)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail() -> Iterator[Post]:
    """Run a mail server."""
    keeper = Post()
    controller = _OnAnyPort(keeper, hostname="127.0.0.1", port=0)
    controller.start()
    keeper.address = f"mailto://127.0.0.1:{controller.port}?from=report@example.org&to=reader@example.org"
    try:
        yield keeper
    finally:
        controller.stop()


class _Taking(BaseHTTPRequestHandler):
    """Keep what is posted, and answer with the number that the path ends in."""

    def do_POST(self) -> None:
        """Take a notice."""
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(int(self.path.rpartition("/")[2]))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


class Web(ThreadingHTTPServer):
    """A web service that keeps every notice; `address` with /200 takes it, with /403 refuses it."""

    def __init__(self, user: str) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.taken: list[dict[str, Any]] = []
        self.address = f"json://{user}@127.0.0.1:{self.server_port}"


@contextmanager
def web(user: str) -> Iterator[Web]:
    """Run a web service that a user, given as name:password, posts to."""
    with Web(user) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def silent() -> Iterator[int]:
    """Run a server that takes connections and never says a word; the port is told."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def closed_port() -> int:
    """Find a port on which nobody listens."""
    with silent() as port:
        return port
