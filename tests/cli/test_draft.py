"""A draft from the command line, the address at the end, and a check of a copy of the data."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

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
    mine("import os\nos.kill(os.getpid(), 9)")
    assert call(*options, "--draft").returncode == 1  # without a kernel there is nothing to mark
    assert (tmp_path / "my out" / "report.html").read_text() == page


FAULTY = {
    "load": "import analysis as an\nimport matplotlib.pyplot as plt\nr = an.load('2024-04-12')",
    "typed": "%%say\nJapan is at home.\nIt has 5 firms.",
    "unknown": "%%say\nIt is {imd.JPN.rnak}.",
    "wordless": "figure, axes = plt.subplots()\nr.exhibit(figure, source='Me')",
    "broken": "a = 1\na / 0",
    "magic": "%%sya\nHello.",
    "good": "%%say\nIt is {imd.JPN.rank}.",
    "sources": "r.source_list()",
    "workings": "r.workings()",
}


def faults(done):
    """The lines that name a cell."""
    return [line for line in done.stderr.splitlines() if "“" in line]


def test_a_draft_marks_every_fault_at_its_place_and_a_report_lists_all_up_to_a_cell_that_breaks(call, tmp_path):
    cells = [new_code_cell(code, id=name) for name, code in FAULTY.items()]
    cells.insert(5, new_markdown_cell("It has 7, see [there](#nowhere).", id="text"))
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), tmp_path / "mine.ipynb")
    said = [
        "cell [3], line 3 “It has 5 firms.”: TemplateError",
        "cell [4], line 2 “It is {imd.JPN.rnak}.”: UnknownNameError",
        "cell [5], line 2 “r.exhibit(figure, source='Me')”: TemplateError",
        "cell [6], line 2 “a / 0”: ZeroDivisionError",
        "text cell “It has 7, see [there](#nowhere).”: the link to '#nowhere' leads nowhere",
        "text cell “It has 7, see [there](#nowhere).”: the number '7' has no source",
        "cell [7] “Hello.”: UsageError",
    ]
    options = ["report", "./mine.ipynb", "--to", "html", "--out"]
    done = call(*options, "draft", "--draft")
    lines = faults(done)
    assert done.returncode == 0
    for line, start in zip(lines, said, strict=True):
        assert line.startswith(f"draft: {start}")
    page = (tmp_path / "draft" / "report.html").read_text()
    assert "32nd" in page
    assert "It has 5 firms." in page

    refused = call(*options, "out")
    lines = faults(refused)
    assert refused.returncode == 1
    for line, start in zip(lines, said[:4], strict=True):
        assert line.startswith(f"japan-tech: notebook mine, {start}")
    assert "--draft" in refused.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["draft", "mine.ipynb", "out.failed.ipynb"]

    # without a cell that breaks, all are listed
    whole = [cell for cell in cells if cell.id not in ("broken", "magic")]
    nbformat.write(new_notebook(cells=whole, metadata=KERNEL), tmp_path / "mine.ipynb")
    refused = call(*options, "out")
    lines = faults(refused)
    assert refused.returncode == 1
    for line, start in zip(lines, said[:3] + said[4:6], strict=True):
        assert line.startswith(f"japan-tech: {start}")


FOLLOW_ON = {
    "fails": "import math\nratio, share = math.sqrt(-1), 2",
    "sentence": "%%say\nIt is {share}.",
    "code": "print(ratio)",
    "other": "print(rate)",
}


def test_an_unknown_name_is_traced_to_the_cell_that_failed_to_assign_it(call, tmp_path):
    cells = [new_code_cell("import analysis as an\nr = an.load('2024-04-12')", id="load")]
    cells += [new_code_cell(code, id=name) for name, code in FOLLOW_ON.items()]
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), tmp_path / "mine.ipynb")
    done = call("report", "./mine.ipynb", "--to", "html", "--out", "out", "--draft")
    failed, *follow_on, other = faults(done)
    assert "ValueError" in failed
    assert len(follow_on) == 2
    for line in follow_on:
        assert line.endswith("; cell [3] “import math”, which failed, assigns it")
        assert "did you mean" not in line
    assert "which failed" not in other


def test_a_report_with_a_formula_that_cannot_be_set_is_made_with_a_remark(call, tmp_path):
    cells = [new_markdown_cell("# Title\n\nGiven $\\dleta$.", id="text")]
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), tmp_path / "mine.ipynb")
    done = call("report", "./mine.ipynb", "--to", "html", "--out", "out")
    assert done.returncode == 0
    (line,) = faults(done)
    assert "\\dleta is not known" in line


def test_a_draft_goes_without_a_format_that_cannot_be_written(call, tmp_path):
    cells = [new_markdown_cell("Japan (日本).", id="text")]
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), tmp_path / "mine.ipynb")
    options = ["report", "./mine.ipynb", "--to", "html,pdf", "--out", "out"]
    assert call(*options).returncode == 1
    assert not (tmp_path / "out").exists()
    done = call(*options, "--draft")
    assert done.returncode == 0
    assert "draft: text cell “Japan (日本).”:" in done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "manifest.json",
        "report.html",
        "report.ipynb",
    ]


def test_a_draft_re_renders_no_edition(call):
    done = call("report", "--draft", "--renew", "--reason", "A mistake")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--draft and --renew" in done.stderr


def test_a_check_of_a_copy_of_the_data_speaks_of_the_copy_only(call, copy):
    rows = copy.rows("entities.csv")
    copy.write("entities.csv", [*rows, ["AVO", "economy", "Avonia", "Avonia", "", "", "EUR", ""]])
    *notes, _ = call("check", "--data", copy.folder).stdout.splitlines()
    assert [note.partition(":")[2].partition(":")[0].strip() for note in notes] == ["AVO"]
