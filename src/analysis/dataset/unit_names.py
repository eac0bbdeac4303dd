"""The units of figures: those the program knows, and plain words for what is counted, such as nests."""

import re
from difflib import get_close_matches

from analysis.dataset.schema_checks import VERY_NEAR

CURRENCY = re.compile(r"[A-Z]{3}|INTUSD")
KNOWN_UNITS = ("currency", "national currency", "economies", "firms", "index", "persons", "rank", "share", "years")
"""Units that are words and mean something to the program; what else is counted adds up, and becomes nothing else."""

WHOLE_UNITS = frozenset({"rank", "firms", "economies", "persons"})
"""Units whose figures are whole numbers and never negative."""

SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "ten thousand": 1e4,
    "hundred thousand": 1e5,
    "million": 1e6,
    "ten million": 1e7,
    "hundred million": 1e8,
    "billion": 1e9,
    "trillion": 1e12,
}
"""Words for powers of ten."""

DIVISORS = {f"{number:.0f}": word for word, number in SCALES.items() if number <= SCALES["ten million"]}
"""For how many of something a figure may be given, and how that is said."""

WRONG_UNITS = {
    r"per ?cent|percentages?|pct": "per cent is share, as 0.397 for 39.7%",
    r"dollars?|yen|euros?|yuan|rupees?": "money is named by its code, such as USD",
    r"(?:thousand|million|billion|trillion)s?": "a value stands in full, and its unit counts ones",
}
"""Words that are no unit, or one that has another name, and what is right."""

CURRENCY_SIGNS = {
    "US$": ("USD",), "NT$": ("TWD",), "HK$": ("HKD",), "NZ$": ("NZD",), "A$": ("AUD",), "C$": ("CAD",), "S$": ("SGD",),
    "R$": ("BRL",), "CN¥": ("CNY",), "£": ("GBP", "EGP", "LBP", "GIP", "FKP"), "€": ("EUR",), "¥": ("JPY", "CNY"),
    "₩": ("KRW",), "₹": ("INR",), "₽": ("RUB",), "₺": ("TRY",), "₪": ("ILS",), "₦": ("NGN",), "₴": ("UAH",),
}  # fmt: skip
"""Signs of currencies, the longest first, and the codes that each may stand for; a plain $ is any dollar."""

MONEY_WORDS = {
    "dollar": (), "euro": ("EUR",), "pound": ("GBP",), "yen": ("JPY",), "yuan": ("CNY",), "won": ("KRW",),
    "rupee": ("INR",),
}  # fmt: skip
"""Names of currencies behind a number; a dollar is any dollar."""

DOLLARS = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "INTUSD")

ALLOWED_DIVISORS = "a unit is for each one, hundred, thousand, ten thousand, hundred thousand or million"
"""The message about a unit with another number in it, such as robots per 500 workers."""


def spelled(unit: str) -> str:
    """Spell out the number in a unit: per 10,000 becomes per ten thousand.

    >>> spelled("robots per 10,000 workers"), spelled("cases per 100 000 persons"), spelled("USD per hour")
    ('robots per ten thousand workers', 'cases per hundred thousand persons', 'USD per hour')
    """
    # a number that is not among DIVISORS stays as it is; `unit_fault` reports it
    amount_unit, per, divisor = unit.partition(" per ")
    number = re.match(r"1[0 ,]*0(?= )", divisor)
    if number is None:
        return unit
    word = DIVISORS.get(re.sub("[ ,]", "", number[0]))
    return f"{amount_unit}{per}{word}{divisor[number.end() :]}" if word else unit


def unit_fault(unit: str) -> str:
    """Return why a word is not a valid unit, or an empty text.

    >>> unit_fault("robots per ten thousand employees"), unit_fault("person")
    ('', "'person' is not a unit; did you mean persons?")
    """
    # one with capital letters is taken for money, such as USD per hour, which is checked against the indicator
    if unit in KNOWN_UNITS or not unit.islower():
        return ""
    if re.search(r"\d", spelled(unit)):
        return f"{unit!r} is not a unit; {ALLOWED_DIVISORS}"
    similar = get_close_matches(unit, KNOWN_UNITS, 1, VERY_NEAR)
    if similar:
        return f"{unit!r} is not a unit; did you mean {similar[0]}?"
    amount_unit = unit.partition(" per ")[0]
    for pattern, right in WRONG_UNITS.items():
        if re.search(rf"\b(?:{pattern})\b", amount_unit):
            return f"{unit!r} is not a unit; {right}"
    return ""


def currencies_of(printed: str) -> tuple[str, ...]:
    """Return the possible codes of the currency of a printed number; none if it has no currency.

    >>> currencies_of("£1.9bn"), currencies_of("25 million euros"), currencies_of("1,200")
    (('GBP', 'EGP', 'LBP', 'GIP', 'FKP'), ('EUR',), ())
    """
    # a code tells most, then a sign, the longest before a shorter one that it holds, then a word
    code = re.search(r"\b(INTUSD|[A-Z]{3})\b", printed)
    if code:
        return (code[1],)
    for sign, codes in CURRENCY_SIGNS.items():
        if sign in printed:
            return codes
    if "$" in printed:
        return DOLLARS
    word = re.search(rf"\b({'|'.join(MONEY_WORDS)})s?\b", printed, re.IGNORECASE)
    if not word:
        return ()
    return MONEY_WORDS[word[1].lower()] or DOLLARS  # only a dollar has no codes of its own


def is_money(unit: str) -> bool:
    """Return whether a unit is a currency, or one for each of something.

    >>> is_money("USD"), is_money("GBP per persons"), is_money("nests")
    (True, True, False)
    """
    return CURRENCY.fullmatch(unit.partition(" per ")[0]) is not None


def unit_in_words(unit: str) -> str:
    """Return the words for a unit in a message: "a percentage" for a share."""
    return {"share": "a percentage", "ratio": "a ratio", "rank": "a place in a ranking"}.get(unit, f"in {unit}")


def is_small_count(unit: str) -> bool:
    """Return whether a unit is of things counted one by one, few enough for chance to matter.

    >>> is_small_count("nests"), is_small_count("firms"), is_small_count("persons"), is_small_count("nests per persons")
    (True, True, False, False)
    """
    if unit in {"firms", "economies", "events"}:
        return True
    return unit.islower() and unit not in KNOWN_UNITS and " per " not in unit


NOT_COUNTED = ("currency", "date", "index", "month", "national currency", "points", "ratio", "share", "year")
"""Units in small letters of what is neither a rank nor a count."""


def is_counted(unit: str) -> bool:
    """Return whether numbers in a unit are ranks or counts, which need no unit beside them.

    >>> is_counted("rank"), is_counted("nests"), is_counted("share"), is_counted("nests per persons"), is_counted("USD")
    (True, True, False, False, False)
    """
    return unit.islower() and unit not in NOT_COUNTED and " per " not in unit
