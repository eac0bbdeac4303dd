"""What is chosen rather than measured: the reader's own rate, and what counts as much larger."""

from datetime import datetime

import pytest

from analysis.findings import Outcome, compute
from analysis.findings.parameters import ParameterError, check


@pytest.fixture(scope="module")
def under(evidence):
    return lambda **given: compute(evidence, check(given, evidence))


@pytest.mark.parametrize(("name", "text"), [("much_larger", "1.5"), ("imprecise", "10%")])
def test_a_declared_threshold_is_a_finding_with_an_origin(evidence, under, name, text):
    catalogue, _ = under()
    finding = catalogue[f"choice.{name}"]
    assert finding.value == evidence.choices["thresholds"][name]
    assert finding.text == text
    assert [evidence.sources[name]["kind"] for name in finding.sources] == ["choice"]


@pytest.mark.parametrize(
    ("threshold", "outcome"),
    [
        (None, Outcome.IMPRECISE),
        (1.25, Outcome.SUPPORTED),
        (1, Outcome.SUPPORTED),
        (3.4, Outcome.IMPRECISE),
    ],
)
def test_another_threshold_moves_the_verdict_on_the_united_states(under, threshold, outcome):
    """METI's shares give 0.68 to 0.50 per cent, at least 0.675 to 0.505: at least 1.336 times."""
    _, verdicts = under(**({} if threshold is None else {"much_larger": threshold}))
    assert verdicts["C26"].outcome is outcome


def test_no_threshold_settles_a_dispute_about_the_direction(under):
    assert under(much_larger=1)[1]["C27"].outcome is under()[1]["C27"].outcome is Outcome.DISPUTED


def test_a_rate_of_ones_own_converts_yen_and_nothing_else(under):
    """By hand: 2.26 trillion yen at 113 are 20 billion dollars, and a pledge in dollars stays what it is."""
    catalogue, _ = under(rate_rule="own", own_rate=113)
    assert catalogue["yen.AWS.chosen"].value == pytest.approx(20e9)
    assert catalogue["pledge.AWS.usd"].value == pytest.approx(20e9)
    assert catalogue["pledge.MICROSOFT.usd"].value == 2.9e9
    assert "declared" in catalogue["pledge.AWS.usd"].sources


def test_a_rate_of_ones_own_moves_no_verdict(under):
    """Verdicts rest on the declared reference."""
    verdicts, own = under()[1], under(rate_rule="own", own_rate=80)[1]
    assert {c: v.outcome for c, v in own.items()} == {c: v.outcome for c, v in verdicts.items()}


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"rate_rule": "own"},
            "parameter own_rate: is needed with rate_rule own; give the yen for a dollar, such as 150",
        ),
        ({"rate_rule": "own", "own_rate": 0}, "parameter own_rate: 0 yen for a dollar is no rate; give one to 10,000"),
        ({"rate_rule": "own", "own_rate": -3}, "parameter own_rate: -3 yen for a dollar is no rate"),
        ({"rate_rule": "own", "own_rate": "weak"}, "parameter own_rate: 'weak' is not a number; write 1.5"),
        ({"rate_rule": "own", "own_rate": "nan"}, "parameter own_rate: 'nan' is not a number"),
        ({"rate_rule": "own", "own_rate": True}, "parameter own_rate: 'True' is not a number"),
        ({"own_rate": 150}, "parameter own_rate: has no effect with rate_rule day; set rate_rule to own"),
        ({"rate_rule": "own", "own_rate": 1e-300}, "parameter own_rate: 1e-300 yen for a dollar is no rate"),
        (
            {"focus": "KOR", "peers": ["KOR", "JPN"], "as_of": datetime(2024, 6, 1, 10)},
            "parameter as_of: '2024-06-01 10:00:00' is not a day; write 2024-04-12",
        ),
        ({"peers": ["JPN"]}, "parameter peers: names no country besides JPN, which is in focus; add one, such as USA"),
        ({"much_larger": 0.5}, "parameter much_larger: 0.5 times; give a ratio from one to a hundred, such as 1.5"),
        ({"much_larger": "inf"}, "parameter much_larger: 'inf' is not a number"),
    ],
)
def test_what_cannot_be_assumed_is_refused_with_what_would_be_right(evidence, given, message):
    with pytest.raises(ParameterError) as error:
        check(given, evidence)
    assert str(error.value).startswith(message)
