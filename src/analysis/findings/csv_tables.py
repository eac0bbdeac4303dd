"""The tables of an edition, findings.csv and verdicts.csv, and the same as pandas tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dataset.frames import SOURCE, with_gaps
from analysis.dataset.text_files import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from analysis.dataset import Document
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.finding import Finding


FINDINGS = (
    "finding_id", "label", "value", "low", "high", "unit", "printed", "method", "inputs", "sources",
    "observation_id", "published", "documents", "addresses",
)  # fmt: skip
"""The columns of findings.csv."""

VERDICTS = (
    "claim_id", "verdict", "method", "rule", "margin", "holds_in", "of", "evidence",
    "weakest_document", "weakest_kind", "is_firm", "weakest_address", "judged_by", "turns", "verdict_then", "since",
)  # fmt: skip
"""The columns of verdicts.csv."""

COLUMN_MEANINGS = {
    "rule": "the rule that decides; “editorial” means that an editor does",
    "margin": "how far the article’s figure is from the evidence, as a share of it; for a comparison the smallest "
    "ratio, for a level the level, for a trend the change",
    "is_firm": "yes if all that decides was read in its publisher’s own document, or in two independent ones",
    "judged_by": "rule, editor, or rule and editor (who found that context is missing)",
    "turns": "values of a threshold with which the verdict would be another one",
    "verdict_then": "the verdict by the figures that were public when the article ran",
    "since": "if they differ, the day from which the later verdict has held",
}
"""Descriptions of columns of the verdicts, where the name is not enough."""

LATER_COLUMNS = frozenset({
    "judged_by", "turns", "documents", "weakest_document", "weakest_kind", "is_firm",
    "addresses", "weakest_address", "verdict_then", "since",
})  # fmt: skip
"""Columns that early editions do not have, which are read as empty."""

NO_ADDRESS = "none"
"""The address of a document that is not on the web, so that there are as many addresses as documents."""


def findings_csv(findings: Iterable[Finding], documents: Mapping[str, Document]) -> str:
    """Return findings as CSV, with the documents of the dataset, by name, for their addresses."""
    rows = [_finding_row(finding, documents) for finding in findings]
    return csv_text([FINDINGS, *rows])


def verdicts_csv(catalogue: Catalogue) -> str:
    """Return all verdicts as CSV."""
    return csv_text([VERDICTS, *verdict_rows(catalogue)])


def findings_frame(catalogue: Catalogue) -> pd.DataFrame:
    """Return all findings as a DataFrame, indexed by name."""
    import pandas as pd

    rows = [_finding_row(finding, catalogue.evidence.documents) for finding in catalogue.everything()]
    frame = with_gaps(pd.DataFrame.from_records(rows, columns=FINDINGS, index="finding_id"))
    frame["published"] = pd.to_datetime(frame["published"]).astype("datetime64[s]")
    frame.attrs["source"] = SOURCE
    return frame.astype({"unit": "category"})


def verdicts_frame(catalogue: Catalogue) -> pd.DataFrame:
    """Return all verdicts as a DataFrame, indexed by claim."""
    import pandas as pd

    frame = with_gaps(pd.DataFrame.from_records(list(verdict_rows(catalogue)), columns=VERDICTS, index="claim_id"))
    frame.attrs["source"] = SOURCE
    frame["is_firm"] = frame["is_firm"].map({"yes": True, "no": False})
    return frame.astype({"holds_in": "Int64", "of": "Int64", "is_firm": "boolean"})


def _finding_row(finding: Finding, documents: Mapping[str, Document]) -> tuple[object, ...]:
    """Return a finding as a row with the columns `FINDINGS`; cells with several names have blanks between them."""
    quantity = finding.quantity
    row = finding.observation
    cells: dict[str, object] = {
        "finding_id": finding.id,
        "label": finding.label,
        "value": quantity.value,
        "low": quantity.low,
        "high": quantity.high,
        "unit": quantity.unit,
        "printed": finding.text,
        "method": finding.method,
        "inputs": " ".join(part.id for part in finding.inputs),
        "sources": " ".join(finding.sources),
        "observation_id": row.observation_id if row else "",
        "published": row.published.isoformat() if row else "",
        "documents": " ".join(finding.documents),
        "addresses": " ".join(documents[name].url or NO_ADDRESS for name in finding.documents),
    }
    return tuple(cells[column] for column in FINDINGS)


def verdict_rows(catalogue: Catalogue) -> Iterator[tuple[object, ...]]:
    """Yield verdicts as rows with the columns `VERDICTS`."""
    for verdict in catalogue.verdicts.values():
        standing = catalogue.standings[verdict.claim_id]
        evidence = dict.fromkeys(finding.id for finding in verdict.evidence_for + verdict.evidence_against)
        turns = [f"{turn.threshold} {turn.value:g}: {turn.outcome.value}" for turn in verdict.turns]
        cells: dict[str, object] = {
            "claim_id": verdict.claim_id,
            "verdict": verdict.outcome.value,
            "method": verdict.method,
            "rule": verdict.rule,
            "margin": verdict.margin.value if verdict.margin else None,
            # empty where no choice was varied, which is not the same as holding under none
            "holds_in": verdict.holds_in if verdict.of else None,
            "of": verdict.of or None,
            "evidence": " ".join(evidence),
            "judged_by": verdict.judged_by or "",
            "turns": "; ".join(turns),
            "verdict_then": standing.then.value,
            "since": standing.since.isoformat() if standing.since else "",
            "weakest_document": "",
            "weakest_kind": "",
            "is_firm": "",
            "weakest_address": "",
        }
        grounds = verdict.grounds
        if grounds:
            weakest = grounds.documents[0]  # they begin with the one that stands for the verdict
            cells["weakest_document"] = weakest.document_id
            cells["weakest_kind"] = grounds.kind.value
            cells["is_firm"] = "yes" if grounds.are_firm else "no"
            cells["weakest_address"] = weakest.url or NO_ADDRESS
        yield tuple(cells[column] for column in VERDICTS)
