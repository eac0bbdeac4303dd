"""What a reader may choose in the page: every number that a choice puts in place of another, already computed."""

import json
import re

import pytest

from analysis.charts import bars
from analysis.charts.bars import Bar
from analysis.charts.canvas import Place
from analysis.charts.figure import draw, known
from analysis.rendering.palette import FOCUS
from analysis.report.page import Block, left_out
from analysis.report.provenance import workings
from analysis.report.report import SameName, by_choice, switches
from analysis.report.writer import HTML, Writer
from analysis.study.charts import unicorn_density

ALL = (
    "{unicorns.JPN.chosen}", "{unicorns.KOR.chosen}", "{unicorns.ratio.USA.chosen:more|as many|fewer}",
    "{subsidy.JPN.chosen}", "{subsidy.DEU.chosen}", "{subsidy.ratio.USA.chosen}",
    "{yen.AWS.chosen}", "{yen.subsidy.chosen}",
)  # fmt: skip


@pytest.fixture
def write(reports):
    """Write templates under some parameters, with a pen that has written nothing else; give back the pen."""

    def fill(*templates, **given):
        pen = Writer(reports(**given).catalogue)
        pen.sentences(templates, HTML)
        return pen

    return fill


def by_name(pen):
    return {switch["name"]: switch for switch in switches(pen)}


