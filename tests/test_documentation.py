"""What the documents promise exists, and what exists is promised."""

import io
import json
import re
import shlex
from pathlib import Path

import nbformat
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner
from papermill.cli import papermill

import analysis as an
from analysis import cli
from analysis.dataset import load
from analysis.dataset.codebook_md import codebook
from analysis.dataset.schema_checks import read_package
from analysis.findings import Catalogue, parameters
from analysis.findings.dependencies import uses
from analysis.report.ipython import write
from analysis.study import STUDY

ROOT = Path(__file__).resolve().parents[1]
README, CONTRIBUTING, CHANGELOG, RUNNING, NOTEBOOKS, SCHEDULING, DATA, INTERNALS = (
    (ROOT / name).read_text(encoding="utf-8")
    for name in (
        "README.md", "CONTRIBUTING.md", "CHANGELOG.md",
        "docs/running.md", "docs/notebooks.md", "docs/scheduling.md", "docs/data.md", "docs/internals.md",
    )
)  # fmt: skip
DOCUMENTS = (README, RUNNING, NOTEBOOKS, SCHEDULING, DATA, INTERNALS, CONTRIBUTING)


OWN = ("./mine.ipynb", "./storks.ipynb")
"""Notebooks of the reader's own, in the examples."""

FOLLOWED = re.compile(r"^### Add .*?(?=^##)", re.MULTILINE | re.DOTALL)
"""Recipes, whose commands are about rows that they add; another test follows them on a copy."""


def commands(name):
    """Every call of a command in the fenced parts of the documents, as its arguments."""
    found = []
    for text in (*DOCUMENTS[:-1], FOLLOWED.sub("", CONTRIBUTING)):
        for block in re.findall(r"```(?:sh|cron|yaml)\n(.*?)```", text, re.DOTALL):
            for line in block.splitlines():
                for part in re.split(r"&&|\|\||;| > |\brun:", line):
                    words = shlex.split(part, comments=True)
                    if words and Path(words[0]).name == name:
                        found.append(words[1:])
    return found


@pytest.fixture(scope="module")
def evidence():
    return load(ROOT / "data")


@pytest.fixture(scope="module")
def computed(evidence):
    return Catalogue(evidence, parameters.check({}, evidence, STUDY), STUDY)


@pytest.mark.parametrize("arguments", commands("japan-tech"), ids=" ".join)
def test_every_call_of_the_command_in_the_documents_is_a_valid_one(arguments, evidence, computed):
    name, *rest = arguments
    command = cli.cli.commands[name]
    given = command.make_context(name, list(rest)).params
    if name == "report":
        assert given["formats"]
        if given["notebook"].endswith(".ipynb"):
            assert given["given"] == ()
            assert given["notebook"] in OWN or (ROOT / given["notebook"]).is_file()
        else:
            notebook = nbformat.read(ROOT / "notebooks" / f"{given['notebook'] or 'report'}.ipynb", as_version=4)
            cell = next(cell for cell in notebook.cells if cell.id == "parameters").source
            assert {key for key, _ in given["given"]} <= set(re.findall(r"^(\w+): ", cell, re.MULTILINE))
    if given.get("notebook", "report") == "report":
        parameters.check(dict(given.get("given", ())), evidence, STUDY)
    if name == "trace":
        assert is_traced(given, computed)


def is_traced(given, computed):
    """Say whether a call of `trace` names a finding or a verdict that is known, or a row on which something rests."""
    if given["uses"]:
        return bool(uses(computed, given["uses"]).resting)
    return given["finding"] in computed or given["finding"] in computed.verdicts


def rows(head):
    """The table of docs/running.md whose first column has some heading, as a dictionary."""
    table = re.search(rf"^\| {head} \|.*?(?=\n\n)", RUNNING, re.MULTILINE | re.DOTALL)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", table, re.MULTILINE))


def test_every_notebook_is_documented():
    there = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert set(rows("notebook")) == there - {"report", "explore"}
    text = RUNNING + NOTEBOOKS
    assert all(f"`{name}`" in text or f"notebooks/{name}.ipynb" in text for name in there)


@pytest.mark.parametrize("text", [README, NOTEBOOKS], ids=["README.md", "docs/notebooks.md"])
def test_what_the_documents_type_at_the_prompt_runs(text, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    names = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, names)
    assert names["d"].parameters.as_of.isoformat() == "2024-04-12"
    for cell in re.findall(r"```\n%%say.*?\n(.*?)```", text, re.DOTALL):
        assert write(names["d"], "", cell, names) is not None


def test_every_parameter_is_documented_with_its_values():
    table = rows("parameter")
    assert list(table) == parameters.names(STUDY)
    for name, options in STUDY.options.items():
        assert tuple(re.findall(r"`(\w+)`", table[name])) == options


def test_every_variable_that_is_read_is_documented():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"\bJAPAN_TECH_[A-Z_]+\b", source))
    assert read == set(re.findall(r"`(JAPAN_TECH_[A-Z_]+)`", RUNNING + SCHEDULING))


def test_every_table_is_documented_and_every_one_there_exists():
    section = DATA.partition("\n## ")[0]
    told = set(re.findall(r"`(?:data/)?(\w+\.(?:csv|toml|md))`", section))
    there = {path.name for path in (ROOT / "data").iterdir()}
    assert there - told == {"datapackage.json"}  # named there by its standard, as Data Package
    assert told <= there
    assert "[Data Package](https://datapackage.org)" in section


