"""What a reader may choose: a common name for findings that differ in one parameter, and the words for each value."""

from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest

from analysis.evidence import DataError, NotKnown
from analysis.findings import Parameters, compute
from analysis.findings.catalogue import Catalogue
from analysis.findings.checks import contract_faults, judge_all, unknown_choices
from analysis.findings.parameters import BASES, DENOMINATORS, OPTIONS, RATE_RULES, check

ECONOMIES = ("JPN", "USA", "DEU", "FRA", "GBR", "KOR", "CHN", "TWN", "IND", "SGP")
ON_THE_SLIDE = ("JPN", "USA", "DEU", "FRA", "GBR")
"""The Finance Ministry set Japan beside these four; what it said of Great Britain was public three days later."""

STANDS_FOR = {
    ("denominator", "gdp"): {
        "unicorns.ratio.USA.chosen": "unicorns.ratio.USA.gdp",
        **{f"unicorns.{e}.chosen": f"unicorns.{e}.gdp" for e in ECONOMIES},
    },
    ("denominator", "gdp_ppp"): {
        "unicorns.ratio.USA.chosen": "unicorns.ratio.USA.gdp_ppp",
        **{f"unicorns.{e}.chosen": f"unicorns.{e}.gdp_ppp" for e in ECONOMIES},
    },
    ("denominator", "population"): {
        "unicorns.ratio.USA.chosen": "unicorns.ratio.USA.population",
        **{f"unicorns.{e}.chosen": f"unicorns.{e}.population" for e in ECONOMIES},
    },
    ("basis", "total"): {
        "subsidy.ratio.USA.chosen": "subsidy.ratio.USA.share.total",
        **{f"subsidy.{e}.chosen": f"subsidy.{e}.share.total" for e in ON_THE_SLIDE},
    },
    ("basis", "per_year"): {
        "subsidy.ratio.USA.chosen": "subsidy.ratio.USA.share.per_year",
        **{f"subsidy.{e}.chosen": f"subsidy.{e}.share.per_year" for e in ON_THE_SLIDE if e != "DEU"},
    },
    ("rate_rule", "day"): {
        "yen.AWS.chosen": "yen.AWS.usd.day",
        "yen.subsidy.chosen": "subsidy.JPN.amount_usd.day",
    },
    ("rate_rule", "announced"): {
        "yen.AWS.chosen": "yen.AWS.usd.announced",
        "yen.subsidy.chosen": "subsidy.JPN.amount_usd.release_day",
    },
    ("rate_rule", "period_mean"): {
        "yen.AWS.chosen": "yen.AWS.usd.period_mean",
        "yen.subsidy.chosen": "subsidy.JPN.amount_usd.period_mean",
    },
    ("rate_rule", "ppp"): {
        "yen.AWS.chosen": "yen.AWS.usd.ppp",
        "yen.subsidy.chosen": "subsidy.JPN.amount_usd.ppp",
    },
}
BRITISH = {"subsidy.GBR.chosen"}
every_choice = pytest.mark.parametrize("choice", STANDS_FOR, ids=" ".join)


def stands_for(catalogue, choice):
    """The finding by which each alias known on the day goes under a choice, listed by hand."""
    late = BRITISH if catalogue.parameters.as_of == date(2024, 4, 12) else set()
    return {alias: name for alias, name in STANDS_FOR[choice].items() if alias not in late}


@pytest.fixture(scope="module", params=[date(2024, 4, 12), date(2026, 10, 30)], ids=str)
def chosen(request, evidence):
    """The catalogue of a day under every single choice, with the other parameters at their defaults."""
    assert evidence.newest >= request.param
    return {
        (name, value): compute(evidence, Parameters(request.param, **{name: value}))[0] for name, value in STANDS_FOR
    }


@every_choice
def test_each_alias_stands_for_just_the_finding_of_the_value_chosen(chosen, choice):
    catalogue = chosen[choice]
    of_this = {alias for alias, (parameter, _) in catalogue.alternatives.items() if parameter == choice[0]}
    found = {alias: catalogue[alias] for alias in of_this if alias in catalogue}
    assert found == {a: replace(catalogue[name], alias=a) for a, name in stands_for(catalogue, choice).items()}


