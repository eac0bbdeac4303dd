"""Servers on this machine: programs that run until a test ends, and stand-ins for publishers."""

from __future__ import annotations

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
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path


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


@contextmanager
def silent() -> Iterator[int]:
    """Run a server that takes connections and never says a word; the port is told."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def closed_port() -> int:
    """Find a port on which nobody listens."""
    with silent() as port:
        return port
