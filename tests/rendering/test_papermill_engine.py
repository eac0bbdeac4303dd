"""A run in a kernel that was kept gives what a run in a new kernel gives, and a run that fails says why."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import papermill  # noqa: F401  # first, for it loads the engine by its entry point
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.rendering import papermill_engine
from analysis.rendering.execute import Limits, execute
from analysis.rendering.report_errors import ReportError

from ..command import at_work, gone

MANY_OUTPUTS = [
    "x = 1",
    "print('out'); 1 + x",
    "import sys; print('a'); print('b', file=sys.stderr); print('c')",
    "from IPython.display import HTML, display\nh = display(HTML('before'), display_id='one')\nprint('then')",
    "h.update(HTML('after'))",
    "!echo shell",
    "import matplotlib.pyplot as plt\nplt.rcParams['lines.linewidth'] += 1\nplt.plot([1, 2]);",
    "import pandas as pd\npd.DataFrame({chr(97 + i): [i] for i in range(25)})",
    "import os; len(os.environ['JAPAN_TECH_DATA'])",
    "import analysis as an\nd = an.load()\nd['imd.JPN.rank']",
    "",
]


@pytest.fixture(autouse=True)
def _no_kernel_stays():
    yield
    if kept := getattr(papermill_engine._kept, "kernel", None):
        kept.shut_down()


@pytest.fixture
def written(tmp_path):
    """Write a notebook of some cells; `tags` has those of a cell by its name, c0, c1 and so on."""

    def write(*codes, **tags):
        cells = [
            new_code_cell(code, id=f"c{n}", metadata={"tags": tags.get(f"c{n}", [])}) for n, code in enumerate(codes)
        ]
        kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        metadata = {"kernelspec": kernelspec}
        path = tmp_path / "{braces}.ipynb"
        nbformat.write(new_notebook(cells=[*cells, new_markdown_cell("end", id="end")], metadata=metadata), path)
        return path

    return write


def run(notebook, *, cell=60, whole=600, keep=True, data="data", **given):
    return execute(notebook, given, {"JAPAN_TECH_DATA": data}, limits=Limits(cell, whole), keep_kernel=keep)


@pytest.fixture
def answer(written):
    """Run a cell in the kernel that is kept and return its value as text."""
    return lambda code, **given: run(written(code), **given).cells[0].outputs[0].data["text/plain"]


def test_a_second_run_gives_what_a_new_kernel_gives(written, data):
    notebook = written(*MANY_OUTPUTS, c0=["parameters"])
    cold, first, second = (nbformat.writes(run(notebook, keep=it, data=str(data), x=3)) for it in (False, True, True))
    assert "image/png" in cold
    assert first == cold
    assert second == cold


def test_a_run_knows_no_variable_and_no_working_folder_of_the_one_before_and_has_its_kernel(answer):
    first = answer("import os, analysis\nleft = 1\nanalysis.load()\nos.chdir('/')\nos.getpid()", data="")
    code = "import os\n'left' in dir(), os.getcwd() == '/', os.getpid()"
    assert answer(code, data="") == f"(False, False, {first})"
    os.kill(int(first), signal.SIGKILL)
    assert answer("import os\nos.getpid()", data="") != first


@pytest.mark.parametrize(
    ("code", "limits", "why"),
    [
        ("import time\ntime.sleep(300)", {"cell": 2}, "cell [4] “import time”: it took too long"),
        ("import time\ntime.sleep(300)", {"whole": 4}, "cell [4] “import time”: it took too long"),
        ("import os\nos.kill(os.getpid(), 9)", {}, "cell [4] “import os”: the kernel died, perhaps"),
        ("x = 1\n1 / 0", {}, "cell [4], line 2 “1 / 0”: ZeroDivisionError: division by zero"),
    ],
)
def test_a_run_that_fails_names_its_cell_and_keeps_what_ran_and_the_next_one_is_good(
    written, answer, code, limits, why, capfd
):
    before = answer("import os\nos.getpid()")
    notebook = written("focus = 'JPN'", "print(focus)", code, c0=["parameters"])
    with pytest.raises(ReportError) as error:
        run(notebook, focus="KOR", **limits)
    message = str(error.value).replace("cell 4", "cell [4]")  # a kernel that died may have told no number
    assert message.startswith(f"notebook {{braces}}, {why}")
    assert "\n" not in str(error.value)
    (ran,) = (cell for cell in error.value.notebook.cells if cell.source == "print(focus)")
    assert ran.outputs[0].text == "KOR\n"
    if "took too long" in why or "died" in why:
        assert gone(lambda: not Path("/proc", before).exists())
    assert answer("1 + 1") == "2"
    assert capfd.readouterr().err == ""


def test_a_kernel_that_cannot_start_says_why_in_one_line(written, capfd):
    with pytest.raises(ReportError, match=r"no kernel could be started: Kernel died before replying .*; .+"):
        execute(written("1"), {}, {"PYTHONHOME": "/nowhere"})
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("sign", [signal.SIGTERM, pytest.param(signal.SIGKILL, marks=pytest.mark.long)])
def test_where_papermill_is_ended_no_kernel_is_left(written, tmp_path, sign):
    at = tmp_path / "at_work"
    notebook = written(f"import time\nopen({str(at)!r}, 'w').close()\ntime.sleep(300)").rename(tmp_path / "n.ipynb")
    command = [
        sys.executable,
        "-m",
        "papermill",
        "--engine",
        papermill_engine.ENGINE,
        notebook,
        "out.ipynb",
        "--no-progress-bar",
    ]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert gone(at.exists, seconds=240)
    time.sleep(0.5)
    process.send_signal(sign)
    process.wait(60)
    assert gone(lambda: at_work(tmp_path) == []), at_work(tmp_path)
