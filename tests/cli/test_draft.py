"""A draft from the command line, the address at the end, and a check of a copy of the data."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
TYPED = "from IPython.display import HTML\nHTML('<p>The 7 of COVID-21.</p>')"


@pytest.fixture
def mine(tmp_path):
    """Write a notebook of one's own with one cell."""

    def write(code):
        nbformat.write(new_notebook(cells=[new_code_cell(code)], metadata=KERNEL), tmp_path / "mine.ipynb")

    return write


def test_a_draft_ends_well_with_its_faults_as_remarks_and_is_refused_as_a_report(call, mine, tmp_path):
    mine(TYPED)
    options = ["report", "./mine.ipynb", "--to", "html", "--out", "my out"]
    done = call(*options, "--draft")
    assert done.returncode == 0
    first, second, advice = (line for line in done.stderr.splitlines() if line.startswith("draft: "))
    assert first.startswith("draft: cell [2] “from IPython.display import HTML”: the number '7' has no source")
    assert "COVID-21" in second
    assert "[labels]" in advice
    assert done.stdout.splitlines()[-1] == f"open: {(tmp_path / 'my out' / 'report.html').resolve().as_uri()}"
    assert "my%20out" in done.stdout
    assert json.loads((tmp_path / "my out" / "manifest.json").read_text())["draft"] is True
    page = (tmp_path / "my out" / "report.html").read_text()
    quiet = call(*options, "--draft", "--force", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    refused = call(*options)
    assert refused.returncode == 1
    assert "up to date" not in refused.stderr
    assert (tmp_path / "my out" / "report.html").read_text() == page
    mine("raise ValueError('no luck')")
    assert call(*options, "--draft").returncode == 1  # as ever
    assert (tmp_path / "my out" / "report.html").read_text() == page


def test_a_draft_re_renders_no_edition(call):
    done = call("report", "--draft", "--renew", "--reason", "A mistake")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--draft and --renew" in done.stderr


def test_a_check_of_a_copy_of_the_data_speaks_of_the_copy_only(call, copy):
    rows = copy.rows("entities.csv")
    copy.write("entities.csv", [*rows, ["AVO", "economy", "Avonia", "Avonia", "", "", "EUR", ""]])
    *notes, _ = call("check", "--data", copy.folder).stdout.splitlines()
    assert [note.partition(":")[2].partition(":")[0].strip() for note in notes] == ["AVO"]
