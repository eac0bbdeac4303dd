"""What the documents promise exists, and what exists is promised."""

import csv
import json
import re
import shlex
import tomllib
from pathlib import Path

import click
import nbformat
import pytest
import yaml
from nbconvert.exporters import get_exporter
from papermill.cli import papermill

import analysis as an
from analysis import cli
from analysis.dataset import load
from analysis.dataset.codebook import codebook
from analysis.dataset.schema import read_package
from analysis.errors import AnalysisError, Ended
from analysis.findings import LEGEND, Catalogue, Outcome, find_study, parameters
from analysis.findings.series import uses
from analysis.publish.update import Exit
from analysis.report import page
from analysis.report.page import write
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
CODES = {
    0: "done",
    1: "a defect",
    2: "a wrong parameter",
    3: "done but",
    4: "a draft",
    75: "another run",
    130: "interrupted",
    143: "ended from",
}


REPORT = cli.cli.commands["report"]
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
                for part in re.split(r"&&|\|\||;|\brun:", line):
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
            notebook = nbformat.read(ROOT / "notebooks" / f"{given['notebook']}.ipynb", as_version=4)
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


def test_every_command_is_shown_and_explained():
    assert {arguments[0] for arguments in commands("japan-tech")} == set(cli.cli.commands)
    assert all(command.help for command in cli.cli.commands.values())


def test_the_examples_in_the_help_are_valid_calls(evidence, computed):
    examples = [
        shlex.split(re.split(r" {3,}", line.strip())[0])
        for command in cli.cli.commands.values()
        for line in command.help.splitlines()
        if line.strip().startswith("japan-tech ")
    ]
    assert len(examples) >= 5
    for _, name, *rest in examples:
        given = cli.cli.commands[name].make_context(name, rest).params
        parameters.check(dict(given.get("given", ())), evidence, STUDY)
        assert name != "trace" or is_traced(given, computed)


def rows(head):
    """The table of docs/running.md whose first column has some heading, as a dictionary."""
    table = re.search(rf"^\| {head} \|.*?(?=\n\n)", RUNNING, re.MULTILINE | re.DOTALL)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", table, re.MULTILINE))


def test_every_notebook_is_documented():
    there = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert set(rows("notebook")) == there - {"report", "revisions", "explore"}
    text = RUNNING + NOTEBOOKS
    assert all(f"`{name}`" in text or f"notebooks/{name}.ipynb" in text for name in there)


@pytest.mark.parametrize("text", [README, NOTEBOOKS], ids=["README.md", "docs/notebooks.md"])
def test_what_the_documents_type_at_the_prompt_runs(text):
    names = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, names)
    assert names["d"].parameters.as_of.isoformat() == "2024-04-12"
    for cell in re.findall(r"```\n%%say.*?\n(.*?)```", text, re.DOTALL):
        assert write(names["d"], "", cell, names) is not None


def test_a_name_given_in_a_cell_stands_in_the_sentence_of_the_next():
    d = an.load(as_of="2024-04-12")
    prose, cell = re.search(r"```python\n(korea = .*?)```\n\n```\n%%say\n(.*?)```", NOTEBOOKS, re.DOTALL).groups()
    names = {"d": d}
    exec(prose, names)
    said = write(d, "", cell, names).plain
    assert said == "South Korea received $18.00 billion, 0.554 times what Japan did."


def test_every_parameter_is_documented_with_its_values():
    table = rows("parameter")
    assert list(table) == parameters.names(STUDY)
    for name, options in STUDY.options.items():
        assert tuple(re.findall(r"`(\w+)`", table[name])) == options


def test_every_parameter_stands_in_the_notebook_and_the_help_says_where_they_are_listed():
    options = {option.name: option.help for option in REPORT.params if isinstance(option, click.Option)}
    assert re.search(r"\bas_of\b.*docs/running\.md lists them all", options["given"])
    notebook = nbformat.read(ROOT / "notebooks" / "report.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "parameters").source
    assert re.findall(r"^(\w+): ", cell, re.MULTILINE) == parameters.names(STUDY)


def errors(kind):
    return {kind}.union(*map(errors, kind.__subclasses__()))


def test_exit_codes_are_those_of_the_command():
    sentence = re.search(r"Exit codes: (.*?)\.\s", RUNNING, re.DOTALL)[1]
    told = dict(re.findall(r"(?:^|, )(\d+) (.+?)(?=, \d|$)", " ".join(sentence.split())))
    assert {int(code) for code in told} == set(CODES)
    assert all(told[str(code)].startswith(words) for code, words in CODES.items())
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "analysis" / "cli").glob("*.py"))
    used = {
        int(code) for code in re.findall(r"fail\((\d+),|return (\d+)$", source, re.MULTILINE) for code in code if code
    }
    used |= {error.exit_code for error in errors(AnalysisError)} | {*map(int, Exit), Ended.exit_code}
    assert used - {0} == set(CODES) - {0}


