"""The catalogue of a report: all its findings by name, with the verdicts on the claims and their history."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.errors import AnalysisError, NotKnownError
from analysis.findings.article_figures import article_topic
from analysis.findings.declarations import expand_pattern, together
from analysis.findings.judging import JudgedRegistry
from analysis.findings.study import Study
from analysis.findings.verdict_findings import HISTORICAL, HISTORY, TOPIC
from analysis.findings.verdict_history import Standing, State, history_of, standings_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from analysis.dataset import Evidence
    from analysis.findings.declarations import Declaration
    from analysis.findings.parameters import Parameters

ENDS_IN_DAY = re.compile(r".+\.\d{4}-\d{2}-\d{2}")
"""A name of the history, such as history.C901.2024-05-31."""


class Catalogue(JudgedRegistry):
    """All findings of one report by name, with the verdicts on the claims and their history."""

    def __init__(self, evidence: Evidence, parameters: Parameters, study: Study | None = None) -> None:
        study = study or Study(title="", subtitle="")
        super().__init__(evidence, parameters, study, (article_topic(study), TOPIC, *study.topics))

    # -- declarations that depend on the history of verdicts, which is computed only for a name that may be one

    def declaration(self, finding_id: str) -> Declaration | None:
        """Return the declaration of a finding, which may depend on the history of verdicts, or None."""
        declaration = super().declaration(finding_id)
        if declaration is None and finding_id.startswith(HISTORICAL):
            return self._historical.get(finding_id)
        return declaration

    @property
    def names(self) -> Mapping[str, Declaration]:
        """The declarations of all findings, known or missing, those of the history last."""
        return self._declared | self._historical

    @property
    def _historical(self) -> dict[str, Declaration]:
        """The declarations that depend on the history; none up to the day of the article, on which it begins."""
        if self.evidence.as_of <= self.evidence.judged_at:
            return {}
        return self.once("names of the history", _historical)

    def unknown(self, name: str, names: Iterable[str]) -> AnalysisError:
        """Return the error for a name that is not declared; one with a day without a change is merely not known."""
        if name.startswith(HISTORICAL) and ENDS_IN_DAY.fullmatch(name):
            return NotKnownError("nothing changed on that day, as far as is known")
        return super().unknown(name, names)

    @property
    def history(self) -> dict[str, list[State]]:
        """The states of each claim since the day of the article, oldest first."""
        return history_of(self)

    @property
    def standings(self) -> dict[str, Standing]:
        """How the verdict on each claim stands: on the article's date, and now."""
        return standings_of(self)


def _historical(c: Catalogue) -> dict[str, Declaration]:
    """Declare the findings of the history; their values, such as days of a change, are functions of the catalogue."""
    declarations: list[Declaration] = []
    for pattern in HISTORY.patterns:
        declarations += expand_pattern(pattern, source=c, evidence=c.evidence)
    return together(declarations)
