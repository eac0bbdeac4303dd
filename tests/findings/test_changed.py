"""A finding that somebody changed after it was made is not shown as if it had been computed."""

from __future__ import annotations

import copy
import pickle

import pytest

import analysis as an
from analysis.errors import AnalysisError
from analysis.findings import Quantity
from analysis.findings.compare import findings_csv


@pytest.fixture
def d():
    return an.load(as_of="2024-04-12")


@pytest.fixture
def share(d):
    """A finding that no other test sees: 7 unicorns for every 656."""
    return (d["unicorns.JPN.count"] / d["unicorns.USA.count"]).named("mine.share")


@pytest.mark.parametrize(
    ("part", "value"),
    [("quantity", Quantity.exact(9, "ratio")), ("label", "What I like"), ("source_ids", ("imf_weo_2023_10",))],
)
def test_a_finding_that_was_changed_is_neither_printed_nor_said_nor_exported(d, share, part, value):
    object.__setattr__(share, part, value)
    for show in (lambda: repr(share), lambda: d.say("It is {x}.", x=share * 2), lambda: findings_csv([share], {})):
        with pytest.raises(AnalysisError, match=r"^mine\.share "):
            show()


def test_what_is_named_anew_copied_or_sent_to_another_process_is_as_it_was_made(d, share):
    for same in (share.named("mine.other"), copy.copy(share), copy.deepcopy(share), pickle.loads(pickle.dumps(share))):
        assert same.text == share.text == "0.0107"
        assert d.say("It is {x}.", x=same)
