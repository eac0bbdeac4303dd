"""Exchange rates: which day's rate, set by whom, and known since when."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from analysis.dataset.records import LookUp, Note, unheard
from analysis.dataset.schema_checks import Table
from analysis.errors import NotKnownError

LONGEST_GAP = 10
"""A day without a rate, such as a holiday, takes the last one before it, if that is at most so many days older."""


class Rate(NamedTuple):
    """The price of one unit of a currency in another on one day, with the rounding of its source."""

    day: date
    base: str
    quote: str
    value: float
    precision: float
    source_id: str
    documents: tuple[str, ...]
    locator: str


@dataclass(frozen=True)
class RateSeries:
    """One daily series: days in order, with the day each rate became public and where it was read."""

    key: tuple[str, str, str]
    days: list[str]
    values: list[float]
    published: list[str]
    documents: list[tuple[str, ...]]
    locators: list[str]
    precision: float

    def rate(self, index: int) -> Rate:
        """Return the rate at an index."""
        source_id, base, quote = self.key
        return Rate(
            date.fromisoformat(self.days[index]),
            base,
            quote,
            self.values[index],
            self.precision,
            source_id,
            self.documents[index],
            self.locators[index],
        )

    @cached_property
    def rates(self) -> list[Rate]:
        """Every rate, built when a period is first requested."""
        return [self.rate(index) for index in range(len(self.days))]


class Rates:
    """The daily exchange rates that were public on a given day; `note` is called on each look-up."""

    def __init__(self, series: dict[tuple[str, str, str], RateSeries], as_of: date, note: Note = unheard) -> None:
        self._series = series
        self._as_of = as_of.isoformat()
        self._note = note

    @classmethod
    def parse(cls, table: Table, as_of: date) -> "Rates":
        """Parse the checked text of `exchange_rates.csv`, which is sorted by source, currency and day."""
        keys = list(zip(table["source_id"], table["base"], table["quote"], strict=True))
        documents = []
        for document, confirmed_by in zip(table["document_id"], table["confirmed_by"], strict=True):
            documents.append((document, *confirmed_by.split()))

        # Cut the table where one series ends and the next begins
        starts = [0]
        for index in range(1, len(keys)):
            if keys[index] != keys[index - 1]:
                starts.append(index)
        series = {}
        for start, end in pairwise([*starts, len(keys)]):
            series[keys[start]] = RateSeries(
                keys[start],
                table["date"][start:end],
                [float(text) for text in table["rate"][start:end]],
                table["published"][start:end],
                documents[start:end],
                table["locator"][start:end],
                float(table["precision"][start]),  # the same in all rows of a series, as are checked
            )
        return cls(series, as_of)

    def __len__(self) -> int:
        return sum(bisect_right(series.published, self._as_of) for series in self._series.values())

    @property
    def newest(self) -> date:
        """The last day on which any rate becomes public, whatever the as-of date; `date.min` if there are no rates."""
        days = (date.fromisoformat(series.published[-1]) for series in self._series.values())
        return max(days, default=date.min)

    @property
    def newest_by_source(self) -> dict[str, date]:
        """The last day of which each source has a rate of every pair that it quotes, as far as it was public."""
        # the least over the pairs; one without a public rate has none on any day
        newest: dict[str, date] = {}
        for (source, _, _), series in self._series.items():
            public = bisect_right(series.published, self._as_of)
            last = date.fromisoformat(series.days[public - 1]) if public else date.min
            newest[source] = min(last, newest.get(source, last))
        return newest

    def public(self) -> Iterator[tuple[Rate, date]]:
        """Iterate over all public rates, series by series, each with its day of publication."""
        for series in self._series.values():
            for index in range(bisect_right(series.published, self._as_of)):
                yield series.rate(index), date.fromisoformat(series.published[index])

    @property
    def currencies(self) -> list[str]:
        """Return the codes of all currencies of which there are rates."""
        currencies = set()
        for _, base, quote in self._series:
            currencies |= {base, quote}
        return sorted(currencies)

    def pairs(self, source_id: str) -> list[str]:
        """Return the pairs of currencies of a source, such as USD.JPY."""
        return [f"{base}.{quote}" for source, base, quote in self._series if source == source_id]

    def sources_of(self, base: str, quote: str) -> list[str]:
        """Return the sources that quote one currency in another."""
        return [source for source, *pair in self._series if pair == [base, quote]]

    def as_known_on(self, as_of: date) -> "Rates":
        """Return the same rates, limited to what was public on a day."""
        return Rates(self._series, as_of, self._note)

    def noted_by(self, note: Note) -> "Rates":
        """Return the same rates with `note` called on each look-up."""
        return Rates(self._series, date.fromisoformat(self._as_of), note)

    def on(self, base: str, quote: str, day: date, source_id: str) -> Rate:
        """Return the rate of a day, or of the last working day before it.

        Raises `NotKnownError` when no rate of that day or the ten days before it was public.
        """
        series, end = self._known(base, quote, day, source_id)
        if not end:
            raise NotKnownError(f"{base}/{quote} of {source_id} on {day}; the first is of {series.days[0]}")
        if (day - date.fromisoformat(series.days[end - 1])).days > LONGEST_GAP:
            raise NotKnownError(
                f"{base}/{quote} of {source_id} on {day}; the last before it is of {series.days[end - 1]}"
            )
        return series.rate(end - 1)

    def between(self, base: str, quote: str, start: date, end: date, source_id: str) -> list[Rate]:
        """Return the daily rates of a period, both ends included; raise `NotKnownError` when there are none."""
        series, last = self._known(base, quote, end, source_id)
        first = bisect_left(series.days, start.isoformat(), 0, last)
        if first == last:
            raise NotKnownError(f"{base}/{quote} of {source_id} from {start} to {end}")
        return series.rates[first:last]

    def last_at_least(self, base: str, quote: str, level: float, before: date, source_id: str) -> Rate:
        """Return the last day before `before` on which the rate was at least `level`.

        Raises `NotKnownError` when there is none among the public ones.
        """
        series, end = self._known(base, quote, before - timedelta(days=1), source_id)
        for index in range(end - 1, -1, -1):
            if series.values[index] >= level:
                return series.rate(index)
        raise NotKnownError(f"{base}/{quote} of {source_id} at {level} or more before {before}")

    def _known(self, base: str, quote: str, until: date, source_id: str) -> tuple[RateSeries, int]:
        """Return a series, and how many of its rates up to a day were public.

        The answer holds from the day the last of them became public until the next one up to that day does.
        """
        series = self._series.get((source_id, base, quote))
        if series is None:
            raise NotKnownError(f"{base}/{quote} of {source_id}")
        # days and days of publication both rise, so the public rates up to a day are the first ones
        public = bisect_right(series.published, self._as_of)
        ended = bisect_right(series.days, until.isoformat())
        end = min(public, ended)
        since = date.fromisoformat(series.published[end - 1]) if end else date.min
        changes = date.fromisoformat(series.published[end]) if end < ended else date.max
        self._note(LookUp((source_id, base, quote), since, changes))
        return series, end
