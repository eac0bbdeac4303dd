"""A job is validated before a kernel starts: its notebook, its parameters, and the folder it goes to."""

import shutil

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.editions.job import read_parameters
from analysis.editions.manifest import FORMATS
from analysis.editions.notebooks import find_notebook, notebooks_folder
from analysis.editions.project import open_project
from analysis.errors import EditionError, ParameterError, UnknownNameError

from ..builders import publish

PROJECT = notebooks_folder().parent.resolve()
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def write(path, *sources, kernel=KERNEL, tags=()):
    """Write a notebook with a code cell for each source; the first one may have tags."""
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(sources)]
    cells[0].metadata["tags"] = list(tags)
    nbformat.write(new_notebook(cells=[new_markdown_cell("# Mine"), *cells], metadata={"kernelspec": kernel}), path)
    return path


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """The path of a notebook of one's own in the working folder, which is no part of the project."""
    monkeypatch.chdir(tmp_path)
    return write(tmp_path.resolve() / "mine.ipynb", "focus")


def job(name, given=(), **options):
    return open_project(options.pop("data", None)).create_job(name, dict(given), **options)


def test_a_notebook_is_found_by_its_path_and_one_of_the_project_by_its_name_too(mine):
    for name in ("./mine.ipynb", "mine.ipynb", f"../{mine.parent.name}/mine.ipynb", str(mine)):
        assert find_notebook(name) == mine
    ours = notebooks_folder() / "unicorns.ipynb"
    mine.rename(mine.with_name("unicorns.ipynb"))
    assert find_notebook("unicorns") == find_notebook(str(ours)) == ours
    assert find_notebook("unicorns.ipynb") == mine.with_name("unicorns.ipynb")
    assert job(str(ours)) == job("unicorns")


@pytest.mark.parametrize("stem", ["grid", "explore"])
def test_a_notebook_of_ones_own_takes_the_reports_parameters_whatever_its_name(mine, stem):
    own = mine.rename(mine.with_stem(stem))
    assert job(str(own), {"focus": "KOR"}).parameters["focus"] == "KOR"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("gone.ipynb", "no such .ipynb file; give the path of one"),
        ("./words.txt", "no such .ipynb file"),
        ("yours", "unknown; expected one of"),
        ("mine", "unknown; did you mean ./mine.ipynb?"),
        ("unicorn", "unknown; did you mean unicorns?"),
        (str(notebooks_folder() / "explore.ipynb"), "unknown"),
    ],
)
def test_anything_but_an_existing_notebook_is_refused_in_one_line(mine, name, fault):
    mine.with_name("words.txt").write_text("years of work")
    with pytest.raises(UnknownNameError) as error:
        find_notebook(name)
    assert fault in str(error.value)
    assert (error.value.exit_code, len(error.value.lines)) == (2, 1)


@pytest.mark.parametrize(
    ("notebook", "given", "data", "place"),
    [
        ("report", {}, None, "{project}/reports/preview/2026-10-30"),
        ("country_profile", {"peers": "JPN,USA", "focus": "KOR"}, None,
         "{project}/reports/preview/2026-10-30-country_profile-focus-KOR-peers-JPN+USA"),
        ("exchange_rate", {"rate_rule": "own", "own_rate": 150}, None,
         "{project}/reports/preview/2026-10-30-exchange_rate-rate_rule-own-own_rate-150"),
        ("mine.ipynb", {"focus": "KOR"}, None, "{working}/reports/2026-10-30-mine-focus-KOR"),
        ("a/mine.ipynb", {}, None, "{working}/reports/2026-10-30-a+mine"),
        ("report", {}, "mydata", "{working}/reports/2026-10-30-from-mydata"),
    ],
)  # fmt: skip
def test_only_reports_of_the_projects_own_notebooks_and_data_go_to_its_folder(
    mine, small, notebook, given, data, place
):
    (mine.parent / "a").mkdir()
    shutil.copy(mine, mine.parent / "a")
    if data:
        shutil.copytree(small, mine.with_name(data))
    made = job(notebook, given, data=mine.parent / data if data else None)
    assert str(made.out) == place.format(project=PROJECT, working=mine.parent)


def test_a_published_edition_is_written_over_only_to_re_render_it_whole(tmp_path, small, monkeypatch):
    shutil.copytree(small, tmp_path / "data")
    monkeypatch.setenv("JAPAN_TECH_DATA", str(tmp_path / "data"))
    edition = publish(tmp_path / "reports" / "2026-10-30")
    whole = {"out": edition, "formats": FORMATS}
    with pytest.raises(EditionError, match="is published; name another folder") as caught:
        job("report", **whole)
    assert caught.value.exit_code == 2
    assert job("report", **whole, reason="A slip.").out == edition
    for odd in ({"formats": ("html",)}, {"given": {"rate_rule": "ppp"}}, {"data": small}):
        with pytest.raises(EditionError, match="of its own day, from the project's data, in all formats"):
            job("report", **(whole | odd), reason="A slip.")
    assert job("report", out=edition.with_name("2026-11-01")).out.name == "2026-11-01"
    (edition / "mine.txt").write_text("mine")
    with pytest.raises(EditionError, match=r"mine\.txt: is not part of the report and would be lost"):
        job("report", **whole, reason="A slip.")
    shutil.rmtree(edition)  # gone, and yet not for somebody else's report
    with pytest.raises(EditionError, match="is published"):
        job("report", **whole)


