"""The controls of the explorer: what turning one does, what the buttons write, and what is answered to bad input."""

import html
from base64 import b64decode
from datetime import date

import pytest
from bs4 import BeautifulSoup

from analysis.editions.job import read_parameters
from analysis.explorer import Explorer
from analysis.findings import Number
from analysis.findings.parameters import check, names
from analysis.study import STUDY

from .. import kernelless


@pytest.fixture
def at(evidence, data, tmp_path, monkeypatch):
    """Open the explorer in an empty folder with some parameters."""
    monkeypatch.chdir(tmp_path)
    return lambda **given: Explorer(evidence, check(given, evidence, STUDY), STUDY, data)


def test_every_parameter_of_the_report_has_a_control(at):
    assert sorted(at().controls) == sorted(names(STUDY))


def said(app):
    """All sentences shown, as text."""
    page = " ".join(it.plain for it in app.topics.prose.sentences if it)
    return " ".join(BeautifulSoup(page, "html.parser").get_text().split())


def button(app, words):
    """The button with some words on it."""
    return next(it for it in (app.undo, app.reset, *app.files.buttons) if it.description == words)


def number(app, words):
    """The button in a sentence that shows a number."""
    pieces = (piece for box in app.topics.prose.paragraphs for piece in box.children[1::2])
    return next(it for it in pieces if it.description == words)


def test_controls_start_where_they_are_told_to(at, evidence):
    given = {
        "as_of": "2024-06-01", "focus": "KOR", "peers": ["JPN", "SGP"], "denominator": "population",
        "basis": "per_year", "rate_rule": "own", "own_rate": 120, "much_larger": 2,
    }  # fmt: skip
    assert at(**given).assumptions.parameters == check(given, evidence, STUDY)
    assert at().assumptions.parameters == check({}, evidence, STUDY)


def test_turning_a_control_changes_sentences_and_picture(at):
    app = at()
    before = app.topics.pictures[1].value
    app.controls["much_larger"].value = 1.25
    assert "the claim about the United States is supported" in said(app)
    assert app.topics.pictures[1].value != before


@pytest.mark.parametrize("name", ["focus", "denominator", "basis", "rate_rule"])
def test_every_choice_changes_something_to_be_seen(at, name):
    app = at()
    for _, value in app.controls[name].options[1:]:
        pictures, words = [it.value for it in app.topics.pictures], said(app)
        app.controls[name].value = value
        assert ([it.value for it in app.topics.pictures], said(app)) != (pictures, words)


def test_a_click_adds_a_country_or_takes_it_away_and_leaves_the_others(at):
    app = at()
    boxes, before = app.controls["peers"].boxes, app.assumptions.parameters.peers
    boxes["FRA"].value = False
    assert app.assumptions.parameters.peers == tuple(it for it in before if it != "FRA")
    boxes["FRA"].value = True
    assert app.assumptions.parameters.peers == before


def test_the_last_country_compared_stays_ticked_and_drawn_and_it_says_why(at):
    app = at(peers=["SGP", "KOR"])
    boxes = app.controls["peers"].boxes
    boxes["KOR"].value = False
    pictures = [it.value for it in app.topics.pictures]
    boxes["SGP"].value = False
    assert app.message.value == "<p>“Compared with”: tick at least one; Singapore stays.</p>"
    assert boxes["SGP"].value
    assert app.assumptions.parameters.peers == ("SGP",)
    assert [it.value for it in app.topics.pictures] == pictures
    boxes["FRA"].value = True
    assert app.message.value == ""
    boxes["SGP"].value = False
    assert app.assumptions.parameters.peers == ("FRA",)


def test_what_is_beyond_a_range_is_set_to_its_end_and_it_says_so(at, evidence):
    """The browser sends the end where more was typed as a number, and any day where one was."""
    app = at(rate_rule="own", own_rate=150)
    app.controls["own_rate"].typed.value = 20_000
    end = "it is at its limit."
    assert app.message.value == f"<p>“Yen for a dollar” goes from 1 to 10,000; {end}</p>"
    app.controls["much_larger"].typed.value = 200
    assert app.message.value == f"<p>“Much larger means” goes from 1 to 100; {end}</p>"
    app.controls["much_larger"].value = 2
    assert app.message.value == ""
    app.controls["as_of"].value = date(2020, 1, 1)
    assert app.controls["as_of"].value == date(2024, 4, 12)
    last = f"{evidence.newest.day} {evidence.newest:%B %Y}"
    told = f"“As known on” goes from 12 April 2024 to {last}; it was set to the nearest date."
    assert app.message.value == f"<p>{told}</p>"


def test_a_number_that_is_clicked_is_explained_and_stays_so_while_it_changes(at):
    app = at(rate_rule="own", own_rate=113)
    number(app, "$20.0 billion").click()
    assert "¥113" in app.topics.origin.value
    app.controls["own_rate"].value = 226
    assert "¥226" in app.topics.origin.value


