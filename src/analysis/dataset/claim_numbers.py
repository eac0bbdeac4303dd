"""Parse the number that a claim prints, as its rule needs it: a change, a place in a ranking, a count of years.

An amount is read by `printed_number`; here is whether it fits the unit and the scale of what it is compared with.
"""

import re
from typing import NamedTuple

from analysis.dataset.printed_number import (
    ABBREVIATED_SCALES,
    LIMITING_WORD,
    MULTIPLES,
    ONE_TO_TWELVE,
    ORDINALS,
    SCALE_WORDS,
    Reading,
    has_per_cent,
    read_number,
    read_token,
)
from analysis.dataset.unit_names import currencies_of, is_money, unit_in_words

LARGEST_SCALE_GAP = 1000
"""How many times a number without a currency may differ from the evidence before its scale is asked for."""

SAME_NUMBER = 0.02
"""Two numbers closer than this share may be meant as one."""

UP = (
    r"rose|risen|rises?|rising|grew|grown|grows?|growth|increased?|increases|up|higher|more|gained?|jump(?:ed)?|"
    r"climb(?:ed)?|surged?|soared|larger|bigger|greater|above"
)
DOWN = (
    r"fell|fallen|falls?|falling|dropped|drops?|declined?|declines|decreased?|decreases|down|lower|less|fewer|shrank|"
    r"shrunk|cut|lost|reduced|reduction|smaller|plunged|dipped|slipped|cheaper|below"
)
DIRECTIONS = {
    "rising": re.compile(rf"\b(?:{UP})\b", re.IGNORECASE),
    "falling": re.compile(rf"\b(?:{DOWN})\b", re.IGNORECASE),
}

CHANGE_BEFORE = re.compile(
    rf"\b(?:{UP}|{DOWN})(?: by)?(?: (?:about|around|nearly|almost|some|more than|over|at least))? ?$", re.IGNORECASE
)
CHANGE_BEHIND = re.compile(
    rf"^ (?:{UP}|{DOWN}|rise|growth|increase|fall|drop|decline|decrease|jump|cut)\b", re.IGNORECASE
)
"""Words right before or right behind a percentage that is a change: rose by 5%, a 5% increase."""

FALL_BEFORE = re.compile(rf"\b(?:{DOWN})(?: by)? ?$", re.IGNORECASE)
FALL_BEHIND = re.compile(rf"^ (?:{DOWN})\b", re.IGNORECASE)

MULTIPLIED = {"doubled": 2, "tripled": 3, "trebled": 3, "quadrupled": 4, "halved": 0.5}
"""Verbs that say by what something was multiplied."""

MAGNITUDE = rf"(?:{'|'.join(SCALE_WORDS)}|bn|tn|trn|mn|mln|m|%|per cent|percent|percentage points?|points?)"
NUMBER_OR_END = rf"[^\d\s]{{0,4}}\d[\d,.]*(?: ?{MAGNITUDE}\b|%)*"
CHANGE = re.compile(
    rf"(?:(?P<qualifier>{LIMITING_WORD})\s*)?"
    rf"(?:(?P<number>{NUMBER_OR_END}(?:(?: to |[-–—]){NUMBER_OR_END})?)|(?P<times>{'|'.join(MULTIPLIED)}))",
    re.IGNORECASE,
)
"""The number of a change: 67%, more than 3 percentage points, 5 to 10%, nearly doubled."""

