"""Numbers that a notebook supplies, with their unit and source."""

import re
from calendar import month_name
from collections.abc import Mapping
from hashlib import sha256
from itertools import chain

from analysis.dataset.unit_names import ALLOWED_DIVISORS, SCALES, spelled, unit_fault
from analysis.errors import ParameterError
from analysis.findings.finding import Finding, GivenSource
from analysis.findings.number_format import CURRENCIES, SYMBOLS
from analysis.findings.quantity import ORDINAL_UNITS, Quantity

LARGEST_NUMBER = 1e100
"""The product of three such numbers is still finite."""

CURRENCY_SIGNS = "$¥€£₩₹"
METHOD = "as given in the notebook, not dated"

_NOUNS = chain(SCALES, ("mn", "bn", "tn"), SYMBOLS, CURRENCIES.values(), ("percent", "per cent", "pct"))
QUANTITY_NOUNS = "|".join(map(re.escape, _NOUNS))
"""Words that make a quantity of the digits before them, as alternatives of a verbose pattern."""

MONTHS = "|".join(month_name[1:])

NOT_A_QUANTITY = re.compile(
    rf"""
    # A year or a day in figures
    (?<![{CURRENCY_SIGNS}])\b      # not an amount: ¥2000
    (?:1[5-9]|20)\d\d              # 1500 to 2099
    (?:[-–/]\d\d(?:\d\d)?)?        # another year or a month: 2023/24, 2023–2025, 2024-04
    (?:-\d\d)?\b                 # a day: 2024-04-12
    (?![ ]?% | [ ]?(?i:{QUANTITY_NOUNS})s?\b)  # not 2000% or 2000 million

    # The day before the name of a month: 12 April
    | \b\d{{1,2}}[ ](?={MONTHS})

    # Digits behind a letter, which belong to a name: CO2
    | (?<=[^\W\d_])\d+\b
    """,
    re.VERBOSE,
)
"""Digits that are not quantities: those of a year or a day, or of a name."""

WORD_WITH_DIGITS = re.compile(r"\S*\d\S*")


def number(
    value: float, unit: str, source: str, label: str = "", *, low: float | None = None, high: float | None = None
) -> Finding:
    """Make a finding of a number of your own.

    >>> import analysis as an
    >>> an.number(1.19e12, "JPY", "Nikkei Asia, 3 May 2024", "Cost of the plant").text
    '¥1.19 trillion'

    Args:
        value: The number, in whole units: 1.19e12, not 1.19 trillion.
        unit: A currency code or any words, such as "robots per ten thousand workers". A unit that the report does not
            know is printed after the number, unless the sentence has it.
        source: Who published the number and where, as *Workings* and *Sources* show it.
        label: What the number is.
        low: The lower bound; the number itself by default.
        high: The upper bound; the number itself by default.

    Raises:
        ParameterError: If something is missing or does not fit.
    """
    lower = value if low is None else low
    upper = value if high is None else high
    for name, words in (("unit", unit), ("source", source)):
        is_text = isinstance(words, str) and bool(words.strip())
        has_letters = is_text and any(map(str.isalpha, words))
        if not is_text or (name == "source" and not has_letters):  # "%" is a unit
            raise ParameterError(f"a number needs a {name}: an.number({value!r}, unit, source)")
    for bound in (lower, value, upper):
        is_number = isinstance(bound, int | float) and not isinstance(bound, bool)
        if not is_number or not abs(bound) <= LARGEST_NUMBER:  # which is false of NaN as well
            raise ParameterError(
                f"{value!r} (low={low!r}, high={high!r}): value, low and high must be numbers "
                f"no larger than {LARGEST_NUMBER:g}"
            )

    # Signs are refused like the words they stand for; of a currency, any word will do
    unit = spelled(" ".join(unit.split()))
    in_words = {"percentage points": "points", "%": "per cent", **dict.fromkeys(CURRENCY_SIGNS, "dollars")}
    signs = "|".join(map(re.escape, in_words))
    fault = unit_fault(re.sub(signs, lambda match: in_words[match[0]], unit.lower()))
    if fault:
        raise ParameterError(f"{unit!r}: {fault}")
    _refuse_numbers(unit, label)
    if unit in ORDINAL_UNITS and not all(bound == int(bound) for bound in (lower, value, upper)):
        raise ParameterError(f"a {unit} is a whole number, not {value!r}")
    if not lower <= value <= upper:
        raise ParameterError(f"{value!r} does not lie between low={lower!r} and high={upper!r}")

    # The name has a checksum, since other numbers may have the same label
    quantity = Quantity(float(value), float(lower), float(upper), unit)
    name = re.sub(r"\W+", "-", label or unit).strip("-").lower()
    checksum = sha256(repr((quantity, source, label)).encode()).hexdigest()[:8]
    return Finding(
        f"given.{name}-{checksum}",
        label or f"Number given in the notebook, {unit}",
        quantity,
        METHOD,
        source_ids=(GivenSource(" ".join(source.split())),),
    )


def _refuse_numbers(unit: str, label: str) -> None:
    """Raise `ParameterError` for a number in the unit or the label, except that of a year, a day or a name."""
    for words in (unit, label):
        numbers = WORD_WITH_DIGITS.findall(NOT_A_QUANTITY.sub("", words))
        if numbers:
            hint = ALLOWED_DIVISORS if words is unit and " per " in unit else "leave it out, or say it in the source"
            raise ParameterError(f"{numbers[0]!r} in {words!r} is another number; {hint}")


def source_row(source_id: str, sources: Mapping[str, Mapping[str, str]]) -> Mapping[str, str]:
    """Return the row of a source in the dataset, or one made of the words of the notebook."""
    if isinstance(source_id, GivenSource):
        return {
            "publisher": source_id,
            "title": "As named in the notebook",
            "kind": "given",
            "licence": "as its publisher says",
        }
    return sources[source_id]
