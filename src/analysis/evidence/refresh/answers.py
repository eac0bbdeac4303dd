"""What a publisher served, and what came of it."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from analysis.errors import AnalysisError
from analysis.evidence.interfaces import Interface

DECIMAL = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)
"""How a number has to be printed; Python alone would take 1_0 and the digits of every script."""


class Status(StrEnum):
    """How the fetching of a source ended."""

    ENTERED = "entered"
    NOTHING_NEW = "nothing new"
    KEPT_ASIDE = "kept aside"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one source: the names of the rows that entered, or in one line why none did."""

    source: str
    status: Status
    entered: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One value as it was served: for a period or day, as printed there, and where in the answer it stands.

    `value` is in base units and no number where the printed text is none; `published` is the day that the source itself
    names, if it does.
    """

    of: Interface
    period: str
    value: float
    printed: str
    published: date | None
    vintage: str
    place: str
    status: str = "A"


@dataclass(frozen=True, slots=True)
class Served:
    """One whole answer of a source: its values, the address asked, the checksum of its bytes, and its kind."""

    values: tuple[Fetched, ...]
    address: str
    checksum: str
    kind: str = "own"
    note: str = ""


class Fetcher(Protocol):
    """A way to ask one kind of interface; it writes nothing and decides nothing."""

    def __call__(self, interfaces: Sequence[Interface], since: date, today: date) -> Served:
        """Ask for some series of one source from a day on."""


class NotServed(AnalysisError):
    """A source cannot be fetched: the network, the interface, or a package that is missing."""


class Unfit(AnalysisError):
    """An answer contradicts what is stored, or itself, and is kept aside."""


class TooSoon(AnalysisError):
    """Something new was served on a day of which an edition may have been made already; it can enter tomorrow."""


def fetched(
    of: Interface, period: str, printed: str, place: str, *, published: date | None = None, status: str = "A"
) -> Fetched:
    """Take one value as it was served and turn it into base units."""
    value = float(printed) * of.multiplier if DECIMAL.fullmatch(printed) else math.nan
    vintage = published.strftime(of.vintage) if published else ""
    return Fetched(of, period, value, printed, published, vintage, place, status)
