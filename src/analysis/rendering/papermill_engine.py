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

from analysis.rendering.report_errors import ReportError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from papermill.engines import NotebookExecutionManager

ENGINE = "japan-tech-warm"

START = '__import__("atexit").register(__import__("gc").freeze)'
"""Code that a new kernel runs first, so that it exits without a last garbage collection.

An import statement would leave a variable, which the notebook would see.
"""

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
if not __import__("gc").get_freeze_count():
    __import__("gc").freeze()
"""
"""Code that a kernel runs before the next notebook.

It undoes what lasts longer than variables: the working folder, figures and settings of matplotlib, and the reports that
were opened. Then IPython removes the variables and counts cells from 1 again, so that nothing below may leave another
variable. At the first reset, only modules are left, which later garbage collections need not scan.
"""

RESET_TIMEOUT = 60.0
"""Seconds that a kernel has to answer, and again to run `START` or `RESET`: plenty even on a busy machine."""

_kept = threading.local()
"""The kernel of each thread, since a kernel runs one notebook at a time."""


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
        """Run the cells; raise `ReportError` if no kernel can be started.

        The kernel gets `environment` in addition to the variables of this process, and is kept for the next notebook if
        `keep_kernel` is true. Other options are ignored unless they are traits of nbclient's `NotebookClient`.
        """
        variables = {**os.environ, **(environment or {})}
        key = (kernel_name, tuple(extra_arguments), variables, str(Path.cwd()))
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
                # nbclient leaves them open if it did not start the kernel
                if client.kc:
                    client.kc.stop_channels()
        except BaseException:
            # also when interrupted, so that the cell that still runs ends at once
            kernel.kill()
            raise
        if not keep_kernel:
            kernel.shut_down()


papermill_engines.register(ENGINE, KeptKernelEngine)


Key = tuple[str, tuple[str, ...], dict[str, str], str]
"""The key of a kernel: its name, arguments, environment and working folder."""


class _Kernel:
    """A running kernel and a temporary folder for its files."""

    def __init__(self, key: Key) -> None:
        self.key = key
        name, arguments, environment, self.working_folder = key

        # Keep the files of the kernel out of the user's home
        self.folder = TemporaryDirectory(prefix="japan-tech-", ignore_cleanup_errors=True)
        place = Path(self.folder.name)
        folders = {"JUPYTER_RUNTIME_DIR": str(place), "IPYTHONDIR": str(place), "TMPDIR": str(place)}

        # but not matplotlib's list of fonts, which takes seconds to make, unless there is no home to keep it in
        home = os.path.expanduser("~")  # noqa: PTH111  # Path.home fails where there is no home
        if not (os.path.isdir(home) and os.access(home, os.W_OK)):  # noqa: PTH112
            folders["MPLCONFIGDIR"] = str(place)

        # stderr has remarks of the kernel itself; the output of cells comes as messages
        self.stderr = place / "stderr.txt"
        self.manager = AsyncKernelManager(kernel_name=name, connection_file=str(place / "kernel.json"))
        start = run_sync(self.manager.start_kernel)
        with self.stderr.open("wb") as stderr:
            start(extra_arguments=list(arguments), env=environment | folders, stderr=stderr)

        # only the provisioner of a local kernel has a process, so that the type checker knows none
        self.process = getattr(self.manager.provisioner, "process")  # noqa: B009
        atexit.register(self.shut_down)

    def run(self, code: str) -> bool:
        """Wait until the kernel answers, run some code, and return True if it succeeds."""
        client = self.manager.client()
        client.start_channels()
        try:
            run_sync(client.wait_for_ready)(timeout=RESET_TIMEOUT)
            reply = run_sync(client.execute_interactive)(code, silent=True, allow_stdin=False, timeout=RESET_TIMEOUT)
        finally:
            client.stop_channels()
        return bool(reply["content"]["status"] == "ok")

    def reset(self) -> bool:
        """Clear the state of the last notebook; return True if the kernel can be used again."""
        try:
            return self.process.poll() is None and self.run(RESET.format(folder=self.working_folder))
        except (RuntimeError, TimeoutError, ZMQError):
            return False

    def shut_down(self) -> None:
        """Shut the kernel down in order, so that it runs its exit handlers."""
        try:
            run_sync(self.manager.shutdown_kernel)()
        finally:
            self._forget()

    def kill(self) -> None:
        """Kill the kernel and its children at once, without waiting for a reply."""
        # asyncio logs an error for each task that still waits for the kernel
        logging.getLogger("asyncio").setLevel(logging.CRITICAL)
        if self.process.poll() is None:
            if hasattr(os, "killpg"):
                # a kernel is the leader of its process group
                os.killpg(self.process.pid, signal.SIGKILL)
            else:
                self.process.kill()
            self.process.wait()
        self._forget()

    def _forget(self) -> None:
        """Release what a kernel that has ended leaves in this process."""
        atexit.unregister(self.shut_down)
        _kept.kernel = None
        self.manager.context.destroy(linger=0)
        self.folder.cleanup()


def _ready_kernel(key: Key, *, reuse: bool) -> _Kernel:
    """Return the kernel that this thread has kept, if its key is the same and it answers, or a new one."""
    kept: _Kernel | None = getattr(_kept, "kernel", None)
    if kept:
        if reuse and kept.key == key and kept.reset():
            return kept
        kept.shut_down()

    kernel = _Kernel(key)
    _kept.kernel = kernel
    try:
        kernel.run(START)  # if that fails, the kernel only takes longer to exit
    except (RuntimeError, TimeoutError, ZMQError) as error:
        # the last line on stderr is the error with which Python ended; reading comes first, as `kill` removes the file
        remarks = kernel.stderr.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        kernel.kill()
        raise ReportError("; ".join([f"no kernel could be started: {error}", *remarks[-1:]])) from None
    except BaseException:
        kernel.kill()
        raise
    return kernel
