"""The way of new figures into the data: fetched from their publishers, compared with what is stored, and appended."""

from analysis.evidence.interfaces import Interface, NoInterface
from analysis.evidence.refresh.answers import Answer, Fetched, Fetcher, NotServed, Served, Status, Unfit
from analysis.evidence.refresh.due import due
from analysis.evidence.refresh.run import FETCHERS, refresh, verify
from analysis.evidence.refresh.store import Busy, ReadOnly

__all__ = [
    "FETCHERS",
    "Answer",
    "Busy",
    "Fetched",
    "Fetcher",
    "Interface",
    "NoInterface",
    "NotServed",
    "ReadOnly",
    "Served",
    "Status",
    "Unfit",
    "due",
    "refresh",
    "verify",
]
