"""The way of new figures into the data: fetched from their publishers, compared with what is stored, and appended."""

from analysis.dataset.schema import Interface, NoInterface
from analysis.sources.publishers import Answer, Fetched, Fetcher, NotServed, Served, Status, Unfit
from analysis.sources.run import FETCHERS, Busy, ReadOnly, due, refresh, verify

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
