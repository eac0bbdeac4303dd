"""A draft that is rendered again at each save of its notebook or data."""

import os
import shutil
import signal
import subprocess

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ..command import COMMAND, at_work, gone

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def save(folder, *cells):
    ids = ((cell | {"id": f"cell-{number}"}) for number, cell in enumerate(cells))
    nbformat.write(
        new_notebook(cells=[nbformat.from_dict(cell) for cell in ids], metadata=KERNEL), folder / "mine.ipynb"
    )


@pytest.fixture
def watched(tmp_path, small):
    """The command at work on a notebook and a copy of the data, and a function that waits for its next line."""
    shutil.copytree(small, tmp_path / "data")
    pid = new_code_cell("import os\nprint('kernel', os.getpid())")
    save(tmp_path, pid)
    command = [COMMAND, "report", "--watch", "./mine.ipynb", "--data", "data", "--to", "html", "--out", "out"]
    log = tmp_path / "log.txt"
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=tmp_path, env=os.environ, stdout=file, stderr=subprocess.STDOUT)

    def rendered(times):
        assert gone(lambda: log.read_text().count("waiting for the notebook") == times, 90), log.read_text()
        return log.read_text().split("waiting for the notebook")[times - 1]

    yield tmp_path, pid, rendered, process
    if process.poll() is None:
        process.kill()
        process.wait()


def kernel_in(folder):
    cells = nbformat.read(folder / "out" / "report.ipynb", as_version=4).cells
    return next(output.text for cell in cells for output in cell.get("outputs", []))


def test_a_draft_is_rendered_again_at_each_save_by_the_same_kernel_until_interrupted(watched):
    folder, pid, rendered, process = watched
    assert "open: file://" in rendered(1)
    kernel = kernel_in(folder)
    save(folder, pid, new_markdown_cell("There are 7 storks."))
    assert "draft: text cell “There are 7 storks.”: the number '7' has no source" in rendered(2)
    assert kernel_in(folder) == kernel
    assert "storks" in (folder / "out" / "report.html").read_text()
    save(folder, pid, new_code_cell("a = 1\na / 0"))
    assert "cell [3], line 2 “a / 0”: ZeroDivisionError: division by zero" in rendered(3)
    save(folder, pid)
    assert "open: file://" in rendered(4)
    (folder / "data" / "entities.csv").write_text("nonsense\n")
    assert "entities.csv:1" in rendered(5)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert gone(lambda: at_work(folder) == [])
