"""Runs: an edition of a report from parameters to files, made whole or not at all."""

from analysis.runs.edition import FORMATS, Order, UnfitFolder, UnknownNotebook, make, order
from analysis.runs.folder import Locked

__all__ = ["FORMATS", "Locked", "Order", "UnfitFolder", "UnknownNotebook", "make", "order"]
