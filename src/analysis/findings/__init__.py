"""Findings and verdicts: pure functions from evidence and parameters to numbers that know their origin."""

from analysis.findings.catalogue import Catalogue, Circle, UnknownFinding, once
from analysis.findings.declarations import DeclaredTwice, Study, Topic, UnknownStudy, find_study
from analysis.findings.finding import Finding
from analysis.findings.history import State
from analysis.findings.parameters import Number, Option, ParameterError, Parameters
from analysis.findings.quantity import Quantity, UnitError
from analysis.findings.verdicts import LEGEND, Case, Judgement, Outcome, Verdict

__all__ = [
    "LEGEND",
    "Case",
    "Catalogue",
    "Circle",
    "DeclaredTwice",
    "Finding",
    "Judgement",
    "Number",
    "Option",
    "Outcome",
    "ParameterError",
    "Parameters",
    "Quantity",
    "State",
    "Study",
    "Topic",
    "UnitError",
    "UnknownFinding",
    "UnknownStudy",
    "Verdict",
    "find_study",
    "once",
]
