"""Describe the report for machines: a schema.org graph with the report, its dataset and a review for each claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.dataset.records import KINDS
from analysis.findings import Outcome
from analysis.report.writer import PLAIN, Writer

if TYPE_CHECKING:
    from analysis.findings import Study
    from analysis.findings.verdicts import Verdict

Node = dict[str, Any]

MOST_CITED = 2
"""So many documents are cited for a verdict; its card names more, and documents.csv all."""


def linked_data(w: Writer, title: str, description: str, tables: dict[str, str]) -> Node:
    """Describe the report in the vocabulary of schema.org, as JSON-LD.

    `tables` are the files that go with the report and what each holds. Addresses are relative to the page, so that
    they hold wherever it is published; the day of publication is added where it is known. A verdict is a kind and no
    grade, so no rating has a number.
    """
    known, study = w.catalogue.parameters.as_of.isoformat(), w.catalogue.study
    us: Node = {"@type": "Organization", "@id": "#maintainers", "name": study.author}
    publisher = us if study.publisher == study.author else us | {"@id": "#publisher", "name": study.publisher}
    if study.contact_address:
        kind = "email" if study.contact_address != study.contact else "url"
        publisher["contactPoint"] = {"@type": "ContactPoint", kind: study.contact, "contactType": "corrections"}
    article = _article(w)
    checked = [v for v in w.verdicts.values() if v.outcome is not Outcome.NOT_CHECKABLE]
    reviews = [_review(w, verdict) for verdict in checked]
    dataset = _dataset(title, description, known, tables) | {"license": _licence(study)}
    report: Node = {
        "@type": "Report", "@id": "#report", "headline": title, "description": description, "inLanguage": "en",
        "temporalCoverage": f"../{known}", "author": {"@id": "#maintainers"},
        "publisher": {"@id": publisher["@id"]}, "license": _licence(study), "about": {"@id": "#article"},
        "isBasedOn": {"@id": "#dataset"}, "hasPart": [{"@id": review["@id"]} for review in reviews],
    }  # fmt: skip
    us_all = [us] if publisher is us else [us, publisher]
    graph = [_without_gaps(node) for node in (report, *us_all, article, dataset, *reviews)]
    return {"@context": "https://schema.org", "@graph": graph}


def _licence(study: Study) -> str:
    return f"https://spdx.org/licenses/{study.licence}.html"


def _article(w: Writer) -> Node:
    """Describe the article that is checked, and who published it when."""
    evidence = w.catalogue.evidence
    source = evidence.sources[w.catalogue.study.article]
    read_in = next((evidence.documents[claim["document_id"]] for claim in evidence.claims.values()), None)
    return {
        "@type": "NewsArticle", "@id": "#article", "headline": source["title"], "url": read_in.url if read_in else "",
        "datePublished": evidence.judged_at.isoformat(),
        "publisher": {"@type": "Organization", "name": source["publisher"]},
    }  # fmt: skip


def _review(w: Writer, verdict: Verdict) -> Node:
    """Describe the verdict on one claim of the article; its card says the rest in words."""
    claim_id = verdict.claim_id
    return {
        "@type": "ClaimReview", "@id": f"#c-{claim_id}", "url": f"#c-{claim_id}",
        "author": {"@id": "#maintainers"},
        "claimReviewed": w.fill(f"{{statement:{claim_id}}}", PLAIN),
        "reviewRating": {"@type": "Rating", "alternateName": verdict.outcome.value.capitalize()},
        "citation": _citations(verdict),
        "itemReviewed": {"@type": "Claim", "appearance": {"@id": "#article"}},
    }  # fmt: skip


def _citations(verdict: Verdict) -> list[Node]:
    """Name the documents of the figure that was read farthest from its maker, or all that were read by hand."""
    grounds = verdict.grounds
    if grounds is None:
        return []
    first, other = "Weakest document of the verdict", "Has the same figure"
    if not grounds.of_one_figure:
        other = "Read for the verdict"
    return [
        _without_gaps({
            "@type": "CreativeWork", "name": it.title, "url": it.url,
            "description": f"{other if number else first}: {KINDS[it.kind]}",
        })
        for number, it in enumerate(grounds.documents[:MOST_CITED])
    ]  # fmt: skip


def _dataset(title: str, description: str, known: str, tables: dict[str, str]) -> Node:
    """Describe the tables that go with the report."""
    return {
        "@type": "Dataset", "@id": "#dataset", "name": f"Findings and verdicts: {title}",
        "description": f"Every number with its bounds, method and sources, and every verdict. {description}",
        "creator": {"@id": "#maintainers"},
        "isAccessibleForFree": True, "temporalCoverage": f"../{known}",
        "distribution": [
            {"@type": "DataDownload", "name": words, "contentUrl": name, "encodingFormat": "text/csv"}
            for name, words in tables.items()
        ],
    }  # fmt: skip


def _without_gaps(node: Node) -> Node:
    return {name: value for name, value in node.items() if value}
