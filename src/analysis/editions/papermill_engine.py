"""The engine `japan-tech-warm` for papermill: it keeps its kernel for the next run."""

from __future__ import annotations

import atexit
import os
import threading
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from jupyter_core.utils import run_sync
from nbclient.exceptions import DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine
from papermill.log import logger

from analysis.dataset.loading import DATA_VARIABLE
from analysis.editions.studies import STUDY_VARIABLE
from analysis.rendering.execute import kernels, settings, workspace

if TYPE_CHECKING:
    from papermill.engines import NotebookExecutionManager

RESET = """
import os, sys
os.chdir({folder!r})
if "matplotlib.pyplot" in sys.modules:
    sys.modules["matplotlib.pyplot"].close("all")
if "matplotlib" in sys.modules:
    sys.modules["matplotlib"].rc_file_defaults()
if "analysis.report.page" in sys.modules:
    sys.modules["analysis.report.page"].OPENED.clear()
get_ipython().reset(new_session=True)
"""
"""What a kernel runs before the next notebook."""

SECONDS = 60.0
"""How long a kernel may take to run that, and to start."""

_kept = threading.local()


class WarmEngine(NBClientEngine):  # type: ignore[misc]
    """Run notebooks as papermill's own engine does, but one after another in one kernel; variables do not stay.

    Modules stay imported, as their attributes were left. Another folder of data, study, working folder or kernel gets a
    new kernel. So does the run after one that was broken off, by a limit or an interrupt or because the kernel died.
    """

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, execution_timeout: int | None = None, **given: Any
    ) -> None:
        """Run the cells; raises what papermill's own engine raises, for the same reasons."""
        kept = _kernel(kernel_name, given.get("extra_arguments", ()))
        options = {name: given[name] for name in PapermillNotebookClient.class_trait_names() if name in given}
        options |= {"startup_timeout": given.get("start_timeout", SECONDS), "kernel_name": kernel_name, "log": logger}
        client = PapermillNotebookClient(nb_man, km=kept.manager, **options)
        client.timeout = execution_timeout or client.timeout
        try:
            try:
                client.execute(env=kept.environment)
            finally:
                if client.kc:
                    client.kc.stop_channels()
        except BaseException as error:
            if isinstance(error, DeadKernelError):
                error.code = next(kept.ends, None)  # type: ignore[attr-defined]
            kept.end(at_once=True)
            raise


class _Kernel:
    """A kernel that is kept, with the folder in which it has its files."""

    def __init__(self, name: str, known_by: tuple[object, ...]) -> None:
        self.known_by, self.stack = known_by, ExitStack()
        folder = self.stack.enter_context(workspace())
        kind, self.ends = self.stack.enter_context(kernels(folder))
        self.manager = kind(kernel_name=name)
        self.environment = os.environ | settings(folder)
        atexit.register(self.end)

    def reset(self) -> bool:
        """Make it ready for another notebook, and say whether that was possible."""
        if not run_sync(self.manager.is_alive)():
            return False
        client = self.manager.client()
        client.start_channels()
        try:
            run_sync(client.wait_for_ready)(timeout=SECONDS)
            code = RESET.format(folder=os.getcwd())  # noqa: PTH109
            reply = run_sync(client.execute_interactive)(code, silent=True, allow_stdin=False, timeout=SECONDS)
        except (RuntimeError, TimeoutError):
            return False
        finally:
            client.stop_channels()
        return bool(reply["content"]["status"] == "ok")

    def end(self, *, at_once: bool = False) -> None:
        """End the kernel, and let it do what it has left for its end unless that is to be at once."""
        atexit.unregister(self.end)
        _kept.kernel = None
        with self.stack:
            if not at_once:
                run_sync(self.manager.shutdown_kernel)()
        self.manager.context.destroy(linger=0)


def _kernel(name: str, arguments: tuple[str, ...]) -> _Kernel:
    """Return the kernel that this thread has kept, if it is of the same kind and can be used again, or a new one."""
    known_by = name, *arguments, os.getcwd(), os.environ.get(DATA_VARIABLE), os.environ.get(STUDY_VARIABLE)  # noqa: PTH109
    kept: _Kernel | None = getattr(_kept, "kernel", None)
    if kept and not (kept.known_by == known_by and kept.reset()):
        kept.end()
        kept = None
    _kept.kernel = kept = kept or _Kernel(name, known_by)
    return kept
