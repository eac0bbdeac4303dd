"""On which day a rate became public, where its publisher has a rule for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from analysis.evidence.refresh.answers import TooSoon


def same_day(day: date) -> date:
    """Published on its own day."""
    return day


def monday_after(day: date) -> date:
    """Published on the Monday after its week, or on the next day that is no holiday of the federal government.

    >>> monday_after(date(2025, 9, 26)), monday_after(date(2026, 9, 4))
    (datetime.date(2025, 9, 29), datetime.date(2026, 9, 8))
    """
    found = day + timedelta(days=7 - day.weekday())
    while found in _holidays(found.year):
        found += timedelta(days=1)
    return found


@lru_cache(maxsize=128)
def _holidays(year: int) -> frozenset[date]:
    from pandas.tseries.holiday import USFederalHolidayCalendar

    days = USFederalHolidayCalendar().holidays(f"{year}-01-01", f"{year}-12-31")
    return frozenset(day.date() for day in days)


@dataclass(frozen=True, slots=True)
class When:
    """The day on which an answer was seen, and the day of the newest edition that was made of the data.

    Nothing enters as public on the day of an edition or before it: what was published since but is fetched late counts
    from the day it was seen. So no edition changes afterwards; and on the day of an edition nothing more can enter.
    """

    seen: date
    edition: date = date.min

    def published(self, days: Sequence[date]) -> list[date]:
        """Return on which days the parts of one answer enter: on their own, or all on the day it was seen.

        Raises `TooSoon` where there are parts and an edition is of the day they were seen, or of a later one.
        """
        if days and self.seen < self.edition:
            raise TooSoon(f"there is an edition of {self.edition}, which lies after today; check the clock")
        if days and self.seen == self.edition:
            raise TooSoon(f"there is an edition of {self.edition} already; refresh again tomorrow")
        return list(days) if all(day > self.edition for day in days) else [self.seen] * len(days)


RULES: dict[str, Callable[[date], date]] = {"same_day": same_day, "monday_after": monday_after}
