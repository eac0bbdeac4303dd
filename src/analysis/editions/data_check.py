"""What `japan-tech check` looks for beyond the declaration of the dataset, and what it remarks on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.dataset import DataError, Defect, Evidence, article, checks, plausibility, sheet
from analysis.dataset.records import DocumentKind
from analysis.errors import AnalysisError, NotKnownError
from analysis.findings import Catalogue, Outcome, Study, parameters
from analysis.writing.markup import PLAIN
from analysis.writing.writer import TYPED, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.dataset.schema import Table
    from analysis.dataset.sheet import Derived


MOST_NAMED = 3


def defects(evidence: Evidence, study: Study, text: Path | None) -> list[Defect]:
    """Find templates of claims that hold a digit or name no finding, sources unknown, and numbers unexplained.

    Findings that do not rest on sources alone are found as well. Raises `DataError` when a claim has neither a
    rule nor a verdict by hand, or `choices.toml` declares a choice that no rule knows: then nothing can be computed.
    """
    catalogue = Catalogue(evidence, parameters.check({}, evidence, study), study)
    found = [*_groundless(catalogue), *_unfit_claims(catalogue), *_unfit_grounds(catalogue)]
    if text:
        try:
            found += checks.unexplained_numbers(evidence, checks.read_article(text, study.begins, study.ends))
        except DataError as error:
            found += error.defects
    return found


def implausible(tables: dict[str, Table], derived: Derived, study: Study) -> tuple[list[Defect], list[str]]:
    """Find rows of checked tables that break a rule of plausibility and were not accepted.

    `derived` is what was derived from the sheet. Acceptances that are no longer needed and rows of the sheet that may
    be slips are returned as well, a remark each.
    """
    left, stale = plausibility.unaccepted(tables, plausibility.suspicions(tables, study.ranked))
    how = "mend it, or accept it in accepted.csv"
    found = [Defect(it.file, it.row, it.column, f"{it.why}; {how}: {it.name},{it.rule}") for it in left]
    return sheet.locate(found, tables, derived), [*stale, *sheet.remarks(tables, derived)]


def _groundless(c: Catalogue) -> Iterator[Defect]:
    for finding in c.values():
        for leaf in finding.leaves():
            if not leaf.source_ids:
                yield Defect("findings", 1, finding.id, f"rests on {leaf.id!r}, which names no source; give it one")


def _unfit_grounds(c: Catalogue) -> Iterator[Defect]:
    """Find verdicts that rest on no document, or on one page of a third party alone."""
    for row, (claim_id, claim) in enumerate(c.evidence.claims.items(), 2):
        verdict = c.verdicts.get(claim_id)
        if verdict is None or verdict.outcome is Outcome.NOT_CHECKABLE:
            continue
        grounds = verdict.grounds
        if grounds is None:
            yield Defect("claims.csv", row, "evidence", f"the verdict on {claim_id} rests on no document; name one")
        elif grounds.kind is DocumentKind.THIRD_PARTY and len(grounds.documents) == 1:
            said = f"the verdict on {claim_id} rests on {grounds.documents[0].document_id} alone, a third party’s page"
            yield Defect(
                "claims.csv", row, "evidence" if claim["check"] == "editorial" else "check", f"{said}; find another"
            )


def _unfit_claims(c: Catalogue) -> Iterator[Defect]:
    writer, evidence = Writer(c), c.evidence
    for row, claim in enumerate(evidence.claims.values(), 2):
        for column in TYPED:
            try:
                writer.fill(claim[column], PLAIN)
            except NotKnownError:
                continue
            except AnalysisError as error:
                yield Defect("claims.csv", row, column, str(error))
        for source in claim["source_ids"].split():
            if source not in evidence.sources:
                yield Defect("claims.csv", row, "source_ids", f"{source!r} is not in the table sources")


def notes(evidence: Evidence, study: Study) -> Iterator[str]:
    """Remark on what is missing and keeps no report from being made, a sentence each.

    An economy may lack figures that others have, and one source of exchange rates may end before another.
    """
    c = Catalogue(evidence, parameters.check({}, evidence, study), study)
    for economy, names in _lacking(c).items():
        named = ", ".join(names[:MOST_NAMED]) + (" and others" if len(names) > MOST_NAMED else "")
        many = f"{len(names)} findings" if len(names) > 1 else "a finding"
        yield f"{economy}: {many} known of {study.focus} missing: {named}; {names[0]} needs {c.missing[names[0]]}"
    yield from _meant(evidence)
    for claim_id, claim in evidence.claims.items():
        if claim.get("figures") and (because := c.verdict(claim_id).because):
            yield f"claims.csv:{claim['row']}: {claim_id} is not decided: {because}"
    for name in article.WITHOUT_EFFECT:
        if name in evidence.settings.thresholds:
            yield f"{name} has no effect any more: the longest span of a trend decides; leave it out"
    newest = evidence.rates.newest_by_source
    for source, day in newest.items():
        if day < max(newest.values()):
            yield f"exchange_rates.csv: {source} ends on {day}, others go on to {max(newest.values())}"


def _meant(evidence: Evidence) -> Iterator[str]:
    """Say which figure each name without a period stands for, and whether it was public when the article appeared."""
    for claim in evidence.claims.values():
        for pair in claim.get("meant", "").split():
            name, _, figure = pair.partition("=")
            period = figure.removeprefix(f"{name}.")
            rows = [evidence.observation(row) for row in evidence.names_of_rows if row.startswith(f"{figure}.")]
            late = min(row.published for row in rows) > evidence.judged_at
            hint = f", which was published later; write {figure}, so that further rows cannot move it" if late else ""
            yield f"claims.csv:{claim['row']}: {name} means {period}{hint}"


def _lacking(c: Catalogue) -> dict[str, list[str]]:
    """Name for each economy the findings that are known of the first country and not of it."""
    known: dict[tuple[object, ...], dict[str, str]] = defaultdict(dict)
    for name, declared in c.names.items():
        if "economy" in declared.values:
            others = tuple((key, value) for key, value in declared.values.items() if key != "economy")
            known[declared.place, others][declared.values["economy"]] = name
    found: dict[str, list[str]] = defaultdict(list)
    for names in known.values():
        if names.get(c.study.focus) in c:
            for economy, name in names.items():
                if name not in c:
                    found[economy].append(name)
    return found
