"""Numbers with bounds and a unit.

A figure printed as "$25 billion" may be anything from 24.5 up to, but not including, 25.5 billion. A
`Quantity` propagates both bounds through every calculation: they are limits, not probabilities. Units are
checked, so that dollars cannot be added to yen.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from analysis.errors import NotKnownError, UnitError

PURE = ("share", "ratio", "")
"""Dimensionless units: a share is shown as a percentage, a ratio as a factor."""

DIFFERENCES = {"rank": ("places", 1), "share": ("points", 100)}
"""Units whose differences have another unit, with the conversion factor."""

TIME_UNITS = ("date", "month", "year")
"""Units of a day, and of the month or the year it lies in: when something was, not how much."""

ORDINAL_UNITS = (*TIME_UNITS, "rank")
"""Units on an ordinal scale, which allow differences at most, and dots rather than bars, as none has a zero."""

FINEST = 1e-6
"""Bounds closer together than this share of the number are not written out."""

ROUNDING = 1e-13
"""A difference smaller than this share of the numbers is a floating-point error."""


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
        self.require_amount("added")
        return Quantity(self.value + other.value, self.low + other.low, self.high + other.high, self.unit)

    def __sub__(self, other: "Quantity") -> "Quantity":
        self._same_unit(other, "subtract")
        unit, factor = DIFFERENCES.get(self.unit, (self.unit, 1))
        value = _less(self.value, other.value)
        low, high = _less(self.low, other.high), _less(self.high, other.low)
        return Quantity(value * factor, low * factor, high * factor, unit)

    def __mul__(self, other: "Quantity") -> "Quantity":
        self.require_amount("multiplied")
        other.require_amount("multiplied")
        # with negative numbers among them, any pair of bounds may give the smallest or the largest product
        pairs = product((self.low, self.high), (other.low, other.high))
        bounds = [_times(bound, other_bound) for bound, other_bound in pairs]
        return Quantity(self.value * other.value, min(bounds), max(bounds), _multiply(self.unit, other.unit))

    def __truediv__(self, other: "Quantity") -> "Quantity":
        if self.unit != other.unit:  # anything may be a multiple of its own kind, also a rank
            self.require_amount("divided")
            other.require_amount("a divisor")
        if other.low <= 0 <= other.high:
            raise NotKnownError(f"cannot divide by {other.value:g} {other.unit}: its bounds hold zero")
        pairs = product((self.low, self.high), (other.low, other.high))  # as in a multiplication
        bounds = [_over(bound, other_bound) for bound, other_bound in pairs]
        return Quantity(self.value / other.value, min(bounds), max(bounds), _divide(self.unit, other.unit))

    def scaled(self, times: int) -> "Quantity":
        """Multiply by a whole number, in the same unit."""
        self.require_amount("multiplied")
        return self.between(self.value * times, self.low * times, self.high * times)

    def divided(self, parts: int) -> "Quantity":
        """Divide by a whole number, in the same unit."""
        self.require_amount("divided")
        if not parts:
            raise NotKnownError("cannot divide by zero")
        return self.between(self.value / parts, self.low / parts, self.high / parts)

    def between(self, value: float, bound: float, other_bound: float) -> "Quantity":
        """Return another value in the same unit; the two bounds may be in either order."""
        return Quantity(value, min(bound, other_bound), max(bound, other_bound), self.unit)

    def is_below(self, other: "Quantity") -> bool | None:
        """Return whether this is smaller for all values within the bounds of both, or None if that depends.

        An equal one is not smaller, which is why touching bounds decide only against it.
        """
        self._same_unit(other, "compare")
        if self.high < other.low:
            return True
        if other.high <= self.low:
            return False
        return None

    def as_(self, unit: str) -> "Quantity":
        """Rename the unit; only between dimensionless units."""
        if unit != self.unit and not (self.unit in PURE and unit in PURE):
            raise UnitError(f"{self.unit or 'a number'} cannot be a {unit}: divide figures of one unit, or use `per`")
        return Quantity(self.value, self.low, self.high, unit)

    @property
    def is_exact(self) -> bool:
        """True if the bounds are equal, as for a count, a rank or a day."""
        return self.low == self.high

    @property
    def is_narrow(self) -> bool:
        """True if the bounds are within a millionth of the number, too close to be worth reading."""
        return self.high - self.low < FINEST * abs(self.value) or self.is_exact

    def overlaps(self, other: "Quantity") -> bool:
        """Return whether the intervals overlap; the upper bound of a rounded figure is exclusive."""
        self._same_unit(other, "compare")
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        # They meet in one point: it belongs to both unless it is the exclusive end of one, as 25.5 of 24.5 to 25.5
        return all(quantity.is_exact or low < quantity.high for quantity in (self, other))

    def gap(self, other: "Quantity") -> float:
        """Return the distance between the intervals, zero if they overlap."""
        self._same_unit(other, "compare")
        return max(0.0, self.low - other.high, other.low - self.high)

    def require_amount(self, verb: str) -> None:
        """Raise `UnitError` for a value on an ordinal scale, such as a rank; `verb` is the operation refused."""
        if self.unit in ORDINAL_UNITS:
            hint = "; take the difference in places" if self.unit == "rank" else ""
            raise UnitError(f"a {self.unit} is not {verb}{hint}")

    def _same_unit(self, other: "Quantity", verb: str) -> None:
        if self.unit != other.unit and not (self.unit in PURE and other.unit in PURE):
            units = f"{self.unit or 'a number'} and {other.unit or 'a number'}"
            raise UnitError(f"cannot {verb} {units}: both need the same unit")


def total(quantities: Iterable[Quantity]) -> Quantity:
    """Add quantities of one unit, of which there is at least one."""
    first, *rest = quantities
    for quantity in rest:
        first += quantity
    return first


# Bounds may be infinite, which is no bound, where Python would give NaN


def _times(bound: float, other: float) -> float:
    """Multiply; zero times no bound is zero."""
    return 0.0 if 0 in (bound, other) else bound * other


def _less(number: float, other: float) -> float:
    """Subtract, with floating-point errors rounded to zero."""
    difference = number - other
    is_error = abs(difference) < ROUNDING * max(abs(number), abs(other)) < math.inf
    return 0.0 if is_error else difference


def _over(bound: float, other: float) -> float:
    """Divide; anything by no bound is zero."""
    return 0.0 if math.isinf(other) else bound / other


# Units are multiplied and divided as fractions: what stands both above and below cancels out


def _parts(unit: str) -> tuple[Counter[str], Counter[str]]:
    """Return how often each unit stands above and below the "per" of a unit: JPY, and USD, of `JPY per USD`."""
    above, _, below = unit.partition(" per ")
    above_parts = Counter([above] if above not in PURE else [])
    below_parts = Counter([below] if below else [])
    return above_parts, below_parts


def _join(above: Counter[str], below: Counter[str]) -> str:
    """Return the unit of a fraction; raise `UnitError` if more than one unit is left above or below."""
    common = above & below
    top = sorted((above - common).elements())
    bottom = sorted((below - common).elements())
    if len(top) > 1 or len(bottom) > 1:
        unit = " × ".join(top) or "1"
        if bottom:
            unit += f" per {' × '.join(bottom)}"
        raise UnitError(
            f"the result would be in {unit}, which is not a unit; combine an amount with a share, a ratio or a rate"
        )
    if bottom:
        return f"{top[0] if top else '1'} per {bottom[0]}"
    return top[0] if top else "ratio"


def _multiply(unit: str, other: str) -> str:
    above, below = _parts(unit)
    other_above, other_below = _parts(other)
    return _join(above + other_above, below + other_below)


def _divide(unit: str, other: str) -> str:
    above, below = _parts(unit)
    other_above, other_below = _parts(other)
    return _join(above + other_below, below + other_above)