@pytest.mark.parametrize("name", ["file", "folder", "link", "edition/.notes", "edition/figures/.notes"])
def test_nothing_is_replaced_but_an_empty_folder_or_an_edition_without_files_of_ones_own(tmp_path, small, name):
    edition = publish(tmp_path / "edition")
    (edition / ".ipynb_checkpoints").mkdir()
    (edition / ".ipynb_checkpoints" / "report-checkpoint.html").write_text("a copy that JupyterLab keeps")
    (tmp_path / "empty").mkdir()
    for good in (edition, tmp_path / "empty", tmp_path / "new"):
        assert job("report", data=small, out=good).out == good
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine.txt").write_text("mine")
    (tmp_path / "link").symlink_to("folder")
    if name not in ("folder", "link"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    target = edition if name.startswith("edition") else tmp_path / name
    with pytest.raises(EditionError, match=r"would be lost|is a link that leads elsewhere or nowhere"):
        job("report", data=small, out=target)


@pytest.fixture(scope="module")
def on():
    return open_project()


@pytest.fixture
def own(tmp_path, on):
    """A job of a notebook with parameters of its own."""
    code = "focus: str = 'JPN'\nyears = 5\nshare: float = 0.5\nword = 'a'\nis_open = False\nmakers = ['x']\nn = 2 + 3j"
    write(tmp_path / "mine.ipynb", code, "focus, years, share, word, is_open, makers", tags=["parameters"])
    return lambda **given: next(on.create_jobs(str(tmp_path / "mine.ipynb"), [given], tmp_path, ("html",)))


def test_parameters_of_ones_own_notebook_have_the_type_of_their_default_and_show_in_the_name_if_changed(own):
    made, defaults = own(), {"years": 5, "share": 0.5, "word": "a", "is_open": False, "makers": ["x"]}
    for found in (made.parameters, made.defaults):
        assert {name: found[name] for name in defaults} == defaults
    assert ("years" in made.name, "n" in made.parameters) == (False, False)
    made = own(years="7", share=2, is_open="true", makers="x,y", word="a/b", focus="KOR")
    assert [made.parameters[name] for name in ("years", "share", "is_open", "makers")] == [7, 2.0, True, ["x", "y"]]
    assert made.name.endswith("-focus-KOR-years-7-share-2.0-word-a%2Fb-is_open-True-makers-x+y")


WORDS = st.text("ab-+%", max_size=4)
SETS = st.fixed_dictionaries({"word": WORDS, "years": st.integers(-2, 9), "makers": st.lists(WORDS, max_size=3)})


@given(one=SETS, other=SETS)
@example(one={"word": "b-makers-y"}, other={"word": "b", "makers": ["y"]})
@example(one={"makers": ["a", "b+c"]}, other={"makers": ["a+b", "c"]})
@example(one={"makers": []}, other={"makers": [""]})
@example(one={"word": "日" * 36}, other={"word": "日" * 37})
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_two_sets_of_parameters_share_a_folder_only_where_they_are_the_same(own, one, other):
    made, again = own(**one), own(**other)
    assert (made.name == again.name) == (made.parameters == again.parameters)
    assert len(made.name.encode()) <= 200


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"years": 2.5}, "parameter years: '2.5' is not a whole number, as in the notebook"),
        ({"word": 3}, "parameter word: '3' is not a text, as in the notebook"),
        ({"yeers": 3}, "parameter yeers: unknown; .*years"),
        ({"focos": "KOR"}, "parameter focos: unknown; .*focus"),
        ({"as_of": "2024-04-12"}, r"parameter as_of: mine\.ipynb does not use it; it uses .*focus"),
    ],
)
def test_a_parameter_that_does_not_fit_gets_one_line(own, given, message):
    with pytest.raises(ParameterError, match=message):
        own(**given)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("as_of: 2024-13-45", r"explored\.yaml:1: not YAML"),
        ("focus: JPN\nas_of: [", r"explored\.yaml:\d: not YAML"),
        ("1: focus", "no names with values"),
        ("[" * 9999, "not YAML"),
        (None, "No such file"),
    ],
)
def test_what_is_no_parameter_file_gets_one_line(tmp_path, text, message):
    if text is not None:
        (tmp_path / "explored.yaml").write_bytes(text.encode("latin-1"))
    with pytest.raises(ParameterError, match=message) as error:
        read_parameters(tmp_path / "explored.yaml")
    assert len(error.value.lines) == 1


def test_the_parameters_cell_of_a_notebook_of_ones_own_states_its_defaults(on, tmp_path):
    """A value given by -p takes precedence; the name of the folder shows only what was given."""
    path = tmp_path / "mine.ipynb"
    cell = new_code_cell('as_of: str = "2026-01-15"\nfocus: str = "KOR"\npeers: list = ["USA", "JPN"]')
    cell.metadata["tags"] = ["parameters"]
    nbformat.write(new_notebook(cells=[cell, new_code_cell("print(as_of, focus, peers)")]), path)
    job = on.create_job(str(path), {})
    assert (job.parameters["as_of"], job.parameters["focus"], job.parameters["peers"]) == (
        "2026-01-15",
        "KOR",
        ["USA", "JPN"],
    )
    german = on.create_job(str(path), {"focus": "DEU"})
    assert (german.parameters["focus"], german.parameters["as_of"]) == ("DEU", "2026-01-15")
    assert "focus" not in job.name
    assert "focus-DEU" in german.name
