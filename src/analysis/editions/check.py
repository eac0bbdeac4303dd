"""The gate before publication: all that `japan-tech check` checks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.dataset import DataError, Defect, figures_csv, plausibility
from analysis.dataset.article_folder import is_article
from analysis.dataset.digests import digest, stored_digest
from analysis.dataset.loading import checked_tables, parse_evidence
from analysis.editions import archive_integrity, claim_checks
from analysis.editions.atomic_files import recover
from analysis.editions.publication_history import ArchiveError, Event
from analysis.editions.studies import study_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.dataset.figures_csv import Derived
    from analysis.dataset.schema_checks import Table
    from analysis.findings import Study


@dataclass(frozen=True, slots=True)
class Checked:
    """Data without defects and the editions made of them: evidence, study, history, and remarks."""

    evidence: Evidence
    study: Study
    events: list[Event]
    remarks: Sequence[str]


def check(data: Path, study_name: str, reports: Path, today: date, text: Path | None = None) -> Checked:
    """Check a data folder, and the editions, drafts and history that belong to it.

    Args:
        data: the data folder.
        study_name: the study, empty for that of the data.
        reports: the folder of the editions; there may be none.
        today: no day of publication and no line of the history may be later.
        text: the article, every number of which has to be covered by a claim.

    Raises:
        DataError: the data have defects, or an implausible figure that is not accepted.
        ArchiveError: editions, history and data do not fit each other.
    """
    hashes = stored_digest(data)
    if text and text.is_file():
        hashes += digest(text.read_bytes())

    # First, as this names the cause: where rows are lost, others that refer to them are faulty as well
    archive_integrity.check_counts(reports, data)
    evidence, study, remarks = _check_data(data, study_name, hashes, text, today)

    # An edition that a killed run renamed would be missed; a folder that cannot be written can still be checked
    with suppress(OSError):
        recover(reports)
    events = archive_integrity.check(reports, evidence, today)
    archive_integrity.check_rows(reports, evidence)
    return Checked(evidence, study, events, remarks)


@lru_cache(maxsize=2)
def _check_data(
    data: Path, study_name: str, _hashes: str, text: Path | None, today: date
) -> tuple[Evidence, Study, tuple[str, ...]]:
    """Check the data and the article; return evidence, study and remarks.

    `_hashes` are those of both: a part of the key of the cache, which an update and the site after it share.
    """
    study = study_named(study_name, data)
    tables, settings, derived = checked_tables(data)
    whole = parse_evidence(tables, settings, is_of_article=is_article(data))
    evidence = whole.as_known_on(whole.newest)  # on its last day everything is known
    if evidence.newest > today:
        raise ArchiveError(
            f"{data}: holds what became public on {evidence.newest}, which lies after today, {today}; "
            "mend the day in the column published, or the clock"
        )
    implausible_rows, remarks = implausible(tables, derived, study)
    defects = claim_checks.defects(evidence, study, text) + implausible_rows
    if defects:
        raise DataError(defects)
    return evidence, study, tuple(remarks)


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