FINDING = " ".join(README.split("\n\n")[1:4]).replace("**", "")
"""What the README says has been found: its first paragraphs."""


def test_the_finding_in_the_readme_is_the_answer_of_the_newest_report():
    report = an.load()
    notebook = nbformat.read(ROOT / "notebooks" / "report.ipynb", as_version=4)
    (source,) = (cell.source for cell in notebook.cells if cell.id == "answer")
    head, _, sentences = source.partition("\n")
    assert head == "%%say answer"
    assert FINDING.split() == write(report, "answer", sentences).plain.split()


def test_the_documented_sizes_are_those_of_the_data(evidence):
    claims, observations, _ = re.findall(r"\d[\d,]*(?= )", evidence.summary)
    assert f"{claims} claims" in DATA
    assert f"{observations} figures" in DATA


def test_one_row_of_each_figure_is_a_table_of_pandas_and_a_file(evidence, monkeypatch):
    _, _, code = DATA.partition("In Python it is a table of pandas")
    monkeypatch.chdir(ROOT)
    names = {}
    exec(code.partition("```python\n")[2].partition("```")[0], names)
    printed = CliRunner().invoke(cli.cli, ["latest"]).output
    assert set(names["rows"].index) == set(pd.read_csv(io.StringIO(printed)).observation_id) == evidence.default_rows
    then = pd.read_csv(io.StringIO(CliRunner().invoke(cli.cli, ["latest", "2024-04-12"]).output))
    assert then.published.max() <= "2024-04-12"
    assert len(then) < len(names["rows"])


def test_the_codebook_is_what_its_generator_writes():
    assert (ROOT / "data" / "CODEBOOK.md").read_text(encoding="utf-8") == codebook(read_package(ROOT / "data"))


# -- the data package, as others read it ---------------------------------------------------------------

PACKAGE = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {table["name"]: table for table in PACKAGE["resources"]}
OF_OTHERS = {"observations", "article", "exchange-rates"}
"""Tables of figures that others published: each keeps the terms of its source."""


def test_no_licence_is_claimed_for_figures_of_others_nor_for_the_package_as_a_whole():
    assert "licenses" not in PACKAGE
    assert RESOURCES.keys() >= OF_OTHERS
    assert {name for name, table in RESOURCES.items() if "licenses" not in table} == OF_OTHERS
    for name in RESOURCES.keys() - OF_OTHERS:
        assert [licence["name"] for licence in RESOURCES[name]["licenses"]] == ["CC-BY-4.0"], name
    assert all("terms" in RESOURCES[name]["description"] for name in OF_OTHERS)


def test_every_table_of_the_package_is_a_file_and_every_table_beside_it_is_declared():
    assert {table["path"] for table in RESOURCES.values()} == {it.name for it in (ROOT / "data").glob("*.csv")}


@pytest.mark.parametrize("arguments", commands("papermill"), ids=" ".join)
def test_every_call_of_papermill_in_the_documents_is_a_valid_one(arguments, evidence):
    given = papermill.make_context("papermill", list(arguments)).params
    assert (ROOT / given["notebook_path"]).is_file()
    parameters.check(dict(given["parameters"]), evidence, STUDY)


PAGES = [ROOT / name for name in ("README.md", "CONTRIBUTING.md")] + sorted((ROOT / "docs").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_path_in_a_document_leads_to_something(page):
    text = page.read_text(encoding="utf-8")
    paths = {(page.parent, path) for path in re.findall(r"\]\((?!https?:)([^)]+)\)", text)}
    paths |= {(ROOT, path) for path in re.findall(r"`((?:src|tests|data|docs|notebooks)/[\w./]+)`", text)}
    assert [path for folder, path in sorted(paths) if not leads_somewhere(page, folder, path)] == []


def leads_somewhere(page, folder, path):
    """Say whether there is a file of that path, and a heading for its anchor."""
    name, _, anchor = path.partition("#")
    target = folder / name if name else page
    if not anchor:
        return target.exists()
    headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
    return anchor in {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


def test_every_page_of_the_documentation_is_in_the_readme():
    assert set(re.findall(r"\]\(docs/(\w+\.md)\)", README)) == {path.name for path in (ROOT / "docs").glob("*.md")}


def test_every_module_is_in_the_tree_of_the_internals():
    tree = re.search(r"```\n(cli/.*?)```", INTERNALS, re.DOTALL)[1]
    told, package = set(), ""
    for line in tree.splitlines():
        names = re.match(r" *((?:[\w./]+, )*[\w./]+)", line)[1].split(", ")
        if not line.startswith(" "):
            package = names[0]
        told |= {f"{package}{name}.py" for name in names} if line.startswith(" ") else {names[0]}
    folder = ROOT / "src" / "analysis"
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if not path.name.startswith("__")}
    assert told == there | {f"{path.partition('/')[0]}/" for path in there if "/" in path}


def test_the_citation_is_of_the_version_at_hand():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"', project, re.MULTILINE)[1]
    assert citation["version"] == version
    assert " AND ".join(citation["license"]) == re.search(r'^license = "(.+)"', project, re.MULTILINE)[1]
    assert f"## {version} — {citation['date-released']}" in CHANGELOG
