"""The explorer: what a setting leads to, the way back, and what the buttons write."""

import json
import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from analysis.editions.job import read_parameters
from analysis.explorer.explorer import Explorer
from analysis.explorer.output import download, link_to
from analysis.findings.parameters import check
from analysis.rendering.sentence_syntax import CODES, PLACEHOLDER
from analysis.study import STUDY
from analysis.study.exploration import EXPLORATION


@pytest.fixture
def at(evidence, data, tmp_path, monkeypatch):
    """Open the explorer in an empty folder with some parameters."""
    monkeypatch.chdir(tmp_path)
    return lambda **given: Explorer(evidence, check(given, evidence, STUDY), STUDY, data)


def turn(app, **values):
    for name, value in values.items():
        app.settings.controls[name].value = value


def page(app):
    return BeautifulSoup("".join(text.words + text.figure for _, text in app.topics), "html.parser")


def said(app):
    return " ".join(page(app).get_text().split())


def message(app):
    return BeautifulSoup(app.message.words, "html.parser").get_text()


def press(app, words):
    def buttons(widget):
        found = [widget] if getattr(widget, "description", "") == words else []
        return found + [it for child in getattr(widget, "children", ()) for it in buttons(child)]

    buttons(app.box)[0].click()


def test_the_controls_start_at_the_parameters_given(at, evidence):
    given = {
        "as_of": "2024-06-01", "focus": "KOR", "peers": ["SGP", "JPN"], "denominator": "population",
        "basis": "per_year", "rate_rule": "own", "own_rate": 120, "much_larger": 2,
    }  # fmt: skip
    assert at(**given).settings.parameters == check(given, evidence, STUDY)
    assert at().settings.parameters == check({}, evidence, STUDY)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "share of GDP than America’s is overstated (in doubt since 31 May 2024), and holds in 6 of 8"),
        ({"much_larger": 1.25}, "share of GDP than America’s is supported, and holds in 8 of 8"),
        ({"rate_rule": "own", "own_rate": 113}, "reader’s own rate, Japan’s chip support comes to $34.8 billion"),
        ({"denominator": "population"}, "Japan has 0.562 unicorns per ten million people, 7 in all"),
        ({"focus": "GBR"}, "the United Kingdom has 15.5 unicorns per trillion dollars of GDP"),
        ({"basis": "per_year"}, "per year of the programme, Japan’s chip support comes to 0.213% of GDP"),
        ({"as_of": date(2024, 4, 12)}, "The claim about Germany is supported"),
    ],
)
def test_sentences_and_verdicts_follow_a_setting(at, values, words):
    """By hand: 3.9308 trillion yen at 113 are 34.8 billion dollars; three years make 0.638 per cent into 0.213."""
    app = at()
    turn(app, **values)
    assert words in said(app)
    assert message(app) == ""


@pytest.mark.parametrize(
    ("control", "value", "figure"),
    [("much_larger", 2, 0), ("rate_rule", "ppp", 1), ("denominator", "population", 2), ("DEU", False, 2)],
)
def test_a_figure_follows_a_setting(at, control, value, figure):
    app = at()
    before = app.topics[figure][1].figure
    assert '<img alt="' in before
    turn(app, **{control: value})
    assert app.topics[figure][1].figure != before


def test_every_number_and_verdict_is_explained_down_to_its_source(at):
    app = at()
    places = [
        it for topic in EXPLORATION.topics for sentence in topic.sentences for it in PLACEHOLDER.finditer(sentence)
    ]
    named = [it for it in places if (it[1] not in CODES or it[1] == "verdict") and not it[1].endswith(".date")]
    words = BeautifulSoup("".join(text.words for _, text in app.topics), "html.parser")
    links = words.select("a[href^='#'][title]")
    assert len(links) == len(named)
    assert all("Source: " in it["title"] or it["href"].startswith("#C") for it in links)
    verdict = next(it["title"] for it in links if it["href"] == "#C26")
    assert re.search(r"^C26: overstated\n.*For it: 3\.4 times \(.*Against it: 1\.36 times \(", verdict, re.DOTALL)


def test_a_sentence_without_data_is_left_out_and_its_figure_says_why(at, small_copy):
    """South Korea's counts are given to another, and the country bears a name that is mark-up."""
    for row in small_copy.rows("observations.csv")[1:]:
        if row[1] == "KOR" and row[3] == "cb_insights_unicorns":
            small_copy.give(row[0], entity="NAM")
    row = next(n for n, cells in enumerate(small_copy.rows("entities.csv"), 1) if cells[0] == "KOR")
    small_copy.set("entities.csv", row, "name", "<b>Korea")
    changed = small_copy.load()
    app = Explorer(changed, check({"focus": "KOR"}, changed, STUDY), STUDY, small_copy.folder)
    text = app.topics[2][1]
    assert "<b>Korea" not in text.words + text.figure
    assert BeautifulSoup(text.words, "html.parser").get_text().startswith("Japan has")


@pytest.mark.long
def test_what_makes_no_report_is_undone_with_a_reason(small_copy):
    for row in small_copy.rows("observations.csv")[1:]:
        if row[1] == "KOR" and row[3] == "gdp_nominal_usd":
            small_copy.give(row[0], entity="NAM")
    changed = small_copy.load()
    app = Explorer(changed, check({}, changed, STUDY), STUDY, small_copy.folder)
    before = said(app)
    turn(app, focus="KOR")
    assert "parameter focus: KOR has no gdp_nominal_usd that was public on" in message(app)
    assert (app.settings.controls["focus"].value, said(app)) == ("JPN", before)
    turn(app, basis="per_year")
    assert message(app) == ""
    assert said(app) != before


