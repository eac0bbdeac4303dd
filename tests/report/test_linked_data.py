"""The description of the report for machines: in the vocabulary of schema.org, true, and safe in a page."""

import json
from dataclasses import replace
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.findings import Catalogue
from analysis.rendering import ReportHTMLExporter
from analysis.report.linked_data import linked_data

from ..rendering.schema_org import VOCABULARY, faults
from ..reports import Pen

ADDRESSES = {"@id", "url", "contentUrl"}
TABLES = {"a.csv": "Every a", "b.csv": "Every b"}


@pytest.fixture
def graph(report):
    """The nodes of a report by their names."""
    document = linked_data(report.pen, "A title", "A description", TABLES)
    return {node["@id"]: node for node in document["@graph"]}


def published(value, base):
    """The same data as read from a page with an address: what is relative to it becomes absolute."""
    if isinstance(value, list):
        return [published(item, base) for item in value]
    if not isinstance(value, dict):
        return value
    return {k: urljoin(base, v) if k in ADDRESSES else published(v, base) for k, v in value.items()}


def test_the_report_is_described_in_the_words_of_schema_org_wherever_it_is_published(reports):
    for opened in (reports(), reports(as_of="2024-04-12")):
        document = opened.downloads()._repr_mimebundle_()[1]["report"]["linked_data"]
        moved = published(document, "http://localhost:8000/2026/report.html")
        assert faults(moved, VOCABULARY) == []
        addresses = {node["url"] for node in moved["@graph"] if node["@type"] == "ClaimReview"}
        assert "http://localhost:8000/2026/report.html#c-C04" in addresses
        files = next(node for node in moved["@graph"] if node["@type"] == "Dataset")["distribution"]
        assert files[0]["contentUrl"] == "http://localhost:8000/2026/findings.csv"


def test_a_review_says_what_the_report_says_of_its_claim(graph, report):
    checked = {f"c-{claim_id}" for claim_id, row in report.catalogue.evidence.claims.items() if row["check"] != "no"}
    cards = BeautifulSoup(report.cards().page, "html.parser").select("article.claim")
    assert {card["id"] for card in cards if f"#{card['id']}" in graph} == checked & {card["id"] for card in cards}
    for card in cards:
        if review := graph.get(f"#{card['id']}"):
            assert card.em.get_text() == review["claimReviewed"]
            outcome = card.select_one(".verdict").get_text()
            since = {"c-C26": "in doubt since 31 May 2024", "c-C27": "in doubt since 31 May 2024"}.get(card["id"])
            expected = f"Supported when the article ran; {outcome}, {since}" if since else outcome.capitalize()
            assert review["reviewRating"]["alternateName"] == expected


def test_what_is_not_known_is_left_out(graph, report):
    """The address of the article was not seen; an empty one would be a link to the page itself."""
    assert report.catalogue.evidence.documents["article_text"].url == ""
    assert "url" not in graph["#article"]
    cited = [it for node in graph.values() for it in node.get("citation", [])]
    assert all(all(it.values()) for it in [*graph.values(), *cited])


def test_a_review_cites_the_documents_of_the_figure_read_farthest_from_its_maker(graph, report):
    """By hand: of the figures behind C11 there is one, read on its publisher's page and confirmed by the press."""
    documents = report.catalogue.evidence.documents
    read = [documents[name] for name in report["imd.JPN.rank"].documents[:2]]
    citation = graph["#c-C11"]["citation"]
    assert [(it["name"], it["url"]) for it in citation] == [(document.title, document.url) for document in read]
    assert read[0].document_id == "imd_news_2023_11_ja"
    assert citation[0]["description"] == "Weakest document of the verdict: publisher’s own"


def page_of(document):
    """The page of a report with some data for machines."""
    metadata = {"text/plain": {"ours": True}, "report": {"title": "T", "linked_data": document}}
    cell = new_code_cell("r.downloads()", outputs=[new_output("display_data", {"text/plain": ""}, metadata=metadata)])
    return ReportHTMLExporter().from_notebook_node(new_notebook(cells=[cell]))[0]


NASTY = ["</script><script>alert(1)</script>", "<!--<script>", "&lt;/script&gt;", "\u2028\u2029", '"\\', "</SCRIPT >"]


@pytest.mark.parametrize("nasty", NASTY)
def test_no_text_can_end_the_tag_around_it(report, nasty):
    known = report.catalogue.evidence
    sources = {**known.sources, "article": {**known.sources["article"], "title": nasty, "publisher": nasty}}
    catalogue = Catalogue(replace(known, sources=sources), report.parameters, report.catalogue.study)
    document = linked_data(Pen(catalogue, {}), nasty, nasty, {"a.csv": nasty})
    page = page_of(document)
    (script,) = BeautifulSoup(page, "html.parser").select('script[type="application/ld+json"]')
    assert json.loads(script.string) == document
    assert page.count("<script") == page.lower().count("</script") == page_of({}).count("<script") + 1
    assert not {"<", ">", "&"} & set(script.string)
