"""The periods of numbers in words and as years, from those of their figures."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from analysis.dataset.dates import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from analysis.findings.finding import Finding


YEAR_PERIODS = timedelta(days=365)
"""The difference of the last and the first day of a leap year; no year is longer."""


def when(finding: Finding) -> str:
    """Return the period or day of a number; for one that was computed, those of its figures, from first to last.

    Of three or more, only the years are said.
    """
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
    """Return the day of a figure, or both ends of a period longer than a year.

    A figure without a period has the day on which it was published.
    """
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
