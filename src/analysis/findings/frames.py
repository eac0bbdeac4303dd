"""Findings and verdicts as rows, for CSV files and for pandas."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analysis.findings.catalogue import Catalogue
from analysis.findings.verdicts import Verdict

if TYPE_CHECKING:
    import pandas as pd

FINDINGS = ("finding_id", "value", "low", "high", "unit", "printed", "method", "inputs", "sources")
VERDICTS = ("claim_id", "verdict", "method", "rule", "margin", "holds_in", "of")


def finding_rows(catalogue: Catalogue) -> Iterator[tuple[str | float, ...]]:
    """Return every finding, and every figure beneath one, a row each, by name."""
    for f in catalogue.everything():
        inputs, quantity = " ".join(part.id for part in f.inputs), f.quantity
        bounds = (quantity.value, quantity.low, quantity.high, quantity.unit)
        yield (f.id, *bounds, f.text, f.method, inputs, " ".join(f.sources))


def verdict_rows(verdicts: dict[str, Verdict]) -> Iterator[tuple[str | float | None, ...]]:
    """Return the verdict on every claim; one that no figure decides has no margin and no count."""
    for v in verdicts.values():
        margin = v.margin.value if v.margin else None
        count = (v.holds_in, v.of) if v.of else (None, None)
        yield (v.claim_id, v.outcome.value, v.method, v.rule, margin, *count)


def findings_frame(catalogue: Catalogue) -> "pd.DataFrame":
    """Return all findings as a table of pandas, one row each, by name."""
    import pandas as pd

    return pd.DataFrame.from_records(list(finding_rows(catalogue)), columns=FINDINGS, index="finding_id")


def verdicts_frame(verdicts: dict[str, Verdict]) -> "pd.DataFrame":
    """Return all verdicts as a table of pandas, one row each, by claim."""
    import pandas as pd

    frame = pd.DataFrame.from_records(list(verdict_rows(verdicts)), columns=VERDICTS, index="claim_id")
    return frame.astype({"holds_in": "Int64", "of": "Int64"})
