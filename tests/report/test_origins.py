"""What bears the name of a source is what that source has, and what a notebook brings along says so."""

from dataclasses import replace

import pytest

import analysis as an
from analysis.errors import ParameterError, TemplateError
from analysis.findings import Finding, Quantity

from ..findings.test_doctests import storks

FORGERIES = {
    "another number of a row": lambda r: replace(r["unicorns.JPN.count"], quantity=Quantity.exact(99, "firms")),
    "a row printed otherwise": lambda r: replace(r["imd.JPN.rank"], id="mine.x", as_printed="1"),
    "a source of the dataset": lambda _: replace(an.number(99e12, "JPY", "my blog", "Chips"), source_ids=("fed_h10",)),
    "no source": lambda _: Finding("mine.x", "Chips", Quantity.exact(99, "firms"), "counted"),
}


def ratio(report):
    return report["unicorns.JPN.count"] / report["unicorns.KOR.count"]


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_what_was_put_together_by_hand_is_not_shown(report, forge):
    assert report.say("It is {x}.", x=ratio(report).named("mine.share", "My own words"))
    with pytest.raises(TemplateError):
        report.say("It is {x}.", x=forge(report))


@pytest.mark.parametrize(
    "name",
    ["unicorns.JPN.count", "subsidy.USA.tax_credit.newer", "yen.mean", "claim.C25", "claim.day"],
)
def test_what_the_report_has_is_shown_under_another_name_as_well(report, name):
    assert report.say("It is {x}.", x=report[name].named("mine.own", "My own words"))


def test_every_finding_of_the_report_is_what_its_sources_have(report):
    for finding in report.catalogue.values():
        report.pen.use(finding)


def test_a_label_of_ones_own_holds_no_number_that_is_not_of_what_the_finding_was_made_from(report):
    firms, share = report["unicorns.JPN.count"], report["unicorns.JPN.count"] / report["unicorns.KOR.count"]
    told = "Japan’s share of chips: 99 % of 300 plants"
    for mine in (
        share.named("mine.x", told),
        share.named("mine.x", told) * 2,
        firms.named("mine.x", told),
        firms.named(firms.id, told),
        replace(firms, label=told),
        an.number(3, "plants", "My own count", "Plants").named("mine.x", told),
    ):
        with pytest.raises(ParameterError, match="'99'"):
            report.say("It is {x}.", x=mine)


def test_years_names_and_numbers_of_what_lies_beneath_pass_in_a_label(report):
    firms, place = report["unicorns.JPN.count"], report["profile.JPN.place.income"]
    assert report.say("It is {x}.", x=(firms * 3).named("mine.a"))
    assert report.say("It is {x}.", x=firms.named("mine.b", "Firms and CO2 of Japan in 2024, on 20 March"))
    assert report.say("It is {x}.", x=place.named("mine.c"))


@pytest.mark.parametrize(("unit", "said"), [
    ("robots per ten thousand workers", "419 robots per ten thousand workers"),
    ("robots per 10000 workers", "419 robots per ten thousand workers"),
    ("robots per 10,000 workers", "419 robots per ten thousand workers"),
    ("deaths per 1,000 births", "419 deaths per thousand births"),
    ("cases per 100 000 people", "419 cases per hundred thousand people"),
    ("USD per thousand people", "$419 per thousand people"), ("CHF", "419 CHF"),
    ("firms per ten million people", "419 firms per ten million people"),
])  # fmt: skip
def test_a_number_for_each_so_many_is_taken_and_printed_with_its_unit(report, unit, said):
    told = report.say("Japan had {x}.", x=an.number(419, unit, "IFR, 2024")).plain
    assert told == f"Japan had {said} (own number)."


@pytest.mark.parametrize("words", ["Avonia had {x}.", "Avonia had {x} nests."])
def test_a_figure_of_the_dataset_is_printed_with_its_unit_unless_the_sentence_names_it(words):
    d = storks()
    assert d.say(words, x=d.figure("stork_nests", "AVO")).plain == "Avonia had 118 nests."