def test_the_help_names_the_same_exit_codes():
    text = " ".join(cli.cli.help.split())
    assert set(map(int, re.findall(r"(?:codes:|;) (\d+) ", text))) == set(CODES)


def test_the_readme_names_the_article_with_its_publisher_and_day(evidence):
    told = " ".join(README.partition("\n## ")[0].split())
    article = evidence.sources["article"]
    day = evidence.judged_at
    assert f'"{article["title"]}" ({article["publisher"]}, {day.day} {day:%B %Y})' in told


def test_the_environment_is_activated_before_the_first_command_that_needs_it():
    assert README.index(". .venv/bin/activate") < README.index("\njapan-tech ")


@pytest.mark.parametrize("name", ["data", "study"])
def test_the_variables_that_name_data_and_study_are_documented(name):
    options = {option.name: option for option in REPORT.params if isinstance(option, click.Option)}
    assert f"`--{name}`, or the environment variable `{options[name].envvar}`" in " ".join(RUNNING.split())
    assert options[name].show_envvar


def test_every_variable_that_is_read_is_documented():
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"\bJAPAN_TECH_[A-Z_]+\b", source))
    assert read == set(re.findall(r"`(JAPAN_TECH_[A-Z_]+)`", RUNNING + SCHEDULING))


@pytest.mark.parametrize("name", re.findall(r"[\w./]+\.py:[A-Z]+\b", CONTRIBUTING))
def test_every_study_named_in_contributing_is_one(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert find_study(name).article


def test_every_verdict_is_explained_in_the_method():
    notebook = nbformat.read(ROOT / "notebooks" / "report.ipynb", as_version=4)
    method = "\n".join(cell.source for cell in notebook.cells if cell.id in {"method", "threshold"})
    assert [outcome.value for outcome in Outcome if f"*{outcome.value}*" not in method] == []
    assert set(LEGEND) == set(Outcome)


def test_every_table_is_documented_and_every_one_there_exists():
    section = DATA.partition("\n## ")[0]
    told = set(re.findall(r"`(?:data/)?(\w+\.(?:csv|toml|md))`", section))
    there = {path.name for path in (ROOT / "data").iterdir()}
    assert there - told == {"datapackage.json"}  # named there by its standard, as Data Package
    assert told <= there
    assert "[Data Package](https://datapackage.org)" in section


def test_every_file_that_a_run_writes_stands_in_the_readme():
    section = " ".join(README[README.index("a preview of") :].split("\n\n")[0].split())
    assert set(re.findall(r"`([\w.]+\.\w+)`", section)) >= {
        "report.html", "report.pdf", "report.ipynb", "findings.csv", "verdicts.csv", "manifest.json",
    }  # fmt: skip


def test_the_folder_named_in_the_readme_is_the_one_that_is_written(evidence):
    assert f"`reports/{evidence.newest}/`" in README


FINDING = README.split("\n\n")[1].replace("**", "")
"""What the README says has been found: its first paragraph."""


def test_the_finding_in_the_readme_is_the_answer_of_the_newest_report():
    report = an.load()
    notebook = nbformat.read(ROOT / "notebooks" / "report.ipynb", as_version=4)
    (source,) = (cell.source for cell in notebook.cells if cell.id == "answer")
    head, _, sentences = source.partition("\n")
    assert head == "%%say answer"
    assert FINDING.split() == page.write(report, "answer", sentences).plain.split()


def test_the_documented_sizes_are_those_of_the_data(evidence):
    claims, observations, _ = re.findall(r"\d[\d,]*(?= )", evidence.summary)
    assert f"{claims} claims" in DATA
    assert f"{observations} figures" in DATA


def test_the_rows_that_plain_pandas_takes_are_the_default_ones(evidence, monkeypatch):
    _, _, code = DATA.partition("In plain pandas, one row of each figure")
    monkeypatch.chdir(ROOT)
    names = {}
    exec(code.partition("```python\n")[2].partition("```")[0], names)
    assert set(names["rows"].observation_id) == evidence.default_rows


def test_japan_stands_in_the_middle_as_the_readme_says(computed):
    assert computed["imd.JPN.percentile"].value == pytest.approx(0.5, abs=0.01)  # 32nd of 64: 32 / 63


def test_the_codebook_is_what_its_generator_writes():
    assert (ROOT / "data" / "CODEBOOK.md").read_text(encoding="utf-8") == codebook(read_package(ROOT / "data"))


def test_the_generators_named_in_contributing_write_the_files_named_there():
    assert re.findall(r"^\.venv/bin/python -m ([\w.]+) > (\S+)$", CONTRIBUTING, re.MULTILINE) == [
        ("analysis.dataset.codebook", "data/CODEBOOK.md"),
    ]  # fmt: skip


# -- the data package, as others read it ---------------------------------------------------------------

PACKAGE = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
RESOURCES = {table["name"]: table for table in PACKAGE["resources"]}
OF_OTHERS = {"observations", "article", "exchange-rates"}
"""Tables of figures that others published: each keeps the terms of its source."""


def test_the_version_of_the_data_is_that_of_the_software():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert PACKAGE["version"] == project["version"]


def test_no_licence_is_claimed_for_figures_of_others_nor_for_the_package_as_a_whole():
    assert "licenses" not in PACKAGE
    assert RESOURCES.keys() >= OF_OTHERS
    assert {name for name, table in RESOURCES.items() if "licenses" not in table} == OF_OTHERS
    for name in RESOURCES.keys() - OF_OTHERS:
        assert [licence["name"] for licence in RESOURCES[name]["licenses"]] == ["CC-BY-4.0"], name
    assert all("terms" in RESOURCES[name]["description"] for name in OF_OTHERS)


def test_the_package_lists_every_source_with_its_terms_but_the_declared_choices():
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["source_id"] for row in rows if row["kind"] == "choice"] == ["declared"]
    assert len(PACKAGE["sources"]) == len(rows) - 1
    told = {source["title"]: source["terms"] for source in PACKAGE["sources"]}
    assert told == {
        f"{row['publisher']}: {row['title']}": row["licence"] for row in rows if row["source_id"] != "declared"
    }


