"""Parse numbers as they are printed: 82.4%, $25 billion, 1兆7,225億円, more than 1,200, 20 to 25, third.

`read_token` finds a number in a text, with the size of its last digit. `read_number` reads all of a cell as a number in
a unit, with its precision and its bounds.
"""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from analysis.dataset.records import bounds
from analysis.dataset.unit_names import SCALES, WHOLE_UNITS, spelled

SCALE_WORDS = {word: number for word, number in SCALES.items() if " " not in word}
"""Single words for powers of ten, such as million."""

ABBREVIATED_SCALES = {
    "bn": "billion", "tn": "trillion", "trn": "trillion", "mn": "million", "mln": "million", "m": "million",
}  # fmt: skip

EAST_ASIAN_SCALES = {
    "兆": 1e12, "万亿": 1e12, "조": 1e12, "千億": 1e11, "百億": 1e10, "億": 1e8, "亿": 1e8, "억": 1e8,
    "千万": 1e7, "百万": 1e6, "万": 1e4, "만": 1e4, "千": 1e3,
}  # fmt: skip
"""Chinese, Japanese and Korean signs for powers of ten, each before a shorter one that it begins with."""

PER_CENT = ("%", "per cent", "percent")
MAGNITUDES = SCALE_WORDS | EAST_ASIAN_SCALES | {"%": 0.01, "％": 0.01, "per cent": 0.01}

NAMES_OF_NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
ONE_TO_TWELVE = {word: number for number, word in enumerate(NAMES_OF_NUMBERS, 1)}

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MULTIPLES = {
    "twice": "2.0", "double": "2.0", "triple": "3.0", "half": "0.50", "a third": "0.33", "two thirds": "0.67",
    "a quarter": "0.25", "three quarters": "0.75", "a fifth": "0.20", "a tenth": "0.10",
}  # fmt: skip
"""Words for ratios, and the number with as many digits as such a word is precise to."""

DIGITS_WITH_POWER = r"(\d[\d,]*)(?:\.(\d+))?(?:e([+-]?\d+))?"
"""The whole part, the decimals and the power of ten of a number such as 1,208 or 1.20e+15, a group each."""

TOKEN = re.compile(rf"([-−]?)[^\d−-]?{DIGITS_WITH_POWER}\s*({'|'.join(MAGNITUDES)})?", re.IGNORECASE)
"""A sign, perhaps the sign of a currency, and then a number with its magnitude."""

NEXT_PART = re.compile(rf"\s*{DIGITS_WITH_POWER}\s*({'|'.join(EAST_ASIAN_SCALES)})")
"""The second part of a number such as 1兆7,225億, which is added to the first."""


class Token(NamedTuple):
    """A number as printed: its value, and the sizes of its last digit and of its last digit before final zeros.

    The zero of 0.50 is significant; those of 500 may be or not.
    """

    value: float
    last_digit: float
    last_nonzero: float


def read_token(printed: str) -> Token | None:
    """Parse the number in a printed token, in base units; return None if there is none.

    >>> read_token("0.50%")
    Token(value=0.005, last_digit=0.0001, last_nonzero=0.0001)
    >>> read_token("1兆7,200億円")
    Token(value=1720000000000.0, last_digit=100000000.0, last_nonzero=10000000000.0)
    """
    match = TOKEN.search(printed)
    if match is None:
        return _token_in_words(printed)

    sign, whole, decimals, power, magnitude = match.groups()
    token = _token_in_digits(whole, decimals, power, magnitude)
    while magnitude in EAST_ASIAN_SCALES:
        match = NEXT_PART.match(printed, match.end())
        if match is None:
            break
        whole, decimals, power, magnitude = match.groups()
        # the last part has the last digit of the whole
        part = _token_in_digits(whole, decimals, power, magnitude)
        token = Token(token.value + part.value, part.last_digit, part.last_nonzero)
    return token._replace(value=-token.value) if sign else token


