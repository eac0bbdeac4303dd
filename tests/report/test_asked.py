"""What is asked at a prompt: a wrong name or value is named in one line."""

import pytest

import analysis as an
from analysis.errors import AnalysisError, TemplateError


@pytest.fixture(scope="module")
def d():
    return an.load(as_of="2024-04-12", peers=["KOR", "DEU"])


@pytest.mark.parametrize(
    ("ask", "named"),
    [
        (lambda d: d.bars("population.{}", 2019), "2019"),
        (lambda d: d.compare("population", ["KOR"]), "KOR"),
        (lambda d: d.say("It is so since 2021."), "2021"),
        (lambda d: d.slope("imd_wdcr_rank.{}", years=(2023, 2019)), "(2023, 2019)"),
        (lambda d: d.table("tbl-a", "A", ["", "Firms"], [["Japan", "=unicorns.JPN.count"], ["Korea"]]), "row 2"),
        (lambda d: d.table("tbl-a", "A", ["", "People"], [["Japan", "=population.JPN"]]), "population.JPN"),
        (lambda d: d.series("labour_force", "JPN", "wbi"), "'wbi'"),
        (lambda d: d.series("population", ["JPN", "KOR"]), "['JPN', 'KOR']"),
        (lambda d: d.series("population", "XXX"), "'XXX'"),
        (lambda d: d.series("USD.JPY"), "USD.JPY"),
        (lambda d: d.wide("labour_force", "nobody"), "'nobody'"),
        (lambda d: d.trace("imd.JPN.rnk"), "'imd.JPN.rnk'"),
    ],
)
def test_what_was_asked_wrongly_is_named_in_one_line(d, ask, named):
    with pytest.raises(AnalysisError) as refused:
        ask(d)
    assert named in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_paragraph_shows_its_words_in_a_plain_prompt(d):
    assert repr(d.say("There were {unicorns.JPN.count} firms.")) == "There were 7 firms."


def test_a_rate_is_that_of_its_day_or_the_mean_of_its_year(d):
    assert d.rate("USD", "JPY", "2024-04-12").text == "¥153.17"  # by the euro: 163.16 ÷ 1.0652
    assert d.series("USD.JPY mean")[2023] == pytest.approx(140.5, abs=0.05)


def test_axes_are_not_shown_in_place_of_their_figure(d):
    from matplotlib.figure import Figure

    with pytest.raises(TemplateError, match="Axes"):
        d.exhibit(Figure().add_subplot(), source="Own", alt="Nothing.")
