"""What a reader may choose of this study: a common name for findings that differ in one parameter, and its words."""

from __future__ import annotations

import pytest

from analysis.errors import NotKnownError
from analysis.findings import parameters
from analysis.study import STUDY
from analysis.study.choices import BASES, DENOMINATORS, RATE_RULES

NEEDED = {"own": {"own_rate": 150}}
"""What a value needs beside it."""
CHOICES = [(name, value) for name, values in STUDY.options.items() for value in values]
every_choice = pytest.mark.parametrize("choice", CHOICES, ids=" ".join)


@pytest.fixture(scope="module", params=["2024-04-12", None], ids=["article's day", "now"])
def chosen(request, under):
    """The catalogue of a day under every single choice, with the other parameters at their defaults."""
    return {
        (name, value): under(as_of=request.param, **{name: value}, **NEEDED.get(value, {})).catalogue
        for name, value in CHOICES
    }


def alternatives(catalogue):
    """Return the parameter that each alias follows, and the finding for each of its values."""
    values = {name: one.values for name, one in catalogue.names.items()}
    return {name: (it["parameter"], it["options"]) for name, it in values.items() if "parameter" in it}


def aliases_of(catalogue, parameter):
    return {alias: options for alias, (name, options) in alternatives(catalogue).items() if name == parameter}


@every_choice
def test_each_alias_stands_for_just_the_finding_of_the_value_chosen(chosen, choice):
    catalogue, (parameter, value) = chosen[choice], choice
    aliases = aliases_of(catalogue, parameter)
    assert any(alias in catalogue for alias in aliases)
    for alias, options in aliases.items():
        name = options[value]
        assert (alias in catalogue) == (name in catalogue), alias
        if alias in catalogue:
            assert catalogue[alias] == catalogue[name], alias


def test_every_alias_names_a_finding_for_every_value_of_its_parameter(now):
    assert {parameter for parameter, _ in alternatives(now.catalogue).values()} == set(STUDY.options)
    for alias, (parameter, options) in alternatives(now.catalogue).items():
        assert tuple(options) == STUDY.options[parameter], alias
        assert all(now.catalogue.declares(name) for name in options.values()), alias


def test_where_the_choice_has_no_number_its_alias_is_missing_for_the_same_reason(under):
    """Germany's is a sum of projects without years."""
    catalogue = under(basis="per_year").catalogue
    name = "subsidy.DEU.share.per_year"
    assert "subsidy.DEU.chosen" not in catalogue
    assert catalogue.missing["subsidy.DEU.chosen"] == f"{name}: {catalogue.missing[name]}"
    with pytest.raises(NotKnownError, match=r"^subsidy\.DEU\.chosen: .*subsidy\.DEU\.years: "):
        catalogue["subsidy.DEU.chosen"]


@every_choice
def test_changing_one_parameter_never_changes_an_alias_of_another(chosen, choice):
    catalogue = chosen[choice]
    for other in STUDY.options.keys() - {choice[0]}:
        default = chosen[other, STUDY.options[other][0]]
        assert any(alias in default for alias in aliases_of(default, other))
        for alias in aliases_of(default, other):
            assert catalogue.get(alias) == default.get(alias), alias


@pytest.mark.parametrize(
    ("choice", "alias", "value", "text"),
    [
        # seven firms over the IMF's GDP of 2023, in dollars and in international dollars
        (("denominator", "gdp"), "unicorns.JPN.chosen", 7 / 4.384854, "1.60"),
        (("denominator", "gdp_ppp"), "unicorns.JPN.chosen", 7 / 6.588598, "1.06"),
        # the United States' 656 over 27.8115 trillion, which are as many international dollars
        (("denominator", "gdp"), "unicorns.ratio.USA.chosen", (656 / 27.8115) / (7 / 4.384854), "14.8"),
        (("denominator", "gdp_ppp"), "unicorns.ratio.USA.chosen", (656 / 27.8115) / (7 / 6.588598), "22.2"),
        # 3.9308 of 616.0329 trillion yen in three years, 52.7 of 27,811.5 billion dollars in five
        (("basis", "total"), "subsidy.JPN.chosen", 3.9308 / 616.0329, "0.638%"),
        (("basis", "per_year"), "subsidy.JPN.chosen", 3.9308 / 616.0329 / 3, "0.213%"),
        (("basis", "total"), "subsidy.ratio.USA.chosen", (3.9308 / 616.0329) / (52.7 / 27811.5), "3.37"),
        (("basis", "per_year"), "subsidy.ratio.USA.chosen", (3.9308 / 616.0329 / 3) / (52.7 / 27811.5 / 5), "5.61"),
        # 163.16 yen and 1.0652 dollars for a euro on the day, 164.97 and 1.0867 on that of the release, 9 April
        (("rate_rule", "day"), "yen.AWS.chosen", 2.26e12 / (163.16 / 1.0652), "$14.8 billion"),
        (("rate_rule", "day"), "yen.subsidy.chosen", 3.9308e12 / (163.16 / 1.0652), "$25.7 billion"),
        (("rate_rule", "announced"), "yen.AWS.chosen", 15.24e9, "$15.2 billion"),  # as Reuters printed it
        (("rate_rule", "announced"), "yen.subsidy.chosen", 3.9308e12 / (164.97 / 1.0867), "$25.9 billion"),
        # at 150 yen of the reader's own
        (("rate_rule", "own"), "yen.AWS.chosen", 2.26e12 / 150, "$15.1 billion"),
        (("rate_rule", "own"), "yen.subsidy.chosen", 3.9308e12 / 150, "$26.2 billion"),
    ],
)
def test_the_numbers_under_a_choice_are_those_worked_by_hand(under, choice, alias, value, text):
    parameter, option = choice
    found = under(**{parameter: option}, **NEEDED.get(option, {})).catalogue[alias]
    assert found.value == pytest.approx(value, rel=1e-9)
    assert found.text == text


# -- the words for it -----------------------------------------------------------------------------------


def test_what_a_reader_may_change_is_what_the_command_takes(evidence):
    assert STUDY.options == {"denominator": DENOMINATORS, "basis": BASES, "rate_rule": RATE_RULES}
    for name, value in CHOICES:
        found = parameters.check({name: value, **NEEDED.get(value, {})}, evidence, STUDY)
        assert found[name] == value


def test_every_value_of_every_parameter_has_a_phrase_of_its_own(evidence):
    phrases = evidence.settings.phrases
    assert {name: tuple(texts) for name, texts in phrases.items()} == STUDY.options
    for texts in phrases.values():
        assert len({text.casefold() for text in texts.values()}) == len(texts)
