"""A warm run gives what a cold one gives, knows nothing of any other run, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from ast import literal_eval
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import nbformat
import papermill as pm
import pytest
from nbclient.exceptions import DeadKernelError
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.rendering.execution import ExecutionError, Limits, execute
from analysis.runs.grid.working import WARM
from analysis.runs.notebooks import notebooks_folder
from analysis.runs.orders import order
from analysis.runs.warm import forking
from analysis.runs.warm.forking import Child, ForkServer

from ..made import at_work, gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can fork in safety")

MANY_OUTPUTS = [
    "x = 1",
    "print('out'); 1 + x",
    "import sys; print('a'); print('b', file=sys.stderr); print('c')",
    "from IPython.display import HTML, display\nh = display(HTML('before'), display_id='one')\nprint('then')",
    "h.update(HTML('after'))",
    "import asyncio\nawait asyncio.sleep(0.01)\n5",
    "!echo shell",
    "%%bash\necho bash",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "import pandas as pd\npd.DataFrame({chr(97 + i): [i] for i in range(25)})",
    "from IPython.display import clear_output\nprint('gone'); clear_output(); print(__name__)",
    "get_ipython().ast_node_interactivity = 'all'\n1\n2",
    "import os; len(os.environ['JAPAN_TECH_DATA'])",
    "import datetime\ndisplay({'application/json': {'day': datetime.date(2024, 1, 1), 'two': (1, 2)}}, raw=True)",
    "display({'application/json': {'nan': float('nan')}}, raw=True)",
    "",
]


def written(folder, *codes, name="notebook", **tags):
    """Write a notebook of some cells; `tags` has those of a cell by its name, c0, c1 and so on."""
    cells = [
        new_code_cell(code, id=f"c{at}", metadata={"tags": tags.get(f"c{at}", [])}) for at, code in enumerate(codes)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=[*cells, new_markdown_cell("end", id="end")], metadata=kernel), path)
    return path


def run(notebook, engine=WARM, cell=60, **given):
    return execute(notebook, given, {"JAPAN_TECH_DATA": "data"}, limits=Limits(cell), engine=engine)


def both(notebook, **given):
    return [nbformat.writes(run(notebook, engine, **given)) for engine in ("", WARM)]


def answers(notebook):
    return ["".join(o.get("text", "") or o["data"]["text/plain"] for o in c.get("outputs", [])) for c in notebook.cells]


@pytest.fixture
def children():
    """Count the processes that the fork server has at work."""

    def count():
        server = str(ForkServer._running.process.pid)
        stats = (path.read_text() for path in Path("/proc").glob("[0-9]*/stat") if path.exists())
        return sum(stat.rpartition(")")[2].split()[1] == server for stat in stats)

    return count


@pytest.mark.long
def test_every_kind_of_output_is_the_same_as_in_a_new_kernel(tmp_path):
    cold, warm = both(written(tmp_path, *MANY_OUTPUTS, c0=["parameters"]), x=3)
    assert "after" in cold
    assert "image/png" in cold
    assert warm == cold


@pytest.mark.long
def test_an_error_is_the_same_and_stops_the_run_unless_its_cell_is_marked(tmp_path):
    codes = "1 / 0", "input('?')", "raise ValueError('no')", "4"
    notebook = written(tmp_path, *codes, c0=["raises-exception"], c1=["skip-execution"])
    found = []
    for engine in ("", WARM):
        with pytest.raises(ExecutionError) as error:
            run(notebook, engine)
        left = re.sub(r'"id": "[0-9a-f]{8}"', "", nbformat.writes(error.value.notebook))  # papermill's own cells
        found.append((str(error.value), left))
    assert found[0] == found[1]
    assert "ValueError" in found[0][1]


NAMES = sorted(path.stem for path in notebooks_folder().glob("*.ipynb") if path.stem != "explore")
DRAWN = {"as_of": "2024-06-01", "focus": "KOR", "rate_rule": "ppp"}


@pytest.mark.long
@pytest.mark.parametrize(
    "name", sorted(path.stem for path in notebooks_folder().glob("*.ipynb") if path.stem != "explore")
)
@pytest.mark.parametrize(
    "given", [{}, {"as_of": "2024-06-01", "focus": "KOR", "rate_rule": "ppp"}], ids=["default", "drawn"]
)
def test_every_notebook_is_the_same(name, given):
    if name == "revisions":
        given = {"after": given["as_of"]} if given else {}
    work = order(name, {}, data=None, out=None, formats=("html",))
    read = (notebooks_folder() / f"{name}.ipynb").read_text(encoding="utf-8")
    given = {key: value for key, value in given.items() if f"{key}={key}" in read or name == "revisions"}
    cold, warm = (
        nbformat.writes(execute(work.notebook, work.parameters | given, work.environment, engine=engine))
        for engine in ("", WARM)
    )
    assert warm == cold


@pytest.mark.long
def test_no_run_knows_anything_of_another(tmp_path):
    leaving = written(tmp_path, "import json, os\njson.mine = 1\nos.environ['MINE'] = '1'\nos.chdir('/')\nleft = 1")
    looking = written(
        tmp_path, "import json, os\n[hasattr(json, 'mine'), 'MINE' in os.environ, os.getcwd() == '/', 'left' in dir()]",
        name="looking",
    )  # fmt: skip
    run(leaving)
    assert answers(run(looking))[0] == "[False, False, False, False]"


def test_what_another_process_writes_is_an_output_of_the_cell_that_started_it(tmp_path):
    notebook = run(written(tmp_path, "import subprocess\nsubprocess.run(['echo', 'hello']).returncode", "1"))
    first, second, _ = notebook.cells
    assert [(o.output_type, o.get("text")) for o in first.outputs] == [("stream", "hello\n"), ("execute_result", None)]
    assert len(second.outputs) == 1


@pytest.mark.parametrize("name", ["stdout", "stderr"])
def test_who_writes_to_a_stream_by_its_name_takes_nothing_of_what_others_write_there(tmp_path, name):
    number = {"stdout": 1, "stderr": 2}[name]
    shell = f"(echo a; echo b > /dev/{name}; echo c) >&{number}"
    codes = [
        f"import subprocess\nsubprocess.run({shell!r}, shell=True);",
        f"import os\nos.write({number}, b'big ' * 50_000);",
    ]
    first, second, *_ = run(written(tmp_path, *codes)).cells
    assert ["".join(o.text for o in it.outputs) for it in (first, second)] == ["a\nb\nc\n", "big " * 50_000]


def test_garbage_is_looked_for_as_often_as_in_a_new_kernel(tmp_path):
    ring = (
        "class Ring:\n    def __init__(self):\n        self.self = self\n    def __del__(self):\n        print('gone')"
    )
    cold, warm = both(written(tmp_path, "import gc\ngc.get_threshold()", f"{ring}\nfor n in range(5_000):\n    Ring()"))
    assert "gone" in answers(nbformat.reads(warm, 4))[1]
    assert answers(nbformat.reads(warm, 4))[0] == answers(nbformat.reads(cold, 4))[0]


def test_what_deletes_itself_in_its_own_way_does_so_at_the_end_also_where_it_holds_itself(tmp_path):
    code = f"class Ring:\n        def __del__(self):\n            open({str(tmp_path / 'gone')!r}, 'w')"
    run(written(tmp_path, f"def make():\n    {code}\n    return Ring()", "ring = make()\nring.ring = ring"))
    assert (tmp_path / "gone").exists()


def test_threads_and_pools_that_are_at_work_at_the_end_are_waited_for(tmp_path):
    begin = "import time\nfrom concurrent.futures import ThreadPoolExecutor as Pool\nfrom pathlib import Path"
    work = f"def work(name):\n    time.sleep(0.3)\n    Path({str(tmp_path)!r}, name).touch()"
    alone = "from threading import Thread\nThread(target=work, args=['thread']).start()"
    run(written(tmp_path, f"{begin}\n{work}", alone, "Pool().submit(work, 'pool');"))
    assert (tmp_path / "thread").exists()
    assert (tmp_path / "pool").exists()


def test_a_thread_without_end_is_not_waited_for_without_end(tmp_path, monkeypatch, children):
    monkeypatch.setattr(forking, "LEAVE", 0.5)
    code = "import threading, time\ndef wait():\n    time.sleep(1_000)\nthreading.Thread(target=wait).start()"
    begun = time.monotonic()
    assert answers(run(written(tmp_path, code, "print('on')")))[-2] == "on\n"
    assert time.monotonic() - begun < forking.END
    assert gone(lambda: children() == 0)


def test_a_module_beside_a_notebook_takes_no_place_of_one_of_python_itself(tmp_path, monkeypatch):
    for name in ("colorsys", "mine_alone"):
        (tmp_path / f"{name}.py").write_text("which = 'beside'")
    monkeypatch.chdir(tmp_path)
    notebook, made = (
        written(tmp_path, "import colorsys, mine_alone\n(hasattr(colorsys, 'which'), mine_alone.which)"),
        tmp_path / "made.ipynb",
    )
    pm.execute_notebook(notebook, made, engine_name=WARM, progress_bar=False)
    assert answers(nbformat.read(made, 4))[0] == "(False, 'beside')"


def test_what_a_forked_process_prints_is_an_output_too(tmp_path):
    code = "import multiprocessing as mp\np = mp.get_context('fork').Process(target=print, args=('hello',))"
    code += "\np.start()\np.join()"
    first, *_ = run(written(tmp_path, code)).cells
    assert [(o.output_type, o.get("text")) for o in first.outputs] == [("stream", "hello\n")]


@pytest.mark.parametrize(
    ("codes", "last"),
    [
        (("import logging\nlogging.basicConfig(level=logging.DEBUG)", "print(1)"), "1\n"),
        (("import io, sys\nsys.stdout = io.StringIO()\nprint('kept')", "sys.stdout.getvalue()"), r"'kept\n'"),
        (("from contextvars import ContextVar\nmine = ContextVar('mine')\nmine.set(5);", "mine.get()"), "5"),
        (("import subprocess, sys", "subprocess.run(['true'], stdout=sys.stdout).returncode"), "0"),
        (("mine = 5\n%store mine", "%store -d mine"), ""),
    ],
    ids=["log", "stdout", "context", "fileno", "store"],
)
def test_what_a_cell_has_set_is_there_in_the_next_one(tmp_path, codes, last):
    assert answers(run(written(tmp_path, *codes)))[-2] == last


@pytest.mark.parametrize("engine", ["", WARM])
def test_a_cell_that_shows_what_no_notebook_may_hold_is_told(tmp_path, engine):
    notebook = written(tmp_path, "get_ipython().display_pub.publish({'text/plain': [5] * 9_999})")
    why = r"^notebook notebook, cell 1, .*: it shows what no notebook may hold: \S.{1,199}$"
    with pytest.raises(ExecutionError, match=why):
        run(notebook, engine)


def test_what_is_shown_in_a_widget_is_not_shown_in_its_cell(tmp_path):
    codes = "from ipywidgets import Output\nout = Output()", "with out: print('inside'); display(5)", "out.outputs"
    *_, inside, asked, _ = run(written(tmp_path, *codes)).cells
    assert inside.outputs == []
    assert literal_eval(asked.outputs[0].data["text/plain"]) == (
        {"output_type": "stream", "name": "stdout", "text": "inside\n"},
        {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "5"}},
    )


def test_what_a_notebook_leaves_open_is_closed_and_what_it_left_for_the_end_is_done(tmp_path):
    code = (
        f"import atexit\nf = open({str(tmp_path / 'open.txt')!r}, 'w')\nf.write('data')\n"
        f"words, end = 'done', open({str(tmp_path / 'end.txt')!r}, 'w')\n"
        "atexit.register(lambda: end.write(words))"
    )
    circle = f"circle = [open({str(tmp_path / 'circle.txt')!r}, 'w')]\ncircle[0].write('round')\ncircle.append(circle)"
    shown = f"open({str(tmp_path / 'shown.txt')!r}, 'w')"
    run(written(tmp_path, code, circle, shown, "_.write('seen')"))
    for name, said in {"open": "data", "end": "done", "circle": "round", "shown": "seen"}.items():
        assert (tmp_path / f"{name}.txt").read_text() == said


def test_what_was_typed_is_known_as_in_a_new_kernel(tmp_path):
    cold, warm = both(written(tmp_path, "x = 1", "_ih[1], In[1]", "%history", "Out"))
    assert "x = 1" in answers(nbformat.reads(warm, 4))[1]
    assert warm == cold


def test_the_report_that_the_server_has_gone_through_leaves_no_trace(tmp_path):
    """Neither what a notebook opened nor how matplotlib draws is known from it."""
    code = "import matplotlib, sys\nfrom analysis.exhibits.magic import OPENED\n(OPENED, len(matplotlib.rcParams))"
    more = "sorted(n for n in matplotlib.rcParams if matplotlib.rcParams[n] != matplotlib.rcParamsDefault[n])"
    cold, warm = both(written(tmp_path, code, more, "import matplotlib.pyplot\nmatplotlib.pyplot.get_fignums()"))
    assert re.sub("0x[0-9a-f]+", "", warm) == re.sub("0x[0-9a-f]+", "", cold)


def test_two_runs_draw_other_random_numbers(tmp_path):
    notebook = written(tmp_path, "import random, numpy\n(random.random(), numpy.random.random())")
    first, second = (answers(run(notebook))[0] for _ in range(2))
    assert first != second


def test_modules_of_the_working_folder_are_not_imported(tmp_path, monkeypatch):
    (tmp_path / "mine_alone.py").write_text("")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExecutionError, match="No module named 'mine_alone'"):
        run(written(tmp_path, "import mine_alone"))


@pytest.mark.parametrize("engine", [None, WARM])
def test_papermill_notes_when_each_cell_began_and_how_long_it_took(tmp_path, engine):
    notebook = written(tmp_path, "import time; time.sleep(0.2)", "1 / 0")
    with pytest.raises(pm.PapermillExecutionError):
        pm.execute_notebook(notebook, tmp_path / "out.ipynb", engine_name=engine, progress_bar=False)
    noted = [it.metadata.papermill for it in nbformat.read(tmp_path / "out.ipynb", 4).cells if it.id in ("c0", "c1")]
    for it in noted:
        began, ended = map(datetime.fromisoformat, (it.start_time, it.end_time))
        assert it.duration == (ended - began).total_seconds()
    assert noted[0].duration >= 0.2
    assert [it.status for it in noted] == ["completed", "failed"]


def test_a_kernel_that_is_not_this_python_is_left_to_papermill(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.runs.warm.engine.Child", None)  # which would fail
    monkeypatch.setattr("analysis.runs.warm.engine._is_this_python", lambda _: False)
    assert answers(run(written(tmp_path, "1 + 1")))[0] == "2"


def test_a_run_over_its_limit_is_ended_and_named(tmp_path, children):
    """So is what its cell has started."""
    code = "import subprocess, time\nsubprocess.Popen(['sleep', '77'], cwd=FOLDER)\nopen(FOLDER + '/on', 'w').close()"
    notebook = written(tmp_path, f"FOLDER = {str(tmp_path)!r}\n{code}\ntime.sleep(300)")
    with pytest.raises(ExecutionError, match=r"cell 1, .*: it took too long"):
        run(notebook, cell=3)
    assert (tmp_path / "on").exists()
    assert gone(lambda: children() == 0 and not [it for it in at_work(tmp_path) if "sleep" in it])
    assert answers(run(written(tmp_path, "1 + 1")))[0] == "2"


@pytest.mark.parametrize("engine", ["", WARM])
@pytest.mark.parametrize(
    ("code", "why"),
    [("import time\ntime.sleep(300)", "it took too long"), ("import os\nos.kill(os.getpid(), 9)", "the kernel died")],
)
def test_what_ran_before_a_run_was_broken_off_is_kept_and_the_place_of_its_cell_told(tmp_path, engine, code, why):
    """The cell of parameters that is put in counts: the one that ends the run is the fourth."""
    notebook = written(tmp_path, "focus = 'JPN'", "print(focus)", code, c0=["parameters"])
    with pytest.raises(ExecutionError, match=rf"cell 4, “{code.splitlines()[0]}”: {why}") as error:
        run(notebook, engine, cell=3, focus="KOR")
    left = error.value.notebook
    assert [cell.id for cell in left.cells] == ["c0", "injected-parameters", "c1", "c2", "end"]
    assert 'focus = "KOR"' in left.cells[1].source
    assert left.cells[2].outputs[0].text == "KOR\n"


@pytest.mark.parametrize("engine", ["", WARM])
@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("os._exit(7)", "the kernel died: it ended with 7"),
        ("os.kill(os.getpid(), 11)", "the kernel died: killed by SIGSEGV"),
        ("os.kill(os.getpid(), 9)", "the kernel died, perhaps for want of memory"),
    ],
)
def test_it_is_told_with_what_a_kernel_ended_that_died(tmp_path, engine, code, why):
    with pytest.raises(ExecutionError) as error:
        run(written(tmp_path, f"import os\n{code}"), engine)
    assert str(error.value) == f"notebook notebook, cell 1, “import os”: {why}"


def test_what_a_cell_has_started_ends_with_its_run_also_in_a_session_of_its_own(tmp_path):
    """Also where its parent has ended, so that it is nobody's; what another run has started stays."""
    start = f"import subprocess\nsubprocess.Popen(['setsid', '-f', 'sleep', '78'], cwd={str(tmp_path)!r}).wait()"
    wait = "import time\ntime.sleep(300)"
    more = f"subprocess.Popen(['sleep', '79'], start_new_session=True, cwd={str(tmp_path)!r})"

    def asleep():
        return sorted(it.split()[-1] for it in at_work(tmp_path) if it.startswith("sleep"))

    with suppress(InterruptedError), Child(nbformat.read(written(tmp_path, start, wait), 4), local=False) as other:
        other.run(0, 30)
        run(written(tmp_path, f"{start}\n{more}"))
        assert gone(lambda: asleep() == ["78"]), asleep()
        raise InterruptedError  # it would be waited for
    assert gone(lambda: asleep() == []), asleep()


