"""Kernels that end with the run that started them, however it ends, and leave no file behind."""

from __future__ import annotations

import logging
import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager

from analysis.errors import Ended

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["kernels", "last_remark"]

REMARKS = "remarks.txt"
"""File in the run's folder for what a kernel writes to its standard error, which is no concern of cron's."""


@contextmanager
def kernels(folder: Path) -> Iterator[tuple[type[AsyncKernelManager], Iterator[int | None]]]:
    """Give the kind of kernel that a run starts: it keeps its connection in the run's folder and ends with the run.

    Beside it comes what each ended with, if it has. nbclient ends a kernel only once that has answered; a run that is
    interrupted before would leave it at work.
    """
    started: list[AsyncKernelManager] = []
    processes: list[subprocess.Popen[bytes]] = []

    class Kernel(AsyncKernelManager):
        def __init__(self, **settings: Any) -> None:
            super().__init__(connection_file=str(folder / "kernel.json"), **settings)
            started.append(self)

        async def _async_launch_kernel(self, kernel_cmd: list[str], **how: Any) -> None:
            with (folder / REMARKS).open("wb") as remarks:
                await super()._async_launch_kernel(kernel_cmd, stderr=remarks, **how)
            processes.append(getattr(self.provisioner, "process"))  # noqa: B009  # which lets go of it at its end

    try:
        yield Kernel, (process.poll() for process in processes)
    except (KeyboardInterrupt, Ended):
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # what still waits for the kernel waits in vain
        raise
    finally:
        for kernel in started:
            if (process := getattr(kernel.provisioner, "process", None)) and process.poll() is None:
                _end(process)


def last_remark(folder: Path) -> str:
    """Return the last line that a kernel wrote to its standard error: why it could not start, if it could say so."""
    file = folder / REMARKS
    lines = file.read_text(encoding="utf-8", errors="replace").split("\n") if file.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a kernel and what it has started; the manager's own way would go on with what was interrupted."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)  # a kernel leads a group of its own
    else:
        process.kill()
    process.wait()
