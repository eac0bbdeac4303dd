import json
import re
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.dataset import find_data
from analysis.editions import build
from analysis.editions.build import make
from analysis.editions.job import find_notebook, order
from analysis.editions.manifest import UnfitFolder
from analysis.rendering.errors import ReportError

from ..made import call

KEYS = ("package", "data", "parameters", "notebook")
MANIFEST = json.dumps({key: {} for key in KEYS} | {"outputs": {"report.html": ""}}).encode()
PICTURE = "from IPython.display import display\ndisplay({'image/svg+xml': '<svg/>'}, raw=True)"


@pytest.fixture
def failing(tmp_path, small):
    """Make an edition from a notebook whose second cell holds some code; `out` holds an earlier good one."""
    out = tmp_path / "reports" / "edition"
    out.mkdir(parents=True)
    (out / "manifest.json").write_bytes(MANIFEST)
    (out / "report.html").write_bytes(b"the last good page")

    def run(code):
        cells = [
            new_code_cell("as_of = ''", id="parameters", metadata={"tags": ["parameters"]}),
            new_code_cell(code, id="boom"),
            new_code_cell("print('never')", id="after"),
        ]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        notebook = tmp_path / "broken.ipynb"
        nbformat.write(new_notebook(cells=cells, metadata=kernel), notebook)
        work = replace(order("report", {}, data=small, out=out, formats=("html",)), notebook=notebook)
        make(work, lambda _: None)

    run.out = out
    return run


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("raise ValueError('no such luck')", r"^notebook broken, cell boom: ValueError: no such luck$"),
        (PICTURE, r"^cell boom: the figure has no alt text"),
        (
            "from IPython.display import HTML\nHTML('<p>7 firms</p>')",
            r"^cell boom: the number '7' has no origin, in “7 f",
        ),
    ],
    ids=["a cell", "a page", "the lint"],
)
def test_a_failure_names_its_cell_and_leaves_one_file_and_the_last_good_folder(failing, code, message):
    with pytest.raises(ReportError, match=message) as error:
        failing(code)
    assert "\n" not in str(error.value)
    out = failing.out
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        "manifest.json": MANIFEST, "report.html": b"the last good page",
    }  # fmt: skip
    assert sorted(path.name for path in out.parent.iterdir()) == ["edition", "edition.failed.ipynb"]
    left = json.loads((out.parent / "edition.failed.ipynb").read_text(encoding="utf-8"))
    assert "boom" in [cell["id"] for cell in left["cells"]]


@pytest.mark.parametrize(("name", "content"), [("thesis.txt", "years of work"), ("manifest.json", '{"name": "app"}')])
def test_a_folder_that_is_no_edition_is_never_replaced(tmp_path, small, name, content):
    (tmp_path / name).write_text(content)
    with pytest.raises(UnfitFolder, match="is no report and would be lost"):
        order("report", {}, data=small, out=tmp_path, formats=("html",))


@pytest.mark.parametrize("name", ["notes.txt", ".notes", "figures/.notes", ".ipynb_checkpoints/notes-checkpoint.txt"])
def test_a_file_of_ones_own_in_an_edition_is_never_lost(tmp_path, small, name):
    (tmp_path / "manifest.json").write_bytes(MANIFEST)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("years of work")
    with pytest.raises(UnfitFolder, match=rf"{re.escape(name)}: is no part of the report and would be lost"):
        order("report", {}, data=small, out=tmp_path, formats=("html",))


def test_a_link_in_an_edition_is_never_lost_and_what_jupyterlab_keeps_of_the_edition_is_no_hindrance(tmp_path, small):
    folder = tmp_path / "edition"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    (folder / "manifest.json").write_bytes(MANIFEST)
    (folder / ".ipynb_checkpoints" / "report-checkpoint.html").write_text("as it was opened")
    assert order("report", {}, data=small, out=folder, formats=()).out == folder.resolve()
    (folder / "link").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(UnfitFolder, match=r"link: is no part of the report"):
        order("report", {}, data=small, out=folder, formats=())


def test_what_is_put_into_an_edition_while_it_is_made_is_never_lost(failing):
    with pytest.raises(UnfitFolder, match=r"late\.txt: is no part of the report"):
        failing(f"from pathlib import Path; _ = Path({str(failing.out / 'late.txt')!r}).write_text('work')")
    assert (failing.out / "late.txt").read_text() == "work"


def test_a_file_is_never_replaced(tmp_path, small):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(UnfitFolder):
        order("report", {}, data=small, out=tmp_path / "thesis.txt", formats=("html",))


def test_an_empty_folder_and_an_earlier_edition_may_be_replaced(tmp_path, small):
    assert order("report", {}, data=small, out=tmp_path, formats=()).out == tmp_path.resolve()
    (tmp_path / "manifest.json").write_bytes(MANIFEST)
    assert order("report", {}, data=small, out=tmp_path, formats=()).out == tmp_path.resolve()


def test_an_edition_is_named_after_its_day_of_knowledge():
    assert order("report", {"as_of": "2024-04-12"}, data=None, out=None, formats=()).out.name == "2024-04-12"


HINT = (
    "japan-tech: where a number was typed: name a finding in braces in a cell that begins with %%say, or take "
    'an.number(value, "unit", "its source") for one of your own'
)


