"""Checks of claims, templates and sources that show only when findings are computed, and remarks on gaps in the data.

They are a part of `japan-tech check`; the whole is in `check`.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from analysis.dataset import DataError, Defect, Evidence, article_coverage, article_folder, figures_csv, plausibility
from analysis.dataset.records import DocumentKind
from analysis.errors import AnalysisError, NotKnownError
from analysis.findings import Catalogue, Outcome, Study, parameters
from analysis.writing.markup import PLAIN
from analysis.writing.writer import TEMPLATE_COLUMNS, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from analysis.dataset.figures_csv import Derived
    from analysis.dataset.schema_checks import Table


MOST_NAMED = 3
"""Maximum number of missing findings that a remark names."""


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


def implausible(tables: dict[str, Table], derived: Derived, study: Study) -> tuple[list[Defect], list[str]]:
    """Find rows of checked tables that break a rule of plausibility and were not accepted.

    `derived` are the rows derived from the sheet. Also returned are remarks on acceptances that are no longer needed
    and on rows of the sheet that may be slips.
    """
    suspicions, stale = plausibility.unaccepted(tables, plausibility.suspicions(tables, study.ranked))
    implausible_rows = []
    for suspicion in suspicions:
        how = f"mend it, or accept it in accepted.csv: {suspicion.name},{suspicion.rule}"
        defect = Defect(suspicion.file, suspicion.row, suspicion.column, f"{suspicion.why}; {how}")
        implausible_rows.append(defect)
    remarks = [*stale, *figures_csv.remarks(tables, derived)]
    return figures_csv.locate(implausible_rows, tables, derived), remarks


def _without_source(catalogue: Catalogue) -> Iterator[Defect]:
    """Find findings that rest on something without a source, such as a number in a study's code."""
    for finding in catalogue.values():
        for leaf in finding.leaves():
            if not leaf.source_ids:
                yield Defect("findings", 1, finding.id, f"rests on {leaf.id!r}, which names no source; give it one")


def _weak_grounds(catalogue: Catalogue) -> Iterator[Defect]:
    """Find verdicts that rest on no document, or only on one page of a third party."""
    for row, (claim_id, claim) in enumerate(catalogue.evidence.claims.items(), 2):  # row 1 is the header
        verdict = catalogue.verdicts.get(claim_id)
        if verdict is None or verdict.outcome is Outcome.NOT_CHECKABLE:
            continue
        grounds = verdict.grounds
        if grounds is None:
            yield Defect("claims.csv", row, "evidence", f"the verdict on {claim_id} rests on no document; name one")
        elif grounds.kind is DocumentKind.THIRD_PARTY and len(grounds.documents) == 1:
            document = grounds.documents[0].document_id
            column = "evidence" if claim["check"] == "editorial" else "check"
            message = f"the verdict on {claim_id} rests on {document} alone, a third party’s page; find another"
            yield Defect("claims.csv", row, column, message)


def _claim_defects(catalogue: Catalogue) -> Iterator[Defect]:
    """Find templates that cannot be filled, and unknown sources."""
    writer = Writer(catalogue)
    evidence = catalogue.evidence
    for row, claim in enumerate(evidence.claims.values(), 2):  # row 1 is the header
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


def notes(evidence: Evidence, study: Study) -> Iterator[str]:
    """Yield remarks on gaps that do not prevent a report, a sentence each.

    An economy may lack figures that others have, and one source of exchange rates may end before another.
    """
    catalogue = Catalogue(evidence, parameters.check({}, evidence, study), study)
    for economy, names in _missing_findings(catalogue).items():
        listed = ", ".join(names[:MOST_NAMED])
        if len(names) > MOST_NAMED:
            listed += " and others"
        number = f"{len(names)} findings" if len(names) > 1 else "a finding"
        need = f"{names[0]} needs {catalogue.missing[names[0]]}"
        yield f"{economy}: {number} known of {study.focus} missing: {listed}; {need}"

    yield from _assumed_periods(evidence)
    for claim_id, claim in evidence.claims.items():
        if claim.get("figures"):
            because = catalogue.verdict(claim_id).because
            if because:
                yield f"claims.csv:{claim['row']}: {claim_id} is not decided: {because}"
    for name in article_folder.WITHOUT_EFFECT:
        if name in evidence.settings.thresholds:
            yield f"{name} has no effect any more: the longest span of a trend decides; leave it out"

    last_days = evidence.rates.newest_by_source
    for source, day in last_days.items():
        if day < max(last_days.values()):
            yield f"exchange_rates.csv: {source} ends on {day}, others go on to {max(last_days.values())}"


def _assumed_periods(evidence: Evidence) -> Iterator[str]:
    """Yield which figure each name without a period stands for, and whether that was published after the article."""
    for claim in evidence.claims.values():
        for pair in claim.get("meant", "").split():
            name, _, figure = pair.partition("=")  # as in nests.AVO=nests.AVO.2023
            period = figure.removeprefix(f"{name}.")
            vintages = [evidence.observation(row) for row in evidence.names_of_rows if row.startswith(f"{figure}.")]
            hint = ""
            if min(vintage.published for vintage in vintages) > evidence.judged_at:
                hint = f", which was published later; write {figure}, so that further rows cannot move it"
            yield f"claims.csv:{claim['row']}: {name} means {period}{hint}"


def _missing_findings(catalogue: Catalogue) -> dict[str, list[str]]:
    """Return for each economy the findings that are known of the country in focus but not of it."""
    # Findings that differ only in the economy, by their declaration and other placeholders; in each family the name
    # of the finding of each economy
    families: dict[tuple[object, ...], dict[str, str]] = defaultdict(dict)
    for name, declared in catalogue.names.items():
        if "economy" in declared.values:
            others = tuple((key, value) for key, value in declared.values.items() if key != "economy")
            families[declared.place, others][declared.values["economy"]] = name

    missing: dict[str, list[str]] = defaultdict(list)
    for names in families.values():
        if names.get(catalogue.study.focus) in catalogue:
            for economy, name in names.items():
                if name not in catalogue:
                    missing[economy].append(name)
    return missing
