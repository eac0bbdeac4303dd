"""A finding that somebody changed after it was made is not shown as if it had been computed."""

from __future__ import annotations

import copy
import pickle

import pytest

import analysis as an
from analysis.errors import AnalysisError
from analysis.findings import Outcome, Quantity
from analysis.findings.compare import findings_csv

HINT = r"was changed by hand after it was made; bring a number of your own as an\.number\(value, unit, source\)"


@pytest.fixture
def d():
    return an.load(as_of="2024-04-12")


@pytest.fixture
def share(d):
    """A finding that no other test sees: 7 unicorns for every 656."""
    return (d["unicorns.JPN.count"] / d["unicorns.USA.count"]).named("mine.share")


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("quantity", Quantity.exact(9, "ratio")),
        ("label", "What I like"),
        ("method", "as measured"),
        ("source_ids", ("imf_weo_2023_10",)),
        ("documents", ("weo_2023_10_copy",)),
        ("inputs", ()),
        ("as_printed", "9"),
        ("id", "mine.other"),
    ],
)
def test_whatever_is_changed_nothing_is_printed_said_or_exported(d, share, part, value):
    object.__setattr__(share, part, value)
    table = [["Japan", share]]
    for show in (
        lambda: repr(share),
        share._repr_html_,
        lambda: share.text,
        lambda: d.say("It is {x}.", x=share),
        lambda: d.bars({"Japan": share}),
        lambda: d.table("tbl-a", "A", ["", "Share"], table),
        lambda: findings_csv([share], {}),
    ):
        with pytest.raises(AnalysisError, match=rf"^mine\.share {HINT}$"):
            show()


@pytest.mark.parametrize("part", ["value", "low", "high", "unit"])
def test_nor_when_a_bound_is_changed_within_its_quantity(d, share, part):
    object.__setattr__(share.quantity, part, 9)
    with pytest.raises(AnalysisError, match=r"^mine\.share was"):
        d.say("It is {x}.", x=share)


def test_what_rests_on_a_changed_finding_names_the_one_that_was_changed(d, share):
    object.__setattr__(share, "quantity", Quantity.exact(9, "ratio"))
    for show in (lambda: repr(share * 2), lambda: d.say("It is {x}.", x=share * 2), (share * 2)._repr_html_):
        with pytest.raises(AnalysisError, match=r"^mine\.share was"):
            show()


def test_what_was_changed_after_it_was_said_is_not_published(d, share):
    d.say("It is {x}.", x=share)
    object.__setattr__(share, "label", "What I like")
    with pytest.raises(AnalysisError, match=r"^mine\.share was"):
        d.workings()


def test_a_finding_of_the_report_that_was_changed_is_in_no_table_of_it(d):
    object.__setattr__(d["unicorns.JPN.share"], "label", "What I like")
    with pytest.raises(AnalysisError, match=r"^unicorns\.JPN\.share was"):
        _ = d.findings
    with pytest.raises(AnalysisError, match=r"^unicorns\.JPN\.share was"):
        d.downloads()


def test_what_is_named_anew_copied_or_sent_to_another_process_is_as_it_was_made(d, share):
    for same in (share.named("mine.other"), copy.copy(share), copy.deepcopy(share), pickle.loads(pickle.dumps(share))):
        assert same.text == share.text == "0.0107"
        assert d.say("It is {x}.", x=same)


@pytest.mark.parametrize(
    ("part", "value"), [("outcome", Outcome.NOT_CHECKABLE), ("evidence_for", ()), ("rule", "mine")]
)
def test_a_verdict_that_was_changed_is_not_told(d, part, value):
    verdict = d.catalogue.verdicts["C26"]
    object.__setattr__(verdict, part, value)
    told = "^the verdict on C26 was changed by hand after it was made"
    for show in (lambda: repr(verdict), verdict._repr_html_, lambda: d.say("It is {verdict:C26}."), d.downloads):
        with pytest.raises(AnalysisError, match=told):
            show()
