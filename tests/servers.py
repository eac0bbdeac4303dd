"""Servers on this machine: programs that serve until a test ends, and stand-ins for publishers and mail."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
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