def test_a_switch_says_what_may_be_chosen_in_which_words_and_what_was(write):
    (switch,) = switches(write("{yen.AWS.chosen}", rate_rule="ppp"))
    assert switch["name"] == "rate_rule"
    assert switch["label"] == "Yen are turned into dollars"
    assert switch["chosen"] == "ppp"
    assert switch["phrases"] == [
        ("day", "at the rate of the article’s day"), ("announced", "at the rate of the announcement"),
        ("period_mean", "at the mean rate of the period"), ("ppp", "at purchasing power"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("alias", "options"),
    [
        # 7 of 4.384854 trillion dollars are 1.596, of 6.588598 trillion international dollars 1.062
        ("unicorns.JPN.chosen", {"gdp": ("1.60", "f-unicorns.JPN.gdp"), "gdp_ppp": ("1.06", "f-unicorns.JPN.gdp_ppp")}),
        # 3.9308 of 616.0329 trillion yen are 0.638%; in three years 0.213% a year
        (
            "subsidy.JPN.chosen",
            {"total": ("0.638%", "f-subsidy.JPN.share.total"), "per_year": ("0.213%", "f-subsidy.JPN.share.per_year")},
        ),
        # against 52.7 of 27,811.5 billion dollars, 0.1895%, and 0.0379% a year
        (
            "subsidy.ratio.USA.chosen",
            {
                "total": ("3.37", "f-subsidy.ratio.USA.share.total"),
                "per_year": ("5.61", "f-subsidy.ratio.USA.share.per_year"),
            },
        ),
        # 3.9308 trillion yen at 163.16 / 1.0652 = 153.17 and, on the day of the release, at 164.97 / 1.0867 = 151.81
        (
            "yen.subsidy.chosen",
            {
                "day": ("$25.7 billion", "f-subsidy.JPN.amount_usd.day"),
                "announced": ("$25.9 billion", "f-subsidy.JPN.amount_usd.release_day"),
            },
        ),
        ("yen.AWS.chosen", {"day": ("$14.8 billion", "f-yen.AWS.usd.day")}),  # 2.26 trillion yen at 153.17
    ],
)
def test_a_number_says_what_it_is_and_where_its_working_stands(write, alias, options):
    (switch,) = switches(write(f"{{{alias}}}"))
    (found,) = switch["numbers"].values()
    assert {option: number[:2] for option, number in found.items() if option in options} == options
    assert list(found) == [option for option, _ in switch["phrases"]]


def test_a_number_has_its_text_under_each_choice_in_the_forms_that_are_shown(write):
    (switch,) = switches(
        write("{subsidy.JPN.chosen:2}, {subsidy.ratio.USA.chosen} is {subsidy.ratio.USA.chosen:words}")
    )
    share, ratio = switch["numbers"].values()
    assert [number[3] for number in share.values()] == [{"2": "0.64%"}, {"2": "0.21%"}]
    assert [number[3] for number in ratio.values()] == [{"words": "3.37 times"}, {"words": "5.61 times"}]


def test_what_is_not_known_under_a_choice_is_null(write):
    """Germany's is a sum of projects without years."""
    (switch,) = switches(write("{subsidy.JPN.chosen} {subsidy.DEU.chosen}"))
    german = switch["numbers"]["subsidy.DEU.chosen"]
    assert german["total"][0] == "0.47%"  # 15.9 and about 4 of 4,219.31 billion euros
    assert german["per_year"] is None
    assert '"per_year": null' in json.dumps(german)


def test_an_option_under_which_nothing_is_known_is_not_offered(write):
    """Nobody gave a rate of their own, and Germany's sum has no years."""
    (switch,) = switches(write("{yen.AWS.chosen}"))
    assert "own" not in dict(switch["phrases"])
    (switch,) = switches(write("{yen.AWS.chosen}", rate_rule="own", own_rate=150))
    assert switch["chosen"] == "own"
    assert switch["numbers"]["yen.AWS.chosen"]["own"][0] == "$15.1 billion"  # 2.26 trillion yen at 150
    (switch,) = switches(write("{subsidy.DEU.chosen}"))
    assert list(dict(switch["phrases"])) == ["total"]


def test_the_side_is_that_of_the_bounds_around_one_for_ratios_and_zero_for_the_rest(choosing, finding):
    """By hand: a share of five percent lies above, one whose bounds hold zero beside, a ratio of a half below."""
    bounds = {
        "up.total": (0.04, 0.06, "share"), "up.per_year": (-0.01, 0.01, "share"),
        "down.total": (1.0, 1.2, "ratio"), "down.per_year": (0.4, 0.6, "ratio"),
    }  # fmt: skip
    pen = choosing({name: finding(name, *given) for name, given in bounds.items()})
    pen.fill("{up.chosen} {down.chosen:more|as much|less}", HTML)
    (switch,) = switches(pen)
    sides = {alias: [number[2] for number in options.values()] for alias, options in switch["numbers"].items()}
    assert sides == {"up.chosen": [0, 1], "down.chosen": [1, 2]}


def test_only_numbers_that_are_shown_are_handed_on(write):
    assert switches(write("Japan has {unicorns.JPN.count} unicorns, {unicorns.JPN.gdp} by its size.")) == []
    found = by_name(write("{unicorns.JPN.chosen} {yen.AWS.chosen}"))
    assert {name: list(switch["numbers"]) for name, switch in found.items()} == {
        "denominator": ["unicorns.JPN.chosen"],
        "rate_rule": ["yen.AWS.chosen"],
    }


def test_a_word_that_follows_a_choice_is_handed_on_as_a_number_is(write):
    assert list(by_name(write("{subsidy.ratio.USA.chosen:more|as much|less}"))["basis"]["numbers"]) == [
        "subsidy.ratio.USA.chosen"
    ]


@pytest.mark.parametrize(
    "given", [{"denominator": "population"}, {"basis": "per_year"}, {"rate_rule": "announced"}], ids=str
)
def test_the_numbers_are_the_same_whichever_option_the_report_was_made_with(write, given):
    made, default = by_name(write(*ALL, **given)), by_name(write(*ALL))
    assert made.keys() == default.keys() == {"denominator", "basis", "rate_rule"}
    left_out = {"subsidy.DEU.chosen"} if given == {"basis": "per_year"} else set()  # there is no such number to show
    for name, switch in made.items():
        wanted = default[name]["numbers"]
        assert switch["numbers"] == {alias: wanted[alias] for alias in wanted if alias not in left_out}
        assert switch["chosen"] == given.get(name, default[name]["chosen"])


@pytest.mark.parametrize(("as_of", "german"), [("2024-04-12", 0), ("2026-10-30", 1)])
def test_every_working_named_is_an_entry_of_the_workings_of_the_page(write, as_of, german):
    """Germany's sum, of which only the total is known, was not public before the slide of 21 May 2024."""
    pen = write(*ALL, as_of=as_of)
    found = switches(pen)
    named = {number[1] for s in found for options in s["numbers"].values() for number in options.values() if number}
    assert len(named) == 3 * 3 + 2 + german + 2 + 4 + 4
    assert named <= set(re.findall(r' id="([^"]+)"', workings(pen)))


def test_the_report_hands_its_switches_on_in_words_that_survive_a_notebook(report):
    block = report.say("There are {unicorns.JPN.chosen} in Japan {phrase:denominator}.")
    assert block is not None
    (told,) = (about["report"]["switches"] for _, about in [report.downloads()._repr_mimebundle_()])
    assert [switch["name"] for switch in told] == ["denominator"]
    kept = json.loads(json.dumps(told))
    assert kept[0]["numbers"]["unicorns.JPN.chosen"]["gdp"] == ["1.60", "f-unicorns.JPN.gdp", 0]


def test_a_parameter_without_a_switch_is_not_offered(choosing, finding):
    found = {"a.total": finding("a.total", 1, 1), "a.per_year": finding("a.per_year", 1, 1)}
    with_switch, without = choosing(found), choosing(found, switches={})
    for pen in (with_switch, without):
        pen.fill("{a.chosen}", HTML)
    assert [switch["name"] for switch in switches(with_switch)] == ["basis"]
    assert switches(without) == []


# -- figures under every option -------------------------------------------------------------------------


def of(*names):
    """A figure of a bar for each of some findings; names may hold the option of basis."""

    def drawn(w):
        found = [known(w, name.format(basis=w.catalogue.parameters["basis"])) for name in names]
        rows = [Bar(finding.label if finding else "", finding, FOCUS) for finding in found]
        return draw(
            w, "fig-x", title="Support", subtitle="Share of GDP", alt=bars.describe(rows), data=bars.table(("", rows)),
            source="A ministry.", paint=lambda sheet: bars.horizontal(sheet, rows, Place(height=0.5, left=2, right=1)),
        )  # fmt: skip

    return drawn


@pytest.fixture
def pen(reports):
    """A pen that has written nothing yet."""
    return Writer(reports().catalogue)


def test_a_figure_is_drawn_as_a_report_made_under_each_option_would_draw_it(reports, pen):
    figure = by_choice(pen, "denominator", unicorn_density)
    assert figure.choice == "denominator"
    assert list(figure.variants) == ["gdp_ppp", "population"]  # the report itself shows the third
    for option, other in figure.variants.items():
        assert other == unicorn_density(Writer(reports(denominator=option).catalogue))
    assert by_choice(pen, "denominator", unicorn_density) == figure


def test_under_the_option_of_the_report_the_figure_stays_what_it_is(pen):
    made, chosen = unicorn_density(pen), by_choice(pen, "denominator", unicorn_density)
    assert (chosen.svg, chosen.title, chosen.data, chosen.spots) == (made.svg, made.title, made.data, made.spots)


def test_a_figure_that_no_option_changes_has_no_other_forms_and_no_switch(pen):
    figure = by_choice(pen, "rate_rule", of("subsidy.JPN.share.total"))
    assert (figure.choice, figure.variants, switches(pen)) == ("", {}, [])


def test_a_switch_is_offered_where_only_a_figure_follows_it(pen):
    by_choice(pen, "basis", of("subsidy.JPN.share.{basis}"))
    (switch,) = switches(pen)
    assert (switch["name"], switch["numbers"]) == ("basis", {})
    assert [option for option, _ in switch["phrases"]] == ["total", "per_year"]


def test_what_only_another_form_shows_is_explained_too(pen):
    figure = by_choice(pen, "denominator", unicorn_density)
    shown = {spot["to"] for other in figure.variants.values() for spot in other.spots}
    assert "f-unicorns.JPN.population" in shown
    assert shown <= set(re.findall(r' id="([^"]+)"', workings(pen)))


def test_another_number_under_the_same_name_is_refused(pen):
    """Its working could explain only one of the two."""
    with pytest.raises(SameName, match=r"pledge\.AWS\.usd is another number under rate_rule announced"):
        by_choice(pen, "rate_rule", of("pledge.AWS.usd"))


def test_a_form_that_cannot_be_drawn_is_left_out_and_so_is_a_figure(pen):
    assert isinstance(by_choice(pen, "basis", lambda _: left_out("figure")), Block)

    def only_as_made(w):
        return left_out("figure") if w is not pen else of("subsidy.JPN.share.total")(w)

    assert by_choice(pen, "basis", only_as_made).variants == {}


def test_the_notebook_carries_other_forms_with_all_that_goes_with_them(report):
    figure = report.by_choice("denominator", unicorn_density)
    _, about = figure._repr_mimebundle_()
    told = json.loads(json.dumps(about))["image/svg+xml"]
    assert told["choice"] == "denominator"
    other = figure.variants["population"]
    assert told["variants"]["population"] == {"svg": other.svg, **json.loads(json.dumps(other.about))}
