"""A notebook by its name or by its path, and where an edition of it goes of itself."""

import json
import os
import re
import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.editions import archive
from analysis.editions.build import make
from analysis.editions.job import UnknownNotebook, find_notebook, notebooks_folder, order
from analysis.editions.manifest import FORMATS
from analysis.errors import ParameterError

from ..shelves import publish


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """The path of a notebook of one's own in the working folder, which is no part of the project."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path.resolve() / "mine.ipynb"
    nbformat.write(
        new_notebook(cells=[new_markdown_cell("# Mine", id="title"), new_code_cell("focus", id="code")]), path
    )
    return path


@pytest.mark.parametrize("name", ["./mine.ipynb", "mine.ipynb", "../{folder}/mine.ipynb"])
def test_a_path_leads_to_a_notebook_of_ones_own(mine, name):
    assert find_notebook(name.format(folder=mine.parent.name)) == mine
    assert find_notebook(str(mine)) == mine


def test_a_name_is_looked_up_among_the_projects_notebooks_only(mine):
    mine.rename(mine.with_name("unicorns.ipynb"))
    assert find_notebook("unicorns") == notebooks_folder() / "unicorns.ipynb"
    assert find_notebook("unicorns.ipynb") == mine.with_name("unicorns.ipynb")
    with pytest.raises(UnknownNotebook, match="notebook 'mine': unknown"):
        find_notebook("mine")


def test_a_path_to_one_of_the_projects_notebooks_is_as_good_as_its_name(mine):
    path = notebooks_folder() / "unicorns.ipynb"
    assert find_notebook(str(path)) == path
    by_path, by_name = (order(name, {}, data=None, out=None, formats=()) for name in (str(path), "unicorns"))
    assert by_path == by_name
    with pytest.raises(UnknownNotebook, match="notebook 'explore': unknown"):
        find_notebook(str(path.with_name("explore.ipynb")))


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("gone.ipynb", "does not exist; give the path of an existing .ipynb file"),
        ("../report", "does not exist"),
        (r"notebooks\\report", "does not exist"),
        ("./words.txt", "is no notebook"),
        (".", "unknown"),
        ("folder.ipynb", "is a folder"),
        ("./", "is a folder"),
        ("mine", "unknown; your own is ./mine.ipynb"),
    ],
)
def test_a_path_to_anything_but_an_existing_notebook_is_refused_in_one_line(mine, name, fault):
    mine.with_name("words.txt").write_text("years of work")
    mine.with_name("folder.ipynb").mkdir()
    with pytest.raises(UnknownNotebook, match=re.escape(f"notebook {name!r}: {fault}")) as error:
        find_notebook(name)
    assert error.value.exit_code == 2
    assert len(error.value.lines) == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "{}",
        "\xff",
        '{"nbformat": 4}',
        '{"nbformat": 4, "cells": 7}',
        '{"nbformat": 4, "cells": [7]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code"}]}',
        '{"nbformat": 3, "cells": []}',
    ],
)
def test_a_file_that_is_no_notebook_in_spite_of_its_name_is_refused_in_one_line(mine, content):
    mine.write_bytes(content.encode("latin-1"))
    with pytest.raises(UnknownNotebook, match=r"^notebook 'mine\.ipynb': cannot be read; open it in JupyterLab"):
        find_notebook("mine.ipynb")


# -- where an edition goes of itself -----------------------------------------------------------------

PROJECT = notebooks_folder().parent.resolve()


@pytest.mark.parametrize(
    ("notebook", "given", "data", "place"),
    [
        ("report", {}, None, "{project}/reports/preview/2026-10-30"),
        ("unicorns", {"focus": "KOR"}, None, "{project}/reports/2026-10-30-unicorns-focus-KOR"),
        ("mine.ipynb", {}, None, "{working}/reports/2026-10-30-mine"),
        ("mine.ipynb", {"focus": "KOR"}, None, "{working}/reports/2026-10-30-mine-focus-KOR"),
        ("report.ipynb", {}, None, "{working}/reports/2026-10-30-report"),
        ("a/mine.ipynb", {}, None, "{working}/reports/2026-10-30-a+mine"),
        ("b/mine.ipynb", {}, None, "{working}/reports/2026-10-30-b+mine"),
        ("report", {}, "mydata", "{working}/reports/2026-10-30-from-mydata"),
        ("report", {"as_of": "2024-04-12"}, "mydata/.", "{working}/reports/2024-04-12-from-mydata"),
        ("mine.ipynb", {}, "mydata", "{working}/reports/2026-10-30-mine-from-mydata"),
    ],
)
def test_only_editions_of_the_projects_own_notebooks_and_data_go_to_its_reports(
    mine, small, notebook, given, data, place
):
    for copy in ("report.ipynb", "a/mine.ipynb", "b/mine.ipynb"):
        (mine.parent / copy).parent.mkdir(exist_ok=True)
        (mine.parent / copy).write_bytes(mine.read_bytes())
    shutil.copytree(small, mine.with_name("mydata"))
    folder = mine.parent / data if data else None
    work = order(notebook, given, data=folder, out=None, formats=())
    assert str(work.out) == place.format(project=PROJECT, working=mine.parent)


def test_no_two_notebooks_or_data_folders_have_one_place_of_themselves(mine, small):
    """Nine notebooks, of which each name could be read as another's, and data folders of one name in four places."""
    here = mine.parent / "here"
    names = ("mine", "a-mine", "a+mine", "unicorns", "report", "a/mine", "a-mine/b", "a/mine-b", "../mine")
    paths = [(here / f"{name}.ipynb").resolve() for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mine.read_bytes())
    folders = [(here / name).resolve() for name in ("data", "a/data", "a+data", "../data")]
    for folder in folders:
        shutil.copytree(small, folder)
    os.chdir(here)  # the fixture goes back
    places = [order(str(path), {}, data=folders[0], out=None, formats=()).out for path in (*paths, "unicorns")]
    places += [order("mine.ipynb", {}, data=folder, out=None, formats=()).out for folder in folders[1:]]
    assert len(set(places)) == 9 + 1 + 3
    assert {place.parent for place in places} == {here / "reports"}
    assert [place.name for place in places[:2]] == ["2026-10-30-mine-from-data", "2026-10-30-a-mine-from-data"]
    assert re.fullmatch(r"2026-10-30-mine-from-data-[0-9a-f]{6}", places[-1].name)


