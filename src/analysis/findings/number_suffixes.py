"""What is written after a number: a unit that its text lacks, and notes on forecasts and an author's numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.dataset.unit_names import KNOWN_UNITS
from analysis.findings import number_format
from analysis.findings.finding import author_note, forecast_suffix
from analysis.findings.number_format import CURRENCIES, SYMBOLS
from analysis.findings.quantity import ORDINAL_UNITS, TIME_UNITS

if TYPE_CHECKING:
    from analysis.findings.finding import Finding


FORESEEN = re.compile(r"\b(?:fore(?:cast|see|saw)|project(?:ed|ion)|predict)", re.IGNORECASE)
"""Words that already call the numbers beside them forecasts."""

SHOWN = frozenset(SYMBOLS) | frozenset(ORDINAL_UNITS) | {"share", "ratio"}
"""Units that the text of a number shows."""


def in_brackets(finding: Finding, *words: str) -> str:
    """Return the note on a forecast in brackets, unless the words around the number say so already."""
    note = "" if any(map(FORESEEN.search, words)) else forecast_suffix(finding)
    return f" ({note.removeprefix(', ')})" if note else ""


def number_suffix(finding: Finding, words: str = "") -> str:
    """Return what to put after a number: a unit that its text does not show, and the note of `author_note`.

    `words` are those around the number. A unit is left out if they have it already, or if it has a noun of its own,
    such as people. A number without words has a unit only if the notebook supplied it.

    >>> from analysis.findings.user_numbers import number
    >>> robots = number(5, "robots per ten thousand workers", "A survey")
    >>> number_suffix(robots, "Factories have"), number_suffix(robots, "Robots for ten thousand workers:")
    (' robots per ten thousand workers (own number)', ' (own number)')
    >>> rate = number(150, "JPY per USD", "A bank")  # printed as ¥150
    >>> number_suffix(rate)
    ' per dollar (own number)'
    >>> income = number(4000, "USD per persons", "A bank")  # printed as $4,000
    >>> number_suffix(income, "The income was"), number_suffix(income, "The income per person was")
    (' per person (own number)', ' (own number)')
    """
    note = author_note(finding)
    unit = unit_to_write(finding) if note or words else ""

    # What the text shows already is left out: ¥150 of 150 JPY per USD
    amount_unit, _, divisor = unit.partition(" per ")
    noun = unit
    if divisor and amount_unit in SHOWN:
        noun = f"per {CURRENCIES.get(divisor, divisor)}"
    if divisor == "persons":
        noun = noun.removesuffix("s")  # nests per person
    else:
        noun = re.sub(r"\bpersons$", "people", noun)  # persons, or nests per million persons

    suffix = ""
    if unit and unit not in number_format.UNIT_NOUNS:
        # The last word alone tells: "robots for ten thousand workers" says the unit in other words
        last_word = noun.split()[-1].rstrip("s").lower()
        if last_word not in words.lower():
            suffix = f" {noun}"
    if note:
        suffix += f" ({note})"
    return suffix


def unit_to_write(finding: Finding) -> str:
    """Return a unit that the text of a number does not show: one of the notebook's, or of the dataset's."""
    unit = finding.quantity.unit
    is_in_words_of_article = finding.id.startswith("claim.") and finding.as_printed
    if is_in_words_of_article:  # which have a unit of their own
        return ""
    if author_note(finding):
        return "" if unit in SHOWN else unit

    # What remains are units that are words of the dataset, such as robots; their numbers show none
    if not unit.islower() or unit in KNOWN_UNITS or unit in TIME_UNITS:
        return ""
    is_counted = any(leaf.observation and leaf.quantity.unit == unit for leaf in finding.leaves())
    return unit if is_counted else ""
