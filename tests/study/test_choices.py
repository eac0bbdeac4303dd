"""What a reader may choose: what unicorns and subsidies are divided by, a rate for yen, and what is much larger."""

from __future__ import annotations

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Outcome
from analysis.study import STUDY
from analysis.study.choices import BASES, DENOMINATORS, RATE_RULES

NEEDED = {"own": {"own_rate": 150}}
"""What a value needs beside it."""

CHOICES = [(name, value) for name, values in STUDY.options.items() for value in values]


def test_every_value_of_every_parameter_has_a_phrase_of_its_own(evidence):
    phrases = evidence.settings.phrases
    assert STUDY.options == {"denominator": DENOMINATORS, "basis": BASES, "rate_rule": RATE_RULES}
    assert {name: tuple(texts) for name, texts in phrases.items()} == STUDY.options
    for texts in phrases.values():
        assert len({text.casefold() for text in texts.values()}) == len(texts)


def aliases(catalogue):
    """Return the parameter that each alias follows, and the finding for each of its values."""
    values = {name: one.values for name, one in catalogue.names.items()}
    return {name: (it["parameter"], it["options"]) for name, it in values.items() if "parameter" in it}


def test_every_alias_names_a_finding_for_every_value_of_its_parameter(now):
    assert {parameter for parameter, _ in aliases(now.catalogue).values()} == set(STUDY.options)
    for alias, (parameter, options) in aliases(now.catalogue).items():
        assert tuple(options) == STUDY.options[parameter], alias
        assert all(now.catalogue.declares(name) for name in options.values()), alias


@pytest.mark.parametrize(("parameter", "value"), CHOICES)
def test_an_alias_follows_its_own_parameter_and_no_other(under, parameter, value):
    """With the other parameters at their defaults, under which every alias stands for the first of its options."""
    catalogue = under(**{parameter: value}, **NEEDED.get(value, {})).catalogue
    for alias, (followed, options) in aliases(catalogue).items():
        name = options[value if followed == parameter else STUDY.options[followed][0]]
        assert (alias in catalogue) == (name in catalogue), alias
        assert catalogue.get(alias) == catalogue.get(name), alias


def test_where_the_choice_has_no_number_its_alias_is_missing_for_the_same_reason(under):
    """Germany's is a sum of projects without years."""
    catalogue = under(basis="per_year").catalogue
    name = "subsidy.DEU.share.per_year"
    assert "subsidy.DEU.chosen" not in catalogue
    assert catalogue.missing["subsidy.DEU.chosen"] == f"{name}: {catalogue.missing[name]}"
    with pytest.raises(NotKnownError, match=r"^subsidy\.DEU\.chosen: .*subsidy\.DEU\.years: "):
        catalogue["subsidy.DEU.chosen"]


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


def test_a_rate_of_ones_own_converts_yen_and_nothing_else_and_moves_no_verdict(under, now):
    """By hand: 2.26 trillion yen at 113 are 20 billion dollars, and a pledge in dollars stays what it is."""
    catalogue, verdicts = under(rate_rule="own", own_rate=113)
    assert catalogue["choice.own_rate"].value == 113
    assert catalogue["pledge.AWS.usd"].value == pytest.approx(20e9)
    assert catalogue["pledge.MICROSOFT.usd"].value == 2.9e9
    assert "declared" in catalogue["pledge.AWS.usd"].sources
    assert {c: v.outcome for c, v in verdicts.items()} == {c: v.outcome for c, v in now.verdicts.items()}
    with pytest.raises(NotKnownError, match="no rate of the reader’s own"):
        now.catalogue["choice.own_rate"]


def test_every_declared_threshold_is_a_finding_with_an_origin(evidence, now):
    for name, value in evidence.settings.thresholds.items():
        finding = now.catalogue[f"choice.{name}"]
        assert finding.value == value
        assert [evidence.sources[source]["kind"] for source in finding.sources] == ["choice"], name
    assert now.value("choice.record_gap") == evidence.settings.windows["record_gap_days"] == 30


@pytest.mark.parametrize(
    ("threshold", "outcome"),
    [(None, Outcome.OVERSTATED), (1.25, Outcome.SUPPORTED), (1, Outcome.SUPPORTED), (3.4, Outcome.OVERSTATED)],
)
def test_another_threshold_moves_the_verdict_on_the_united_states_and_settles_no_dispute(under, threshold, outcome):
    """Both ministries see Japan ahead; how far has to be enough for each of them.

    METI's shares give 0.68 to 0.50 per cent, at least 0.675 to 0.505: at least 1.336 times. The Finance Ministry's are
    0.71 to 0.21, at least 0.705 to 0.215: at least 3.279 times. They see Germany on either side.
    """
    catalogue, verdicts = under(much_larger=threshold)
    assert verdicts["C26"].outcome is outcome
    assert verdicts["C27"].outcome is Outcome.DISPUTED
    assert catalogue["choice.much_larger"].text == f"{threshold or 1.5:g}"
