"""Notes on numbers: their period, whether they are forecasts or the author's own, and a unit that their text lacks."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from analysis.dataset.dates import in_words
from analysis.dataset.unit_names import KNOWN_UNITS
from analysis.findings import number_format
from analysis.findings.number_format import CURRENCIES, SYMBOLS
from analysis.findings.quantity import ORDINAL_UNITS, TIME_UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from analysis.findings.finding import Finding


class GivenSource(str):
    """A source that a notebook names in words, because the dataset does not have it."""

    __slots__ = ()

    @property
    def anchor(self) -> str:
        """The anchor of its entry in the list of sources."""
        return f"given-{sha256(self.encode()).hexdigest()[:8]}"


YEAR_PERIODS = timedelta(days=365)
"""The difference of the last and the first day of a leap year; no year is longer."""

FORECAST = "F"
"""The SDMX code for the status of a forecast."""

WISH = re.compile(r"\b(?:target|hope|plan|aim)", re.IGNORECASE)
"""Words in the label of a target or plan, which is not called a forecast as well."""

FORESEEN = re.compile(r"\b(?:fore(?:cast|see|saw)|project(?:ed|ion)|predict)", re.IGNORECASE)
"""Words that already call the numbers beside them forecasts."""

SHOWN = frozenset(SYMBOLS) | frozenset(ORDINAL_UNITS) | {"share", "ratio"}
"""Units that the text of a number shows."""


def when(finding: Finding) -> str:
    """Return the period or day of a number; for one that was computed, those of its figures, from first to last."""
    periods: dict[str, date] = {}
    for leaf in finding.leaves():
        row = leaf.observation
        if row and row.when:
            periods.setdefault(row.when, row.period_end or row.published)
        elif row is None and leaf.day:
            periods.setdefault(in_words(leaf.day), leaf.day)
    if len(periods) < 3:
        return " and ".join(sorted(periods, key=periods.__getitem__))
    first, last = min(periods.values()).year, max(periods.values()).year
    return f"{first} to {last}" if first < last else str(last)


def years(finding: Finding) -> str:
    """Return the years of a number, or of its figures, for a table: 2023, or 2023 to 2025.

    A period longer than a year, such as a programme, counts with its first and last year.
    """
    ends = set()
    for leaf in finding.leaves():
        ends |= {day.year for day in _ends(leaf) if day}
    if not ends:
        return ""
    first, last = min(ends), max(ends)
    return f"{first} to {last}" if first < last else str(last)


def _ends(leaf: Finding) -> tuple[date | None, ...]:
    """Return the day of a figure, or both ends of a period longer than a year."""
    row = leaf.observation
    if row is None:
        return (leaf.day,)
    start, end = row.period_start, row.period_end
    if start and end and end - start > YEAR_PERIODS:
        return (start, end)
    return (end or row.published,)


def newest_and_most(findings: Iterable[Finding]) -> str:
    """Return the most frequent years among some numbers, the later ones if two are equally frequent."""
    counts = Counter(map(years, findings))
    return max(counts, key=lambda text: (counts[text], text), default="")


def is_forecast(finding: Finding) -> bool:
    """Return whether a number is a forecast or is based on one."""
    return any(map(_is_forecast, finding.leaves()))


def forecast_note(finding: Finding | None) -> str:
    """Return a note for a forecast or a number based on one, to be put after it; otherwise an empty text."""
    if finding is None or not is_forecast(finding):
        return ""
    return ", forecast" if all(map(_is_forecast, finding.leaves())) else ", in part forecast"


def named(finding: Finding) -> str:
    """Return the label, with a note on a forecast and on a number that the notebook supplied."""
    parts = [finding.label]
    if forecast_suffix(finding):
        parts.append("forecast" if finding.observation else "rests on a forecast")
    if author_note(finding):
        parts.append(author_note(finding))
    return ", ".join(part for part in parts if part)


def forecast_suffix(finding: Finding) -> str:
    """Return the note on a forecast; there is none for its day, or for a count of specifications."""
    if finding.quantity.unit in TIME_UNITS:
        return ""
    is_count = any(part.of is not None for part in (finding, *finding.inputs))
    return "" if is_count else forecast_note(finding)


def in_brackets(finding: Finding, *words: str) -> str:
    """Return the note on a forecast in brackets, unless the words around the number say so already."""
    note = "" if any(map(FORESEEN.search, words)) else forecast_suffix(finding)
    return f" ({note.removeprefix(', ')})" if note else ""


def _is_forecast(leaf: Finding) -> bool:
    if leaf.observation is None or leaf.observation.status != FORECAST:
        return False
    return not WISH.search(leaf.label)


def author_note(finding: Finding) -> str:
    """Return a note for a number that the notebook supplied, or one based on such; otherwise an empty text."""
    has_own_source = any(isinstance(source, GivenSource) for source in finding.sources)
    if not has_own_source:
        return ""
    return "rests on an own number" if finding.inputs else "own number"


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
    if is_in_words_of_article:
        return ""
    if author_note(finding):
        return "" if unit in SHOWN else unit

    # What remains are units that are words of the dataset, such as robots; their numbers show none
    if not unit.islower() or unit in KNOWN_UNITS or unit in TIME_UNITS:
        return ""
    is_counted = any(leaf.observation and leaf.quantity.unit == unit for leaf in finding.leaves())
    return unit if is_counted else ""
