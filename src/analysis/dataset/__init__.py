"""The evidence: what is claimed, what was measured, by whom, and since when it is public."""

from analysis.dataset.evidence import Evidence
from analysis.dataset.exchange_rates import Rate
from analysis.dataset.folders import find_data, homes, other_data
from analysis.dataset.loading import load
from analysis.dataset.records import Document, LookUp, Observation
from analysis.dataset.schema import DataError, Defect
from analysis.dataset.settings import Settings

__all__ = [
    "DataError",
    "Defect",
    "Document",
    "Evidence",
    "LookUp",
    "Observation",
    "Rate",
    "Settings",
    "find_data",
    "homes",
    "load",
    "other_data",
]
