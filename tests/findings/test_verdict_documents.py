"""On which documents a verdict rests, and how near they are to whoever made the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.dataset.records import KINDS, DocumentKind
from analysis.findings import Catalogue, Parameters, Study, Topic
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity
from analysis.findings.verdict_documents import by_hand, weakest

from .. import builders
from ..builders import claimed, evidence, observed, rated

DAY = date(2024, 4, 12)
RATES = [rated("2024-04-08", 150.0), rated("2024-04-09", 152.0) | {"document_id": "blog", "confirmed_by": "daily"}]


@pytest.fixture(scope="module")
def data():
    """A dataset with documents of each kind that can be read: two names that end alike are of one publisher."""
    more = {"weekly": "press", "evening_daily": "press", "second_blog": "third_party", "second_copy": "copy"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builders, "DOCUMENTS", builders.DOCUMENTS | more)
        return evidence(observed("hives", "AAA", 3, "2024-01-01"), rates=RATES)


def names(grounds):
    return [document.document_id for document in grounds.documents]


def figure(read, value=1, name="figure"):
    """Make a figure that was read in some documents, the one it was taken from first."""
    return Finding(name, "A figure", Quantity.exact(value, "firms"), "as published", documents=tuple(read.split()))


@pytest.mark.parametrize(
    ("read", "documents", "firm"),
    [
        (["report"], "report", True),
        (["copy"], "copy", False),
        (["daily"], "daily", False),
        (["copy daily"], "copy daily", True),
        (["daily blog"], "daily blog", False),  # the blog may only repeat the daily
        (["daily weekly"], "daily weekly", True),
        (["daily evening_daily"], "daily evening_daily", False),  # one newsroom in two papers
        (["blog second_blog"], "blog second_blog", False),
        (["copy second_copy blog"], "copy second_copy blog", False),
        (["blog report"], "report blog", True),  # the nearest comes first, whichever it was taken from
        (["blog daily copy"], "copy daily blog", True),
        (["report", "daily"], "daily", False),
        (["report", "daily blog"], "daily blog", False),
        (["daily weekly", "daily blog"], "daily blog", False),  # equally far, the one that is not firm
        (["daily weekly", "copy"], "daily weekly", False),  # farther than the copy, which is what is not firm
        (["blog", "daily", "copy"], "blog", False),
        (["daily", "daily blog"], "daily", False),  # equally far, the one read in fewer
        (["blog report", "copy"], "copy", False),  # what is near to one reader counts
        (["blog", "second_blog"], "second_blog", False),  # equally far, one of them, whatever their order
    ],
)
def test_the_figure_read_farthest_from_its_maker_is_the_weakest(data, read, documents, firm):
    for order in (read, read[::-1]):
        grounds = weakest([figure(it, name=f"figure.{at}") for at, it in enumerate(order)], data)
        assert (names(grounds), grounds.are_firm) == (documents.split(), firm)
        assert grounds.kind is grounds.documents[0].kind


@pytest.mark.parametrize(
    ("publishers", "firm"),
    [
        (("Wire in The Daily", "Wire in The Weekly"), False),  # one agency's report in two papers
        (("Wire in The Daily", "Wire"), False),
        (("Wire in The Daily", "Press Pool in The Daily"), True),
    ],
)
def test_one_agencys_report_in_two_papers_is_one_report(data, publishers, firm):
    found = {
        name: replace(data.documents[name], publisher=publisher)
        for name, publisher in zip(("daily", "weekly"), publishers, strict=True)
    }
    assert by_hand(found, replace(data, documents={**data.documents, **found})).are_firm is firm


@pytest.mark.parametrize(
    ("read", "documents", "firm", "kind"),
    [
        ("report", "report", True, DocumentKind.OWN),
        ("daily blog", "blog daily", False, DocumentKind.THIRD_PARTY),
        ("report copy blog daily", "blog daily copy report", True, DocumentKind.THIRD_PARTY),
    ],
)
def test_a_verdict_by_hand_rests_on_all_that_was_read_the_farthest_first(data, read, documents, firm, kind):
    """Several documents of one matter confirm no single figure."""
    grounds = by_hand(read.split(), data)
    assert (names(grounds), grounds.are_firm, grounds.words) == (documents.split(), firm, KINDS[kind])


def test_a_computed_verdict_rests_on_the_documents_of_its_evidence_and_not_on_the_articles():
    said = observed("hives", "AAA", 10, "2024-04-12", observation_id="ten", source_id="article", document_id="blog")
    found = observed("hives", "AAA", 10, "2024-01-01", document_id="daily", confirmed_by="copy")
    topic = Topic()
    topic.judge("C01", lambda case: case.amount(case.c.newest("hives", "AAA")))
    data = evidence(said, found, claims=[claimed("C01", "ten")])
    grounds = Catalogue(data, Parameters(DAY), Study("Bees", "", topics=(topic,))).verdict("C01").grounds
    assert (names(grounds), grounds.are_firm) == (["copy", "daily"], True)


def test_a_computed_finding_rests_on_the_figures_beneath_it_and_what_was_chosen_on_nothing(data):
    a, b = figure("report", 3, "a"), figure("daily blog", 2, "b")
    chosen = Finding("choice", "A choice", Quantity.exact(2, "ratio"), "a declared choice", source_ids=("declared",))
    assert names(weakest([a / b / chosen], data)) == ["daily", "blog"]
    assert weakest([chosen], data) is None


def test_a_mean_rate_names_every_document_of_its_days_and_is_no_firmer_than_the_weakest_day(data):
    c = Catalogue(data, Parameters(DAY), Study("Bees", ""))
    mean = c.mean_rate("USD", "JPY", date(2024, 4, 8), date(2024, 4, 9), "bank")
    assert mean.documents == ("report", "blog", "daily")
    assert weakest([mean], data).are_firm is False