def test_every_table_of_the_package_is_a_file_and_every_table_beside_it_is_declared():
    assert {table["path"] for table in RESOURCES.values()} == {it.name for it in (ROOT / "data").glob("*.csv")}


@pytest.mark.parametrize("arguments", commands("papermill"), ids=" ".join)
def test_every_call_of_papermill_in_the_documents_is_a_valid_one(arguments, evidence):
    given = papermill.make_context("papermill", list(arguments)).params
    assert (ROOT / given["notebook_path"]).is_file()
    parameters.check(dict(given["parameters"]), evidence, STUDY)


def test_every_format_asked_of_nbconvert_in_the_documents_is_one_of_ours():
    calls = [arguments[1:] for arguments in commands("jupyter") if arguments[0] == "nbconvert"]
    names = [arguments[arguments.index("--to") + 1] for arguments in calls]
    assert sorted(names) == ["report-html", "report-pdf"]
    assert {get_exporter(name).__module__.split(".")[0] for name in names} == {"analysis"}
    assert all(len(arguments) == 3 for arguments in calls)


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


def test_every_caller_is_documented_and_every_one_there_exists():
    folder = ROOT / "src" / "analysis" / "editions" / "callers"
    told = re.findall(r"\(\.\./src/analysis/editions/callers/([\w.-]+)\)", SCHEDULING)
    assert sorted(told) == sorted(path.name for path in folder.iterdir())
    assert " each Monday at seven" in " ".join(SCHEDULING.split())


def test_the_citation_is_of_the_version_at_hand():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.+)"', project, re.MULTILINE)[1]
    assert citation["version"] == version
    assert " AND ".join(citation["license"]) == re.search(r'^license = "(.+)"', project, re.MULTILINE)[1]
    assert f"## {version} — {citation['date-released']}" in CHANGELOG
