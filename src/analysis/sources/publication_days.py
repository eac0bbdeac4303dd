"""The days on which new figures become public, by the rules of their sources."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from pandas.tseries.holiday import USFederalHolidayCalendar

from analysis.sources.fetchers import SourceError


def monday_after(day: date) -> date:
    """Return the Monday after a day's week, or the next day that is no holiday of the federal government.

    >>> monday_after(date(2025, 9, 26)), monday_after(date(2026, 9, 4))
    (datetime.date(2025, 9, 29), datetime.date(2026, 9, 8))
    """
    monday = day + timedelta(days=7 - day.weekday())
    first_open = monday
    while first_open in _holidays(first_open.year):
        first_open += timedelta(days=1)
    return first_open


@lru_cache(maxsize=128)
def _holidays(year: int) -> frozenset[date]:
    days = USFederalHolidayCalendar().holidays(f"{year}-01-01", f"{year}-12-31")
    return frozenset(day.date() for day in days)


PUBLICATION_RULES: Mapping[str, Callable[[date], date]] = {"same_day": lambda day: day, "monday_after": monday_after}
"""For values of the column `published` of `interfaces.csv`: when the figure of a day becomes public."""


def entry_days(days: Sequence[date], seen: date, edition: date) -> list[date]:
    """Return the days of publication of the new figures of one answer.

    That is the day of each figure; but if the newest edition is of one of these days or later, it is the day of the
    refresh for all of them, so that no edition changes afterwards.

    Raises:
        SourceError: there are figures, and an edition is of the day they were seen or of a later one.
    """
    if days and seen < edition:
        raise SourceError(f"there is an edition of {edition}, which lies after today; check the clock")
    if days and seen == edition:
        raise SourceError(f"there is an edition of {edition} already; refresh again tomorrow")
    is_after_edition = all(day > edition for day in days)
    return list(days) if is_after_edition else [seen] * len(days)
