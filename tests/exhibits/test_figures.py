import logging
import re
from xml.etree import ElementTree

import pytest

from analysis.exhibits import figures
from analysis.exhibits.figures import lines
from analysis.exhibits.figures.figure import BLUE, FOCUS, GREY
from analysis.exhibits.figures.money import colour

ALL = [
    *("dollar_figures", "foreign_capital", "pledges", "productivity", "rank_path", "robustness", "subsidy_accounts"),
    *("subsidy_yardsticks", "unicorn_density", "verdict_strip", "workforce_paths", "yen_path"),
]
COMPARING = ("foreign_capital", "rank_path", "unicorn_density")
GIVEN = {
    "defaults": {},
    "article's day": {"as_of": "2024-04-12"},
    "Korea": {"focus": "KOR", "peers": "USA,JPN"},
    "purchasing power": {"rate_rule": "ppp", "denominator": "gdp_ppp"},
    "announced": {"rate_rule": "announced", "denominator": "population", "basis": "per_year"},
}
NAMESPACES = re.compile(r'xmlns(:\w+)?="[^"]+"|<!DOCTYPE[^>]+>')


@pytest.fixture(params=GIVEN.values(), ids=list(GIVEN))
def given(request, reports):
    return request.param, reports(**request.param)


def test_the_report_has_thirteen_figures():
    assert sorted(name for name in figures.__all__ if name != "Figure") == sorted([*ALL, "verdict_history"])


def test_the_history_is_drawn_once_something_has_changed(reports):
    today, then = reports(), reports(as_of="2024-04-12")
    figure = figures.verdict_history(today.pen, today.history)
    assert "C27: supported (2 of 4) from 2024-04-12" in figure.alt
    assert "disputed (3 of 6) from 2024-05-31" in figure.alt
    assert figures.verdict_history(then.pen, then.history) is None


@pytest.mark.parametrize("name", ALL)
def test_a_figure_draws_without_a_warning_and_says_what_it_shows(name, given, caplog):
    _, report = given
    with caplog.at_level(logging.WARNING):
        figure = getattr(figures, name)(report.pen)
    assert caplog.messages == []
    root = ElementTree.fromstring(figure.svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 3
    places = [v for e in root.iter() for k, v in e.attrib.items() if k in {"d", "x", "y", "transform"}]
    assert re.findall("nan|inf", " ".join(places)) == []
    tags = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert tags.isdisjoint({"script", "image", "foreignObject", "iframe"})
    links = [v for e in root.iter() for k, v in e.attrib.items() if k.rpartition("}")[2] in {"href", "src"}]
    assert all(link.startswith("#") for link in links)
    assert re.findall(r"\son\w+=", figure.svg) == []
    assert "http" not in NAMESPACES.sub("", figure.svg.split("</metadata>")[-1])
    for text in (figure.title, figure.subtitle, figure.source):
        assert text.strip()
    assert re.search(r"\d|none|not known", figure.alt)


@pytest.mark.parametrize("name", COMPARING)
def test_the_words_of_a_comparing_figure_name_the_focus_and_every_peer(name, given):
    _, report = given
    alt = getattr(figures, name)(report.pen).alt
    for economy in report.parameters.economies:
        editions = report.catalogue.evidence.series("imd_wdcr_rank", economy)
        if name == "rank_path" and len(editions) < 2:
            continue  # one place makes no path
        assert report.catalogue.evidence.entities[economy]["name"] in alt


@pytest.mark.parametrize("name", sorted(set(ALL) - set(COMPARING) - {"verdict_strip", "robustness", "pledges"}))
def test_the_words_of_a_figure_about_japan_name_its_subject(name, reports):
    assert re.search("Japan|yen|labour force", getattr(figures, name)(reports().pen).alt)


def test_the_words_of_the_strip_name_every_claim_once(reports):
    alt = figures.verdict_strip(reports().pen).alt
    assert sorted(re.findall(r"C\d\d", alt)) == [f"C{n:02}" for n in range(1, 32)]


def test_the_focus_alone_is_vermillion(reports):
    report = reports(focus="KOR", peers="USA,JPN")
    assert [colour(report.pen, economy) for economy in ("KOR", "JPN", "USA")] == [FOCUS, BLUE, GREY]


@pytest.mark.parametrize("name", ALL)
def test_a_figure_drawn_twice_is_the_same_file(name, reports):
    draw = getattr(figures, name)
    assert draw(reports().pen) == draw(reports().pen)


@pytest.mark.parametrize("name", ALL)
def test_a_figure_holds_neither_clock_nor_name_of_a_machine(name, reports):
    svg = getattr(figures, name)(reports().pen).svg
    assert "<dc:date>" not in svg
    assert "Matplotlib v" not in svg


@pytest.mark.parametrize("name", ALL)
def test_every_number_in_the_title_of_a_figure_is_a_link(name, given):
    _, report = given
    title = getattr(figures, name)(report.pen).title
    assert re.findall(r"\d", re.sub(r'\[[^\]]*\]\(#\S+ "[^"]*"\)', "", title)) == []


def test_what_a_figure_draws_is_explained(report):
    figures.subsidy_accounts(report.pen)
    assert {"subsidy.JPN.share.mof", "subsidy.DEU.share.mof", "subsidy.CHN.share.meti"} <= report.pen.used.keys()


def test_an_account_not_public_yet_is_not_drawn(then):
    figure = figures.subsidy_accounts(then.pen)
    assert "METI" not in figure.alt
    assert "the only account public that day" in figure.title


@pytest.mark.parametrize(
    ("values", "spread", "places"),
    [([1, 2], 1, [1, 2]), ([5, 5], 2, [4, 6]), ([6, 5], 3, [7, 4]), ([], 1, []), ([3], 9, [3])],
)
def test_labels_move_as_little_as_needed(values, spread, places):
    assert lines.apart(values, spread) == pytest.approx(places)


def test_no_line_is_drawn_over_a_missing_year_as_if_it_were_known():
    assert lines._runs([(2017, 1), (2018, 2), (2021, 3)]) == [[(2017, 1), (2018, 2)], [(2021, 3)]]