@every_choice
def test_a_finding_under_its_own_name_has_no_alias(chosen, choice):
    catalogue = chosen[choice]
    assert {catalogue[name].alias for name in stands_for(catalogue, choice).values()} == {""}
    assert {f.id for f in catalogue.everything()}.isdisjoint(catalogue.alternatives)


def test_every_alias_names_a_finding_for_every_value_of_its_parameter(now):
    assert now.catalogue.alternatives
    for alias, (parameter, options) in now.catalogue.alternatives.items():
        assert tuple(options) == OPTIONS[parameter], alias


@every_choice
def test_what_an_alias_may_stand_for_is_known_or_missing_with_a_reason(chosen, choice):
    catalogue = chosen[choice]
    for alias, (_, options) in catalogue.alternatives.items():
        for name in (alias, *options.values()):
            assert (name in catalogue) != bool(catalogue.missing.get(name)), name


def test_an_option_that_no_rule_computes_is_a_fault_of_the_program(evidence):
    catalogue = Catalogue(evidence, Parameters(evidence.newest))
    with pytest.raises(KeyError):
        catalogue.choose("x.chosen", "basis", {"total": "x.tota", "per_year": "x.per_year"})


def test_where_the_choice_has_no_number_its_alias_is_missing_for_the_same_reason(chosen):
    """Germany's is a sum of projects without years."""
    catalogue = chosen["basis", "per_year"]
    assert "subsidy.DEU.chosen" not in catalogue
    assert catalogue.missing["subsidy.DEU.chosen"] == catalogue.missing["subsidy.DEU.share.per_year"]
    with pytest.raises(NotKnown, match=r"^subsidy\.DEU\.chosen: subsidy\.DEU\.years: "):
        catalogue["subsidy.DEU.chosen"]


@every_choice
def test_changing_one_parameter_never_changes_an_alias_of_another(chosen, choice):
    catalogue = chosen[choice]
    for other in OPTIONS.keys() - {choice[0]}:
        default = (other, OPTIONS[other][0])
        wanted = stands_for(catalogue, default)
        aliases = [alias for alias, (parameter, _) in catalogue.alternatives.items() if parameter == other]
        assert {a: catalogue[a] for a in aliases if a in catalogue} == {a: chosen[default][a] for a in wanted}


@pytest.mark.parametrize(
    ("choice", "alias", "value", "text"),
    [
        # seven firms over the IMF's GDP of 2023, in dollars and in international dollars
        (("denominator", "gdp"), "unicorns.JPN.chosen", 7 / 4.384854, "1.60"),
        (("denominator", "gdp_ppp"), "unicorns.JPN.chosen", 7 / 6.588598, "1.06"),
        # the United States' 656 over 27.8115 trillion, which are as many international dollars
        (("denominator", "gdp"), "unicorns.ratio.USA.chosen", (656 / 27.8115) / (7 / 4.384854), "14.8"),
        (("denominator", "gdp_ppp"), "unicorns.ratio.USA.chosen", (656 / 27.8115) / (7 / 6.588598), "22.2"),
        # 3.9 of 616.0329 trillion yen in three years, 52.7 of 27,811.5 billion dollars in five
        (("basis", "total"), "subsidy.JPN.chosen", 3.9 / 616.0329, "0.63%"),
        (("basis", "per_year"), "subsidy.JPN.chosen", 3.9 / 616.0329 / 3, "0.211%"),
        (("basis", "total"), "subsidy.ratio.USA.chosen", (3.9 / 616.0329) / (52.7 / 27811.5), "3.34"),
        (("basis", "per_year"), "subsidy.ratio.USA.chosen", (3.9 / 616.0329 / 3) / (52.7 / 27811.5 / 5), "5.6"),
        # 163.16 yen and 1.0652 dollars for a euro on the day, 164.97 and 1.0867 on that of the release, 9 April
        (("rate_rule", "day"), "yen.AWS.chosen", 2.26e12 / (163.16 / 1.0652), "$14.8 billion"),
        (("rate_rule", "day"), "yen.subsidy.chosen", 3.9e12 / (163.16 / 1.0652), "$25.5 billion"),
        (("rate_rule", "announced"), "yen.AWS.chosen", 15.24e9, "$15.2 billion"),  # as the company printed it
        (("rate_rule", "announced"), "yen.subsidy.chosen", 3.9e12 / (164.97 / 1.0867), "$25.7 billion"),
    ],
)
def test_the_numbers_under_a_choice_are_those_worked_by_hand(evidence, choice, alias, value, text):
    found = compute(evidence, Parameters(evidence.newest, **dict([choice])))[0][alias]
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.text == text