def test_undo_takes_back_one_change_after_the_other(at):
    app, start = at(), at().assumptions.parameters
    assert app.undo.disabled
    app.controls["focus"].value = "KOR"
    app.controls["basis"].value = "per_year"
    app.undo.click()
    assert (app.controls["focus"].value, app.controls["basis"].value) == ("KOR", "total")
    app.undo.click()
    assert app.assumptions.parameters == start
    assert app.undo.disabled
    assert "Japan has 1.60 unicorns" in said(app)


def test_reset_goes_back_to_where_it_opened_and_can_be_taken_back(at):
    app = at(focus="KOR")
    app.controls["focus"].value, app.controls["basis"].value = "DEU", "per_year"
    app.reset.click()
    assert (app.controls["focus"].value, app.controls["basis"].value) == ("KOR", "total")
    app.undo.click()
    assert (app.controls["focus"].value, app.controls["basis"].value) == ("DEU", "per_year")


def test_a_number_can_be_set_to_whatever_its_parameter_may_be_and_to_nothing_else(at):
    """The slider goes as far as is handy; beyond its end a number is typed, and stays though the slider ends."""
    app = at(rate_rule="own", own_rate=150)
    for it in STUDY.parameters:
        if isinstance(it, Number):
            control = app.controls[it.name]
            assert (control.typed.min, control.typed.max, control.slider.min) == (it.low, it.high, it.low)
    rate = app.controls["own_rate"]
    rate.typed.value = 5000
    assert app.assumptions.parameters["own_rate"] == 5000
    assert (rate.slider.value, rate.typed.value) == (400, 5000)
    rate.slider.value = 1
    assert app.assumptions.parameters["own_rate"] == rate.typed.value == 1
    app.controls["focus"].value = "KOR"
    assert "South Korea has 7.59 unicorns" in said(app)


@pytest.mark.long
def test_what_makes_no_report_is_taken_back_with_a_sentence_and_blocks_nothing(small_copy):
    """A country without gross domestic product can be ticked and not be in focus."""
    copy = small_copy
    for row in copy.rows("observations.csv")[1:]:
        if row[1] == "KOR" and row[3] == "gdp_nominal_usd":
            copy.give(row[0], entity="NAM")
    changed = copy.load()
    app = Explorer(changed, check({}, changed, STUDY), STUDY, copy.folder)
    before = said(app)
    app.controls["focus"].value = "KOR"
    assert "parameter focus: KOR has no gdp_nominal_usd that was public on" in app.message.value
    assert (app.controls["focus"].value, said(app), kept(app)) == ("JPN", before, "")
    app.controls["basis"].value = "per_year"
    assert "parameter focus" not in app.message.value
    assert said(app) != before


def test_gaps_are_told_above_the_sentences(small_copy, tmp_path, monkeypatch):
    """South Korea's counts are given to another, and the country bears a name that is mark-up."""
    copy = small_copy
    for row in copy.rows("observations.csv")[1:]:
        if row[1] == "KOR" and row[3] == "cb_insights_unicorns":
            copy.give(row[0], entity="NAM")
    row = next(n for n, cells in enumerate(copy.rows("entities.csv"), 1) if cells[0] == "KOR")
    copy.set("entities.csv", row, "name_in_prose", "<b>Korea")
    monkeypatch.chdir(tmp_path)
    changed = copy.load()
    app = Explorer(changed, check({}, changed, STUDY), STUDY, copy.folder)
    told = "No count of unicorns for &lt;b&gt;Korea by this date; choose another."
    assert app.message.value == f"<p>{told}</p>"


def test_the_parameter_file_holds_what_was_set_and_the_day(at, tmp_path, evidence):
    app = at(focus="KOR", rate_rule="own", own_rate=120, much_larger=2)
    app.files.write_parameters()
    file = tmp_path / "explored.yaml"
    assert check(read_parameters(file), evidence, STUDY) == app.assumptions.parameters
    day = evidence.newest.isoformat()
    wanted = {"as_of": day, "focus": "KOR", "rate_rule": "own", "own_rate": 120, "much_larger": 2}
    assert read_parameters(file) == wanted
    assert f"Saved: as known on {day}, with focus, rate_rule, own_rate, much_larger." in app.message.value
    assert "explored.yaml" in app.message.value


def test_peers_are_written_when_one_was_taken_away(at, tmp_path):
    app = at(as_of="2024-06-01")
    app.controls["peers"].boxes["FRA"].value = False
    app.files.write_parameters()
    peers = [it for it in STUDY.peers if it != "FRA"]
    assert read_parameters(tmp_path / "explored.yaml") == {"as_of": "2024-06-01", "peers": peers}


