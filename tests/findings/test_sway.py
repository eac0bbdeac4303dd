"""A number has to rest on its figures: where they cancel out, only what somebody typed is left."""

from __future__ import annotations

import pytest

import analysis as an
from analysis.errors import AnalysisError
from analysis.findings import Finding, Quantity
from analysis.findings.arithmetic import added, change, each_year, mean_over


def a_finding(name: str, value: float, unit: str = "firms") -> Finding:
    return Finding(name, f"Firms of {name}", Quantity.exact(value, unit), "as published", source_ids=(name,))


J, K, RATE = a_finding("j", 7), a_finding("k", 656), a_finding("rate", 153.0, "JPY per USD")
YEN, SHARE = a_finding("yen", 5e9, "JPY"), a_finding("part", 0.3, "share")

FORGED = {
    "a multiple by itself": lambda: J * 99 / J,
    "added up at once": lambda: added([J] * 99) / J,
    "as a share": lambda: an.share(J, J * 50),
    "as a change": lambda: change(J * 100, J),
    "under another name": lambda: (J * 99).named("mine") / J.named("yours", "Others"),
    "with another figure": lambda: J * 99 / K * K / J,
    "with one that was taken away again": lambda: (J * 99 + K - K) / J,
    "there and back": lambda: an.convert(an.convert(YEN * 99, RATE), RATE) / YEN,
    "of a mean": lambda: mean_over([J * 99, J]) / J,
    "each year": lambda: each_year(YEN, J) * 99 / each_year(YEN, J),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_what_cancels_out_is_no_number_of_its_source(forge):
    with pytest.raises(AnalysisError, match="rests on whole numbers alone"):
        forge()


def test_whole_numbers_scale_what_rests_on_something():
    assert (J * 99 / K).value == pytest.approx(693 / 656)
    assert ((J * 2 - J) / K).value == pytest.approx(7 / 656)
    assert ((J + K) / J).value == pytest.approx(663 / 7)
    assert (J * 99 + J).value == 700
    assert an.change(J, K).value == pytest.approx(7 / 656 - 1)
    assert an.change(J, J.named("same")).value == 0
