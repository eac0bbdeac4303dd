"""New figures and rates from their publishers: fetched, compared with what is stored, and added."""

from analysis.sources.ingestion import FETCHERS, SourceResult, Status, due, refresh, verify
from analysis.sources.new_rows import ContradictionError
from analysis.sources.publishers import Download, Fetcher, SourceError, Value

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
