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

BASE = "https://example.org/report.html"
ADDRESSES = {"@id", "url", "contentUrl"}
TABLES = {"a.csv": "Every a", "b.csv": "Every b"}
GIVEN = [{}, {"as_of": "2024-04-12"}]


@pytest.fixture(scope="module", params=GIVEN, ids=str)
def opened(request, reports):
    return reports(**request.param)


@pytest.fixture(scope="module")
def graph(opened):
    """The nodes of a report by their names."""
    document = linked_data(opened.pen, "A title", "A description", TABLES)
    return {node["@id"]: node for node in document["@graph"]}


@pytest.fixture(scope="module")
def checked(evidence):
    """The claims that can be checked, in their order, as the table of claims says."""
    return [claim_id for claim_id in evidence.claims_judged if evidence.claims[claim_id]["check"] != "no"]


def published(value, base=BASE):
    """The same data as read from a page with an address: what is relative to it becomes absolute."""
    if isinstance(value, list):
        return [published(item, base) for item in value]
    if not isinstance(value, dict):
        return value
    return {k: urljoin(base, v) if k in ADDRESSES else published(v, base) for k, v in value.items()}


def test_the_report_is_described_in_the_words_of_schema_org(opened):
    document = opened.downloads()._repr_mimebundle_()[1]["report"]["linked_data"]
    assert faults(published(document), VOCABULARY) == []


def test_addresses_are_relative_so_that_they_hold_wherever_the_report_is_published(graph, checked):
    document = {"@context": "https://schema.org", "@graph": list(graph.values())}
    found = faults(document, VOCABULARY)
    assert len(found) == len(checked) + len(TABLES)
    assert all(fault.endswith(" is no URL") for fault in found)
    moved = published(document, "http://localhost:8000/2026/report.html")
    assert faults(moved, VOCABULARY) == []
    addresses = {node["url"] for node in moved["@graph"] if node["@type"] == "ClaimReview"}
    assert "http://localhost:8000/2026/report.html#c-C04" in addresses
    files = next(node for node in moved["@graph"] if node["@type"] == "Dataset")["distribution"]
    assert [file["contentUrl"] for file in files] == [f"http://localhost:8000/2026/{name}" for name in TABLES]


def test_a_review_says_what_the_report_says_of_its_claim(graph, opened, checked):
    page = BeautifulSoup(opened.cards().page, "html.parser")
    for card in page.select("article.claim"):
        review = graph.get(f"#{card['id']}")
        if card["id"].removeprefix("c-") not in checked:
            assert review is None
            continue
        assert card.em.get_text() == review["claimReviewed"]
        assert review["reviewRating"]["alternateName"] == card.select_one(".verdict").get_text().capitalize()
        assert review["url"] == review["@id"]


def test_nothing_is_told_that_is_not_known(graph, opened):
    """The address of the article was not seen; an empty one would be a link to the page itself."""
    assert opened.catalogue.evidence.documents["article_text"].url == ""
    assert "url" not in graph["#article"]
    assert all(node.values() for node in graph.values())
    cited = [it for node in graph.values() for it in node.get("citation", [])]
    assert all(all(it.values()) for it in cited)


def test_a_review_cites_the_documents_of_the_figure_read_farthest_from_its_maker(graph, opened):
    """By hand: of the figures behind C11 there is one, read on its publisher's page and confirmed by the press."""
    review = graph["#c-C11"]
    read = [opened.catalogue.evidence.documents[name] for name in opened["imd.JPN.rank"].documents[:2]]
    assert [it["name"] for it in review["citation"]] == [document.title for document in read]
    assert [it["url"] for it in review["citation"]] == [document.url for document in read]
    assert (read[0].document_id, review["citation"][0]["@type"]) == ("imd_news_2023_11_ja", "CreativeWork")
    assert review["citation"][0]["description"] == "Weakest document of the verdict: publisher’s own"


def page_of(document):
    """The page of a report with some data for machines."""
    about = {"text/plain": {"ours": True}, "report": {"title": "T", "linked_data": document}}
    cell = new_code_cell("r.downloads()", outputs=[new_output("display_data", {"text/plain": ""}, metadata=about)])
    return ReportHTMLExporter().from_notebook_node(new_notebook(cells=[cell]))[0]


@pytest.mark.parametrize(
    "nasty",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "]]>",
        "&lt;/script&gt;",
        "\u2028\u2029",
        '"\\',
        "</SCRIPT >",
    ],
)
def test_no_text_can_end_the_tag_around_it(opened, nasty):
    known = opened.catalogue.evidence
    sources = {**known.sources, "article": {**known.sources["article"], "title": nasty, "publisher": nasty}}
    catalogue = Catalogue(replace(known, sources=sources), opened.parameters, opened.catalogue.study)
    document = linked_data(Pen(catalogue, {}), nasty, nasty, {"a.csv": nasty})
    page = page_of(document)
    (script,) = BeautifulSoup(page, "html.parser").select('script[type="application/ld+json"]')
    assert json.loads(script.string) == document
    assert page.count("<script") == page.lower().count("</script") == page_of({}).count("<script") + 1
    assert not {"<", ">", "&"} & set(script.string)
