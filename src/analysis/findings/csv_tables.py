"""The tables of an edition, findings.csv and verdicts.csv, and the same as pandas tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dataset.frames import SOURCE, with_gaps
from analysis.dataset.schema import csv_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from analysis.dataset import Document
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.finding import Finding
    from analysis.findings.verdicts import Grounds


FINDINGS = (
    "finding_id", "label", "value", "low", "high", "unit", "printed", "method", "inputs", "sources",
    "observation_id", "published", "documents", "addresses",
)  # fmt: skip
VERDICTS = (
    "claim_id", "verdict", "method", "rule", "margin", "holds_in", "of", "evidence",
    "weakest_document", "weakest_kind", "is_firm", "weakest_address", "judged_by", "turns", "verdict_then", "since",
)  # fmt: skip
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
    """Return findings as CSV."""
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
    quantity = finding.quantity
    row = finding.observation
    addresses = [documents[name].url or NO_ADDRESS for name in finding.documents]
    return (
        finding.id,
        finding.label,
        quantity.value,
        quantity.low,
        quantity.high,
        quantity.unit,
        finding.text,
        finding.method,
        " ".join(part.id for part in finding.inputs),
        " ".join(finding.sources),
        row.observation_id if row else "",
        row.published.isoformat() if row else "",
        " ".join(finding.documents),
        " ".join(addresses),
    )


def verdict_rows(catalogue: Catalogue) -> Iterator[tuple[object, ...]]:
    """Yield verdicts as rows with the columns `VERDICTS`."""
    for verdict in catalogue.verdicts.values():
        standing = catalogue.standings[verdict.claim_id]
        evidence = dict.fromkeys(finding.id for finding in verdict.evidence_for + verdict.evidence_against)
        turns = [f"{turn.threshold} {turn.value:g}: {turn.outcome.value}" for turn in verdict.turns]
        yield (
            verdict.claim_id,
            verdict.outcome.value,
            verdict.method,
            verdict.rule,
            verdict.margin.value if verdict.margin else None,
            verdict.holds_in if verdict.of else None,
            verdict.of or None,
            " ".join(evidence),
            *_weakest(verdict.grounds),
            verdict.judged_by or "",
            "; ".join(turns),
            standing.then.value,
            standing.since.isoformat() if standing.since else "",
        )


def _weakest(grounds: Grounds | None) -> tuple[str, str, str, str]:
    if grounds is None:
        return "", "", "", ""
    first = grounds.documents[0]
    return first.document_id, grounds.kind.value, "yes" if grounds.are_firm else "no", first.url or NO_ADDRESS
