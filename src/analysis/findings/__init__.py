"""Findings and verdicts: pure functions from evidence and parameters to numbers that know their origin."""

from analysis.evidence import Evidence
from analysis.findings import (
    choices,
    claims,
    competitiveness,
    declared,
    economy,
    history,
    investment,
    subsidies,
    tally,
    unicorns,
    workforce,
    yen,
)
from analysis.findings.catalogue import Catalogue, UnknownFinding
from analysis.findings.checks import judge_all
from analysis.findings.finding import Finding
from analysis.findings.parameters import ParameterError, Parameters
from analysis.findings.quantity import Quantity, UnitError
from analysis.findings.verdict_history import State
from analysis.findings.verdict_history import history as history_of
from analysis.findings.verdicts import LEGEND, Outcome, Verdict

TOPICS = (
    *(declared, economy, claims, history, investment, subsidies),
    *(competitiveness, unicorns, yen, workforce, choices),
)


def compute(evidence: Evidence, parameters: Parameters) -> tuple[Catalogue, dict[str, Verdict]]:
    """Compute every finding and judge every claim, from what was public on the day that `parameters` names."""
    known = evidence.as_known_on(parameters.as_of)
    if parameters.much_larger is not None:
        known = known.with_threshold("much_larger", parameters.much_larger)
    catalogue = Catalogue(known, parameters)
    for topic in TOPICS:
        topic.compute(catalogue)
    verdicts = judge_all(catalogue)
    tally.compute(catalogue, verdicts)
    return catalogue, verdicts


def compute_with_history(
    evidence: Evidence, parameters: Parameters
) -> tuple[Catalogue, dict[str, Verdict], dict[str, list[State]]]:
    """Compute findings and verdicts, and what was to be said of each claim on every day since the article."""
    catalogue, verdicts = compute(evidence, parameters)
    states = history_of(evidence, parameters, compute)
    tally.add_history(catalogue, states)
    return catalogue, verdicts, states


__all__ = [
    "LEGEND",
    "Catalogue",
    "Finding",
    "Outcome",
    "ParameterError",
    "Parameters",
    "Quantity",
    "State",
    "UnitError",
    "UnknownFinding",
    "Verdict",
    "compute",
    "compute_with_history",
]
