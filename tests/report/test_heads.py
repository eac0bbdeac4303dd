"""A head that names a unit stands above numbers of that unit."""

from __future__ import annotations

import pytest

import analysis as an
from analysis.errors import TemplateError
from analysis.findings import Finding, Quantity
from analysis.report.templates import REACHING
from analysis.report.writer import refuse_other_unit, refuse_unit_beside


def a_number(unit: str, value: float = 2.0) -> Finding:
    return Finding("n", "A number", Quantity.exact(value, unit), "as published", source_ids=("s",))


WRONG = {
    "Share of GDP, %": "USD",
    "Share (per cent)": "USD per persons",
    "Inflow, $": "share",
    "Inflow, billions of dollars": "JPY",
    "Output per head in yen": "USD per persons",
    "Length, years": "firms",
    "Output per head": "USD",
    "Times": "share",
    "Growth, percentage points": "share",
    "Yen per dollar": "share",
}


@pytest.mark.parametrize(("words", "unit"), WRONG.items())
def test_words_that_name_another_unit_are_refused(words, unit):
    with pytest.raises(TemplateError):
        refuse_other_unit(words, a_number(unit))


RIGHT = {
    "Share of GDP, %": "share",
    "Growth, % points": "points",
    "Output per head, dollars": "USD per persons",
    "Output per head, rank": "rank",
    "Market share": "share",
    "Prices of shares": "USD",
    "Yen for a dollar": "JPY per USD",
    "Yen, change in a year": "share",
    "Real yen (index)": "index",
    "Behind, rank": "places",
    "Firms worth more than $1 billion": "firms",
    "Money from years before": "USD",
    "At all times and places": "firms",
    "Money of those who put in {share} %": "USD",
    "Founded in years of war": "years",
}


@pytest.mark.parametrize(("words", "unit"), RIGHT.items())
def test_other_words_pass(words, unit):
    refuse_other_unit(words, a_number(unit))


def test_tables_and_key_numbers_hold_to_the_units_they_name(report):
    gdp = report.figure("gdp_nominal_usd", "JPN")
    for show in (
        lambda: report.table("tbl-x", "Output", ["", "Share of GDP, %"], [["Output", gdp]]),
        lambda: report.by_economy("tbl-x", "Output", {"Output, % of the world": "gdp_nominal_usd.{}"}),
        lambda: report.by_indicator("tbl-x", "Output", {"Output, ¥": "gdp_nominal_usd.{}"}),
        lambda: report.by_period("tbl-x", "Output", {"Japan, yen": "gdp_nominal_usd.JPN"}),
        lambda: report.key_numbers(("imd.JPN.rank", "% of those ranked.")),
    ):
        with pytest.raises(TemplateError):
            show()
    assert report.by_economy("tbl-x", "Output", {"Output, $": "gdp_nominal_usd.{}"})
    assert report.table(
        "tbl-y",
        "Part",
        ["", "Share of GDP, %"],
        [["Output", an.share(gdp, gdp + report.figure("gdp_nominal_usd", "USA"))]],
    )


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
    with pytest.raises(TemplateError, match="that is not its own"):
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
