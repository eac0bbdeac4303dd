"""Describe the report for machines: a schema.org graph with the report, its dataset and a review for each claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.dataset.records import KINDS
from analysis.findings import Outcome
from analysis.rendering.id_prefixes import CARD
from analysis.writing.writer import PLAIN, Writer

if TYPE_CHECKING:
    from analysis.findings import Study
    from analysis.findings.verdicts import Verdict

Node = dict[str, Any]

MOST_CITED = 2
"""Documents cited for a verdict; its card names more, and documents.csv all."""


def linked_data(writer: Writer, title: str, description: str, tables: dict[str, str]) -> Node:
    """Describe the report in the vocabulary of schema.org, as JSON-LD.

    `tables` maps the files that come with the report to their descriptions. Addresses are relative to the page, so that
    they are valid wherever it is published; the day of publication is added when it is known. Verdicts are categories,
    not grades, so ratings have no number.
    """
    study = writer.catalogue.study
    as_of = writer.catalogue.parameters.as_of.isoformat()
    author: Node = {"@type": "Organization", "@id": "#maintainers", "name": study.author}
    publisher = author  # the same node, which then has the contact point as well
    organisations = [author]
    if study.publisher != study.author:
        publisher = author | {"@id": "#publisher", "name": study.publisher}
        organisations.append(publisher)
    if study.contact_address:
        # The address of an e-mail has mailto: before it, that of a page is the contact itself
        kind = "email" if study.contact_address != study.contact else "url"
        publisher["contactPoint"] = {"@type": "ContactPoint", kind: study.contact, "contactType": "corrections"}

    reviews = []
    for verdict in writer.verdicts.values():
        if verdict.outcome is not Outcome.NOT_CHECKABLE:
            reviews.append(_review(writer, verdict))
    dataset = _dataset(title, description, as_of=as_of, tables=tables) | {"license": _licence(study)}
    report: Node = {
        "@type": "Report", "@id": "#report", "headline": title, "description": description, "inLanguage": "en",
        "temporalCoverage": f"../{as_of}",  # an open interval: all figures up to that day
        "author": {"@id": "#maintainers"},
        "publisher": {"@id": publisher["@id"]}, "license": _licence(study), "about": {"@id": "#article"},
        "isBasedOn": {"@id": "#dataset"}, "hasPart": [{"@id": review["@id"]} for review in reviews],
    }  # fmt: skip
    nodes = [report, *organisations, _article(writer), dataset, *reviews]
    return {"@context": "https://schema.org", "@graph": [_without_gaps(node) for node in nodes]}


def _licence(study: Study) -> str:
    return f"https://spdx.org/licenses/{study.licence}.html"


def _article(writer: Writer) -> Node:
    """Describe the article that is checked."""
    evidence = writer.catalogue.evidence
    source = evidence.sources[writer.catalogue.study.article]

    # All claims are of one article
    url = ""
    first_claim = next(iter(evidence.claims.values()), None)
    if first_claim:
        url = evidence.documents[first_claim["document_id"]].url
    return {
        "@type": "NewsArticle", "@id": "#article", "headline": source["title"], "url": url,
        "datePublished": evidence.judged_at.isoformat(),
        "publisher": {"@type": "Organization", "name": source["publisher"]},
    }  # fmt: skip


def _review(writer: Writer, verdict: Verdict) -> Node:
    """Describe the verdict on one claim of the article; its card has the rest."""
    claim_id = verdict.claim_id
    standing = writer.catalogue.standings[claim_id]
    rating = verdict.outcome.value.capitalize()
    if standing.shift:
        rating = f"{standing.then.value.capitalize()} when the article ran; {verdict.outcome.value}, {standing.words}"
    card = f"#{CARD}{claim_id}"
    return {
        "@type": "ClaimReview", "@id": card, "url": card,
        "author": {"@id": "#maintainers"},
        "claimReviewed": writer.fill(f"{{statement:{claim_id}}}", PLAIN),
        "reviewRating": {"@type": "Rating", "alternateName": rating},
        "citation": _citations(verdict),
        "itemReviewed": {"@type": "Claim", "appearance": {"@id": "#article"}},
    }  # fmt: skip


def _citations(verdict: Verdict) -> list[Node]:
    """Cite the documents of the least well sourced figure, or those that an editor read."""
    grounds = verdict.grounds
    if grounds is None:
        return []
    role_of_others = "Has the same figure" if grounds.of_one_figure else "Read for the verdict"
    nodes = []
    role = "Weakest document of the verdict"
    for document in grounds.documents[:MOST_CITED]:
        description = f"{role}: {KINDS[document.kind]}"
        node = {"@type": "CreativeWork", "name": document.title, "url": document.url, "description": description}
        nodes.append(_without_gaps(node))
        role = role_of_others
    return nodes


def _dataset(title: str, description: str, as_of: str, tables: dict[str, str]) -> Node:
    """Describe the tables that come with the report."""
    downloads = []
    for name, words in tables.items():
        downloads.append({"@type": "DataDownload", "name": words, "contentUrl": name, "encodingFormat": "text/csv"})
    return {
        "@type": "Dataset", "@id": "#dataset", "name": f"Findings and verdicts: {title}",
        "description": f"Every number with its bounds, method and sources, and every verdict. {description}",
        "creator": {"@id": "#maintainers"},
        "isAccessibleForFree": True, "temporalCoverage": f"../{as_of}",
        "distribution": downloads,
    }  # fmt: skip


def _without_gaps(node: Node) -> Node:
    return {name: value for name, value in node.items() if value}
