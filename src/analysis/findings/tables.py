"""Findings, verdicts and changes as tables: CSV text for those who want to go on with them, and tables of pandas."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from analysis.evidence import Document
from analysis.evidence.frames import SOURCE, with_gaps
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.grounds import Grounds
from analysis.findings.verdicts import Verdict

if TYPE_CHECKING:
    import pandas as pd

    from analysis.findings.changes import Cause, Changes
    from analysis.findings.snapshot import Row

FINDINGS = (
    "finding_id", "label", "value", "low", "high", "unit", "printed", "method", "inputs", "sources",
    "observation_id", "published", "documents", "addresses",
)  # fmt: skip
VERDICTS = (
    *("claim_id", "verdict", "method", "rule", "margin", "holds_in", "of", "evidence"),
    *("weakest_document", "weakest_kind", "is_firm", "weakest_address", "judged_by", "turns"),
)
MEANINGS = {
    "rule": "the rule that decides; here and in method, editorial means judged by an editor",
    "margin": "how far the article’s figure lies from the evidence, as a share of it; of a comparison the smallest "
    "ratio, of a level the level itself, of a trend the change; empty where none is computed",
    "is_firm": "yes where all that decides was read in its maker’s own document, or in several of others, "
    "a third party’s not counted",
    "judged_by": "rule, rule and editor where an editor found that context is missing, or editor; else empty",
    "turns": "other values of a threshold within its declared range, with what the rule says then",
}
"""What those columns of the verdicts hold whose names do not say it."""

LATER = frozenset(
    {"judged_by", "turns", "documents", "weakest_document", "weakest_kind", "is_firm", "addresses", "weakest_address"}
)
"""Columns that early editions do not have, the addresses none before 1.17.0; there they read as empty."""

NO_ADDRESS = "none"
"""What stands for a document that lies nowhere on the web, so that there are as many addresses as documents."""


def findings_csv(findings: Iterable[Finding], documents: Mapping[str, Document]) -> str:
    """Write findings as CSV, a row each; a figure from a source names its observation and the day it was published."""
    return csv_text(FINDINGS, (_finding(it, documents) for it in findings))


def verdicts_csv(verdicts: Mapping[str, Verdict]) -> str:
    """Write the verdict on every claim as CSV; one that no figure decides has no margin and no count."""
    return csv_text(VERDICTS, verdict_rows(verdicts))


def findings_frame(catalogue: Catalogue) -> "pd.DataFrame":
    """Return all findings as a table of pandas, one row each, by name."""
    import pandas as pd

    rows = [_finding(it, catalogue.evidence.documents) for it in catalogue.everything()]
    frame = with_gaps(pd.DataFrame.from_records(rows, columns=FINDINGS, index="finding_id"))
    frame["published"] = pd.to_datetime(frame["published"]).astype("datetime64[s]")
    frame.attrs["source"] = SOURCE
    return frame.astype({"unit": "category"})


def verdicts_frame(verdicts: Mapping[str, Verdict]) -> "pd.DataFrame":
    """Return all verdicts as a table of pandas, one row each, by claim."""
    import pandas as pd

    frame = with_gaps(pd.DataFrame.from_records(list(verdict_rows(verdicts)), columns=VERDICTS, index="claim_id"))
    frame.attrs["source"] = SOURCE
    frame["is_firm"] = frame["is_firm"].map({"yes": True, "no": False})
    return frame.astype({"holds_in": "Int64", "of": "Int64", "is_firm": "boolean"})


def csv_text(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Write rows beneath a header; numbers keep twelve digits, which is more than any source supports."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([f"{cell:.12g}" if isinstance(cell, float) else cell for cell in row] for row in rows)
    return text.getvalue()


def _finding(f: Finding, documents: Mapping[str, Document]) -> tuple[object, ...]:
    quantity, inputs = f.quantity, " ".join(part.id for part in f.inputs)
    row = (f.observation.observation_id, f.observation.published.isoformat()) if f.observation else ("", "")
    bounds = (quantity.value, quantity.low, quantity.high, quantity.unit)
    return (f.id, f.label, *bounds, f.text, f.method, inputs, " ".join(f.sources), *row, *_read(f, documents))


def _read(f: Finding, documents: Mapping[str, Document]) -> tuple[str, str]:
    """Name the documents of a finding, and the address of each."""
    return " ".join(f.documents), " ".join(documents[name].url or NO_ADDRESS for name in f.documents)


def verdict_rows(verdicts: Mapping[str, Verdict]) -> Iterator[tuple[object, ...]]:
    """Go through verdicts as rows of a table, whose columns are `VERDICTS`."""
    for v in verdicts.values():
        v.refuse_changed()
        margin = v.margin.value if v.margin else None
        count = (v.holds_in, v.of) if v.of else (None, None)
        evidence = " ".join(dict.fromkeys(f.id for f in (*v.evidence_for, *v.evidence_against)))
        turns = "; ".join(f"{it.threshold} {it.value:g}: {it.outcome.value}" for it in v.turns)
        yield (
            v.claim_id,
            v.outcome.value,
            v.method,
            v.rule,
            margin,
            *count,
            evidence,
            *_weakest(v.grounds),
            v.judged_by or "",
            turns,
        )


def _weakest(on: Grounds | None) -> tuple[str, ...]:
    if on is None:
        return ("",) * 4
    first = on.documents[0]
    return first.document_id, on.kind.value, "yes" if on.are_firm else "no", first.url or NO_ADDRESS


def changes_csv(changes: "Changes") -> str:
    """Write every change of a verdict or finding as CSV, with its causes."""
    return csv_text(
        ("what", "name", "before", "after", "causes"),
        [
            *(("verdict", c.name, _said(c.before), _said(c.after), _told(c.causes)) for c in changes.verdicts),
            *(("finding", c.name, _printed(c.before), _printed(c.after), _told(c.causes)) for c in changes.findings),
        ],
    )


def _told(causes: Iterable["Cause"]) -> str:
    return "; ".join(f"{c.kind.value} {c.name}" + (f": {c.words}" if c.words else "") for c in causes)


def _said(row: "Row | None") -> str:
    count = f", holds in {row['holds_in']} of {row['of']}" if row and row["of"] else ""
    return f"{row['verdict']}{count}" if row else ""


def _printed(row: "Row | None") -> str:
    return row["printed"] if row else ""
