"""Servers on this machine: programs that run until a test ends, and stand-ins for publishers, mail and web services."""

from __future__ import annotations

import email
import email.policy
import json
import os
import random
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from aiosmtpd.smtp import Envelope, Session


def free_port() -> int:
    """Find a port below those that a machine gives out itself, so that no kernel of another test takes it meanwhile."""
    for port in random.sample(range(20_000, 32_000), 50):
        with suppress(OSError), socket.socket() as free:
            free.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


@contextmanager
def server_process(
    command: list[str | Path], folder: Path, environment: Mapping[str, str], ready: str = "/"
) -> Iterator[str]:
    """Run a server in a folder until the end of the block; its address is given once the path `ready` answers."""
    address = f"http://127.0.0.1:{(port := free_port())}"
    with (folder / "server.log").open("w") as log:
        run = subprocess.Popen(
            [*command, f"--port={port}"], cwd=folder, stdout=log, stderr=log, env=os.environ | environment
        )
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(address + ready, timeout=60).close()
                break
            except OSError:
                time.sleep(0.3)
        yield address
    finally:
        run.send_signal(signal.SIGTERM)
        run.wait(20)


# -- publishers ---------------------------------------------------------------------------------------------

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


# -- mail and notices ---------------------------------------------------------------------------------------


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
        thread = Thread(target=server.serve_forever)
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
