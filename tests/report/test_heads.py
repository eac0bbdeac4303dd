"""A unit beside a number is that of the number."""

from __future__ import annotations

import pytest

from analysis.errors import TemplateError
from analysis.findings import Finding, Quantity
from analysis.report.templates import REACHING
from analysis.report.writer import refuse_unit_beside


def a_number(unit: str, value: float = 2.0) -> Finding:
    return Finding("n", "A number", Quantity.exact(value, unit), "as published", source_ids=("s",))


BESIDE_WRONG = {
    "It is {x} dollars.": "JPY",
    "It is {x} *US dollars*.": "JPY",
    "It is {x} won.": "USD",
    "It is {x} percentage points.": "share",
    "It is [{x} dollars] a year.": "share",
    "It is {x} USD.": "firms",
    "It is a {x}-dollar plan.": "JPY",
    "It is {x} dollars’ worth.": "JPY",
    "It is {x} €.": "GBP",
    "It is USD {x}.": "JPY",
    "It is {x} times as much.": "JPY",
    "It is {x} yen.": "rank",
    "It took {x} weeks.": "days",
    "It is {x} international dollars.": "USD",
}


@pytest.mark.parametrize(("sentence", "unit"), BESIDE_WRONG.items())
def test_a_unit_beside_a_number_of_another_is_refused_in_a_sentence(report, sentence, unit):
    with pytest.raises(TemplateError):
        report.say(sentence, x=a_number(unit))


BESIDE_RIGHT = {
    "It is {x} yen per dollar.": "JPY per USD",
    "It is {x} yen.": "JPY",
    "It is a {x}-year-old plan.": "JPY",
    "It is {x} dollars a head.": "USD per persons",
    "It is {x} dollars.": "INTUSD",
    "Of them {x} won a prize.": "firms",
    "In {x} dollars.": "year",
    "For each it spends {x} dollars.": "ratio",
    "It was tried {x} times.": "trials",
    "There {x} share a view.": "firms",
    "The {x} points to growth.": "share",
    "It grew by {x} points.": "points",
    "There are {x} firms worth a lot of dollars.": "firms",
    "The {x} in yen.": "share",
    "It is {x}, dollars aside.": "firms",
    "The yen {x} it paid.": "USD",
}


@pytest.mark.parametrize(("sentence", "unit"), BESIDE_RIGHT.items())
def test_words_beside_a_number_that_fit_it_or_name_no_unit_pass(report, sentence, unit):
    refuse_unit_beside(REACHING.search(sentence), a_number(unit))
