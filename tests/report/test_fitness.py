"""Which findings a report may show, and what may not be typed beside them."""

import pytest

from analysis.errors import TemplateError


def test_what_became_public_later_stands_in_no_figure_table_or_sentence_of_an_earlier_day(then, report):
    later = report.figure("gdp_nominal_usd", "JPN", year=2025)
    ways = (
        lambda: then.bars({"Japan": later}),
        lambda: then.dots(report.compare("gdp_nominal_usd")),
        lambda: then.table("tbl-a", "A", ["", "Output"], [["Japan", later]]),
        lambda: then.say("It is {x}.", x=later),
    )
    for show in ways:
        with pytest.raises(TemplateError):
            show()
    assert report.bars({"Japan": then.figure("gdp_nominal_usd", "JPN")})  # the other way round is history


def test_two_numbers_of_one_name_are_not_shown_side_by_side_with_one_working(report, then):
    now, before = report["unicorns.JPN.gdp"], then["unicorns.JPN.gdp"]
    with pytest.raises(TemplateError, match=r"unicorns\.JPN\.gdp"):
        report.say("{x} and {y}", x=now, y=before)
    assert report.say("{x} and {y}", x=now, y=before.named("then.unicorns")).plain == "1.60 and 1.65"


@pytest.mark.parametrize(
    "words",
    [
        *(
            "{x}{x}",
            "{x}bn",
            "{x}.{x}",
            "-{x}",
            "−{x}",
            "It is +{x}",
            "${x}",
            "¥{x}",
            "{x}*bn*",
            "{x:2}bn",
            "**{x}**{x}",
        ),
        *("–{x}", "‑{x}", "$ {x:2}", "{x}’{x}", "{x:words}fold", "¥[{x} firms]", "[a firm {x}]nd", "−[{x} firms]"),
    ],
)
def test_nothing_stands_beside_a_number_that_makes_another_one_of_it(report, words):
    with pytest.raises(TemplateError):
        report.say(words, x=report["unicorns.JPN.count"])


@pytest.mark.parametrize(
    "words",
    [
        *("({x}).", "“{x}”", "{x}, {x}–{x}", "mid-{x}", "{x}-fold", "{x} {x:more|less}er", "*{x}*", "{x}’s", "so: {x}"),
        *("A–B {x}", "{x} *per* year"),
    ],
)
def test_what_only_surrounds_a_number_passes(report, words):
    assert report.say(words, x=report["unicorns.JPN.count"])
