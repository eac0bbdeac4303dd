"""Scales: from where to where an axis reaches, and which round numbers are marked on it."""

from collections.abc import Sequence

from matplotlib.ticker import LogLocator, MaxNLocator

from analysis.findings import Quantity
from analysis.findings.formats import printed

RANK = "rank"
"""The unit of a place, of which the first is the best."""

ROOM = 0.06
"""How much of its length an axis reaches beyond what is drawn on it."""


def limits(values: Sequence[float], unit: str) -> tuple[float, float]:
    """Leave some room at both ends; start at zero where that costs little, and turn ranks upside down."""
    low, high = min(values), max(values)
    room = ROOM * (high - low) or 1.0
    if unit == RANK:
        return high + room, min(low - room, 0)
    return (0.0 if 0 <= low < 0.5 * high else low - room), high + room


def ticks(low: float, high: float, *, most: int, integer: bool = False) -> list[float]:
    """Choose round numbers between two bounds."""
    return _inside(MaxNLocator(most, integer=integer).tick_values(low, high), low, high)


def log_ticks(low: float, high: float, *, most: int) -> list[float]:
    """Choose numbers that begin with a one, two or five, between two bounds of a logarithmic scale."""
    for begins in ((1.0, 2.0, 5.0), (1.0, 3.0), (1.0,)):
        found = _inside(LogLocator(subs=begins, numticks=50).tick_values(low, high), low, high)
        if len(found) <= most:
            return found
    return found[:: -(-len(found) // most)]


def marks(values: Sequence[float], unit: str) -> list[str]:
    """Write the numbers that are marked on an axis as the report writes numbers of their unit."""
    return [printed(Quantity.exact(value, unit)) for value in values]


def _inside(values: Sequence[float], low: float, high: float) -> list[float]:
    return [float(value) for value in values if low <= value <= high]
