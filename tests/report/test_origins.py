"""What bears the name of a source is what that source has, and what a notebook brings along says so."""

from dataclasses import dataclass, replace
from datetime import date

import pytest

import analysis as an
from analysis.errors import ParameterError, TemplateError
from analysis.findings import Finding, Quantity

from ..findings.test_doctests import storks

RANK = "imd_wdcr_rank.JPN.2025.2025-11-04"


@dataclass(frozen=True, slots=True, repr=False)
class Painted(Finding):
    """A finding that says what its author likes."""

    @property
    def text(self) -> str:
        """Say what nobody published."""
        return "1st"


def printed_otherwise(rank):
    return replace(rank, id="mine.rank", as_printed="1")


def of_another_row(rank):
    row = replace(rank.observation, value=1.0, low=1.0, high=1.0, printed="1")
    return replace(rank, id="mine.rank", observation=row, quantity=Quantity.exact(1.0, "rank"))


def painted(rank):
    return Painted("mine.rank", rank.label, rank.quantity, rank.method, (rank,))


def lent_to_a_computed_one(rank):
    return replace(rank, id="mine.rank", inputs=(rank,), as_printed="1st")


def with_wider_bounds(rank):
    return replace(rank, id="mine.rank", quantity=Quantity(30.0, 1.0, 30.0, "rank"))


@pytest.mark.parametrize(
    "forge", [printed_otherwise, of_another_row, painted, lent_to_a_computed_one, with_wider_bounds]
)
def test_a_row_of_the_dataset_is_shown_as_the_dataset_has_it(report, forge):
    rank = report.figure("imd_wdcr_rank", "JPN", year=2025)
    assert (rank.text, rank.observation.observation_id) == ("30th", RANK)
    forged = forge(rank)
    for show in (
        lambda: report.say("Japan is {x}.", x=forged),
        lambda: report.table("tbl-r", "Rank", ["", "Rank"], [["{entity:JPN}", forged]]),
        lambda: report.table("tbl-r", "Rank", ["", "Rank"], [["{entity:JPN}", forged - rank]]),
    ):
        with pytest.raises(TemplateError, match=r"is not what its source has; bring|is a Painted, no finding of ours"):
            show()


@pytest.mark.parametrize("source", ["imd_wdcr_2025", "declared", "fed_h10"])
@pytest.mark.parametrize("name", ["mine.chips", "rate.JPY_per_USD.2024-04-12.fed_h10", "yen.mean"])
def test_a_number_of_ones_own_takes_no_source_of_the_dataset(report, source, name):
    own = an.number(99e12, "JPY", "my blog", "Chip support")
    forged = replace(own, id=name, source_ids=(source,), label="Chip support, Japan")
    with pytest.raises(ValueError, match=r"is not what its source has|is the name of another number"):
        report.say("It is {x}.", x=forged)
    with pytest.raises(TemplateError):
        report.say("It is {x}.", x=(forged + forged).named("mine.sum"))


def test_a_rate_of_another_value_is_no_rate_of_its_source(report):
    rate = report.catalogue.rate("USD", "JPY", date(2024, 4, 12), "fed_h10", "Dollar")
    assert report.say("It is {x}.", x=rate.named("a.rate"))
    forged = replace(rate, id="mine.rate", quantity=replace(rate.quantity, value=99.0, low=99.0, high=99.0))
    with pytest.raises(TemplateError):
        report.say("It is {x}.", x=forged)


def test_no_number_goes_without_a_source(report):
    bare = Finding("mine.bare", "Chips", Quantity.exact(99, "firms"), "counted")
    with pytest.raises(TemplateError):
        report.say("It is {x}.", x=bare)


@pytest.mark.parametrize(
    "name",
    ["unicorns.JPN.count", "subsidy.USA.tax_credit.newer", "yen.mean", "claim.C25", "claim.day"],
)
def test_what_the_report_has_is_shown_under_another_name_as_well(report, name):
    assert report.say("It is {x}.", x=report[name].named("mine.own", "My own words"))


def test_a_source_that_the_dataset_does_not_have_is_refused_where_the_number_is_used(report):
    share = report["unicorns.JPN.count"] / report["unicorns.KOR.count"]
    with pytest.raises(TemplateError, match="there is no source 'imd'; leave it as it was computed"):
        report.say("{x}.", x=replace(share, source_ids=("imd",)))


def test_rates_and_numbers_of_ones_own_are_shown_under_any_name(report):
    rate, own = report.rate("USD", "JPY", "2024-04-12"), an.number(2e12, "JPY", "my blog", "Chips")
    assert report.say("It is {x}, {y}, {z}.", x=rate.named("a.b"), y=own.named("c.d"), z=(own / rate).named("e.f"))


def test_every_finding_of_the_report_is_what_its_sources_have(report):
    for finding in report.catalogue.values():
        report.pen.use(finding)


FORGERIES = {
    "quantity": lambda share: replace(share, quantity=Quantity.exact(9.0, "ratio")),
    "quantity, id": lambda share: replace(share, id="mine.x", quantity=Quantity.exact(9.0, "ratio")),
    "method": lambda share: replace(share, id="mine.x", method="as published"),
    "label": lambda share: replace(share, label="Share of all"),
    "inputs": lambda share: replace(share, id="mine.x", inputs=share.inputs[:1]),
    "as_printed": lambda share: replace(share, id="mine.x", as_printed="9"),
    "made anew": lambda share: Finding("mine.x", "Mine", Quantity.exact(9.0, "ratio"), "counted", share.inputs),
    "named afterwards": lambda share: replace(share, quantity=Quantity.exact(9.0, "ratio")).named("mine.x", "Mine"),
    "beneath another one": lambda share: replace(share, id="mine.x", quantity=Quantity.exact(9.0, "ratio")) * 2,
    "a day beneath a span": lambda share: replace(share, id="mine.x", day=date(1, 1, 1)) + share,
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_what_no_rule_computed_is_not_shown_as_computed(report, forge):
    share = report["unicorns.JPN.count"] / report["unicorns.KOR.count"]
    assert report.say("It is {x}.", x=share.named("mine.share", "My own words").depending_on(denominator="gdp"))
    with pytest.raises(
        TemplateError, match=r"was put together by hand; name it with \.named\(\), or bring a number of"
    ):
        report.say("It is {x}.", x=forge(share))


def test_nor_what_is_added_to_the_report_that_way():
    report = an.load()  # of its own, for what is added stays
    count = report["unicorns.JPN.count"]
    report.catalogue.add("mine.added", lambda _: replace(count * 2, id="mine.x", quantity=Quantity.exact(9.0, "firms")))
    with pytest.raises(TemplateError):
        report.say("It is {mine.added}.")


def test_a_number_hides_behind_no_other_of_its_name(report):
    rank = report["unicorns.JPN.count"]
    forged = replace(rank, quantity=Quantity.exact(99.0, "firms"))
    with pytest.raises(ValueError, match=r"is not what its source has|is not what the source has"):
        report.say("It is {x}.", x=(rank + forged).named("mine.sum"))
    share = rank / report["unicorns.KOR.count"]
    with pytest.raises(TemplateError):
        report.say("It is {x}.", x=(share + replace(share, quantity=Quantity.exact(9.0, "ratio"))).named("mine.other"))


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
        with pytest.raises(ParameterError, match=r"'99' in the label .* of .* is another number; leave it out"):
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
