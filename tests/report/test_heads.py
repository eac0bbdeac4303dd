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
    "Share of GDP %": "ratio",
    "Share (per cent)": "USD per persons",
    "Inflow, $": "share",
    "Inflow in USD": "JPY",
    "Inflow, billions of dollars": "JPY",
    "Billion dollars": "persons",
    "Output per head in yen": "USD per persons",
    "Inflow, real US dollars": "EUR",
    "Inflow (¥ billion)": "USD",
    "Length, years": "firms",
    "Share of output": "USD",
    "Output per head": "USD",
    "Output per capita, $": "INTUSD",
    "Times": "share",
    "Growth, percentage points": "share",
    "Rank": "USD",
    "Yen per dollar": "share",
}


@pytest.mark.parametrize(("words", "unit"), WRONG.items())
def test_words_that_name_another_unit_are_refused(words, unit):
    with pytest.raises(TemplateError):
        refuse_other_unit(words, a_number(unit))


RIGHT = {
    "Share of GDP, %": "share",
    "Growth, % points": "points",
    "Change, %": "points",
    "Output, $": "INTUSD",
    "Output per head, dollars": "USD per persons",
    "Output per head, rank": "rank",
    "Market share": "share",
    "Prices of shares": "USD",
    "Yen for a dollar": "JPY per USD",
    "Against the yen": "share",
    "Yen, change in a year": "share",
    "Yen, index": "index",
    "Real yen (index)": "index",
    "Years of age, rank": "rank",
    "Behind, rank": "places",
    "Firms worth more than $1 billion": "firms",
    "Unicorns": "firms",
    "Money from years before": "USD",
    "At all times and places": "firms",
    "Won, lost and drawn": "events",
    "Money of those who put in {share} %": "USD",
    "Founded in years of war": "years",
    "Wheat, tonnes": "tonnes",
}


@pytest.mark.parametrize(("words", "unit"), RIGHT.items())
def test_other_words_pass(words, unit):
    refuse_other_unit(words, a_number(unit))


def test_the_message_says_what_would_be_right():
    told = (
        r"^tbl-x, row 2: 'Share of GDP, %' says per cent, and \$2 is in USD; say USD there, "
        r"or show an\.share\(part, whole\)$"
    )
    with pytest.raises(TemplateError, match=told):
        refuse_other_unit("Share of GDP, %", a_number("USD"), "tbl-x, row 2")
    with pytest.raises(
        TemplateError, match=r"'Cost, ¥' says JPY, .* say USD there, or show an\.convert\(amount, rate\)$"
    ):
        refuse_other_unit("Cost, ¥", a_number("USD"))
    with pytest.raises(TemplateError, match=r"'Cost, ¥' says JPY, and 200% is in per cent; say per cent there$"):
        refuse_other_unit("Cost, ¥", a_number("share"))


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


def test_only_the_first_words_of_a_key_number_are_about_it(report):
    assert report.key_numbers(("unicorns.JPN.count", "unicorns in Japan.", "Per cent of all: {unicorns.JPN.share}."))


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


def test_the_message_reads_out_what_a_sentence_would_say(report):
    amount = report["subsidy.JPN.amount"]
    told = r"^this would read '¥3.931 trillion dollars'; .* not its own, or show an\.convert\(amount, rate\)$"
    with pytest.raises(TemplateError, match=told):
        report.say("It is {x} dollars.", x=amount)
    with pytest.raises(TemplateError, match=r"^this would read 'USD ¥3.931 trillion'; "):
        report.bars("subsidy.JPN.amount", title="In all USD {x}", x=amount)