def test_data_of_ones_own_in_the_working_folder_are_found_and_their_report_stays_there(mine, small):
    """It is the project's own notebook that is run; the report has no place among the project's editions."""
    shutil.copytree(small, mine.with_name("data"))
    work = order("report", {}, data=None, out=None, formats=())
    assert (work.data, work.notebook.parent) == (mine.with_name("data"), notebooks_folder())
    assert work.out == mine.parent / "reports" / "2026-10-30-from-data"


@pytest.mark.parametrize("code", ["focus", "as_of: str = ''\nfocus", "focus  # not as_of"])
def test_a_parameter_that_a_notebook_of_ones_own_does_not_use_is_refused(mine, small, code):
    nbformat.write(new_notebook(cells=[new_code_cell(code, id="code")]), mine)
    with pytest.raises(
        ParameterError, match=r"^parameter as_of: mine\.ipynb does not use it; write an\.load\(as_of=as_of\)"
    ):
        order("mine.ipynb", {"focus": "KOR", "as_of": "2024-04-12"}, data=small, out=None, formats=())


def test_the_least_notebook_whose_numbers_lead_to_their_sources_is_as_the_readme_says(mine, small):
    sources = [
        "import analysis as an\nr = an.load()",
        "%%say\nJapan is {imd.JPN.rank}.",
        "r.source_list()",
        "r.workings()",
    ]
    cells = [new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), mine)
    work = order("mine.ipynb", {}, data=small, out=None, formats=("html",))
    assert make(work, lambda _: None) == ""
    page = next(work.out.glob("*.html")).read_text(encoding="utf-8")
    assert '<a href="#f-' in page
    assert 'id="f-' in page


@pytest.mark.long
def test_a_notebook_of_ones_own_runs_with_this_python_whatever_it_was_written_with(mine, small):
    """And it need not know a single parameter of the report."""
    kernel = {"name": "elsewhere", "display_name": "Elsewhere", "language": "R"}
    cells = [new_code_cell("import analysis, sys\nassert focus == 'KOR'\nassert analysis.load", id="code")]
    mine = mine.rename(mine.with_name("mine {focus}.ipynb"))
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), mine)
    work = order(mine.name, {"focus": "KOR"}, data=small, out=None, formats=("html",))
    steps = []
    assert make(work, steps.append) == ""
    assert steps == ["running mine {focus} as known on 2026-10-30", "setting HTML"]
    manifest = json.loads((work.out / "manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["notebook"]) == ["mine {focus}.ipynb"]
    assert manifest["parameters"]["focus"] == "KOR"


def test_an_edition_that_was_published_is_written_over_only_to_renew_it(tmp_path, small, monkeypatch):
    shutil.copytree(small, tmp_path / "data")
    monkeypatch.setenv("JAPAN_TECH_DATA", str(tmp_path / "data"))
    reports = tmp_path / "reports"
    edition = publish(reports / "2026-10-30")
    archive.append(reports / archive.FILE, [archive.Event("2026-10-30", archive.Kind.PUBLISHED, edition.name)])
    with pytest.raises(archive.WasPublished, match="is published") as caught:
        order("report", {}, data=None, out=edition, formats=())
    assert caught.value.exit_code == 2
    assert order("report", {}, data=None, out=edition, formats=FORMATS, reason="A slip.").out == edition
    for odd in (
        {"formats": ("html",)},
        {"given": {"focus": "KOR"}},
        {"given": {"as_of": "2024-04-12"}},
        {"data": small},
    ):
        with pytest.raises(archive.WasPublished, match="of its own day, from the project's data, in all formats"):
            order("report", **({"given": {}, "data": None, "formats": FORMATS} | odd), out=edition, reason="A slip.")
    assert order("report", {}, data=None, out=reports / "2026-11-01", formats=()).out == reports / "2026-11-01"
    monkeypatch.setenv("JAPAN_TECH_DATA", str(small))  # as from another working folder
    with pytest.raises(archive.WasPublished, match="from the project's data"):
        order("report", {}, data=None, out=edition, formats=FORMATS, reason="A slip.")
    shutil.rmtree(edition)  # gone, and yet not for somebody else's report
    with pytest.raises(archive.WasPublished, match="is published"):
        order("report", {}, data=None, out=edition, formats=FORMATS)
