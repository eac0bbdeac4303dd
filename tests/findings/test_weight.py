"""What a change between two editions weighs: days pass, daily rates are numbers, a verdict weighs most."""

from __future__ import annotations

import pytest

from analysis.findings.compare import Changes, Weight, weigh

from ..builders import double, edition, figure, judged, row

SUM = figure("sum", 2)


def dated(name, value, unit="date", **cells):
    return row(name, value, unit=unit, **cells)


def rate(name, value):
    return row(name, value, unit="JPY per USD")


def weight(before, after, said=()):
    return weigh(Changes(before, after), said)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((dated("today", 1),), (dated("today", 2),)),
        ((dated("today", 1, "year"),), (dated("today", 2, "year"),)),
        ((dated("today", 1),), ()),
    ],
)
def test_days_pass_even_in_a_sentence(before, after):
    assert weight(edition(*before), edition(*after), {"today"}) is Weight.NOTHING


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((rate("rate.one", 150),), (rate("rate.two", 151),)),  # another day has another name
        ((rate("rate.one", 150), row("yen", 150, "rate.one")), (rate("rate.two", 151), row("yen", 151, "rate.two"))),
    ],
)
def test_what_rests_on_daily_rates_alone_weighs_as_a_number_even_in_a_sentence(before, after):
    assert weight(edition(*before), edition(*after), {"yen", "rate.one", "rate.two"}) is Weight.NUMBER


def test_what_rests_on_a_rate_and_a_figure_is_no_sentence_where_the_rate_alone_is_another():
    old = edition(SUM, rate("rate.one", 150), row("dollars", 300, "obs.sum rate.one"))
    new = edition(SUM, rate("rate.two", 151), row("dollars", 302, "obs.sum rate.two"))
    assert weight(old, new, {"dollars"}) is Weight.NUMBER
    moved = edition(figure("sum", 3), rate("rate.two", 151), row("dollars", 453, "obs.sum rate.two"))
    assert weight(old, moved) is Weight.NUMBER
    assert weight(old, moved, {"dollars"}) is Weight.SENTENCE
    counted = edition(SUM, rate("rate.one", 150), row("dollars", 600, "obs.sum rate.one"))  # by another method
    assert weight(old, counted, {"dollars"}) is Weight.SENTENCE


@pytest.mark.parametrize(("said", "expected"), [((), Weight.NUMBER), (("double",), Weight.SENTENCE)])
def test_a_number_that_stands_in_a_sentence_weighs_more(said, expected):
    assert weight(edition(SUM, double(2)), edition(figure("sum", 3), double(3)), said) is expected


@pytest.mark.parametrize(("said", "expected"), [((), Weight.NUMBER), (("more",), Weight.SENTENCE)])
def test_a_finding_that_is_new_or_gone_weighs_as_well(said, expected):
    less, more = edition(SUM), edition(SUM, row("more", 4, "obs.sum"))
    assert weight(less, more, said) is weight(more, less, said) is expected


def test_a_figure_with_other_bounds_that_prints_the_same_changes_no_sentence():
    old, new = edition(SUM, double(2)), edition(figure("sum", 2, low="1"), double(2) | {"low": "3"})
    assert weight(old, new, {"double"}) is Weight.NUMBER


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"verdict": "imprecise"}, Weight.VERDICT),
        ({"holds_in": "2"}, Weight.COUNT),
        ({"of": "3"}, Weight.COUNT),
        ({"margin": "0.2"}, Weight.NOTHING),  # what moved it weighs by itself
    ],
)
def test_a_verdict_weighs_more_than_its_count_and_a_count_more_than_a_sentence(cells, expected):
    assert weight(edition(verdicts=(judged(),)), edition(verdicts=(judged(**cells),))) is expected
