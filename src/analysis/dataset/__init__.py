"""The evidence: what is claimed, what was measured, by whom, and since when it is public."""

from analysis.dataset.choices_toml import Settings
from analysis.dataset.dataset_as_of import Evidence
from analysis.dataset.exchange_rates import Rate
from analysis.dataset.folders import find_data, homes, other_data
from analysis.dataset.loading import load
from analysis.dataset.records import Document, LookUp, Observation
from analysis.dataset.schema_checks import DataError, Defect

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
