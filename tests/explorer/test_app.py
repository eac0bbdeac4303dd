"""The controls of the explorer: what turning one does, what the buttons write, and what is answered to bad input."""

from dataclasses import replace
from datetime import date

import pytest
import yaml

from analysis.exhibits.panels import NothingToExplore
from analysis.explorer.app import Explorer, explore
from analysis.findings.parameters import check, names
from analysis.runs import read_parameters
from analysis.study import STUDY

from .. import kernelless


@pytest.fixture
def at(evidence, data, tmp_path, monkeypatch):
    """Open the explorer in an empty folder with some parameters."""
    monkeypatch.chdir(tmp_path)
    return lambda **given: Explorer(evidence, check(given, evidence, STUDY), STUDY, data)


def test_every_parameter_of_the_report_has_a_control(at):
    assert sorted(at().controls) == sorted(names(STUDY))


def test_controls_start_where_they_are_told_to(at, evidence):
    given = {
        "as_of": "2024-06-01", "focus": "KOR", "peers": ["JPN", "SGP"], "denominator": "population",
        "basis": "per_year", "rate_rule": "own", "own_rate": 120, "much_larger": 2,
    }  # fmt: skip
    assert at(**given).assumptions == check(given, evidence, STUDY)
    assert at().assumptions == check({}, evidence, STUDY)


def test_turning_a_control_changes_sentences_and_picture(at):
    app = at()
    before = app.sentences.value, app.picture.value
    app.controls["much_larger"].value = 1.25
    assert "is <span" in app.sentences.value
    assert app.sentences.value != before[0]
    assert app.picture.value != before[1]


def test_the_slider_for_a_rate_of_ones_own_is_open_only_under_that_rule(at):
    app = at()
    assert app.controls["own_rate"].disabled
    app.controls["rate_rule"].value = "own"
    assert not app.controls["own_rate"].disabled
    app.controls["own_rate"].value = 113
    assert "$20 billion" in app.sentences.value or "$20.0 billion" in app.sentences.value


def test_the_number_that_is_explained_stays_chosen_while_it_changes(at):
    app = at(rate_rule="own", own_rate=113)
    app.number.value = "yen.AWS.chosen"
    assert "¥113" in app.trace.value
    app.controls["own_rate"].value = 226
    assert app.number.value == "yen.AWS.chosen"
    assert "¥226" in app.trace.value


@pytest.mark.parametrize(
    ("given", "name", "wrong", "message"),
    [
        ({}, "peers", (), "parameter peers: expected country codes with commas between them"),
        (
            {"rate_rule": "own", "own_rate": 150},
            "own_rate",
            0,
            "parameter own_rate: 0 is no rate of yen for a dollar; give 1 to 10,000, such as 150",
        ),
    ],
)
def test_what_makes_no_report_is_answered_in_a_sentence_and_can_be_mended(at, given, name, wrong, message):
    app = at(**given)
    right, said = app.controls[name].value, app.sentences.value
    app.controls[name].value = wrong
    assert message in app.message.value
    assert app.sentences.value == said
    app.controls[name].value = right
    assert app.message.value == ""


def test_no_day_can_be_chosen_on_which_there_is_no_report(at, evidence):
    app = at()
    app.controls["as_of"].value = date(2020, 1, 1)
    assert app.assumptions.as_of == evidence.judged_at
    app.controls["as_of"].value = None
    assert app.assumptions.as_of == evidence.newest


def test_gaps_are_told_above_the_sentences(small_copy, tmp_path, monkeypatch):
    """South Korea's counts are given to another, and the country bears a name that is mark-up."""
    copy = small_copy
    for row in copy.rows("observations.csv")[1:]:
        if row[1] == "KOR" and row[3] == "cb_insights_unicorns":
            copy.observe(row[0], entity="NAM")
    row = next(n for n, cells in enumerate(copy.rows("entities.csv"), 1) if cells[0] == "KOR")
    copy.set("entities.csv", row, "name_in_prose", "<b>Korea")
    monkeypatch.chdir(tmp_path)
    changed = copy.load()
    app = Explorer(changed, check({}, changed, STUDY), STUDY, copy.folder)
    said = "No count of unicorns for &lt;b&gt;Korea on this day; choose another country."
    assert app.message.value == f"<p><em>{said}</em></p>"


def test_the_parameter_file_holds_the_assumptions_and_gives_them_back(at, tmp_path, evidence):
    app = at(focus="KOR", rate_rule="own", own_rate=120, much_larger=2)
    assert "explored.yaml" in app.write_parameters()
    file = tmp_path / "explored.yaml"
    assert check(read_parameters(file), evidence, STUDY) == app.assumptions
    assert yaml.safe_load(file.read_text("utf-8"))["own_rate"] == 120


def test_what_is_not_assumed_is_not_written(at, tmp_path):
    at().write_parameters()
    assert {"own_rate", "much_larger"}.isdisjoint(read_parameters(tmp_path / "explored.yaml"))


def test_the_report_is_rendered_under_the_assumptions(at, tmp_path, monkeypatch):
    """Without a kernel; the explorer in a real JupyterLab starts one."""

    def execute(notebook, parameters, environment, **_):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return kernelless.run(notebook, parameters)

    monkeypatch.setattr("analysis.rendering.execution.execute", execute)
    app = at(rate_rule="own", own_rate=120, much_larger=2)
    buttons = {button.description: button for button in app.box.children[1].children}
    buttons["Render report"].click()
    assert app.message.value == "<p><em>Rendered: explored-report/report.html and report.pdf.</em></p>"
    page = (tmp_path / "explored-report" / "report.html").read_text("utf-8")
    assert "A variant with rate rule own, own rate" in page
    assert (tmp_path / "explored-report" / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_folder_that_holds_something_else_is_not_replaced(at, tmp_path):
    app = at()
    (tmp_path / "explored-report").mkdir()
    (tmp_path / "explored-report" / "mine.txt").write_text("mine")
    app.box.children[1].children[1].click()
    assert "is no report and would be lost" in app.message.value
    assert (tmp_path / "explored-report" / "mine.txt").read_text() == "mine"


def test_a_button_says_in_a_sentence_why_it_cannot_do_its_work(at, tmp_path):
    app = at()
    (tmp_path / "explored.yaml").mkdir()
    app.box.children[1].children[0].click()
    assert "explored.yaml: Is a directory; nothing was written" in app.message.value
    app.controls["peers"].value = ()
    app.box.children[1].children[0].click()
    assert "parameter peers: expected country codes" in app.message.value


def test_the_notebook_gets_a_widget(small):
    assert explore(small, focus="KOR").children


def test_a_study_with_nothing_to_explore_is_answered_in_one_line(small):
    with pytest.raises(NothingToExplore) as error:
        explore(small, replace(STUDY, explorer=None))
    assert error.value.lines == [f"{STUDY.title}: this study has nothing to explore; give its Study an explorer"]
