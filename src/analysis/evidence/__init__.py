"""The evidence: what is claimed, what was measured, by whom, and since when it is public."""

from analysis.evidence.dataset import Evidence
from analysis.evidence.documents import Document
from analysis.evidence.folders import find_data, homes, other_data
from analysis.evidence.loading import load
from analysis.evidence.lookups import LookUp
from analysis.evidence.observations import Observation
from analysis.evidence.rates import NotKnown, Rate
from analysis.evidence.schema import DataError, Defect
from analysis.evidence.settings import Settings

__all__ = [
    "DataError",
    "Defect",
    "Document",
    "Evidence",
    "LookUp",
    "NotKnown",
    "Observation",
    "Rate",
    "Settings",
    "find_data",
    "homes",
    "load",
    "other_data",
]
