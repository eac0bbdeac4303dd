"""Numbers with their bounds and units as text, in figures and in words.

Numbers follow the usage of English-language data desks: $14.8 billion, ¥3.9 trillion, 0.71%, 32nd. The last digit shown
is the first one that the bounds leave uncertain.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from analysis.dataset.unit_names import SCALES
from analysis.errors import UnitError, nearest
from analysis.findings.quantity import FINEST, ORDINAL_UNITS, PURE, Quantity

SYMBOLS = {
    "USD": "$",
    "JPY": "¥",
    "EUR": "€",
    "GBP": "£",
    "KRW": "₩",
    "CNY": "CN¥",
    "TWD": "NT$",
    "INR": "₹",
    "SGD": "S$",
    "INTUSD": "Int$",
}

CURRENCIES = {
    "USD": "dollar",
    "JPY": "yen",
    "EUR": "euro",
    "GBP": "pound",
    "KRW": "won",
    "CNY": "yuan",
    "TWD": "Taiwan dollar",
    "INR": "rupee",
    "SGD": "Singapore dollar",
    "INTUSD": "international dollar",
}

UNIT_NOUNS = {"persons": "people", "firms": "firms", "years": "years", "economies": "economies", "places": "places"}
"""Nouns for units, printed after a number that has no noun beside it."""

MAGNITUDES = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))

MOST_DIGITS = 3
"""A computed number shows at most three significant digits, however narrow its bounds."""

WORTH_SAYING = 0.002
"""Bounds closer together than this share of the number are not worth mentioning."""

NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

ORDINAL_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

FRACTIONS = {
    1 / 10: "a tenth",
    1 / 5: "a fifth",
    1 / 4: "a quarter",
    1 / 3: "a third",
    1 / 2: "half",
    2 / 3: "two thirds",
    3 / 4: "three quarters",
}

MULTIPLES = {
    1.5: "one and a half times",
    2.0: "twice",
    **{float(n): f"{NUMBER_WORDS[n - 1]} times" for n in range(3, 11)},
}

SIZE_WORDS = {"share": FRACTIONS, "ratio": {**FRACTIONS, **MULTIPLES}}
"""Words for a size, by unit."""

LARGEST_GAP_OF_EQUAL = 0.01

LARGEST_GAP_OF_NEARLY = 0.05

LARGEST_GAP_OF_ABOUT = 0.1
"""How far bounds may be from a fraction or multiple in words, as a share of it: see `in_words`."""

COUNT_OR_RANK = re.compile(r"(?:(?:at least|at most|more than|up to) )?\d+(?:st|nd|rd|th| of \d+| points?)?")
"""A number that may be written in words: 3, at least 3, 3rd, 3 of 12, 3 points."""

SPURIOUS_PRECISION = 1e-6
"""A share that a file gives to this precision or finer was computed, so its last digits mean nothing."""


def printed(quantity: Quantity, most_digits: int = MOST_DIGITS, or_more: str = "at least") -> str:
    """Write a quantity the way a reader expects it, rounded to what its bounds support.

    >>> printed(Quantity(14.755e9, 14.721e9, 14.788e9, "USD"))
    '$14.8 billion'
    >>> printed(Quantity(0.00700, 0.00691, 0.00709, "share"))
    '0.70%'
    >>> printed(Quantity(20e9, 20e9, math.inf, "USD"))
    'at least $20 billion'

    A lower bound is rounded down and an upper one up, so that the statement stays true.

    >>> printed(Quantity(44.27e9, 44.27e9, math.inf, "USD"))
    'at least $44.2 billion'
    """
    # A bound on one side; "up to x" has the value x, and zero as the lower bound
    if math.isinf(quantity.low) and math.isinf(quantity.high):
        return "any number"
    if math.isinf(quantity.low):
        return f"at most {_bound(quantity.high, quantity.unit, most_digits, _up)}"
    if math.isinf(quantity.high):
        return f"{or_more} {_bound(quantity.low, quantity.unit, most_digits, _down)}"
    # nearly is enough, as a conversion at a rate moves the bound away from the value
    is_at_top = math.isclose(quantity.value, quantity.high, rel_tol=0.01)
    if quantity.low == 0 < quantity.value and is_at_top:
        return f"up to {_bound(quantity.high, quantity.unit, most_digits, _up)}"
    match quantity.unit:
        case "date":
            day = date.fromordinal(round(quantity.value))
            return f"{day.day} {day:%B %Y}"
        case "month":
            return f"{date.fromordinal(round(quantity.value)):%B %Y}"
        case "year":
            return f"{quantity.value:.0f}"
        case "rank":
            return ordinal(round(quantity.value))
    return _number(quantity, _step(quantity, most_digits))


def in_words(quantity: Quantity, text: str) -> str:
    """Write a quantity in words if they are as accurate as its digits; `text` is the quantity in digits.

    Whole numbers and ranks up to ten become words. A share becomes a half, a third, two thirds, a quarter, three
    quarters, a fifth or a tenth; a ratio one of these, "twice", "three times" and so on up to ten, or "one and a half
    times". The bounds decide:

    - "half": one half is within the bounds, which are at most 1% away from it;
    - "about half": one half is within the bounds, which are at most 10% away from it, or outside them, and at most 1%;
    - "nearly half" or "just over half": one half is above or below the bounds, which are at most 5% away from it.

    Anything else stays in digits, with "times" after a ratio, so that it fits into the same sentence.

    >>> in_words(Quantity(0.521, 0.5205, 0.5215, "share"), "52.1%")
    'just over half'
    >>> in_words(Quantity(0.0822, 0.08215, 0.08225, "share"), "8.22%")
    '8.22%'
    >>> in_words(Quantity(3.4, 3.3, 3.5, "ratio"), "3.4"), in_words(Quantity.exact(7, "firms"), "7")
    ('3.4 times', 'seven')
    """
    if quantity.unit not in SIZE_WORDS:
        return count_in_words(text)
    size = _size_in_words(quantity, SIZE_WORDS[quantity.unit])
    if size:
        return size
    return f"{text} times" if quantity.unit == "ratio" else text


def count_in_words(text: str) -> str:
    """Write whole numbers and ranks up to ten in words, zero as "none", if the text is a mere count or rank.

    >>> count_in_words("at least 3"), count_in_words("2 of 12"), count_in_words("2nd"), count_in_words("$2 billion")
    ('at least three', 'two of 12', 'second', '$2 billion')
    """
    if not COUNT_OR_RANK.fullmatch(text):
        return text
    words = {str(number): word for number, word in enumerate(("none", *NUMBER_WORDS))}
    words |= {ordinal(number): word for number, word in enumerate(ORDINAL_WORDS, 1)}
    return re.sub(r"\w+", lambda match: words.get(match[0], match[0]), text)


def _size_in_words(quantity: Quantity, words: Mapping[float, str]) -> str:
    """Return a quantity in words for sizes, such as 0.5 for "half", the closest first; empty if none fits."""
    for size in sorted(words, key=lambda size: abs(size - quantity.value)):
        # how far the bounds are from the size, as a share of it: −2% and +1%
        low, high = quantity.low / size - 1, quantity.high / size - 1
        is_within = low <= FINEST and high >= -FINEST
        farthest = max(-low, high) - FINEST
        if is_within and farthest <= LARGEST_GAP_OF_EQUAL:
            return words[size]
        largest_gap = LARGEST_GAP_OF_ABOUT if is_within else LARGEST_GAP_OF_EQUAL
        if farthest <= largest_gap:
            return f"about {words[size]}"
        if farthest <= LARGEST_GAP_OF_NEARLY:
            return f"nearly {words[size]}" if high < 0 else f"just over {words[size]}"
    return ""


def bounds(quantity: Quantity, most_digits: int = MOST_DIGITS) -> str:
    """Write the bounds of a quantity with one digit more than the number, or as many as tell them apart, up to eight.

    >>> bounds(Quantity(0.00700, 0.00691, 0.00709, "share"))
    '0.691% to 0.709%'
    >>> bounds(Quantity(0.250232, 0.25023193, 0.25023237, "share"))
    '25.02319% to 25.02324%'

    A difference of shares is in percentage points, and so are its bounds.

    >>> bounds(Quantity(0.0822, 0.08215, 0.08225, "share") - Quantity(0.09, 0.085, 0.095, "share"))
    '−1.285 points to −0.275 points'
    """
    if quantity.is_exact:
        return "exact"
    if quantity.is_narrow:
        return "narrower than a millionth of the number"

    def text(number: float, digits: int) -> str:
        return "no limit" if math.isinf(number) else printed(Quantity.exact(number, quantity.unit), digits)

    # More digits until both bounds differ from the number, as far as they do
    for digits in range(most_digits + 1, 9):
        low = text(quantity.low, digits)
        value = text(quantity.value, digits)
        high = text(quantity.high, digits)
        is_low_told_apart = low != value or quantity.low == quantity.value
        is_high_told_apart = high != value or quantity.high == quantity.value
        if is_low_told_apart and is_high_told_apart:
            break
    return f"{low} to {high}"


def is_rounding(quantity: Quantity, most_digits: int = MOST_DIGITS) -> bool:
    """Return whether the bounds add nothing to the digits shown, as all values between them round to these.

    >>> is_rounding(Quantity(25e9, 24.5e9, 25.5e9, "USD"))
    True
    >>> is_rounding(Quantity(25e9, 24e9, 26e9, "USD"))
    False
    >>> is_rounding(Quantity(730e6, 725e6, 735e6, "USD"))
    False
    """
    is_too_close = quantity.high - quantity.low < WORTH_SAYING * abs(quantity.value)
    if quantity.is_narrow or is_too_close:
        return True

    # The zero of $730 million may be exact or rounded, so that it does not tell of bounds as wide as ten million
    step = _step(quantity, most_digits)
    rounded = round(quantity.value / step) * step
    scale, _ = _scale(rounded, quantity.unit)
    half = min(step, scale) * (0.5 + FINEST)
    return rounded - half <= quantity.low and quantity.high <= rounded + half


def price(base: str, quote: str) -> str:
    """Describe the price that an exchange rate is.

    >>> price("USD", "JPY")
    'dollar in yen'
    """
    return f"{CURRENCIES.get(base, base)} in {CURRENCIES.get(quote, quote)}"


def alone(text: str, unit: str) -> str:
    """Write a number so that it makes sense without words around it.

    >>> alone("¥153.17", "JPY per USD"), alone("$206", "USD per persons"), alone("7", "firms"), alone("32nd", "rank")
    ('¥153.17 per dollar', '$206 per person', '7 firms', '32nd')
    >>> alone("$206,000", "USD per thousand persons")
    '$206,000 per thousand people'
    """
    amount_unit, _, divisor = unit.partition(" per ")
    noun = _each(divisor) if amount_unit in SYMBOLS else UNIT_NOUNS.get(unit, "")
    if not noun:
        return text.rstrip()
    return f"{text} per {noun}" if divisor else f"{text} {noun}"


def unit_said(unit: str) -> str:
    """Name a unit in words; return an empty text for one that its numbers show themselves.

    >>> unit_said("USD"), unit_said("JPY per persons"), unit_said("firms per trillion USD"), unit_said("rank")
    ('dollars', 'yen per person', 'firms per trillion dollars', '')
    """
    amount_unit, per, divisor = unit.partition(" per ")
    return f"{_many(amount_unit)}{per}{_each(divisor)}"


def _each(unit: str) -> str:
    """Name the base of a rate: person, or ten thousand people."""
    scale, _, base = unit.rpartition(" ")
    if scale:
        return f"{scale} {_many(base)}"
    return CURRENCIES.get(base, base.removesuffix("s"))


def _many(unit: str) -> str:
    """Return a unit in the plural: people, dollars; empty for one that its numbers show themselves."""
    if unit in (*PURE, *ORDINAL_UNITS, "points"):
        return ""
    name = CURRENCIES.get(unit)
    if name is None:
        return UNIT_NOUNS.get(unit, unit)
    return name if name.endswith("n") else f"{name}s"  # yen, won and yuan have no plural


def ordinal(rank: int) -> str:
    """Write a rank as a place: 1st, 22nd, 32nd, 11th."""
    is_teen = rank % 100 in (11, 12, 13)
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return f"{rank:,}{ending}"


def _bound(value: float, unit: str, most_digits: int, rounded: Callable[[float], int]) -> str:
    """Write a bound, rounded by `_down` or `_up`."""
    exact = Quantity.exact(value, unit)
    return _number(exact, _step(exact, most_digits), rounded)


def _down(steps: float) -> int:
    return math.floor(steps + FINEST)


def _up(steps: float) -> int:
    return math.ceil(steps - FINEST)


def _number(quantity: Quantity, step: float, rounded: Callable[[float], int] = round) -> str:
    """Write a number in steps of its last digit: 14,755,000,000 in steps of 0.1 billion as $14.8 billion."""
    value = rounded(quantity.value / step) * step
    scale, word = _scale(value, quantity.unit)
    decimals = max(0, -_power_of_ten(step / scale))
    digits = f"{abs(value) / scale:,.{decimals}f}"
    # an exact number has no need of zeros at its end, which tell how precise another one is
    if quantity.is_exact and "." in digits:
        digits = digits.rstrip("0").rstrip(".")

    # no minus before a number that was rounded to zero
    sign = "−" if value < 0 and digits.strip("0.") else ""
    symbol = SYMBOLS.get(quantity.unit.partition(" per ")[0], "")
    return f"{sign}{symbol}{digits}{word}"


def _scale(value: float, unit: str) -> tuple[float, str]:
    """Return the scale of the digits before the point, and its name: a million in $730 million."""
    if unit == "share":
        return 0.01, "%"
    if unit == "points":
        # 1 as a difference of shares, 3% less 2%, may be 0.9999999999999998
        return 1.0, " point" if round(abs(value), 9) == 1 else " points"
    for scale, word in MAGNITUDES:
        if abs(value) >= scale * (1 - 1e-12):  # a multiple of a step may be a bit less than a million
            return scale, word
    return 1.0, ""


def _step(quantity: Quantity, most_digits: int) -> float:
    """Return the size of the last digit shown: no finer than the bounds allow, and at most `most_digits` digits."""
    size = abs(quantity.value)
    width = quantity.high - quantity.low
    if not size:
        width = 2 * max(quantity.high, -quantity.low)  # one side of zero may be cut off
        return 10.0 ** _power_of_ten(width) if 0 < width < math.inf else 1.0

    # the logarithm of a power of ten, of 1000 for instance, may be a bit less than a whole number
    finest = 10.0 ** (math.floor(math.log10(size) + 1e-12) - most_digits + 1)
    is_whole = quantity.is_exact and float(quantity.value).is_integer()
    if is_whole and size < MAGNITUDES[-1][0]:
        return 1.0  # a count has all its digits, also more than `most_digits`
    if not 0 < width < math.inf:
        return finest
    return max(finest, 10.0 ** _power_of_ten(width))


def _power_of_ten(number: float) -> int:
    """Return the power of ten of the first digit: −1 for 0.1, and for 0.3 − 0.2, which floats make a bit less."""
    return math.floor(math.log10(number) + 1e-9)


class Each(NamedTuple):
    """A scale of the base of a rate, such as a trillion (dollars), with its name."""

    number: float
    word: str


TRILLION = Each(SCALES["trillion"], "trillion")

TEN_MILLION = Each(SCALES["ten million"], "ten million")


def each_of(word: Any) -> Each:
    """Return the scale that a word such as million names."""
    if word in SCALES:
        return Each(SCALES[word], word)
    hint = nearest(str(word), SCALES, "expected one of " + ", ".join(SCALES))
    raise UnitError(f"each={word!r} is not a scale{hint}")
