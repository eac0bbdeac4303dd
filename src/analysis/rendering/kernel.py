"""A papermill engine that can keep its kernel for the next run."""

from __future__ import annotations

import atexit
import logging
import os
import signal
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.log import logger
from zmq import ZMQError

from analysis.rendering.errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from papermill.engines import NotebookExecutionManager

ENGINE = "japan-tech-warm"

START = '__import__("atexit").register(__import__("gc").freeze)'  # without a variable, which notebooks would see
"""Code that a new kernel runs first: it ends without a last search for garbage among all that a report has made."""

RESET = """
import os, sys
os.chdir({folder!r})
if "matplotlib.pyplot" in sys.modules:
    sys.modules["matplotlib.pyplot"].close("all")
if "matplotlib" in sys.modules:
    sys.modules["matplotlib"].rc_file_defaults()
if "analysis.report.ipython" in sys.modules:
    sys.modules["analysis.report.ipython"].OPENED.clear()
get_ipython().reset(new_session=True)
__import__("gc").get_freeze_count() or __import__("gc").freeze()
"""
"""Code that a kernel runs before the next notebook.

What is left at the first reset is modules, which no later search for garbage has to look through.
"""

RESET_TIMEOUT = 60.0

_kept = threading.local()


class KeptKernelEngine(NBClientEngine):  # type: ignore[misc]
    """Run notebooks as papermill's own engine does, but one after another in one kernel.

    Variables are cleared between runs; modules stay imported. Another kernel name, environment or working folder starts
    a new kernel, and so does the run after one that was interrupted, timed out or killed its kernel.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        start_timeout: int = 60,
        execution_timeout: int | None = None,
        environment: Mapping[str, str] | None = None,
        keep_kernel: bool = True,
        extra_arguments: Sequence[str] = (),
        **options: Any,
    ) -> None:
        """Run the cells; raise `ReportError` where no kernel can be started.

        The kernel gets `environment` in addition to the variables of this process, and stays for the next notebook
        if `keep_kernel` is true. Of the other options those are used that are traits of nbclient's `NotebookClient`.
        """
        key = (kernel_name, tuple(extra_arguments), {**os.environ, **(environment or {})}, os.getcwd())  # noqa: PTH109
        kernel = _ready_kernel(key, reuse=keep_kernel)
        traits = {name: options[name] for name in PapermillNotebookClient.class_trait_names() if name in options}
        client = PapermillNotebookClient(
            nb_man, km=kernel.manager, kernel_name=kernel_name, startup_timeout=start_timeout, log=logger, **traits
        )
        client.timeout = execution_timeout or client.timeout
        try:
            try:
                client.execute()
            finally:
                if client.kc:
                    client.kc.stop_channels()
        except BaseException:
            kernel.kill()
            raise
        if not keep_kernel:
            kernel.shut_down()


papermill_engines.register(ENGINE, KeptKernelEngine)


Key = tuple[str, tuple[str, ...], dict[str, str], str]
"""By what a kernel that fits is known: its name, arguments, environment and working folder."""


class _Kernel:
    """A running kernel and the folder of its files, which are not put into the user's home."""

    def __init__(self, key: Key) -> None:
        name, arguments, environment, _ = self.key = key
        self.folder = TemporaryDirectory(prefix="japan-tech-", ignore_cleanup_errors=True)
        place = Path(self.folder.name)
        own = {"JUPYTER_RUNTIME_DIR": str(place), "IPYTHONDIR": str(place), "TMPDIR": str(place)}
        home = os.path.expanduser("~")  # noqa: PTH111  # Path.home fails where there is no home
        if not (os.path.isdir(home) and os.access(home, os.W_OK)):  # noqa: PTH112
            own["MPLCONFIGDIR"] = str(place)
        self.stderr = place / "stderr.txt"  # the kernel's own remarks; what cells write comes as messages
        self.manager = AsyncKernelManager(kernel_name=name, connection_file=str(place / "kernel.json"))
        with self.stderr.open("wb") as stderr:
            run_sync(self.manager.start_kernel)(extra_arguments=list(arguments), env=environment | own, stderr=stderr)
        self.process = getattr(self.manager.provisioner, "process")  # noqa: B009  # of a local kernel
        atexit.register(self.shut_down)

    def run(self, code: str) -> bool:
        """Wait until the kernel answers, run some code, and return True if that went well."""
        client = self.manager.client()
        client.start_channels()
        try:
            run_sync(client.wait_for_ready)(timeout=RESET_TIMEOUT)
            reply = run_sync(client.execute_interactive)(code, silent=True, allow_stdin=False, timeout=RESET_TIMEOUT)
        finally:
            client.stop_channels()
        return bool(reply["content"]["status"] == "ok")

    def reset(self) -> bool:
        """Clear what the last notebook left; return True if the kernel can be used again."""
        try:
            return self.process.poll() is None and self.run(RESET.format(folder=self.key[-1]))
        except (RuntimeError, TimeoutError, ZMQError):
            return False

    def shut_down(self) -> None:
        """End the kernel and let it run its exit handlers."""
        try:
            run_sync(self.manager.shutdown_kernel)()
        finally:
            self._forget()

    def kill(self) -> None:
        """Kill the kernel and its children at once, without waiting for an answer that may never come."""
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # tasks that wait for the kernel wait in vain
        if self.process.poll() is None:
            if hasattr(os, "killpg"):
                os.killpg(self.process.pid, signal.SIGKILL)  # a kernel leads a process group of its own
            else:
                self.process.kill()
            self.process.wait()
        self._forget()

    def _forget(self) -> None:
        atexit.unregister(self.shut_down)
        _kept.kernel = None
        self.manager.context.destroy(linger=0)
        self.folder.cleanup()


def _ready_kernel(key: Key, *, reuse: bool) -> _Kernel:
    """Return the kernel that this thread has kept, if it fits and answers, or a new one."""
    kept: _Kernel | None = getattr(_kept, "kernel", None)
    if kept:
        if reuse and kept.key == key and kept.reset():
            return kept
        kept.shut_down()
    kernel = _kept.kernel = _Kernel(key)
    try:
        kernel.run(START)
    except (RuntimeError, TimeoutError, ZMQError) as error:
        remarks = kernel.stderr.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        kernel.kill()
        raise ReportError("; ".join([f"no kernel could be started: {error}", *remarks[-1:]])) from None
    except BaseException:
        kernel.kill()
        raise
    return kernel