TOP = re.compile(r"\btop (\w+)", re.IGNORECASE)
TOP_WITH_NUMBER = re.compile(r"\btop (?:\d+|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)


# What a printed number may be compared with


def unit_mismatch(printed: str, unit: str) -> str:
    """Return why a printed number cannot be compared with a figure of a unit, or an empty text.

    >>> unit_mismatch("£5 million", "EUR")
    "'£5 million' is money of another currency; the evidence is in EUR"
    >>> unit_mismatch("11.1", "share")
    "'11.1' names no unit, and the evidence is a percentage; write 11.1% as the article has it"
    """
    quoted = f"{printed[:40]!r}"
    expected = f"the evidence is {unit_in_words(unit)}"
    if "point" in printed and unit != "points":
        return f"{quoted} is a difference of percentages, and {expected}; write a - b, or change as the rule"

    is_percentage = has_per_cent(printed) and "point" not in printed
    if is_percentage and unit not in ("share", "ratio"):
        return f"{quoted} is a percentage, and {expected}"

    currencies = currencies_of(printed)
    if currencies and not is_money(unit):
        return f"{quoted} is money, and {expected}"
    # of money for each of something, such as GBP per person, the currency stands first
    if currencies and unit.partition(" per ")[0] not in currencies:
        return f"{quoted} is money of another currency; {expected}"

    if unit == "share" and not is_percentage and printed.lower() not in MULTIPLES:
        # up to one it may be the fraction itself, such as 0.5
        token = read_token(printed)
        if token and token.value > 1:
            return f"{quoted} names no unit, and {expected}; write {printed}% as the article has it"
    return ""


def scale_fault(printed: str, value: float, computed: float | None, unit: str) -> str:
    """Return a fault if a number without currency and magnitude is far from an amount of money, or an empty text.

    `computed` is the amount that it is compared with, if that can be computed.

    >>> scale_fault("3", 3, 5e9, "GBP")
    '3 has no scale, and the evidence is 5,000,000,000 GBP; write all of it, as in £1 billion'
    """
    has_scale = any(word in printed.lower() for word in SCALE_WORDS | ABBREVIATED_SCALES)
    if has_scale or currencies_of(printed) or not is_money(unit):
        return ""
    if not computed or not value:
        return ""
    if 1 / LARGEST_SCALE_GAP < abs(computed / value) < LARGEST_SCALE_GAP:
        return ""
    return f"{printed} has no scale, and the evidence is {computed:,.0f} {unit}; write all of it, as in £1 billion"


def differs_in_sign(value: float, computed: float) -> bool:
    """Return whether a number is about the one computed, but for its sign."""
    return abs(value + computed) < SAME_NUMBER * abs(computed)


def reads_as_fall(printed: str, statement: str) -> bool:
    """Return whether the words next to a number in a statement say that something fell or is less by it."""
    before, _, behind = statement.partition(printed)
    return bool(FALL_BEFORE.search(before) or FALL_BEHIND.search(behind))


def reads_as_change(printed: str, statement: str) -> bool:
    """Return whether the words next to a percentage in a statement call it a change.

    >>> reads_as_change("5%", "Prices rose by about 5%."), reads_as_change("5%", "It is 5% of all.")
    (True, False)
    """
    before, _, behind = statement.partition(printed)
    return bool(CHANGE_BEFORE.search(before) or CHANGE_BEHIND.search(behind))


def differs_as_change(share: float, computed: float | None) -> bool:
    """Return whether a percentage differs from a quotient as a change differs from a share.

    Such are 67% for a quotient of 1.67 or of 0.33, and 167% for one of 0.67.

    >>> differs_as_change(0.67, 1.67), differs_as_change(0.67, 0.33), differs_as_change(1.67, 0.67)
    (True, True, True)
    """
    if not computed or abs(share - computed) <= SAME_NUMBER * computed:
        return False
    gap_to_change = abs(share - abs(computed - 1))
    gap_with_whole = abs(share - 1 - computed)
    return min(gap_to_change, gap_with_whole) < SAME_NUMBER


# The number of a change, a place or a span of years


class PrintedChange(NamedTuple):
    """A printed change: `change` if it is relative, or `difference`; and its number, negative for a fall."""

    kind: str
    reading: Reading


def read_change(printed: str, unit: str, direction: str = "") -> PrintedChange:
    """Read the change of a figure in a unit, such as 67% higher, fell by 3 percentage points, doubled.

    `direction` is `rising` or `falling` if the rule of the claim says so. Raises `ValueError` if there is no number, it
    is in another unit, or not one direction is named.

    >>> read_change("fell by 3%", "nests").reading.value, read_change("3 points", "share", "rising").reading.value
    (-0.03, 3.0)
    """
    match = CHANGE.search(printed)
    if not match:
        raise ValueError(f"{printed[:40]!r} holds no change, such as 67% higher, fell by 3%, doubled")

    kind, reading = _size_of_change(match, printed, unit)
    directions = _directions(match, printed)
    if direction:
        directions.add(direction)
    if len(directions) != 1:
        fault = "says both" if directions else "does not say which"
        raise ValueError(
            f"{printed[:40]!r} {fault}, up or down; write it as in 67% higher, or change rising as the rule"
        )
    if directions == {"falling"}:
        reading = _negative(reading)
    return PrintedChange(kind, reading)


def _size_of_change(match: re.Match[str], printed: str, unit: str) -> PrintedChange:
    """Return a change without its sign."""
    limit = f"{match['qualifier']} " if match["qualifier"] else ""
    if match["times"]:
        factor = MULTIPLIED[match["times"].lower()]
        size = abs(factor - 1)
        # only to learn what the limiting word stands for
        qualifier = read_number(f"{limit}{size:.1%}", "share").qualifier
        # as wide as a count of times with one decimal: doubled is 1.95 to 2.05 times, halved 0.4875 to 0.5125
        precision = 0.025 if factor < 1 else 0.1
        return PrintedChange("change", Reading(printed, size, "share", qualifier, precision))

    number = match["number"]
    # the sign is a direction, which `_directions` reads
    unsigned = limit + number.lstrip("+-−")
    if "point" in number:
        if unit != "share":
            raise ValueError(f"{printed[:40]!r} is a difference of percentages, and {unit_in_words(unit)} is none")
        return PrintedChange("difference", read_number(unsigned, "points"))
    if has_per_cent(number):
        return PrintedChange("change", read_number(unsigned, "share"))
    fault = unit_mismatch(number, unit)
    if fault:
        raise ValueError(fault)
    return PrintedChange("difference", read_number(unsigned, unit))


def _directions(match: re.Match[str], printed: str) -> set[str]:
    """Return all directions that a printed change names: by the words around it, by its sign, or by its verb."""
    # without the number, whose limiting words such as above or less than are no directions
    around = f"{printed[: match.start()]} {printed[match.end() :]}"
    directions = {name for name, pattern in DIRECTIONS.items() if pattern.search(around)}
    number = match["number"] or ""
    if number.startswith(("-", "−")):
        directions.add("falling")
    elif number.startswith("+"):
        directions.add("rising")
    if match["times"]:
        factor = MULTIPLIED[match["times"].lower()]
        directions.add("falling" if factor < 1 else "rising")
    return directions


def _negative(reading: Reading) -> Reading:
    """Return the reading of a fall as a negative number.

    A fall of more than 5% is a change below -5%. One of less than 5% lies between -5% and zero, which is a range.
    """
    if reading.qualifier in ("lt", "le"):
        return Reading(reading.printed, -reading.value / 2, reading.unit, "range", reading.value)
    qualifier = {"gt": "lt", "ge": "le"}.get(reading.qualifier, reading.qualifier)
    return Reading(reading.printed, -reading.value, reading.unit, qualifier, reading.precision)


def read_place(printed: str, statement: str) -> Reading:
    """Read a place in a ranking: first, 32nd, or top ten, which is that place or a better one.

    Raises `ValueError` if it is none, or if the statement has a top ten and the printed number leaves that out.
    """
    top = TOP.search(printed)
    if not top:
        top_in_statement = TOP_WITH_NUMBER.search(statement)
        if top_in_statement:
            raise ValueError(
                f"{printed[:40]!r} is one place, and the statement has {top_in_statement[0]!r}; write that"
            )
        return read_number(printed, "rank")

    # a word that is no number becomes 0, which is no place
    word = top[1].lower()
    place = int(word) if word.isdecimal() else ONE_TO_TWELVE.get(word, 0)
    if not place:
        raise ValueError(f"{printed[:40]!r} is no place in a ranking, such as third or top ten")
    return Reading(printed, float(place), "rank", "le", 0.0)


def read_years_running(printed: str) -> Reading:
    """Read for how many periods something went on: fifth, five years, 5th; raise `ValueError` without a count.

    >>> read_years_running("the fifth year").value
    5.0
    """
    for word in re.findall(r"\w+", printed.lower()):
        digits = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th)?", word)
        if digits:
            count = int(digits[1])
        elif word in ORDINALS:
            count = ORDINALS.index(word) + 1
        elif word in ONE_TO_TWELVE:
            count = ONE_TO_TWELVE[word]
        else:
            continue
        return Reading(printed, float(count), "years", "exact", 0.0)
    raise ValueError(f"{printed[:40]!r} holds no count, such as fifth or five years")
