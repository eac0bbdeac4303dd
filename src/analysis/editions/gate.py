"""The gate before publication: what is published passes everything that `japan-tech check` checks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.dataset import DataError, load
from analysis.dataset.loading import digest, stored_digest
from analysis.editions import archive, checks
from analysis.editions.archive import ArchiveError, Event
from analysis.editions.files import recover
from analysis.editions.studies import study_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from analysis.dataset import Evidence
    from analysis.findings import Study


@dataclass(frozen=True, slots=True)
class Checked:
    """Data without a defect and the editions made of them: evidence, study, history, and remarks."""

    evidence: Evidence
    study: Study
    events: list[Event]
    remarks: Sequence[str]


def check(data: Path, study: str, reports: Path, today: date, text: Path | None = None) -> Checked:
    """Check a data folder, and the editions, drafts and history that belong to it.

    Args:
        data: the data folder.
        study: the name of the study, empty for that of the data.
        reports: the folder of the editions; there may be none.
        today: no day of publication and no line of the history may be later.
        text: the article, every number of which has to be covered by a claim.

    Raises:
        DataError: the data have defects, or an implausible figure that is not accepted.
        ArchiveError: editions, history and data do not fit each other.
    """
    evidence = load(data)
    if evidence.newest > today:
        raise ArchiveError(
            f"{data}: holds what became public on {evidence.newest}, which lies after today, {today}; "
            "mend the day in the column published, or the clock"
        )
    content = stored_digest(data) + (digest(text.read_bytes()) if text and text.is_file() else "")
    of, remarks = _check_data(data, study, content, text)
    with suppress(OSError):  # a folder that cannot be written
        recover(reports)
    events = archive.check(reports, evidence, today)
    archive.check_rows(reports, evidence, data, events)
    return Checked(evidence, of, events, remarks)


@lru_cache(maxsize=2)
def _check_data(data: Path, study: str, _content: str, text: Path | None) -> tuple[Study, tuple[str, ...]]:
    """Check data, and the article, once as long as no byte of them changes; return the study and remarks."""
    evidence, of = load(data), study_named(study, data)
    doubted, remarks = checks.implausible(data, of)
    if found := checks.defects(evidence, of, text) + doubted:
        raise DataError(found)
    return of, tuple(remarks)
