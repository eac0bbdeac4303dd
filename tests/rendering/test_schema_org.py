from __future__ import annotations

import copy
from typing import Any

import pytest

from .schema_org import CONTEXT, VOCABULARY, faults

FACT_CHECK: dict[str, Any] = {
    "@context": CONTEXT,
    "@graph": [
        {"@type": "Organization", "@id": "#checkers", "name": "The checkers", "url": "https://example.org/"},
        {
            "@type": "Report",
            "@id": "#report",
            "name": "Is the world flat?",
            "author": {"@id": "#checkers"},
            "hasPart": [{"@id": "#check"}],
            "isBasedOn": ["https://example.org/news", {"@id": "#data"}],
        },
        {
            "@type": "Dataset",
            "@id": "#data",
            "name": "Shapes of the world",
            "description": "What was measured, when and by whom: the shape of the world in a hundred surveys.",
            "isAccessibleForFree": True,
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "temporalCoverage": "2020/2024",
            "variableMeasured": [{"@type": "PropertyValue", "name": "Flatness", "unitText": "%"}],
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "text/csv",
                "contentUrl": "https://example.org/shapes.csv",
            },
        },
        {
            "@type": "ClaimReview",
            "@id": "#check",
            "url": "https://example.org/flat",
            "claimReviewed": "The world is flat",
            "author": {"@id": "#checkers"},
            "datePublished": "2024-06-22",
            "reviewRating": {
                "@type": "Rating",
                "ratingValue": 1,
                "bestRating": 5,
                "worstRating": 1,
                "alternateName": "False",
            },
            "itemReviewed": {
                "@type": "Claim",
                "author": {"@type": "Person", "name": "A. Flat", "sameAs": "https://example.org/a-flat"},
                "datePublished": "2024-06-20T09:00:00+09:00",
                "appearance": {"@type": "NewsArticle", "url": "https://example.org/news", "headline": "Flat!"},
            },
        },
    ],
}
"""A report, its fact check and its data, with all that Google's documentation of the latter two requires, and more."""

CHECK = "[3] ClaimReview"


def with_check(**changes: Any) -> dict[str, Any]:
    """The fact check with some of its properties changed."""
    document = copy.deepcopy(FACT_CHECK)
    document["@graph"][3].update(changes)
    return document


def of(properties: dict[str, Any], kind: str = "Article") -> list[str]:
    """The faults of a lone node."""
    return faults({"@context": CONTEXT, "@type": kind, **properties}, VOCABULARY)


def test_the_excerpt_says_what_it_is_an_excerpt_of():
    source = VOCABULARY["source"]
    assert (source["version"], source["released"], source["licence"]) == ("30.0", "2026-03-19", "CC BY-SA 3.0")
    assert source["address"].startswith("https://schema.org/")


def test_the_excerpt_is_closed_under_superclasses_and_holds_no_idle_property():
    classes = VOCABULARY["classes"]
    assert {parent for parents in classes.values() for parent in parents} <= classes.keys()
    assert [
        name for name, rule in VOCABULARY["properties"].items() if not classes.keys() & rule["domainIncludes"]
    ] == []


def test_a_fact_check_as_it_should_be_has_no_faults():
    assert faults(FACT_CHECK, VOCABULARY) == []


def test_judging_leaves_the_document_as_it_is():
    document = copy.deepcopy(FACT_CHECK)
    faults(document, VOCABULARY)
    assert document == FACT_CHECK


