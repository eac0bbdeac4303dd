"""What `japan-tech check` looks for beyond the declaration of the dataset."""

from pathlib import Path

from analysis.evidence import DataError, Defect, Evidence, NotKnown, article
from analysis.exhibits.prose import PLAIN, DigitInTemplate, Writer
from analysis.findings import UnknownFinding, compute, parameters
from analysis.findings.checks import REFERENCE


def defects(evidence: Evidence, text: Path | None) -> list[Defect]:
    """Find templates of claims that hold a digit or name no finding, sources unknown, and numbers unexplained."""
    catalogue, verdicts = compute(evidence, parameters.check({}, evidence))
    writer = Writer(catalogue, verdicts)
    found = []
    for row, claim in enumerate(evidence.claims.values(), 2):
        for column in ("statement", "context"):
            try:
                writer.fill(claim[column], PLAIN)
            except NotKnown:
                continue
            except (DigitInTemplate, UnknownFinding, KeyError, ValueError) as error:
                found.append(Defect("claims.csv", row, column, str(error)))
        if claim["check"] == "computed" and claim["claim_id"] not in REFERENCE:
            found.append(Defect("claims.csv", row, "check", f"no rule computes {claim['claim_id']}"))
        if claim["check"] == "editorial" and not claim["editorial_verdict"]:
            found.append(Defect("claims.csv", row, "editorial_verdict", "is empty; a verdict by hand is required"))
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