def _token_in_words(printed: str) -> Token | None:
    """Parse a number such as three million or one hundred thousand: a small number times all powers of ten.

    Of several small numbers the first counts; whether words are left over is for `_is_in_full` to say.
    """
    words = printed.lower().split()
    size = math.prod(SCALE_WORDS[word] for word in words if word in SCALE_WORDS)
    for word in words:
        if word in ONE_TO_TWELVE:
            return Token(ONE_TO_TWELVE[word] * size, size, size)
    return None


def _token_in_digits(whole: str, decimals: str | None, power: str | None, magnitude: str | None) -> Token:
    """Return the number of the groups of `DIGITS_WITH_POWER` and its magnitude; a group that is missing is None."""
    digits = whole.replace(",", "")
    decimals = decimals or ""
    exponent = int(power or 0)
    size = MAGNITUDES.get((magnitude or "").lower(), 1)
    value = float(f"{digits}.{decimals or 0}e{exponent}") * size
    last_digit = float(f"1e{exponent - len(decimals)}") * size

    # only the final zeros of a whole number may be insignificant, and a zero alone is a digit
    zeros = 0
    if not decimals and digits.strip("0"):
        zeros = len(digits) - len(digits.rstrip("0"))
    return Token(value, last_digit, last_digit * 10**zeros)


def token_value(printed: str) -> float | None:
    """Parse the value of a printed token; return None if there is none.

    >>> token_value("3.9 trillion JPY"), token_value("more than 1,200"), token_value("three million")
    (3900000000000.0, 1200.0, 3000000.0)
    """
    token = read_token(printed)
    return token.value if token else None


# A number with its unit, its precision and the words that limit it

LIMITING_WORDS = {
    "exact": ("exactly",),
    "approx": ("about", "around", "roughly", "nearly", "almost", "some", "~", "≈"),
    "gt": ("more than", "over", "above", "just over", "in excess of", ">"),
    "ge": ("at least", "no fewer than", "no less than", "a minimum of", "≥"),
    "le": ("up to", "at most", "no more than", "a maximum of", "≤"),
    "lt": ("fewer than", "less than", "under", "below", "just under", "<"),
}
"""For each qualifier of a figure the words before a number that stand for it."""

QUALIFIERS = {word: qualifier for qualifier, words in LIMITING_WORDS.items() for word in words}
LONGEST_FIRST = sorted(QUALIFIERS, key=len, reverse=True)
LIMITING_WORD = "|".join(re.escape(word) for word in LONGEST_FIRST)
LIMITED = re.compile(rf"({LIMITING_WORD})(?!\w)\s*(?=\S)", re.IGNORECASE)
"""Words such as more than, with a number behind them."""

BLANK_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f](?=\d{3}(?!\d))")

ABBREVIATED = re.compile(r"(?<=\d)(?:\s?(bn|trn|tn|mln|mn)|(m))\b", re.IGNORECASE)
"""A magnitude as newspapers print it: £1.9bn, €749.2m."""

LENGTHS = ("m", "metres", "meters", "miles")
"""Units for which a number such as 5m is not five million."""

RANGE = re.compile(
    r"(?:between |from )?(?P<low>[^\d\s]{0,4}\d[\d,.]*(?: ?(?:%|[a-z]+))?)"
    r"(?:\s?[-–—]\s?| to | and )(?P<high>[^\d\s]{0,4}\d.*)",
    re.IGNORECASE,
)
"""A range: 20 to 25, between 1 and 2 million, 15–20%."""

IN_FULL = re.compile(
    rf"(?:[A-Z]{{0,3}}[$€£¥₩₹₽₺₪₦₴]|[A-Z]{{3}} )?[-−]?(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.\d+)?(?:st|nd|rd|th)?"
    rf" ?(?:{'|'.join(SCALE_WORDS)}|%|per cent)?(?: (?P<unit>\D+))?",
    re.IGNORECASE,
)
"""A number that is read in full: 1,200 or 1.5 million or $25 billion or 82.4%, perhaps with its unit behind it."""