def test_how_one_child_ended_is_told_to_nobody_else(tmp_path):
    """A child that was forked while another one was at work holds nothing of that one's, whose end is seen at once."""
    sleeping = nbformat.read(written(tmp_path, "import time\ntime.sleep(300)"), 4)
    ending = nbformat.read(written(tmp_path, "import os\nos._exit(3)"), 4)
    with suppress(InterruptedError), Child(ending, local=False) as first, Child(sleeping, local=False) as second:
        with pytest.raises(DeadKernelError) as error:
            first.run(0, 30)
        assert error.value.code == 3
        with pytest.raises(EOFError):
            first.pipe.recv_bytes()
        assert not second.pipe.poll(0.2)
        raise InterruptedError  # it would be waited for


def test_a_child_that_is_killed_is_told_and_the_next_run_is_good(tmp_path):
    notebook = written(tmp_path, "1", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    with pytest.raises(ExecutionError, match=r"os, signal”: the kernel died"):
        run(notebook)
    assert answers(run(written(tmp_path, "1 + 1")))[0] == "2"


@pytest.mark.long
def test_where_the_server_is_killed_its_child_ends_with_it_and_the_next_run_is_good(tmp_path, children):
    notebook = written(tmp_path, "import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(300)")
    with pytest.raises(ExecutionError, match="the kernel died"):
        run(notebook)
    assert answers(run(written(tmp_path, "1 + 1")))[0] == "2"
    assert gone(lambda: children() == 0)


def test_a_server_that_is_killed_just_as_it_is_asked_is_waited_for_and_a_new_one_forks(monkeypatch):
    server = ForkServer.running()
    os.kill(server.process.pid, signal.SIGKILL)
    os.waitid(os.P_PID, server.process.pid, os.WEXITED | os.WNOWAIT)
    monkeypatch.setattr(ForkServer, "is_gone", False)  # as it was a moment before
    with ForkServer.fork():
        assert ForkServer._running is not server
    assert server.process.returncode == -signal.SIGKILL


@pytest.mark.long
def test_asked_to_end_again_while_it_ends_its_server_a_process_says_nothing(monkeypatch):
    def asked():
        raise KeyboardInterrupt

    server = ForkServer()
    with monkeypatch.context() as patched:
        patched.setattr(server.process, "wait", asked)
        server.close()
    assert server.process.wait(60) is not None


@pytest.mark.long
def test_with_a_process_that_uses_the_server_of_another_its_children_end(tmp_path, monkeypatch, children):
    notebook = nbformat.read(written(tmp_path, "import time\ntime.sleep(300)"), 4)
    caller = ForkServer(ForkServer.running().address)
    monkeypatch.setattr(ForkServer, "_running", caller)
    with Child(notebook, local=False) as child:
        caller.control.close()
        with pytest.raises(DeadKernelError):
            child.run(0, 30)
    monkeypatch.undo()
    assert gone(lambda: children() == 0)
    assert answers(run(written(tmp_path, "1 + 1")))[0] == "2"


@pytest.mark.long
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_where_whoever_runs_it_is_ended_nothing_is_left(tmp_path, sign):
    notebook = written(
        tmp_path, f"import os, time\nopen({str(tmp_path / 'at_work')!r}, 'w').write(str(os.getpid()))\ntime.sleep(300)"
    )
    command = [sys.executable, "-m", "papermill", "--engine", WARM, notebook, "out.ipynb", "--no-progress-bar"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    at = tmp_path / "at_work"
    assert gone(lambda: at.exists() and at.read_text(), seconds=240)
    assert [it for it in at_work(tmp_path) if "warm.server" in it]
    process.send_signal(sign)
    process.wait(60)
    assert gone(lambda: at_work(tmp_path) == []), at_work(tmp_path)


@pytest.mark.long
def test_a_server_ends_also_where_whoever_starts_it_is_killed_right_behind(tmp_path):
    """The process that starts it ends as soon as the server is there, before anything is asked of it."""
    code = (
        "import os, subprocess\nfrom analysis.runs.warm.forking import ForkServer\nstart = subprocess.Popen\n"
        "def killed(*given, **more):\n    start(*given, **more)\n    os._exit(9)\n"
        "subprocess.Popen = killed\nForkServer()"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False).returncode == 9
    assert gone(lambda: at_work(tmp_path) == [], seconds=120), at_work(tmp_path)
