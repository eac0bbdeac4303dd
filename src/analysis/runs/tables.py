"""Findings and verdicts as CSV files, for those who want to go on with them."""

import csv
import io
from collections.abc import Iterable

from analysis.findings import Catalogue, Verdict
from analysis.findings.frames import FINDINGS, VERDICTS, finding_rows, verdict_rows


def findings_csv(catalogue: Catalogue) -> bytes:
    """Write every finding, and every figure beneath one, a row each, by name."""
    return _csv(FINDINGS, finding_rows(catalogue))


def verdicts_csv(verdicts: dict[str, Verdict]) -> bytes:
    """Write the verdict on every claim, a row each."""
    return _csv(VERDICTS, verdict_rows(verdicts))


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([f"{cell:.12g}" if isinstance(cell, float) else cell for cell in row] for row in rows)
    return text.getvalue().encode()