ROUNDED_IN_WORDS = 1e6
"""From here on numbers in words are rounded, such as three million; one hundred is as precise as 100."""

ROUNDED_IN_DIGITS = 1000
"""From here on two or more noughts at the end are taken for rounding: 700 is exactly that, and 7,000 is not."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A printed number: its value and precision in base units, and how it is limited."""

    printed: str
    value: float
    unit: str
    qualifier: str
    precision: float

    @property
    def cells(self) -> dict[str, str]:
        """The number as the full tables hold it, with its bounds."""
        low, high = bounds(self.value, self.precision, self.qualifier)
        numbers = {"value": self.value, "low": low, "high": high, "precision": self.precision}
        texts = {name: f"{number:.15g}".upper() for name, number in numbers.items()}
        return {"printed": self.printed, "unit": self.unit, "qualifier": self.qualifier} | texts


def read_number(printed: str, unit: str) -> Reading:
    """Read a number as it is printed; raise `ValueError` where there is none.

    Its precision is the last digit shown, or the last before two or more noughts, but at least two digits count. A
    rank, or a number of persons or firms that is printed in full, is exact. A unit may hold the magnitude
    (`USD million`) or be a per cent sign.

    >>> read_number("82.4", "%").cells["low"], read_number("25 billion", "USD").precision
    ('0.8235', 1000000000.0)
    >>> read_number("118", "firms").qualifier, read_number("about 1,200", "nests").precision
    ('exact', 100.0)
    """
    text, unit = _with_magnitude(printed, unit)

    # Split off the words that limit the number
    qualifier, number = "", text
    limit = LIMITED.match(text)
    if limit:
        qualifier = QUALIFIERS[limit[1].lower()]
        number = text[limit.end() :]

    ends = RANGE.fullmatch(number)
    if ends:
        return _read_range(text, ends, qualifier, unit)

    number = _without_unit(number, unit)
    token = read_token(number)
    if token is None:
        raise ValueError(f"{printed[:40]!r} holds no number; write it as it is printed, such as 82.4% or 25 billion")
    if not _is_in_full(number, unit):
        raise ValueError(f"{printed[:40]!r} cannot be read in full; {_right_form(number)}")
    if unit == "rank" and not (token.value >= 1 and token.value.is_integer() and token.last_digit == 1):
        raise ValueError(f"{printed[:40]!r} is no place in a ranking, such as 1st or 32nd")

    # a small number in words is as precise as its digits: one hundred as 100
    if _is_in_words(number) and token.value < ROUNDED_IN_WORDS:
        token = read_token(f"{token.value:.0f}") or token
    precision = _precision(token)
    is_counted = not qualifier and unit in WHOLE_UNITS and precision == 1
    if is_counted or qualifier == "exact":
        return Reading(text, token.value, spelled(unit), "exact", 0.0)
    return Reading(text, token.value, spelled(unit), qualifier or "eq", precision)


def has_per_cent(text: str) -> bool:
    """Return whether a text has a per cent sign, or the words for it."""
    return any(sign in text for sign in PER_CENT)


def _with_magnitude(printed: str, unit: str) -> tuple[str, str]:
    """Return a number with its magnitude and per cent sign beside it, wherever the row has them, and its unit.

    1.9bn in GBP becomes 1.9 billion, 25 in USD million becomes 25 million in USD, and 82.4 in % becomes 82.4%, a share.
    """
    number = BLANK_BETWEEN_THOUSANDS.sub(",", printed.strip())
    unit = " ".join(unit.split())
    if unit not in LENGTHS:
        number = ABBREVIATED.sub(lambda match: f" {ABBREVIATED_SCALES[(match[1] or match[2]).lower()]}", number)
    if unit in PER_CENT:
        unit = "share"
        if not has_per_cent(number):
            number = f"{number}%"

    # Of a unit such as USD million the magnitude goes to the number; million alone stays a unit
    words = unit.split()
    magnitudes = [word for word in words if word in SCALE_WORDS]
    # robots per ten thousand workers is a unit in which nothing is a magnitude
    if magnitudes and len(words) > 1 and " per " not in unit:
        number = f"{number} {magnitudes[0]}"
        unit = " ".join(word for word in words if word != magnitudes[0])
    return number, unit


