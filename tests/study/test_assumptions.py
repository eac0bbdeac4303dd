"""What is chosen rather than measured: the reader's own rate, and what counts as much larger."""

from __future__ import annotations

import pytest

from analysis.errors import NotKnownError
from analysis.findings import Outcome


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("much_larger", "1.5"),
        ("rounding", "1%"),
        ("imprecise", "10%"),
        ("low_percentile", "50%"),
        ("low_level", "75%"),
        ("dominates", "50%"),
    ],
)
def test_a_declared_threshold_is_a_finding_with_an_origin(evidence, now, name, text):
    finding = now.catalogue[f"choice.{name}"]
    assert finding.value == evidence.settings.thresholds[name]
    assert finding.text == text
    assert [evidence.sources[name]["kind"] for name in finding.sources] == ["choice"]


@pytest.mark.parametrize(
    ("threshold", "outcome"),
    [
        (None, Outcome.OVERSTATED),
        (1.25, Outcome.SUPPORTED),
        (1, Outcome.SUPPORTED),
        (3.4, Outcome.OVERSTATED),
    ],
)
def test_another_threshold_moves_the_verdict_on_the_united_states(under, threshold, outcome):
    """Both ministries see Japan ahead; how far has to be enough for each of them.

    METI's shares give 0.68 to 0.50 per cent, at least 0.675 to 0.505: at least 1.336 times. The Finance Ministry's are
    0.71 to 0.21, at least 0.705 to 0.215: at least 3.279 times.
    """
    assert under(much_larger=threshold).verdicts["C26"].outcome is outcome


def test_every_declared_threshold_has_its_finding(evidence, now):
    for name in evidence.settings.thresholds:
        assert f"choice.{name}" in now.catalogue, name
    assert now.value("choice.record_gap") == evidence.settings.windows["record_gap_days"] == 30


def test_another_threshold_is_the_one_that_the_report_tells(under, evidence):
    assert under(much_larger=1.25).catalogue["choice.much_larger"].text == "1.25"
    assert under(much_larger=1.25).value("choice.imprecise") == evidence.settings.thresholds["imprecise"]


def test_no_threshold_settles_a_dispute_about_the_direction(under, now):
    assert under(much_larger=1).verdicts["C27"].outcome is now.verdicts["C27"].outcome is Outcome.DISPUTED


def test_a_rate_of_ones_own_converts_yen_and_nothing_else(under):
    """By hand: 2.26 trillion yen at 113 are 20 billion dollars, and a pledge in dollars stays what it is."""
    catalogue, _ = under(rate_rule="own", own_rate=113)
    assert catalogue["choice.own_rate"].value == 113
    assert catalogue["yen.AWS.chosen"].value == pytest.approx(20e9)
    assert catalogue["pledge.AWS.usd"].value == pytest.approx(20e9)
    assert catalogue["pledge.MICROSOFT.usd"].value == 2.9e9
    assert "declared" in catalogue["pledge.AWS.usd"].sources


def test_without_a_rate_of_ones_own_there_is_none(now):
    with pytest.raises(NotKnownError, match="no rate of the reader’s own"):
        now.catalogue["choice.own_rate"]


def test_a_rate_of_ones_own_moves_no_verdict(under, now):
    """Verdicts rest on the declared reference."""
    own = under(rate_rule="own", own_rate=80).verdicts
    assert {c: v.outcome for c, v in own.items()} == {c: v.outcome for c, v in now.verdicts.items()}
