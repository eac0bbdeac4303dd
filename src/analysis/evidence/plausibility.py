"""What a figure can hardly be: rules for each kind of series, which a row breaks only where that was accepted."""

import math
import re
from typing import NamedTuple

BIG = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
HAN = {
    "兆": 1e12, "万亿": 1e12, "조": 1e12, "千億": 1e11, "百億": 1e10, "億": 1e8, "亿": 1e8, "억": 1e8,
    "千万": 1e7, "百万": 1e6, "万": 1e4, "만": 1e4, "千": 1e3,
}  # fmt: skip
MAGNITUDES = {**BIG, **HAN, "%": 0.01, "％": 0.01, "per cent": 0.01}
NAMES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WORDS = {word: number for number, word in enumerate(NAMES, 1)}
DIGITS = r"(\d[\d,]*)(?:\.(\d+))?(?:e([+-]?\d+))?"
TOKEN = re.compile(rf"([-−]?)[^\d−-]?{DIGITS}\s*({'|'.join(MAGNITUDES)})?", re.IGNORECASE)
MORE = re.compile(rf"\s*{DIGITS}\s*({'|'.join(HAN)})")
"""What follows in a number such as 1兆7,225億, which is one and the other."""


class Token(NamedTuple):
    """A number as printed: its value, the size of its last digit, and of the last before the noughts that end it.

    The noughts of 0.50 are digits like all others; those of 500 may be, or only fill it up.
    """

    value: float
    digit: float
    filled: float


def read_token(printed: str) -> Token | None:
    """Read the number in a printed token, in base units; None where it holds no number.

    >>> read_token("0.50%"), read_token("1兆7,200億円").filled
    (Token(value=0.005, digit=0.0001, filled=0.0001), 10000000000.0)
    """
    if found := TOKEN.search(printed):
        sign, *parts = found.groups()
        token = _number(*parts)
        while parts[-1] in HAN and (found := MORE.match(printed, found.end())):
            more = _number(*found.groups())
            token = Token(token.value + more.value, more.digit, more.filled)
        return token._replace(value=-token.value) if sign else token
    words = printed.lower().split()
    count = next((WORDS[word] for word in words if word in WORDS), None)
    size = math.prod(BIG[word] for word in words if word in BIG)
    return None if count is None else Token(count * size, size, size)


def _number(whole: str, decimals: str | None, power: str | None, magnitude: str | None) -> Token:
    shown, decimals = whole.replace(",", ""), decimals or ""
    exponent, size = int(power or 0), MAGNITUDES.get((magnitude or "").lower(), 1)
    digit = float(f"1e{exponent - len(decimals)}") * size
    noughts = 0 if decimals or not shown.strip("0") else len(shown) - len(shown.rstrip("0"))
    return Token(float(f"{shown}.{decimals or 0}e{exponent}") * size, digit, digit * 10**noughts)


def token_value(printed: str) -> float | None:
    """Read the number in a printed token; None where it holds no number.

    >>> token_value("3.9 trillion JPY"), token_value("more than 1,200"), token_value("three million")
    (3900000000000.0, 1200.0, 3000000.0)
    """
    token = read_token(printed)
    return token.value if token else None


def precision_fault(printed: str, precision: float, qualifier: str) -> str:
    """Say why a precision cannot be that of a printed token, or nothing.

    It is at least the last digit shown, and less than ten times that; noughts at the end of a whole number may only
    fill it up. What is exact has none, what was worked out here that of all it was worked out of, and a token without a
    number shows no digit.

    >>> precision_fault("0.5%", 0.0001, "eq")
    "'0.5%' shows no digit below 0.001, but the precision is 0.0001"
    """
    token = read_token(printed)
    if token is None or qualifier == "exact":
        return ""
    if precision < token.digit * 0.999:
        return f"{printed[:40]!r} shows no digit below {token.digit:.12g}, but the precision is {precision:.12g}"
    if qualifier != "derived" and precision > token.filled * 9.99:
        return f"{printed[:40]!r} shows digits down to {token.filled:.12g}, but the precision is {precision:.12g}"
    return ""
