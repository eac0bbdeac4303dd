"""Findings and verdicts as CSV, for those who want to go on with them."""

import csv
import io
from collections.abc import Iterable

from analysis.findings import Catalogue, Verdict

FINDINGS = ("finding_id", "value", "low", "high", "unit", "printed", "method", "inputs", "sources")
VERDICTS = ("claim_id", "verdict", "method", "rule", "margin", "holds_in", "of")


def findings_csv(catalogue: Catalogue) -> bytes:
    """Write every finding, and every figure beneath one, a row each, by name."""
    return _csv(
        FINDINGS,
        (
            (
                f.id, _number(f.quantity.value), _number(f.quantity.low), _number(f.quantity.high), f.quantity.unit,
                f.text, f.method, " ".join(i.id for i in f.inputs), " ".join(f.sources),
            )
            for f in catalogue.everything()
        ),
    )  # fmt: skip


def verdicts_csv(verdicts: dict[str, Verdict]) -> bytes:
    """Write the verdict on every claim; a claim that no figure decides has no margin and no count."""
    return _csv(
        VERDICTS,
        (
            (
                v.claim_id, v.outcome.value, v.method, v.rule, _number(v.margin.value) if v.margin else "",
                v.holds_in if v.of else "", v.of or "",
            )
            for v in verdicts.values()
        ),
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:.12g}"


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
