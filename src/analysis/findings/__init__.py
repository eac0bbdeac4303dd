"""Findings and verdicts: pure functions from evidence and parameters to numbers that know their origin."""

from analysis.findings.catalogue import Catalogue
from analysis.findings.declarations import Topic
from analysis.findings.finding import Finding
from analysis.findings.judging import Case
from analysis.findings.parameters import Parameters
from analysis.findings.quantity import Quantity
from analysis.findings.registry import once
from analysis.findings.study import Number, Option, Study, find_study
from analysis.findings.verdict_history import State
from analysis.findings.verdicts import LEGEND, Judgement, Outcome, Verdict

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
