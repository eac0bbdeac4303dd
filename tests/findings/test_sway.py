"""A number has to rest on its figures: where they cancel out, only what somebody typed is left."""

from __future__ import annotations

import pytest

import analysis as an
from analysis.errors import AnalysisError
from analysis.findings import Finding, Quantity
from analysis.findings.arithmetic import added, ceiling, change, deviation, each_year, mean_over
from analysis.findings.user_numbers import named, own_marked


def a_finding(name: str, value: float, unit: str = "firms") -> Finding:
    return Finding(name, f"Firms of {name}", Quantity.exact(value, unit), "as published", source_ids=(name,))


J, K, RATE = a_finding("j", 7), a_finding("k", 656), a_finding("rate", 153.0, "JPY per USD")
YEN, SHARE = a_finding("yen", 5e9, "JPY"), a_finding("part", 0.3, "share")

FORGED = {
    "a multiple by itself": lambda: J * 99 / J,
    "a part by itself": lambda: J / 4 / J,
    "itself by itself, many times": lambda: J / J * 99,
    "added up": lambda: sum([J] * 99) / J,
    "added up at once": lambda: added([J] * 99) / J,
    "as a share": lambda: an.share(J, J * 50),
    "as a ratio": lambda: an.ratio(J * 50, J),
    "as a change": lambda: change(J * 100, J),
    "as a departure": lambda: deviation(J * 3, J),
    "under another name": lambda: (J * 99).named("mine") / J.named("yours", "Others"),
    "with another figure": lambda: J * 99 / K * K / J,
    "with one that was taken away again": lambda: (J * 99 + K - K) / J,
    "there and back": lambda: an.convert(an.convert(YEN * 99, RATE), RATE) / YEN,
    "of a mean": lambda: mean_over([J * 99, J]) / J,
    "of a ceiling": lambda: ceiling(J) * 99 / J,
    "of shares": lambda: SHARE * 99 / SHARE,
    "each year": lambda: each_year(YEN, J) * 99 / each_year(YEN, J),
    "per people": lambda: an.per(YEN * 99, J) / an.per(YEN, J),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_what_cancels_out_is_no_number_of_its_source(forge):
    with pytest.raises(AnalysisError, match=r"rests on whole numbers alone: .* cancels out; bring it as an\.number\("):
        forge()


def test_the_message_says_what_to_write_instead():
    told = (
        r'^99 rests on whole numbers alone: Firms of j cancels out; bring it as an.number\(99, "ratio", "its source"\)$'
    )
    with pytest.raises(AnalysisError, match=told):
        J * 99 / J


def test_whole_numbers_scale_what_rests_on_something():
    assert (J * 99 / K).value == pytest.approx(693 / 656)
    assert ((J * 2 - J) / K).value == pytest.approx(7 / 656)
    assert ((J + K) / J).value == pytest.approx(663 / 7)
    assert (J * 99 + J).value == 700
    assert an.change(J, K).value == pytest.approx(7 / 656 - 1)
    assert an.change(J, J.named("same")).value == 0


def test_a_number_against_itself_is_one_and_less_itself_is_nothing():
    assert ((J / J).value, (J - J).value, an.share(J, J).value) == (1, 0, 1)


ITSELF = (
    J / J,
    J - J,
    an.share(J, J),
    an.change(J, J.named("same")),
    an.share(J * 3, J + J + J),
    an.ratio(J / K, J / K),
)


@pytest.mark.parametrize("finding", ITSELF)
def test_what_is_set_against_itself_is_marked(finding):
    assert own_marked(finding) == " (compared with itself)"
    assert named(finding) == f"{finding.label}, compared with itself"


NONE = a_finding("none", 0)


@pytest.mark.parametrize(
    "finding", [J / a_finding("l", 7), J - a_finding("l", 7), NONE / J, NONE, an.share(J, J + NONE)]
)
def test_one_or_nothing_of_two_figures_is_not_marked(finding):
    assert own_marked(finding) == ""


def test_an_own_number_against_itself_says_both():
    own = an.number(50, "plants", "A survey")
    assert own_marked(an.share(own, own)) == " (rests on an own number, compared with itself)"


def test_two_figures_of_one_size_do_not_cancel_out():
    other = a_finding("other", 7)
    assert (J * 99 / other).value == 99
