from __future__ import annotations

import json

from bs4 import BeautifulSoup

from ...rendering.schema_org import VOCABULARY, faults
from ...shelves import FIRST, SECOND, THIRD, tell

WORDS = {
    "classes": {
        "DataFeed": ["Dataset"], "DataFeedItem": ["Intangible"],
        "Comment": ["CreativeWork"], "CorrectionComment": ["Comment"],
    },
    "properties": {
        "dataFeedElement": {"domainIncludes": ["DataFeed"], "rangeIncludes": ["DataFeedItem", "Text", "Thing"]},
        "item": {"domainIncludes": ["DataFeedItem", "ListItem"], "rangeIncludes": ["Thing"]},
        "correction": {"domainIncludes": ["CreativeWork"], "rangeIncludes": ["CorrectionComment", "Text", "URL"]},
        "creativeWorkStatus": {"domainIncludes": ["CreativeWork"], "rangeIncludes": ["DefinedTerm", "Text"]},
        "dateCreated": {"domainIncludes": ["CreativeWork", "DataFeedItem"], "rangeIncludes": ["Date", "DateTime"]},
        "dateModified": {"domainIncludes": ["CreativeWork", "DataFeedItem"], "rangeIncludes": ["Date", "DateTime"]},
    },
}  # fmt: skip
"""What schema.org says of feeds and corrections (version 30.0); the excerpt beside the judge has no feed."""


def described(folder):
    page = BeautifulSoup((folder / "index.html").read_bytes(), "html.parser")
    return json.loads(page.select_one("script[type='application/ld+json']").string)


def test_it_is_said_in_the_words_of_schema_org_where_the_address_is_known(built, reports):
    said = {"what": "It said 56%.", "why": "A column was mistaken."}
    tell(reports, {"day": "2026-11-05", "event": "correction", "edition": FIRST, **said})
    vocabulary = {part: {**VOCABULARY[part], **words} for part, words in WORDS.items()}
    assert faults(described(built(base="https://example.org/r")), vocabulary) == []


def test_each_edition_has_its_days_its_files_and_what_was_corrected(built, reports):
    said = {"what": "It said 56%.", "why": "A column was mistaken."}
    tell(
        reports,
        {"day": "2025-07-02", "event": "published", "edition": SECOND, "supersedes": FIRST},
        {"day": "2026-11-05", "event": "correction", "edition": FIRST, **said},
    )
    feed = described(built(base="https://example.org/r"))
    third, second, first = (item["item"] for item in feed["dataFeedElement"])
    assert feed["dateModified"] == "2026-11-05"
    assert third["url"] == f"https://example.org/r/{THIRD}/report.html"
    assert [(it.get("datePublished"), it["dateModified"]) for it in (third, second, first)] == [
        (None, THIRD), ("2025-07-02", "2025-07-02"), (None, "2026-11-05"),
    ]  # fmt: skip
    assert [it["creativeWorkStatus"] for it in (third, second, first)] == ["Published", "Superseded", "Superseded"]
    assert first["correction"] == [
        {"@type": "CorrectionComment", "datePublished": "2026-11-05", "text": "It said 56%. A column was mistaken."}
    ]
    assert "correction" not in third
    assert [it["contentUrl"].rpartition("/")[2] for it in third["encoding"]] == [
        "report.pdf", "findings.csv", "verdicts.csv",
    ]  # fmt: skip
