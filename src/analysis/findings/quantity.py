"""Numbers that know their bounds and their unit.

A figure printed as "$25 billion" may be anything from 24.5 up to, but not including, 25.5 billion. A
`Quantity` carries both bounds through every calculation: they are limits, never probabilities. Units are
carried as well, so that dollars cannot be added to yen.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from analysis.errors import AnalysisError
from analysis.evidence import NotKnown

PURE = ("share", "ratio", "")
"""Units without dimension: a share is shown in per cent, a ratio as a factor."""

DIFFERENCES = {"rank": ("places", 1), "share": ("points", 100)}
"""Units whose difference is counted in another one, and how many of that one is."""

PLACES = ("date", "month", "year", "rank")
"""Units of what has a place in an order, but no size."""

FINEST = 1e-6
"""Bounds that lie closer together, as a share of the number, are not written out."""


ROUNDING = 1e-13
"""A difference that is smaller, as a part of the numbers, comes of the computer alone."""


class UnitError(AnalysisError, TypeError):
    """Two quantities were combined whose units do not allow it."""


class DivisorHoldsZero(NotKnown, ZeroDivisionError):
    """A quantity was divided by one that is or may be zero, so that what comes of it is not known."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value between two bounds, in a unit such as `USD`, `JPY per USD`, `persons` or `share`.

    >>> Quantity(25e9, 24.5e9, 25.5e9, "USD") / Quantity.exact(2.0, "ratio")
    Quantity(value=12500000000.0, low=12250000000.0, high=12750000000.0, unit='USD')
    """

    value: float
    low: float
    high: float
    unit: str

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError(f"{self.low} ≤ {self.value} ≤ {self.high} does not hold")

    @classmethod
    def exact(cls, value: float, unit: str) -> "Quantity":
        """Return a quantity without uncertainty, such as a count or a rank."""
        return cls(value, value, value, unit)

    def __add__(self, other: "Quantity") -> "Quantity":
        self._same_unit(other, "add")
        self.is_an_amount("added")
        return Quantity(self.value + other.value, self.low + other.low, self.high + other.high, self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        self._same_unit(other, "subtract")
        unit, each = DIFFERENCES.get(self.unit, (self.unit, 1))
        low, high = _less(self.low, other.high), _less(self.high, other.low)
        return Quantity(_less(self.value, other.value) * each, low * each, high * each, unit)

    def __mul__(self, other: "Quantity") -> "Quantity":
        for one in (self, other):
            one.is_an_amount("multiplied")
        bounds = [_times(a, b) for a, b in product((self.low, self.high), (other.low, other.high))]
        return Quantity(self.value * other.value, min(bounds), max(bounds), _multiply(self.unit, other.unit))

    def __truediv__(self, other: "Quantity") -> "Quantity":
        if self.unit != other.unit:  # of two places one may be so many times as far down
            self.is_an_amount("divided")
            other.is_an_amount("a divisor")
        if other.low <= 0 <= other.high:
            raise DivisorHoldsZero(f"cannot divide by {other.value:g} {other.unit}: its bounds hold zero")
        bounds = [_over(a, b) for a, b in product((self.low, self.high), (other.low, other.high))]
        return Quantity(self.value / other.value, min(bounds), max(bounds), _divide(self.unit, other.unit))

    def scaled(self, times: int) -> "Quantity":
        """Return so many times the quantity, in the same unit."""
        self.is_an_amount("multiplied")
        return self.between(self.value * times, self.low * times, self.high * times)

    def parted(self, parts: int) -> "Quantity":
        """Return one of so many equal parts of the quantity, in the same unit."""
        self.is_an_amount("divided")
        if not parts:
            raise DivisorHoldsZero("cannot divide by zero")
        return self.between(self.value / parts, self.low / parts, self.high / parts)

    def between(self, value: float, one: float, other: float) -> "Quantity":
        """Return another value between two bounds, whichever is the lower one, in the same unit."""
        return Quantity(value, min(one, other), max(one, other), self.unit)

    def is_below(self, other: "Quantity") -> bool | None:
        """Say whether the number is smaller whatever lies within the bounds of both; None where they leave it open."""
        self._same_unit(other, "compare")
        if self.high < other.low:
            return True
        return False if other.high <= self.low else None

    def as_(self, unit: str) -> "Quantity":
        """Return the same number under another name for its unit; only between units without dimension."""
        if unit != self.unit and not (self.unit in PURE and unit in PURE):
            raise UnitError(f"{self.unit or 'a number'} cannot be a {unit}: divide figures of one unit, or use `per`")
        return Quantity(self.value, self.low, self.high, unit)

    @property
    def is_exact(self) -> bool:
        """True for a count, a rank or a day, which no rounding blurs."""
        return self.low == self.high

    @property
    def is_narrow(self) -> bool:
        """True when the bounds lie so close together that nobody could read them: within a millionth of the number."""
        return self.high - self.low < FINEST * abs(self.value) or self.is_exact

    def overlaps(self, other: "Quantity") -> bool:
        """Say whether some number satisfies both; the upper bound of a rounded figure is not part of it."""
        self._same_unit(other, "compare")
        low, high = max(self.low, other.low), min(self.high, other.high)
        return low < high or (low == high and all(q.is_exact or low < q.high for q in (self, other)))

    def gap(self, other: "Quantity") -> float:
        """Return the distance between the bounds, zero where they overlap, in the common unit."""
        self._same_unit(other, "compare")
        return max(0.0, self.low - other.high, other.low - self.high)

    def is_an_amount(self, verb: str) -> None:
        """Refuse to reckon with a place in an order, such as a rank, as if it had a size."""
        if self.unit in PLACES:
            raise UnitError(f"a {self.unit} is not {verb}{'; take the difference in places' * (self.unit == 'rank')}")

    def _same_unit(self, other: "Quantity", verb: str) -> None:
        if self.unit != other.unit and not (self.unit in PURE and other.unit in PURE):
            units = f"{self.unit or 'a number'} and {other.unit or 'a number'}"
            raise UnitError(f"cannot {verb} {units}: both have to be of one unit")


def total(quantities: Iterable[Quantity]) -> Quantity:
    """Add quantities of one unit."""
    first, *rest = quantities
    for quantity in rest:
        first += quantity
    return first


def _times(a: float, b: float) -> float:
    return 0.0 if 0 in (a, b) else a * b  # so that zero times an open bound is zero


def _less(a: float, b: float) -> float:
    """Subtract; what is left by the last digits of the computer alone is zero."""
    left = a - b
    return 0.0 if abs(left) < ROUNDING * max(abs(a), abs(b)) < math.inf else left


def _over(a: float, b: float) -> float:
    return 0.0 if math.isinf(b) else a / b


def _parts(unit: str) -> tuple[Counter[str], Counter[str]]:
    over, _, under = unit.partition(" per ")
    return Counter({over: 1} if over not in PURE else {}), Counter({under: 1} if under else {})


def _join(over: Counter[str], under: Counter[str]) -> str:
    common = over & under
    top, bottom = sorted((over - common).elements()), sorted((under - common).elements())
    if len(top) > 1 or len(bottom) > 1:
        unit = f"{' × '.join(top) or '1'}{' per ' if bottom else ''}{' × '.join(bottom)}"
        raise UnitError(
            f"what comes of it would be in {unit}, which is no unit; an amount takes a share, a ratio or a rate"
        )
    if not bottom:
        return top[0] if top else "ratio"
    return f"{top[0] if top else '1'} per {bottom[0]}"


def _multiply(a: str, b: str) -> str:
    (over_a, under_a), (over_b, under_b) = _parts(a), _parts(b)
    return _join(over_a + over_b, under_a + under_b)


def _divide(a: str, b: str) -> str:
    (over_a, under_a), (over_b, under_b) = _parts(a), _parts(b)
    return _join(over_a + under_b, under_a + over_b)
