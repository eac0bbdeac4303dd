"""The list of editions for machines: a schema.org feed of reports, each with its days, files and corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.runs.site.shelf import FINDINGS, PAGE, PDF, VERDICTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.runs.site.addresses import Addresses
    from analysis.runs.site.record import Entry

Node = dict[str, Any]
KINDS = {PDF: "application/pdf", FINDINGS: "text/csv", VERDICTS: "text/csv"}


def linked_data(title: str, maintainers: str, entries: Sequence[Entry], addresses: Addresses) -> Node:
    """Describe the editions in the vocabulary of schema.org, as JSON-LD, newest first."""
    return {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "@id": addresses.of("index.html"),
        "url": addresses.of("index.html"),
        "name": f"{title}: editions",
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": maintainers},
        "dateModified": max(entry.updated for entry in entries),
        "dataFeedElement": [_item(title, entry, addresses) for entry in entries],
    }


def _item(title: str, entry: Entry, addresses: Addresses) -> Node:
    page = addresses.of(f"{entry.name}/{PAGE}")
    report: Node = {
        "@type": "Report", "@id": page, "url": page, "headline": title, "version": entry.name,
        "temporalCoverage": f"../{entry.as_of}", "dateModified": entry.updated,
        "creativeWorkStatus": "Superseded" if entry.superseded_by else "Published",
        "encoding": [
            {"@type": "MediaObject", "contentUrl": addresses.of(f"{entry.name}/{name}"), "encodingFormat": kind}
            for name, kind in KINDS.items()
            if name in entry.files
        ],
    }  # fmt: skip
    if entry.published:
        report["datePublished"] = entry.published
    if any(it.is_correction for it in entry.corrections):
        report["correction"] = [
            {"@type": "CorrectionComment", "datePublished": it.day, "text": it.text}
            for it in entry.corrections
            if it.is_correction
        ]
    return {"@type": "DataFeedItem", "dateModified": entry.updated, "item": report}