# -- the words for it -----------------------------------------------------------------------------------


def test_what_a_reader_may_change_is_what_the_command_takes(evidence):
    assert OPTIONS == {"denominator": DENOMINATORS, "basis": BASES, "rate_rule": RATE_RULES}
    for name, values in OPTIONS.items():
        needed = {"own": {"own_rate": 150}}
        found = [check({name: value, **needed.get(value, {})}, evidence) for value in values]
        assert [getattr(each, name) for each in found] == list(values)


def test_every_value_of_every_parameter_has_a_phrase_of_its_own(evidence):
    phrases = evidence.choices["phrases"]
    assert {name: tuple(texts) for name, texts in phrases.items()} == OPTIONS
    for texts in phrases.values():
        assert len({text.casefold() for text in texts.values()}) == len(texts)


def test_every_parameter_that_a_reader_may_change_has_a_name_of_its_own(evidence):
    switches = evidence.choices["switches"]
    assert list(switches) == list(OPTIONS)
    assert len(set(switches.values())) == len(OPTIONS)


def faults(evidence, change):
    choices = deepcopy(evidence.choices)
    change(choices)
    return [str(defect) for defect in unknown_choices(choices)]


def test_the_phrases_of_the_project_have_no_fault(evidence):
    assert unknown_choices(evidence.choices) == []


NAME = "expected one of denominator, basis, rate_rule"
VALUE = "expected one of total, per_year"
TABLE = "expected a table with total, per_year"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda c: c["phrases"].pop("basis"), f"phrases.basis: is missing; {TABLE}"),
        (lambda c: c["phrases"].update(basis="x"), f"phrases.basis: 'x' is not a table; {TABLE}"),
        (lambda c: c["phrases"]["basis"].pop("per_year"), "phrases.basis.per_year: is missing"),
        (lambda c: c["phrases"]["basis"].update(total=3), "phrases.basis.total: 3 is not text"),
        (lambda c: c["phrases"]["basis"].update(total=" "), "phrases.basis.total: ' ' is not text"),
        (lambda c: c["phrases"]["basis"].update(monthly="x"), f"phrases.basis: 'monthly' is not known; {VALUE}"),
        (lambda c: c["phrases"].update(focus={}), f"phrases: 'focus' is no parameter that a reader changes; {NAME}"),
        (lambda c: c["switches"].pop("basis"), "switches.basis: is missing"),
        (lambda c: c["switches"].update(basis=False), "switches.basis: False is not text"),
        (lambda c: c["switches"].update(focus="x"), f"switches: 'focus' is not known; {NAME}"),
    ],
)
def test_words_that_are_missing_or_of_no_use_are_refused_with_one_line(evidence, change, line):
    assert faults(evidence, change) == [f"choices.toml:1:{line}"]


@pytest.mark.parametrize("place", ["phrases", "phrases.rate_rule", "switches"])
def test_a_misspelt_name_is_refused_once_and_not_also_called_missing(evidence, place):
    def misspell(choices):
        table = choices
        for part in place.split("."):
            table = table[part]
        first = next(iter(table))
        table[f"{first}x"] = table.pop(first)

    (line,) = faults(evidence, misspell)
    assert line.startswith(f"choices.toml:1:{place}: ")


@pytest.mark.parametrize("table", ["switches", "phrases"])
def test_choices_without_any_words_are_refused_when_read(copy, table):
    path = copy.folder / "choices.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"[{table}", "[unused"), encoding="utf-8")
    assert [(d.file, d.column, d.message) for d in copy.defects()] == [("choices.toml", table, "is missing")]


def test_no_report_is_made_while_a_phrase_is_missing(copy):
    path = copy.folder / "choices.toml"
    text = path.read_text(encoding="utf-8")
    assert 'per_year = "per year of the programme"' in text
    path.write_text(text.replace('per_year = "per year of the programme"', ""), encoding="utf-8")
    broken = copy.load()
    line = "choices.toml:1:phrases.basis.per_year: is missing"
    assert [str(defect) for defect in contract_faults(broken)] == [line]  # before a kernel starts
    with pytest.raises(DataError, match=f"^{line}$"):
        judge_all(Catalogue(broken, Parameters(broken.newest)))
