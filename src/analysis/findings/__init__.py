"""Findings and verdicts: pure functions from evidence and parameters to numbers that know their origin."""

from analysis.findings.catalogue import Catalogue, once
from analysis.findings.declarations import Study, Topic, find_study
from analysis.findings.finding import Finding
from analysis.findings.history import State
from analysis.findings.parameters import Number, Option, Parameters
from analysis.findings.quantity import Quantity
from analysis.findings.verdicts import LEGEND, Case, Judgement, Outcome, Verdict

__all__ = [
    "LEGEND",
    "Case",
    "Catalogue",
    "Finding",
    "Judgement",
    "Number",
    "Option",
    "Outcome",
    "Parameters",
    "Quantity",
    "State",
    "Study",
    "Topic",
    "Verdict",
    "find_study",
    "once",
]
