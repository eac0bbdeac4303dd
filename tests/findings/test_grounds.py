"""On which documents a verdict rests, and how near they are to whoever made the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.dataset.records import KINDS, DocumentKind
from analysis.findings import Catalogue, Parameters, Study
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import by_hand, weakest

from .. import builders
from ..builders import evidence as made
from ..builders import observed, rated

DAY = date(2024, 4, 12)
RATES = [rated("2024-04-08", 150.0), rated("2024-04-09", 152.0) | {"document_id": "blog", "confirmed_by": "daily"}]


@pytest.fixture(scope="module")
def data():
    """A dataset with documents of each kind that can be read: two names that end alike are of one publisher."""
    more = {"weekly": "press", "evening_daily": "press", "second_blog": "third_party", "second_copy": "copy"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builders, "DOCUMENTS", builders.DOCUMENTS | more)
        return made(observed("hives", "AAA", 3, "2024-01-01"), rates=RATES)


@pytest.fixture
def known(monkeypatch):
    """Open a catalogue of rows; each is read in the documents given, the one it was taken from first."""
    monkeypatch.setitem(builders.DOCUMENTS, "weekly", "press")

    def open_(**read):
        rows = []
        for entity, documents in read.items():
            first, *others = documents.split()
            rows.append(observed("hives", entity, 3, "2024-01-01", document_id=first, confirmed_by=" ".join(others)))
        return Catalogue(made(*rows, rates=RATES), Parameters(DAY), Study("Bees", ""))

    return open_


def names(grounds):
    return [document.document_id for document in grounds.documents]


def figures(*read):
    """Figures, each read in some documents, the one it was taken from first."""
    return [
        Finding(f"figure.{at}", "A figure", Quantity.exact(at, "firms"), "as published", documents=tuple(names.split()))
        for at, names in enumerate(read)
    ]


# -- of one figure among several -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "documents", "firm"),
    [
        (["report"], "report", True),
        (["copy"], "copy", False),
        (["daily"], "daily", False),
        (["blog"], "blog", False),
        (["copy daily"], "copy daily", True),
        (["daily blog"], "daily blog", False),  # the blog may only repeat the daily
        (["daily weekly"], "daily weekly", True),
        (["daily evening_daily"], "daily evening_daily", False),  # one newsroom in two papers
        (["blog second_blog"], "blog second_blog", False),
        (["copy second_copy blog"], "copy second_copy blog", False),
        (["blog report"], "report blog", True),  # the nearest stands first, whichever it was taken from
        (["blog daily copy"], "copy daily blog", True),
        (["report", "daily"], "daily", False),
        (["report", "daily blog"], "daily blog", False),
        (["daily weekly", "daily blog"], "daily blog", False),  # equally far, the one that is not firm
        (["copy", "blog daily"], "daily blog", False),  # the copy has one reader only
        (["blog", "daily", "copy"], "blog", False),
        (["daily blog", "daily"], "daily", False),  # equally far, the one read in fewer
        (["daily", "daily blog"], "daily", False),
        (["blog report", "copy"], "copy", False),  # what is near to one reader counts
    ],
)
def test_the_figure_read_farthest_from_its_maker_is_the_weakest(data, read, documents, firm):
    grounds = weakest(figures(*read), data)
    assert (names(grounds), grounds.are_firm) == (documents.split(), firm)
    assert grounds.kind is grounds.documents[0].kind


def test_the_order_in_which_figures_are_given_makes_no_difference(data):
    read = figures("daily", "report", "copy blog", "blog")
    assert len({weakest(read[at:] + read[:at], data) for at in range(len(read))}) == 1


def test_of_two_figures_read_equally_far_away_it_is_always_the_same_one(data):
    for read in (figures("blog", "second_blog"), figures("second_blog", "blog")):
        assert names(weakest(read, data)) == ["second_blog"]


def test_one_agencys_report_in_two_papers_is_one_report(data):
    """By hand: a report of Wire in the Daily and in the Weekly is one; of Wire and of Press Pool it is two."""

    def firm(*publishers):
        names = dict(zip(("daily", "weekly"), publishers, strict=True))
        read = {name: replace(data.documents[name], publisher=of) for name, of in names.items()}
        return by_hand(names, replace(data, documents={**data.documents, **read})).are_firm

    assert not firm("Wire in The Daily", "Wire in The Weekly")
    assert not firm("Wire in The Daily", "Wire")
    assert firm("Wire in The Daily", "Press Pool in The Daily")


# -- of a verdict by hand -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("read", "documents", "firm", "words"),
    [
        ("report", "report", True, KINDS[DocumentKind.OWN]),
        ("daily", "daily", False, KINDS[DocumentKind.PRESS]),
        ("daily blog", "blog daily", False, KINDS[DocumentKind.THIRD_PARTY]),
        ("report copy blog daily", "blog daily copy report", True, KINDS[DocumentKind.THIRD_PARTY]),
        ("copy report", "copy report", True, KINDS[DocumentKind.COPY]),
    ],
)
def test_what_is_judged_by_hand_rests_on_all_that_was_read_the_farthest_first(data, read, documents, firm, words):
    """Several documents of one matter confirm no single figure."""
    grounds = by_hand(read.split(), data)
    assert (names(grounds), grounds.are_firm, grounds.words) == (documents.split(), firm, words)


# -- of findings ------------------------------------------------------------------------------------------------


def test_a_finding_rests_on_the_documents_of_the_figures_beneath_it(known):
    c = known(AAA="report", BBB="daily blog", CCC="copy")
    a, b, third = (c.observe("hives", entity) for entity in ("AAA", "BBB", "CCC"))
    assert names(weakest([a], c.evidence)) == ["report"]
    assert names(weakest([a / b], c.evidence)) == ["daily", "blog"]
    assert names(weakest([a, third], c.evidence)) == ["copy"]
    assert [weakest(found, c.evidence).are_firm for found in ([a], [a / b], [a, third], [a / b + third / a])] == [
        True, False, False, False,
    ]  # fmt: skip


def test_the_weakest_is_not_the_one_that_makes_it_less_than_firm(known):
    """Press in two documents is farther from the maker than one copy; but the copy stands alone."""
    c = known(AAA="daily weekly", BBB="copy")
    grounds = weakest([c.observe("hives", entity) for entity in ("AAA", "BBB")], c.evidence)
    assert (names(grounds), grounds.kind, grounds.are_firm) == (["daily", "weekly"], DocumentKind.PRESS, False)


def test_a_mean_rate_names_every_document_of_its_days_once(known):
    c = known(AAA="report")
    mean = c.mean_rate("USD", "JPY", date(2024, 4, 8), date(2024, 4, 9), "bank")
    assert mean.documents == ("report", "blog", "daily")


def test_a_mean_rate_is_no_firmer_than_the_day_read_farthest_from_its_maker(monkeypatch):
    """Of two days the one was read in the bank's own file and the other in a blog alone."""
    rates = [rated("2024-04-08", 150.0), rated("2024-04-09", 152.0) | {"document_id": "blog"}]
    c = Catalogue(made(observed("hives", "AAA", 3, "2024-01-01"), rates=rates), Parameters(DAY), Study("Bees", ""))
    grounds = weakest([c.mean_rate("USD", "JPY", date(2024, 4, 8), date(2024, 4, 9), "bank")], c.evidence)
    assert (names(grounds), grounds.are_firm) == (["blog"], False)


def test_what_was_chosen_and_not_read_rests_on_no_document(known):
    c = known(AAA="copy")
    chosen = Finding("choice", "A choice", Quantity.exact(2, "ratio"), "a declared choice", source_ids=("declared",))
    assert weakest([chosen], c.evidence) is None
    assert names(weakest([c.observe("hives", "AAA") / chosen], c.evidence)) == ["copy"]


# -- the project's own ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["then", "now"])
def test_every_computed_verdict_of_the_project_rests_on_documents_and_a_verdict_by_hand_on_those_it_names(request, day):
    report = request.getfixturevalue(day)
    documents = report.catalogue.evidence.documents
    for claim, verdict in report.verdicts.items():
        row = report.catalogue.evidence.claims[claim]
        if row["check"] == "editorial":
            assert {d.document_id for d in verdict.grounds.documents} == set(row["evidence"].split()), claim
        elif verdict.method == "computed" and verdict.outcome != "not checkable":
            read = {leaf.documents for f in (*verdict.evidence_for, *verdict.evidence_against) for leaf in f.leaves()}
            nearest = [min(documents[name].kind.distance for name in names) for names in read if names]
            assert verdict.grounds.kind.distance == max(nearest), claim
        else:
            assert verdict.grounds is None, claim