@pytest.fixture
def project(tmp_path, small):
    """A folder with a notebook of its own and an earlier edition; write the words of a cell, then call the command."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_bytes(MANIFEST)
    (out / "report.html").write_bytes(b"the last good page")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "datapackage.json").write_bytes((find_data() / "datapackage.json").read_bytes())

    def run(words, *options):
        report = nbformat.read(find_notebook("report"), as_version=4)
        cells = [cell for cell in report.cells if cell.id in {"parameters", "open"}]
        kernel = {"kernelspec": report.metadata.kernelspec}
        folder = tmp_path / "notebooks"
        folder.mkdir(exist_ok=True)
        cells.append(new_markdown_cell(words, id="typed"))
        cells += [new_code_cell(f"r.{name}()", id=name) for name in ("source_list", "workings")]
        nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "report.ipynb")
        return call("report", "--quiet", "--data", small, "--out", "out", *options, cwd=tmp_path)

    run.folder = tmp_path
    return run


def files(folder):
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.long
def test_a_digit_typed_by_hand_gets_one_line_with_cell_and_text_and_keeps_the_older_edition(project):
    done = project("It fell by 7 points.")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [
        "japan-tech: cell typed, “It fell by 7 points.”: the number '7' has no origin, in “It fell by 7 points.”",
        HINT,
        f"japan-tech: to see the notebook as it ran: jupyter lab {project.folder.resolve() / 'out.failed.ipynb'}",
    ]
    assert sorted(path.name for path in project.folder.iterdir()) == ["data", "notebooks", "out", "out.failed.ipynb"]
    assert files(project.folder / "out") == {"manifest.json": MANIFEST, "report.html": b"the last good page"}
    left = nbformat.read(project.folder / "out.failed.ipynb", as_version=4)
    assert left.cells[-3].source == "It fell by 7 points."
    assert left.cells[-1].outputs[0].output_type == "execute_result"  # it ran to its end


def test_a_figure_without_words_is_told_together_with_what_else_is_wrong(failing):
    with pytest.raises(ReportError) as error:
        failing(f"{PICTURE}\ndisplay('7 firms')\n{PICTURE}")
    first, second, third = error.value.faults
    assert first == second
    assert first.startswith("cell boom: the figure has no alt text; show it as d.exhibit(")
    assert third.endswith("has no origin, in “'7 firms'”")


BEGIN = (
    "for that, begin the notebook with a cell: import analysis as an; d = an.load()"
    " and end it with the cells d.source_list() and d.workings()"
)


@pytest.mark.parametrize(
    ("words", "numbers", "advised"),
    [
        ("In 2023, or 1900.", ["2023", "1900"], 'an.number(2023, "year", "its source")'),
        ("In 2023 it was 7.", ["2023", "7"], 'an.number(value, "unit", "its source")'),
        ("It was 2101.", ["2101"], 'an.number(value, "unit", "its source")'),
    ],
)
def test_a_typed_number_is_quoted_without_its_comma_and_a_year_is_advised_as_one(failing, words, numbers, advised):
    with pytest.raises(ReportError) as error:
        failing(f"import analysis as an\nd = an.load()\nfrom IPython.display import Markdown\nMarkdown({words!r})")
    *faults, advice, _where_to_look = error.value.lines
    assert [fault.split("'")[1] for fault in faults] == numbers
    assert advised in advice


@pytest.mark.parametrize(
    ("opening", "advised", "begins"),
    [("", "d.exhibit(", [BEGIN]), ("import analysis as an\nmine = an.load()\n", "mine.exhibit(", [])],
    ids=["a plain notebook", "one with a report"],
)
def test_advice_can_be_followed_in_the_notebook_that_it_is_given_for(failing, opening, advised, begins):
    """Whoever has not loaded a report is told once how; else it is called as the notebook calls it."""
    with pytest.raises(ReportError) as error:
        failing(opening + PICTURE)
    fault, *others, _where_to_look = error.value.lines
    assert advised in fault
    assert others == begins


@pytest.mark.long
def test_every_digit_gets_a_line_of_its_own(project):
    words = "## Since 2019\n\nIt fell by 7 points to <span class='label'>32</span>."
    done, typed = project(words, "--to", "html"), "japan-tech: cell typed, “## Since 2019”:"
    assert done.returncode == 1
    assert done.stderr.splitlines()[:-1] == [
        f"{typed} the number '2019' has no origin, in “Since 2019”",
        f"{typed} the number '7' has no origin, in “It fell by 7 points to”",
        f"{typed} the number '32' has no origin, in “32”",
        HINT,
    ]


@pytest.mark.long
def test_once_the_digit_is_gone_the_edition_is_replaced_and_the_failed_notebook_cleared_away(project):
    notebook = new_notebook(cells=[new_markdown_cell("It fell by 7 points.")])
    build.seal(notebook)
    nbformat.write(notebook, project.folder / "out.failed.ipynb")
    done = project("It fell by some places.")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in project.folder.iterdir()) == ["data", "notebooks", "out"]
    made = ["figures/preview.png", "manifest.json", "report.html", "report.ipynb", "report.pdf"]
    assert sorted(files(project.folder / "out")) == made
    assert b"some places" in files(project.folder / "out")["report.html"]