def test_the_last_country_stays_ticked(at):
    app = at(peers=["SGP", "KOR"])
    turn(app, KOR=False)
    turn(app, SGP=False)
    assert message(app) == "Tick at least one country to compare with"
    assert app.settings.parameters.peers == ("SGP",)


def test_undo_takes_back_one_change_after_the_other(at):
    app, start = at(), at().settings.parameters
    assert app.undo.disabled
    turn(app, focus="KOR", basis="per_year", FRA=False)
    press(app, "Undo")
    press(app, "Undo")
    assert (app.settings.controls["focus"].value, app.settings.controls["basis"].value) == ("KOR", "total")
    press(app, "Undo")
    assert app.settings.parameters == start
    assert app.undo.disabled
    assert "Japan has 1.60 unicorns" in said(app)


def test_reset_goes_back_to_the_start_and_can_be_undone(at):
    app = at(focus="KOR")
    turn(app, focus="DEU", basis="per_year")
    press(app, "Reset")
    assert (app.settings.controls["focus"].value, app.settings.controls["basis"].value) == ("KOR", "total")
    press(app, "Undo")
    assert (app.settings.controls["focus"].value, app.settings.controls["basis"].value) == ("DEU", "per_year")


def test_settings_survive_a_reload(at):
    app = at()
    assert app.memory.settings == {}
    turn(app, rate_rule="own", own_rate=113, as_of=date(2024, 6, 1), FRA=False)
    same = at()
    same.memory.remembered = json.loads(json.dumps(app.memory.settings))
    assert same.settings.parameters == app.settings.parameters
    assert said(same) == said(app)
    assert message(same).startswith("Your settings were restored")
    press(same, "Reset")
    assert same.memory.settings == {}


@pytest.mark.parametrize(
    "remembered",
    [{"basis": "per_week"}, {"as_of": "yesterday"}, {"focus": "XXX"}, {"much_larger": "x"}, {"much_larger": 500},
     {"gone": 1}, {"SGP": None}],
)  # fmt: skip
def test_a_remembered_setting_that_no_longer_exists_is_ignored(at, remembered):
    app = at()
    before = app.settings.parameters
    app.memory.remembered = remembered
    assert app.settings.parameters == before


OWN = {"rate_rule": "own", "own_rate": 120, "much_larger": 2}


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ({}, {}),
        (OWN, OWN),
        ({"own_rate": 120}, {}),
    ],
)
def test_save_writes_what_differs_from_the_defaults_and_the_date(at, tmp_path, evidence, values, written):
    app = at()
    turn(app, **values)
    press(app, "Save")
    file = tmp_path / "explored.yaml"
    assert read_parameters(file) == {"as_of": evidence.newest.isoformat(), **written}
    assert check(read_parameters(file), evidence, STUDY) == app.settings.parameters
    assert "Use: japan-tech report -f explored.yaml" in message(app)


@pytest.mark.parametrize(("values", "name"), [({"focus": "KOR"}, "focus"), ({"FRA": False}, "peers")])
def test_the_countries_chosen_are_not_saved_for_the_report_which_does_not_take_them(
    at, tmp_path, evidence, values, name
):
    app = at()
    turn(app, **values, rate_rule="ppp")
    press(app, "Save")
    assert read_parameters(tmp_path / "explored.yaml") == {"as_of": evidence.newest.isoformat(), "rate_rule": "ppp"}
    assert f"Without {name}, which the report does not take." in message(app)


def test_a_button_that_cannot_do_its_work_says_why_and_changes_nothing(at, tmp_path):
    app = at()
    (tmp_path / "explored-report").mkdir()
    (tmp_path / "explored-report" / "mine.txt").write_text("mine")
    press(app, "Render report")
    assert "is not a report and would be lost" in message(app)
    assert (tmp_path / "explored-report" / "mine.txt").read_text() == "mine"
    (tmp_path / "explored.yaml").mkdir()
    press(app, "Save")
    assert "explored.yaml: Is a directory; nothing was written" in message(app)


@pytest.mark.parametrize(("day", "reason"), [("2024-04-11", "lies before"), ("2030-01-01", "lies after")])
def test_a_day_without_data_is_refused_and_the_day_before_is_kept(at, day, reason):
    app = at(as_of="2024-06-01")
    turn(app, as_of=date.fromisoformat(day))
    assert f"parameter as_of: {day} {reason}" in message(app)
    assert app.settings.controls["as_of"].value == date(2024, 6, 1)


def test_two_visitors_under_voila_share_no_files(at, tmp_path, monkeypatch):
    monkeypatch.setenv("VOILA_KERNEL_ID", "a")
    first, second = at(), at()
    turn(first, rate_rule="ppp")
    for app in (first, second):
        press(app, "Save")
        assert 'download="explored.yaml"' in app.message.words
    assert "rate_rule" in (first.folder / "explored.yaml").read_text()
    assert "rate_rule" not in (second.folder / "explored.yaml").read_text()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("parent", "address"), [(7, 'href="/user/me/files/my%20reports/report.html" target="_blank"'), (8, "download=")]
)
def test_a_link_opens_a_file_where_jupyter_serves_it_and_saves_it_elsewhere(monkeypatch, tmp_path, parent, address):
    file = tmp_path / "my reports" / "report.html"
    file.parent.mkdir()
    file.write_text("<p>report</p>")
    server = {"pid": 7, "root_dir": str(tmp_path), "base_url": "/user/me/"}
    monkeypatch.setattr("jupyter_server.serverapp.list_running_servers", lambda: iter([server]))
    monkeypatch.setattr("os.getppid", lambda: parent)
    assert address in link_to(file, "text/html")
    assert '"><b>' not in download('"><b>.csv', "", "text/csv", "CSV")
