"""A run in a kernel that was kept gives what a run in a new kernel gives."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill as pm
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.editions.grid_run import WARM
from analysis.editions.job import notebooks_folder, order
from analysis.rendering.execute import ExecutionError, Limits, execute

from ..made import at_work, gone

MANY_OUTPUTS = [
    "x = 1",
    "print('out'); 1 + x",
    "import sys; print('a'); print('b', file=sys.stderr); print('c')",
    "from IPython.display import HTML, display\nh = display(HTML('before'), display_id='one')\nprint('then')",
    "h.update(HTML('after'))",
    "import asyncio\nawait asyncio.sleep(0.01)\n5",
    "!echo shell",
    "import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] += 1\nplt.plot([1, 2]);",
    "import pandas as pd\npd.DataFrame({chr(97 + i): [i] for i in range(25)})",
    "_ih[1], In[2], Out[3]",
    "import os; len(os.environ['JAPAN_TECH_DATA'])",
    "",
]


@pytest.fixture(autouse=True)
def _ended():
    """End the kernel that a test leaves."""
    from analysis.editions import papermill_engine

    yield
    if kept := getattr(papermill_engine._kept, "kernel", None):
        kept.end()


def written(folder, *codes, name="notebook", **tags):
    """Write a notebook of some cells; `tags` has those of a cell by its name, c0, c1 and so on."""
    cells = [
        new_code_cell(code, id=f"c{at}", metadata={"tags": tags.get(f"c{at}", [])}) for at, code in enumerate(codes)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=[*cells, new_markdown_cell("end", id="end")], metadata=kernel), path)
    return path


def run(notebook, engine=WARM, cell=60, data="data", **given):
    return execute(notebook, given, {"JAPAN_TECH_DATA": data}, limits=Limits(cell), engine=engine)


def answers(notebook):
    return ["".join(o.get("text", "") or o["data"]["text/plain"] for o in c.get("outputs", [])) for c in notebook.cells]


def answer(folder, code, **given):
    return answers(run(written(folder, code), **given))[0]


def test_a_second_run_gives_what_a_new_kernel_gives(tmp_path):
    notebook = written(tmp_path, *MANY_OUTPUTS, c0=["parameters"])
    cold, first, second = (nbformat.writes(run(notebook, engine, x=3)) for engine in ("", WARM, WARM))
    assert "image/png" in cold
    assert first == cold
    assert second == cold


def test_a_run_knows_no_variable_and_no_working_folder_of_the_one_before_and_has_its_kernel(tmp_path):
    first = answer(tmp_path, "import os\nleft = 1\nos.chdir('/')\nos.getpid()")
    assert answer(tmp_path, "import os\n'left' in dir(), os.getcwd() == '/', os.getpid()") == f"(False, False, {first})"


def test_other_data_or_another_working_folder_get_a_kernel_of_their_own(tmp_path, monkeypatch):
    code = "import os\nos.environ['JAPAN_TECH_DATA'], os.getcwd(), os.getpid()"
    told = [answer(tmp_path, code, data=data) for data in ("one", "two")]
    monkeypatch.chdir(tmp_path)
    told.append(answer(tmp_path, code, data="two"))
    assert len(set(told)) == 3
    assert [it.split("'")[1] for it in told] == ["one", "two", "two"]
    assert f"'{tmp_path}'" in told[2]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import time\ntime.sleep(300)", "it took too long"),
        ("import os\nos._exit(7)", "the kernel died: it ended with 7"),
        ("import os\nos.kill(os.getpid(), 9)", "the kernel died, perhaps for want of memory"),
    ],
)
def test_a_run_that_is_broken_off_fails_in_one_line_and_the_next_one_is_good(tmp_path, code, why):
    """Its cell is named, counted with that of the parameters that is put in, and what ran before is kept."""
    before = answer(tmp_path, "import os\nos.getpid()")
    notebook = written(tmp_path, "focus = 'JPN'", "print(focus)", code, c0=["parameters"])
    with pytest.raises(ExecutionError, match=rf"cell 4, “{code.splitlines()[0]}”: {why}[^\n]*$") as error:
        run(notebook, cell=3, focus="KOR")
    assert error.value.notebook.cells[2].outputs[0].text == "KOR\n"
    assert gone(lambda: not Path("/proc", before).exists())
    assert answer(tmp_path, "1 + 1") == "2"


def test_a_kernel_that_died_in_the_meantime_is_replaced(tmp_path):
    os.kill(int(answer(tmp_path, "import os\nos.getpid()")), signal.SIGKILL)
    assert answer(tmp_path, "1 + 1") == "2"


def test_an_error_of_a_cell_is_the_same_and_the_next_run_is_good(tmp_path):
    notebook, found = written(tmp_path, "1 / 0", "raise ValueError('no')", "4", c0=["raises-exception"]), []
    for engine in ("", WARM):
        with pytest.raises(ExecutionError) as error:
            run(notebook, engine)
        left = re.sub(r'"id": "[0-9a-f]{8}"', "", nbformat.writes(error.value.notebook))  # papermill's own cells
        found.append((str(error.value), left))
    assert found[0] == found[1]
    assert answer(tmp_path, "1 + 1") == "2"


def test_what_a_notebook_left_for_the_end_is_done(tmp_path):
    code = f"import atexit\nf = open({str(tmp_path / 'end')!r}, 'w')\natexit.register(lambda f: f.write('done'), f);"
    alone = (
        "import papermill as pm, sys\n"
        f"for _ in range(2):\n    pm.execute_notebook(sys.argv[1], None, engine_name={WARM!r}, progress_bar=False)"
    )
    subprocess.run([sys.executable, "-c", alone, written(tmp_path, code)], cwd=tmp_path, check=True)
    assert (tmp_path / "end").read_text() == "done"
    assert at_work(tmp_path) == []


def test_modules_of_the_working_folder_are_imported_by_papermill_and_not_by_the_command(tmp_path, monkeypatch):
    (tmp_path / "mine_alone.py").write_text("")
    monkeypatch.chdir(tmp_path)
    notebook = written(tmp_path, "import mine_alone")
    pm.execute_notebook(notebook, None, engine_name=WARM, progress_bar=False)
    with pytest.raises(ExecutionError, match="No module named 'mine_alone'"):
        run(notebook)


@pytest.mark.long
def test_notebooks_of_the_project_are_the_same_one_after_another_in_one_kernel():
    """Each comes with its defaults and then with parameters; the report comes first and last."""
    names = sorted({path.stem for path in notebooks_folder().glob("*.ipynb")} - {"explore"}, reverse=True)
    drawn = {"as_of": "2024-06-01", "focus": "KOR", "rate_rule": "ppp"}
    for name in ["report", *names, "report"]:
        work = order(name, {}, data=None, out=None, formats=("html",))
        read = work.notebook.read_text(encoding="utf-8")
        for given in ({}, {key: value for key, value in drawn.items() if f"{key}={key}" in read}):
            cold, warm = (
                nbformat.writes(execute(work.notebook, work.parameters | given, work.environment, engine=engine))
                for engine in ("", WARM)
            )
            assert warm == cold, (name, given)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_where_whoever_runs_it_is_ended_nothing_is_left(tmp_path, sign):
    at = tmp_path / "at_work"
    notebook = written(tmp_path, f"import time\nopen({str(at)!r}, 'w').close()\ntime.sleep(300)")
    command = [sys.executable, "-m", "papermill", "--engine", WARM, notebook, "out.ipynb", "--no-progress-bar"]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert gone(at.exists, seconds=240)
    process.send_signal(sign)
    process.wait(60)
    assert gone(lambda: at_work(tmp_path) == []), at_work(tmp_path)
