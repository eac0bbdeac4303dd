"""The engine serves another article as well: a made-up one of two claims, with its own data, notebook and study."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner

import analysis as an
from analysis.cli import cli
from analysis.findings import find_study

HERE = Path(__file__).with_name("second_article")
STUDY = f"{HERE / 'study.py'}:STUDY"
DATA, NOTEBOOK = HERE / "data", HERE / "report.ipynb"


def run(*arguments, code=0):
    done = CliRunner().invoke(cli, [*arguments, "--study", STUDY, "--data", str(DATA)])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    """The report of the made-up article, made by the command once."""
    out = tmp_path_factory.mktemp("storks") / "edition"
    run("report", str(NOTEBOOK), "--out", str(out), "--quiet")
    return out


@pytest.fixture(scope="module")
def opened():
    """The made-up article, open at the prompt with everything known."""
    return an.load(study=STUDY, data=DATA)


def test_its_data_has_no_defect():
    assert run("check").splitlines()[-1] == "data has no defect: 2 claims, 8 observations, 0 exchange rates"


def test_the_page_is_made_of_the_study_alone(edition):  # and passes the lint, or there would be none
    page = (edition / "report.html").read_text(encoding="utf-8")
    assert "Have the storks come back?" in page
    text = BeautifulSoup(page, "html.parser").get_text(" ")
    assert [name for name in ("JPN", "Japan", "C26") if name in text] == []


def test_a_number_is_traced_to_the_line_of_the_study_that_declares_it():
    line = next(line for line in run("trace", "nests.AVO").splitlines() if "declared at" in line)
    file, _, number = line.rpartition("declared at ")[2].rpartition(":")
    assert "nests.{economy}" in Path(file).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_what_depends_on_a_figure_is_named():
    said = run("trace", "--uses", "stork_nests.BOR.2019.2019-11-01")
    resting, considering = said.split("findings that looked it up and took another")
    assert "  holds.S02.2020-05-04 = 2 of 2" in resting.splitlines()  # what was said before the newer vintage
    assert "  nests.BOR = 90" in considering.splitlines()  # it looked there and took the newer vintage
    assert "nests.AVO " not in said  # which has nothing to do with it


def test_what_changed_is_laid_to_the_figure_that_became_public():
    said = run("diff", "2020-05-04", "2020-11-01", code=1).splitlines()
    assert said[3] == (
        "  S02  supported (2 of 2) → overstated (0 of 2)  "
        "[vintage stork_nests.BOR.2019.2020-11-01 (90, public since 2020-11-01)]"
    )


def test_its_verdicts_are_those_worked_by_hand(opened):
    """118 nests lie in 115 to 125; 118 / 400,000 against 90 / 420,000 is 1.377, against 75 / 420,000 it was 1.652."""
    assert {claim: verdict.outcome.value for claim, verdict in opened.verdicts.items()} == {
        "S01": "supported",
        "S02": "overstated",
    }
    assert opened["nests.ratio.by_people"].value == pytest.approx(1.3767, abs=1e-4)
    assert [(state.since.isoformat(), state.verdict.outcome.value) for state in opened.history["S02"]] == [
        ("2020-05-04", "supported"),
        ("2020-11-01", "overstated"),
    ]


def test_two_studies_live_in_one_process(opened):
    own = an.load(as_of="2024-04-12")
    assert (own.title, opened.title) == ("Is Japan getting its technological lead back?", "Have the storks come back?")
    assert find_study(STUDY).topics[0].patterns != own.catalogue.study.topics[0].patterns
