"""The evidence: what is claimed, what was measured, by whom, and since when it is public."""

from analysis.evidence.dataset import Evidence, find_data, homes, load
from analysis.evidence.observations import Observation
from analysis.evidence.rates import ECB, H10, NotKnown, Rate
from analysis.evidence.schema import DataError, Defect

__all__ = [
    "ECB",
    "H10",
    "DataError",
    "Defect",
    "Evidence",
    "NotKnown",
    "Observation",
    "Rate",
    "find_data",
    "homes",
    "load",
]
