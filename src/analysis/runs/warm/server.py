"""The fork server: one process that has imported everything and forks a child for each run (Linux).

It has one thread, which is what makes forking safe, and ends with the process that started it; its children end with
it, however it ends.
"""

from __future__ import annotations

import ast
import builtins
import ctypes
import gc
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from pkgutil import walk_packages
from struct import calcsize, unpack
from types import SimpleNamespace
from typing import Any, NamedTuple

from analysis.runs.warm.child import INLINE, run

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
MODULES = (
    "ipykernel.inprocess.blocking", "ipykernel.inprocess.ipkernel", "ipykernel.debugger", "sqlite3", "bdb",
    "IPython.core.crashhandler", "IPython.core.completerlib", "IPython.core.application", "IPython.core.logger",
    "IPython.core.oinspect", "IPython.extensions.storemagic", "nbclient", "pandas", "tornado.platform.asyncio",
    "zmq.utils.garbage",
    "matplotlib.backends.backend_svg", "matplotlib.backends.backend_agg",
    "analysis.runs.warm.kernel", "analysis.exhibits", "analysis.exhibits.magic",
    "analysis.exhibits.figures", "analysis.exhibits.figures.own",
)  # fmt: skip
"""What a kernel and our notebooks import; what is not there only costs time in each run."""


class _Forked(NamedTuple):
    """A child: its number, for whom it is at work, and the end of the pipe on which it answers."""

    pid: int
    caller: socket.socket
    pipe: int


def main(number: int) -> None:
    """Serve until the first one to call hangs up: each message asks for a child, which answers on its own pipe."""
    listener = socket.socket(fileno=number)
    listener.set_inheritable(False)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who presses Ctrl-C means the run, which kills its child
    _adopt()
    _preload()
    owner = listener.accept()[0]
    callers = {owner}
    children: dict[int, _Forked] = {}  # by what tells that one has ended
    while True:
        waiting: list[Any] = [listener, *callers, *children]
        ready = set(select.select(waiting, [], [])[0])
        for ended in children.keys() & ready:
            os.close(ended)
            _take_leave(children.pop(ended))
            _end_all_but({it.pid for it in children.values()})
        if listener in ready:
            callers |= _accepted(listener)
        for caller in callers & ready:
            descriptors = _asked(caller)
            if descriptors:
                pid = os.fork()
                if pid == 0:
                    for it in (listener, *callers):
                        it.close()
                    for child in children.values():
                        os.close(child.pipe)
                    _be_child(descriptors[0])
                children[os.pidfd_open(pid)] = _Forked(pid, caller, descriptors[0])
            elif caller is owner:
                return _end_all_but(set())  # whoever started this has ended
            else:
                callers.remove(caller)
                caller.close()
                for pid in (it.pid for it in children.values() if it.caller is caller):
                    _end(pid)


def _accepted(listener: socket.socket) -> set[socket.socket]:
    """Take a call, if it is by the same user; anybody on the machine could call."""
    caller = listener.accept()[0]
    _, user, _ = unpack("3i", caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, calcsize("3i")))
    return {caller} if user == os.getuid() else set()


def _asked(caller: socket.socket) -> list[int]:
    """Return the end of the pipe that comes with a message; none where the caller has hung up."""
    try:
        return socket.recv_fds(caller, 1, 1)[1]
    except OSError:
        return []


def _take_leave(child: _Forked) -> None:
    """Tell at the other end of a pipe how the child has ended; who waits there could not know."""
    _, status = os.waitpid(child.pid, 0)
    os.set_blocking(child.pipe, False)  # nobody has to listen any more
    with Connection(child.pipe) as pipe, suppress(OSError):
        pipe.send_bytes(json.dumps({"ended": os.waitstatus_to_exitcode(status)}).encode())


def _adopt() -> None:
    """Become the parent of whatever is started below this process and loses its own one."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def _end_all_but(others: set[int]) -> None:
    """Kill what ended children have left, also in a session of its own, and what that leaves, until none is left."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    while left := {*map(int, listed.read_text().split())} - others:
        for pid in left:
            with suppress(OSError):  # of another user, as by sudo
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        others |= left


def _end(pid: int) -> None:
    """Kill a child whose caller is gone, and whatever its cells have started."""
    for kill in (os.kill, os.killpg):
        with suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


def _preload() -> None:
    """Import modules as a kernel would find them, and leave their memory alone afterwards, so that it stays shared."""
    if kernel := find_spec("ipykernel_launcher"):
        sys.argv[:] = [str(kernel.origin)]  # what a cell reads that asks how its process was started
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)  # type: ignore[attr-defined]  # pandas asks where it is
    for name in MODULES:
        try:
            import_module(name)
        except Exception as error:  # whatever goes wrong will be told by the cell that imports it
            print(f"{name}: {error!r}", file=sys.stderr)
    del builtins.get_ipython  # type: ignore[attr-defined]
    sys.displayhook = _look_at
    with suppress(Exception):  # as above
        _warm_up()
    sys.displayhook = sys.__displayhook__
    gc.collect()
    gc.freeze()


def _warm_up() -> None:
    """Go through the report once, without IPython, which leaves traces; what is remembered depends on content alone."""
    from nbformat.v4 import new_output

    from analysis.exhibits.magic import NAME, write
    from analysis.runs.notebooks import find_notebook
    from analysis.runs.studies import name_of
    from analysis.runs.warm.messages import quick_check

    new_output("stream")  # makes the schema of notebooks ready
    quick_check()
    sys.modules["matplotlib"].rcParams["backend"] = INLINE  # looks through all that is installed, the first time
    package = import_module(name_of().partition(":")[0])
    for module in walk_packages(getattr(package, "__path__", []), f"{package.__name__}."):
        import_module(module.name)
    names: dict[str, Any] = {}
    for cell in json.loads(find_notebook("report").read_text(encoding="utf-8"))["cells"]:
        first, _, rest = (code := "".join(cell["source"])).partition("\n")
        if first.startswith(f"%%{NAME}"):
            _look_at(write(names["r"], first.removeprefix(f"%%{NAME}"), rest))
        elif cell["cell_type"] == "code":
            exec(compile(ast.Interactive(ast.parse(code).body), "report", "single"), names)


def _look_at(shown: Any) -> None:
    """Write out what a cell shows, as Jupyter would ask for it, and throw it away."""
    if hasattr(shown, "_repr_mimebundle_"):
        shown._repr_mimebundle_()


def _be_child(number: int) -> None:
    """Run one notebook in a process of its own, and never come back."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        _adopt()
        os.setsid()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        with Connection(number) as pipe:
            run(json.loads(pipe.recv_bytes()), lambda part: pipe.send_bytes(json.dumps(part).encode()))
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(int(sys.argv[1]))
