"""What bears the name of a source is what that source has, and what a notebook brings along says so."""

import pytest

import analysis as an

from ..findings.test_doctests import storks


@pytest.mark.parametrize(
    "name",
    ["unicorns.JPN.count", "subsidy.USA.tax_credit.newer", "yen.mean", "claim.C25", "claim.day"],
)
def test_what_the_report_has_is_shown_under_another_name_as_well(report, name):
    assert report.say("It is {x}.", x=report[name].named("mine.own", "My own words"))


def test_every_finding_of_the_report_is_what_its_sources_have(report):
    for finding in report.catalogue.values():
        report.pen.use(finding)


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
