"""Days of which only a part may be known, and days and years in words."""

import calendar
from collections.abc import Iterable
from datetime import date, timedelta


def last_day(published: str) -> date:
    """Return the last day of a year, a month or a day; the last of all days where no calendar has it.

    >>> last_day("2024-02"), last_day("2024")
    (datetime.date(2024, 2, 29), datetime.date(2024, 12, 31))
    """
    if not is_day(published):
        return date.max
    # two hyphens are a day, one a month, none a year
    first, parts = first_day(published), published.count("-")
    if parts == 2:
        return first
    month = first.month if parts else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def first_day(published: str) -> date:
    """Return the first day of a year, a month or a day; raises `ValueError` where no calendar has it."""
    return date.fromisoformat(published + "-01" * (2 - published.count("-")))


def is_day(published: str) -> bool:
    """Return whether a year, a month or a day is in the calendar."""
    try:
        return bool(first_day(published))
    except ValueError:
        return False


def is_of_whole_years(start: date, end: date) -> bool:
    """Return whether a period begins on the first and ends on the last day of a year."""
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def span_ahead(start: date, after: date) -> str:
    """Return the length of a plan of whole years in words, or else its end; `after` is the day after its last.

    >>> span_ahead(date(2021, 4, 15), date(2024, 4, 15)), span_ahead(date(2021, 4, 15), date(2025, 1, 1))
    ('over 3 years', 'by the end of 2024')
    """
    # a plan lasts a year at least if it ends on the day of the year on which it began
    years = after.year - start.year
    if (start.month, start.day) == (after.month, after.day):
        return f"over {years} year{'s' * (years > 1)}"
    last = after - timedelta(days=1)
    if after.day > 1:
        return f"by {in_words(last)}"
    return f"by the end of {last.year}" if after.month == 1 else f"by the end of {last:%B %Y}"


def in_words(day: date | None) -> str:
    """Write a day as in a sentence: 12 April 2024; return an empty text for None."""
    return f"{day.day} {day:%B %Y}" if day else ""


def years_in_words(years: Iterable[int]) -> str:
    """Join years, with runs abbreviated: 2001 to 2004, 2006."""
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    names = []
    for run in runs:
        first, last = run[0], run[-1]
        names.append(str(first) if first == last else f"{first} to {last}")
    return ", ".join(names)
