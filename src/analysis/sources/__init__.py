"""New figures and rates from their publishers: fetched, compared with what is stored, and added."""

from analysis.sources.fetchers import FETCHERS, Download, Fetcher, SourceError, Value
from analysis.sources.ingestion import SourceResult, Status, due, refresh, verify
from analysis.sources.new_rows import ContradictionError

__all__ = [
    "FETCHERS",
    "ContradictionError",
    "Download",
    "Fetcher",
    "SourceError",
    "SourceResult",
    "Status",
    "Value",
    "due",
    "refresh",
    "verify",
]
