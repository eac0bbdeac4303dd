"""What `japan-tech check` looks for beyond the declaration of the dataset."""

from pathlib import Path

from analysis.errors import AnalysisError
from analysis.evidence import DataError, Defect, Evidence, NotKnown, article
from analysis.exhibits.prose import PLAIN, Writer
from analysis.findings import compute, parameters


def defects(evidence: Evidence, text: Path | None) -> list[Defect]:
    """Find templates of claims that hold a digit or name no finding, sources unknown, and numbers unexplained.

    Findings that do not rest on sources alone are found as well. Raises `DataError` when a claim has neither a
    rule nor a verdict by hand, or `choices.toml` declares a choice that no rule knows: then nothing can be computed.
    """
    catalogue, verdicts = compute(evidence, parameters.check({}, evidence))
    writer = Writer(catalogue, verdicts)
    found = [
        Defect("findings", 1, finding.id, f"rests on {leaf.id!r}, which names no source; give it one")
        for finding in catalogue.values()
        for leaf in finding.leaves()
        if not leaf.source_ids
    ]
    for row, claim in enumerate(evidence.claims.values(), 2):
        for column in ("statement", "context"):
            try:
                writer.fill(claim[column], PLAIN)
            except NotKnown:
                continue
            except AnalysisError as error:
                found.append(Defect("claims.csv", row, column, str(error)))
        found += [
            Defect("claims.csv", row, "source_ids", f"{source!r} is not in the table sources")
            for source in claim["source_ids"].split()
            if source not in evidence.sources
        ]
    if text:
        try:
            found += article.unexplained(evidence, article.read(text))
        except DataError as error:
            found += error.defects
    return found
