"""Runs: an edition of a report from parameters to files, made whole or not at all."""

from analysis.runs.edition import FORMATS, Order, make, order
from analysis.runs.folder import UnfitFolder
from analysis.runs.locking import Locked, UnwritableFolder
from analysis.runs.notebooks import UnknownNotebook
from analysis.runs.parameter_file import read_parameters, write_parameters
from analysis.runs.studies import study_named

__all__ = [
    "FORMATS",
    "Locked",
    "Order",
    "UnfitFolder",
    "UnknownNotebook",
    "UnwritableFolder",
    "make",
    "order",
    "read_parameters",
    "study_named",
    "write_parameters",
]
