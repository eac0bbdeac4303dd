"""Checks of claims, templates and sources that show only when findings are computed.

They are a part of `japan-tech check`; the whole is in `check`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.dataset import DataError, Defect, Evidence, article_coverage
from analysis.dataset.records import DocumentKind
from analysis.errors import AnalysisError, NotKnownError
from analysis.findings import Catalogue, Outcome, Study, parameters
from analysis.writing.markup import PLAIN
from analysis.writing.writer import TEMPLATE_COLUMNS, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def defects(evidence: Evidence, study: Study, text: Path | None) -> list[Defect]:
    """Find defects of claims and findings that show only when they are computed.

    These are templates with a digit or an unknown finding, unknown sources, findings and verdicts without a source,
    and, if the `text` of the article is given, numbers in it that no claim covers. Raises `DataError` if a claim has
    neither a rule nor a verdict by hand, or `choices.toml` declares a choice unknown to the rules.
    """
    catalogue = Catalogue(evidence, parameters.check({}, evidence, study), study)
    result: list[Defect] = []
    result += _without_source(catalogue)
    result += _claim_defects(catalogue)
    result += _weak_grounds(catalogue)
    if text:
        try:
            article_text = article_coverage.read_article(text, study.begins, study.ends)
            result += article_coverage.unexplained_numbers(evidence, article_text)
        except DataError as error:
            result += error.defects
    return result


def _without_source(catalogue: Catalogue) -> Iterator[Defect]:
    """Find findings that rest on something without a source, such as a number in a study's code."""
    for finding in catalogue.values():
        for leaf in finding.leaves():
            if not leaf.source_ids:  # not in a table, so there is no row to name
                yield Defect("findings", 1, finding.id, f"rests on {leaf.id!r}, which names no source; give it one")


def _weak_grounds(catalogue: Catalogue) -> Iterator[Defect]:
    """Find verdicts that rest on no document, or only on one page of a third party."""
    for row, claim in catalogue.evidence.claims_by_row.items():
        claim_id = claim["claim_id"]
        verdict = catalogue.verdicts.get(claim_id)
        if verdict is None or verdict.outcome is Outcome.NOT_CHECKABLE:
            continue
        grounds = verdict.grounds
        if grounds is None:
            yield Defect("claims.csv", row, "evidence", f"the verdict on {claim_id} rests on no document; name one")
        elif grounds.kind is DocumentKind.THIRD_PARTY and len(grounds.documents) == 1:
            document = grounds.documents[0].document_id
            # The cell to mend: an editor names documents, and a rule the findings that lead to them
            column = "evidence" if claim["check"] == "editorial" else "check"
            message = f"the verdict on {claim_id} rests on {document} alone, a third party’s page; find another"
            yield Defect("claims.csv", row, column, message)


def _claim_defects(catalogue: Catalogue) -> Iterator[Defect]:
    """Find templates that cannot be filled, and unknown sources."""
    writer = Writer(catalogue)
    evidence = catalogue.evidence
    for row, claim in evidence.claims_by_row.items():
        for column in TEMPLATE_COLUMNS:
            try:
                writer.fill(claim[column], PLAIN)
            except NotKnownError:  # such a sentence is left out of the report
                continue
            except AnalysisError as error:
                yield Defect("claims.csv", row, column, str(error))
        for source in claim["source_ids"].split():
            if source not in evidence.sources:
                yield Defect("claims.csv", row, "source_ids", f"{source!r} is not in the table sources")