@pytest.mark.long
def test_the_report_is_rendered_under_the_assumptions_and_linked(at, tmp_path, monkeypatch):
    """Without a kernel; the explorer in a real JupyterLab starts one. No server runs, so the links hold the files."""

    def execute(notebook, parameters, environment, **_):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return kernelless.run(notebook, parameters)

    monkeypatch.setattr("analysis.rendering.execute.execute", execute)
    app = at(rate_rule="own", own_rate=120, much_larger=2)
    button(app, "Render report").click()
    assert app.message.value.startswith("<p>Rendered into explored-report:</p>")
    links = BeautifulSoup(app.message.value, "html.parser").select("a")
    assert [it["download"] for it in links] == ["report.html", "report.pdf"]
    page = (tmp_path / "explored-report" / "report.html").read_text("utf-8")
    assert b64decode(links[0]["href"].partition(",")[2]).decode() == page
    assert "A variant with rate rule own, own rate" in page
    assert (tmp_path / "explored-report" / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_folder_that_holds_something_else_is_not_replaced(at, tmp_path):
    app = at()
    (tmp_path / "explored-report").mkdir()
    (tmp_path / "explored-report" / "mine.txt").write_text("mine")
    button(app, "Render report").click()
    assert "is not a report and would be lost" in app.message.value
    assert (tmp_path / "explored-report" / "mine.txt").read_text() == "mine"


def test_a_button_says_in_a_sentence_why_it_cannot_do_its_work(at, tmp_path):
    app = at(rate_rule="own", own_rate=150)
    (tmp_path / "explored.yaml").mkdir()
    button(app, "Save").click()
    assert "explored.yaml: Is a directory; nothing was written" in app.message.value


def reloaded(app, kept):
    """What happens when the page is loaded anew: the browser types in what it kept."""
    app.memory.typed.value = kept
    return app


def kept(app):
    """What the browser is told to keep."""
    return html.unescape(app.memory.box.children[0].value)


def test_what_was_set_outlasts_a_page_that_is_loaded_anew(at):
    app = at()
    assert kept(app) == ""
    app.controls["rate_rule"].value, app.controls["own_rate"].value = "own", 113
    app.controls["as_of"].value = date(2024, 6, 1)
    app.controls["peers"].boxes["FRA"].value = False
    same = reloaded(at(), kept(app))
    assert same.assumptions.parameters == app.assumptions.parameters
    assert "were restored after the page was reloaded" in same.message.value
    assert said(same) == said(app)
    assert kept(same) == kept(app)
    same.undo.click()
    assert same.assumptions.parameters == at().assumptions.parameters


def test_the_tab_and_the_indicator_chosen_outlast_a_page_that_is_loaded_anew(at):
    app = at()
    app.views.selected_index = 1
    app.indicators.indicator.value = "labour_force"
    same = reloaded(at(), kept(app))
    assert (same.views.selected_index, same.indicators.indicator.value) == (1, "labour_force")
    assert same.message.value == ""
    app.views.selected_index = 0
    same = reloaded(at(), kept(app))
    assert same.views.selected_index == 0
    same.views.selected_index = 1
    assert same.indicators.indicator.value == "labour_force"


def test_reset_and_the_way_back_forget_what_was_kept(at):
    app = at()
    app.controls["basis"].value = "per_year"
    assert kept(app) == '{"assumptions": {"basis": "per_year"}}'
    app.reset.click()
    assert kept(app) == ""
    app.undo.click()
    assert kept(app) == '{"assumptions": {"basis": "per_year"}}'
    app.controls["basis"].value = "total"
    assert kept(app) == ""


@pytest.mark.parametrize(
    "kept",
    [
        "", "no", "[]", "7", "null", '"basis"', "{}", "[" * 100_000, '{"assumptions": 7}', '{"view": 7}',
        '{"lines": 7}', '{"lines": {"Japan": "x"}}', '{"drawn": []}', '{"view": "x"}',
        '{"indicator": "storks"}', '{"indicator": {}}',
        *(f'{{"assumptions": {it}}}' for it in (
            '{"basis": "per_week"}', '{"basis": null}', '{"__class__": "x"}', '{"peers": 7}', '{"peers": [["JPN"]]}',
            '{"as_of": "yesterday"}', '{"as_of": 7}', '{"much_larger": "<script>"}', '{"much_larger": {}}',
            '{"focus": "XXX"}', '{"peers": []}', '{"peers": ["XXX"]}', '{"as_of": null}',
        )),
    ],
)  # fmt: skip
def test_what_no_control_can_be_set_to_is_passed_over(at, kept):
    before = at()
    declared = before.assumptions.parameters
    app = reloaded(before, kept)
    assert app.assumptions.parameters == declared
    assert app.message.value == ""
    app.controls["basis"].value = "per_year"
    assert app.assumptions.parameters.given["basis"] == "per_year"