@pytest.mark.parametrize("context", [None, "http://schema.org", "https://schema.org/", [CONTEXT]])
def test_the_context_is_schema_org(context):
    document = {**FACT_CHECK, "@context": context}
    assert faults(document, VOCABULARY) == [f"@context: {context!r} is not 'https://schema.org'"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"claimRevued": "x"}, f"{CHECK}.claimRevued: no such property"),
        ({"@language": "en"}, f"{CHECK}.@language: no such property"),
        ({"reportNumber": "7"}, f"{CHECK}.reportNumber: only for Report"),
        ({"claimReviewed": 7}, f"{CHECK}.claimReviewed: 7 is no Text"),
        ({"claimReviewed": None}, f"{CHECK}.claimReviewed: None is no Text"),
        ({"claimReviewed": [["x"]]}, f"{CHECK}.claimReviewed: ['x'] is no Text"),
        ({"reviewRating": "False"}, f"{CHECK}.reviewRating: 'False' is no Rating"),
        ({"author": {"@id": "#data"}}, f"{CHECK}.author: Dataset is no Organization or Person"),
        ({"author": {"@id": "#nobody"}}, f"{CHECK}.author: no node '#nobody'"),
        ({"author": [{"@id": "#checkers"}, "Ann"]}, f"{CHECK}.author: 'Ann' is no Organization or Person"),
        ({"reviewRating": {"@type": "Claim"}}, f"{CHECK}.reviewRating: Claim is no Rating"),
        ({"reviewRating": {"@type": "Rating", "author": 1}},
         f"{CHECK}.reviewRating > Rating.author: 1 is no Organization or Person"),
        ({"itemReviewed": {"@type": "Claim", "appearance": {"@type": "Rating"}}},
         f"{CHECK}.itemReviewed > Claim.appearance: Rating is no CreativeWork"),
        ({"isBasedOnUrl": "https://example.org/"}, f"{CHECK}.isBasedOnUrl: superseded by isBasedOn"),
        ({"@id": "#data"}, "@id: '#data' names two nodes"),
        ({"@id": ""}, "@id: '' names nothing"),
        ({"@id": ["#check"]}, "@id: ['#check'] names nothing"),
    ],
)  # fmt: skip
def test_a_fault_is_found_and_placed(changes, fault):
    assert fault in faults(with_check(**changes), VOCABULARY)


def test_each_item_of_a_list_is_judged_and_faults_add_up():
    assert of({"citation": ["A book", 1, {"@type": "Rating"}], "wordCount": "many"}) == [
        "Article.citation: 1 is no CreativeWork or Text",
        "Article.citation: Rating is no CreativeWork or Text",
        "Article.wordCount: 'many' is no Integer",
    ]


def test_a_node_needs_a_known_class():
    assert of({}, "Raport") == ["Raport: no such class"]
    assert of({"about": {"name": "x"}}) == [
        "Article.about: {'name': 'x'} is no Thing",
        "Article.about > {'name': 'x'} has no @type",
    ]
    assert faults({"@context": CONTEXT, "@graph": ["text"]}, VOCABULARY) == ["[0] 'text' has no @type"]


def test_a_node_of_two_classes_may_use_the_properties_of_both():
    document = {"@context": CONTEXT, "@type": ["Report", "Dataset"], "reportNumber": "7", "issn": "0000-0000"}
    assert faults(document, VOCABULARY) == []


def test_nothing_but_the_context_stands_beside_a_graph():
    assert faults({**FACT_CHECK, "name": "x"}, VOCABULARY) == ["name: stands beside @graph"]


@pytest.mark.parametrize(
    "day", ["2024", "2024-02", "2024-02-29", "2024-02-29T10:00", "2024-02-29T10:00:30.5Z", "2024-02-29T10:00:00+09:00"]
)
def test_a_date_is_an_iso_date(day):
    assert of({"datePublished": day}) == []


@pytest.mark.parametrize(
    "day", ["", "29 Feb 2024", "2023-02-29", "2024-13", "24-02-01", "2024-02-29 10:00", "2024-02-29T25:00", 2024, True]
)
def test_anything_else_is_no_date(day):
    assert of({"datePublished": day}) == [f"Article.datePublished: {day!r} is no Date or DateTime"]


@pytest.mark.parametrize(
    "address", ["report.html", "/report", "//example.org", "https://", "https://[x/", "https://a b"]
)
def test_an_address_is_absolute(address):
    assert of({"url": address}) == [f"Article.url: {address!r} is no URL"]


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("isAccessibleForFree", False, "false"),
        ("wordCount", 7, 7.5),
        ("copyrightYear", 2024.0, True),
        ("timeRequired", "PT12M", "12 minutes"),
    ],
)
def test_a_literal_is_of_its_data_type(name, good, bad):
    assert of({name: good}) == []
    assert len(of({name: bad})) == 1
