"""A number that the author of a notebook brings along, with its unit and where it is from."""

import math
import re
from collections.abc import Mapping
from hashlib import sha256

from analysis.errors import AnalysisError
from analysis.findings.finding import Finding
from analysis.findings.quantity import Quantity

__all__ = ["GivenSource", "NoNumber", "number", "source_row"]

METHOD = "as given in the notebook"


class NoNumber(AnalysisError, ValueError):
    """A number was given without a source or unit, or with bounds that do not hold it."""


class GivenSource(str):
    """A source that the author of a notebook names in words, because the dataset does not have it."""

    __slots__ = ()

    @property
    def anchor(self) -> str:
        """The name of its entry in the list of sources."""
        return f"given-{sha256(self.encode()).hexdigest()[:8]}"


def number(
    value: float, unit: str, source: str, label: str = "", *, low: float | None = None, high: float | None = None
) -> Finding:
    """Take a number of your own into the report, with its unit and where it is from.

    >>> import analysis as an
    >>> an.number(1.19e12, "JPY", "Nikkei Asia, 3 May 2024", "Cost of the plant").text
    '¥1.19 trillion'

    `source` says who published the number, and where it can be looked up; *Workings* and *Sources* repeat it. `label`
    says what the number is. Without `low` and `high` it is taken as exact. Raises `NoNumber` with one sentence.
    """
    bounds = (value if low is None else low, value if high is None else high)
    for name, words in (("unit", unit), ("source", source)):
        if not str(words).strip():
            raise NoNumber(f"a number needs a {name}: an.number({value!r}, unit, source)")
    if not all(isinstance(it, int | float) and math.isfinite(it) for it in (value, *bounds)):
        raise NoNumber(f"{value!r} is no number with bounds; low and high are numbers, too")
    if not bounds[0] <= value <= bounds[1]:
        raise NoNumber(f"{value!r} does not lie between low={bounds[0]!r} and high={bounds[1]!r}")
    called = label or f"Number given in the notebook, {unit}"
    name = re.sub(r"[^\w.-]+", "-", f"{label or unit}-{value:.15g}").strip("-").lower()
    quantity = Quantity(float(value), float(bounds[0]), float(bounds[1]), unit)
    return Finding(f"given.{name}", called, quantity, METHOD, source_ids=(GivenSource(" ".join(source.split())),))


def source_row(source_id: str, sources: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return what is known of a source: its row in the dataset, or the words of the notebook that names it."""
    if isinstance(source_id, GivenSource):
        return {
            "publisher": source_id,
            "title": "As named in the notebook",
            "kind": "given",
            "licence": "as its publisher says",
        }
    return sources[source_id]
