"""Where a server of a test may listen."""

from __future__ import annotations

import random
import socket
from contextlib import suppress


def free_port() -> int:
    """Find a port below those that a machine gives out itself, so that no kernel of another test takes it meanwhile."""
    for port in random.sample(range(20_000, 32_000), 50):
        with suppress(OSError), socket.socket() as free:
            free.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")