def _without_unit(number: str, unit: str) -> str:
    """Leave out words that only repeat the unit, and write words for a ratio or a place in digits."""
    lower = number.lower()
    if unit == "rank" and lower in ORDINALS:
        return str(ORDINALS.index(lower) + 1)
    number = MULTIPLES.get(lower, number)
    if unit == "ratio":
        return number.removesuffix(" times")
    if unit == "points":
        return re.sub(r" (?:(?:percentage|per cent|percent) )?points?$", "", number)
    return number


def _precision(token: Token) -> float:
    """Return the size of the last digit of a number that is taken for exact.

    >>> _precision(read_token("1,250")), _precision(read_token("1,200")), _precision(read_token("2,000,000"))
    (1.0, 100.0, 100000.0)
    """
    ends_in_noughts = token.last_nonzero >= 100 * token.last_digit
    if not ends_in_noughts or abs(token.value) < ROUNDED_IN_DIGITS:
        return token.last_digit
    # the noughts may be rounded, but not the first two digits
    second_digit = 10.0 ** (math.floor(math.log10(abs(token.value))) - 1)
    return max(min(token.last_nonzero, second_digit), token.last_digit)


def _read_range(text: str, ends: re.Match[str], qualifier: str, unit: str) -> Reading:
    """Read a range, whose lower end may leave the magnitude, the currency or the per cent sign to the upper one."""
    low, high = ends["low"], ends["high"]
    magnitude_or_percent = rf" ?(?:{'|'.join(SCALE_WORDS)}|%|per cent|percent)"
    magnitude = re.search(magnitude_or_percent, high, re.IGNORECASE)
    # the first magnitude of the upper end is that of the lower end too, if that has none behind its digits: US$20
    if magnitude and not re.search(rf"\d{magnitude_or_percent}", low, re.IGNORECASE):
        low += magnitude[0]
    if qualifier not in ("", "approx"):
        raise ValueError(f"{text[:40]!r} is a range and has no end as well; write a range such as 20 to 25")

    first, last = read_number(low, unit), read_number(high, unit)
    if first.value >= last.value or not {first.qualifier, last.qualifier} <= {"eq", "exact"}:
        raise ValueError(f"{text[:40]!r} is no range; write the smaller number first, as in 20 to 25")
    # the ends of a range are half its width from the middle, as `bounds` takes its precision
    middle = (first.value + last.value) / 2
    width = last.value - first.value
    return Reading(text, middle, first.unit, "range", width)


def _is_in_words(number: str) -> bool:
    return not any(map(str.isdecimal, number))


def _is_in_full(number: str, unit: str) -> bool:
    """Return whether a number is all of a text, but for the words of its unit."""
    if _is_in_words(number):
        known = {*ONE_TO_TWELVE, *SCALE_WORDS, *unit.lower().split()}
        return known.issuperset(number.lower().split())
    match = IN_FULL.fullmatch(number)
    return match is not None and (not match["unit"] or match["unit"].lower() in unit.lower())


def _right_form(number: str) -> str:
    """Return how to write a number that cannot be parsed in full."""
    if re.fullmatch(r"\d+,\d{1,2}(?!\d).*", number):
        return "a comma stands between thousands; write decimals with a point, such as 3.5"
    return "write a number such as 1,200, 3.5 million or 82.4%, with its unit in the column unit"
