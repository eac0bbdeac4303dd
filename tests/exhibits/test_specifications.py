"""The specification curve, tried on this study's: every ratio behind two claims, and the choices that lead to it."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from analysis.rendering.palette import FOCUS, GREEN
from analysis.study.figures import specification_curve

from ..drawing import draw, parsed, words_of
from ..opened import Pen, opened

ARTICLE = "2024-04-12"
DAYS = (ARTICLE, "2024-04-16", "2024-05-30", "2024-05-31", "2025-04-22", "2026-04-14", "2026-10-30")
GIVEN = {
    **{day: {"as_of": day} for day in DAYS},
    "Korea": {"focus": "KOR", "peers": "USA,JPN"},
    "purchasing power, per year": {"rate_rule": "ppp", "basis": "per_year"},
}


@cache
def curve(given=ARTICLE):
    """The curves under some parameters, drawn once for all rules."""
    return draw(specification_curve, opened(**GIVEN[given]))


def curve_of(**verdicts):
    """The curves of some verdicts on the article's day."""
    return specification_curve(Pen(opened(as_of=ARTICLE).catalogue, verdicts))


@pytest.fixture
def judged():
    """The verdicts on the two claims on the article's day."""
    verdicts = opened(as_of=ARTICLE).verdicts
    return verdicts["C26"], verdicts["C27"]


def signs_of(svg, colour):
    """Count the marks of a colour; a band is a path of its own and no mark."""
    marks = (e for e in parsed(svg).iter() if e.tag.endswith("}use"))
    return sum(colour in mark.get("style", "") for mark in marks)


def test_the_ratios_stand_from_the_lowest_to_the_highest():
    usa, deu = re.split(" C27, ", curve().figure.alt)
    # Printed shares of GDP: 0.71% over 0.21% and over 0.41%. The United States' programme of five years makes the
    # ratio per year 5 / 3 of that: 3.38 * 5 / 3 = 5.6.
    assert re.findall(r"(?:: |; )(\d\.\d+) ", usa) == ["1.29", "2.17", "2.3", "3.4", "3.38", "5.6"]
    assert re.findall(r"(?:: |; )(\d\.\d+) ", deu) == ["1.01", "1.31", "1.71", "1.73"]
    assert "3.4 Finance Ministry, printed share, the reference, supported;" in usa
    assert deu.endswith("; 1.73 Finance Ministry, printed share, the reference, supported.")
    assert "C26, Japan against the United States, lowest ratio first: 1.29 Finance Ministry, per head at" in usa


def test_the_second_account_joins_on_the_day_it_became_public():
    before, after = (curve(day).figure for day in ("2024-05-30", "2024-05-31"))
    assert "METI" not in before.alt
    assert "METI" not in words_of(before.svg)
    # 0.68% over 0.50% and over 0.71%
    assert "1.36 METI, printed share, not supported" in after.alt
    assert "lowest ratio first: 0.96 METI, printed share, not supported" in after.alt
    assert "METI" in words_of(after.svg)


@pytest.mark.parametrize("day", DAYS)
def test_the_words_name_every_specification_with_its_choices_and_its_answer(day):
    alt, report = curve(day).figure.alt, curve(day).report
    names = report.catalogue.evidence.settings.names
    for claim_id in ("C26", "C27"):
        told = next(part for part in re.split(r"(?=C2[67], )", alt) if part.startswith(claim_id))
        for spec in report.verdicts[claim_id].specifications:
            choices = ", ".join(names.get(option, option.replace("_", " ")) for _, option in spec.choices)
            end = "supported" if spec.holds else "not supported"
            assert re.search(rf"{re.escape(f'{spec.evidence.text} {choices}')}(, the reference)?, {end}[;.]", told)
        assert told.count("the reference") == 1
    assert len(alt) < 1500


@pytest.mark.parametrize("given", GIVEN)
def test_every_specification_is_drawn_once_and_marked_once_for_each_choice(given):
    figure, report, _, warnings = curve(given)
    assert warnings == []
    svg = figure.svg
    tried = [s for claim_id in ("C26", "C27") for s in report.verdicts[claim_id].specifications]
    supported = sum(s.holds for s in tried)
    # A ratio, an account and a yardstick each, and one sign in the key.
    assert signs_of(svg, GREEN) == 3 * supported + 1
    assert signs_of(svg, FOCUS) == 3 * (len(tried) - supported) + 1


def test_the_lowest_the_reference_and_the_highest_ratio_bear_numbers_that_lead_to_their_workings():
    spots = curve().figure.spots
    assert [(spot["to"], spot["text"]) for spot in sorted(spots, key=lambda spot: spot["box"][0])] == [
        ("f-subsidy.ratio.USA.per_head.day", "1.29"),
        ("f-subsidy.ratio.USA.mof", "3.4"),
        ("f-subsidy.ratio.USA.share.per_year", "5.6"),
        ("f-subsidy.ratio.DEU.per_head.day", "1.01"),
        ("f-subsidy.ratio.DEU.mof", "1.73"),
    ]
    by_height = sorted(spots, key=lambda spot: -spot["box"][1])
    assert [spot["text"] for spot in by_height] == ["1.01", "1.29", "1.73", "3.4", "5.6"]


@pytest.mark.parametrize("day", DAYS)
def test_no_two_numbers_touch(day):
    boxes = sorted(spot["box"] for spot in curve(day).figure.spots)
    for (x, y, wide, tall), (other, at, _, _) in pairwise(boxes):
        assert x + wide < other or abs(y - at) > tall
    assert all(x > 0 and y > 0 and x + wide < 1 and y + tall < 1 for x, y, wide, tall in boxes)


def test_every_ratio_that_is_drawn_is_explained(judged):
    drawn = {s.evidence.id for verdict in judged for s in verdict.specifications}
    assert drawn | {"holds.C26", "holds.C27"} == curve().used.keys()


def test_the_lines_say_what_they_mean_and_the_reference_is_marked():
    words = words_of(curve().figure.svg)
    assert words.count("reference") == 2
    assert {"equal 1×", "much larger from 1.5×", "claim supported", "claim not supported"} <= set(words)


def test_the_title_counts_both_claims():
    alt = curve().figure.alt
    assert alt.startswith(
        "Japan gives chips much more than the United States by 5 of 6 ways of counting, "
        "and much more than Germany by 2 of 4."
    )


def test_what_was_tried_for_one_country_only_is_said_to_be_missing_for_the_other():
    # Per year and with the tax credit: the German sums have neither a length nor such a credit.
    assert words_of(curve().figure.svg).count("not available") == 2


def test_a_claim_without_specifications_is_left_out(judged):
    usa, deu = judged
    figure = curve_of(C26=replace(usa, specifications=()), C27=deu)
    assert "United States" not in figure.alt + figure.title
    assert figure.alt.startswith("Japan gives chips much more than Germany by 2 of 4 ways of counting.")
    assert curve_of(C26=replace(usa, specifications=())) is None
    assert curve_of() is None


def test_a_claim_with_one_specification_is_a_curve_of_one_point(judged):
    usa, _ = judged
    figure = curve_of(C26=replace(usa, specifications=usa.specifications[:1]))
    assert [spot["text"] for spot in figure.spots] == ["3.4"]
    assert "not available" not in words_of(figure.svg)


def test_a_curve_drawn_twice_is_the_same_file():
    assert draw(specification_curve, curve().report).figure == curve().figure
