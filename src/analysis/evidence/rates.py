"""Exchange rates: which day's rate, set by whom, and known since when."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from analysis.errors import AnalysisError
from analysis.evidence.schema import Defect, Table

H10, ECB = "fed_h10", "ecb_exr"


class NotKnown(AnalysisError, LookupError):
    """A figure is not in the evidence, or was not yet public on the day asked for."""

    @property
    def lines(self) -> list[str]:
        """What was not known."""
        return [f"not known on this day: {self}"]


@dataclass(frozen=True, slots=True)
class Rate:
    """The price of one unit of a currency in another on one day, with the rounding of its source."""

    day: date
    base: str
    quote: str
    value: float
    precision: float
    source_id: str


@dataclass(frozen=True, slots=True)
class Series:
    """One daily series: days in order, with the day each rate became public."""

    days: list[str]
    values: list[float]
    published: list[str]
    precision: float


def defects(table: Table) -> list[Defect]:
    """Find rates out of order: every series stands together, by day, and becomes public in that order."""
    found = []
    columns = ("source_id", "quote", "base", "date", "published", "precision")
    rows = list(zip(*(table[name] for name in columns), strict=True))
    for number, (before, row) in enumerate(pairwise(rows), 3):
        if row[:4] < before[:4]:
            found.append(Defect("exchange_rates.csv", number, "date", f"{row[3]} stands out of order; sort the table"))
        elif row[:3] == before[:3] and row[4] < before[4]:
            found.append(Defect("exchange_rates.csv", number, "published", f"{row[4]} is earlier than the day before"))
        elif row[:3] == before[:3] and row[5] != before[5]:
            found.append(Defect("exchange_rates.csv", number, "precision", f"{row[5]} differs within one series"))
    return found


class Rates:
    """The daily exchange rates that were public on a given day."""

    def __init__(self, series: dict[tuple[str, str, str], Series], as_of: date) -> None:
        self._series = series
        self._as_of = as_of.isoformat()

    @classmethod
    def parse(cls, table: Table, as_of: date) -> "Rates":
        """Read the checked text of `exchange_rates.csv`, which stands in order of source, currency and day."""
        keys = list(zip(table["source_id"], table["base"], table["quote"], strict=True))
        starts = [0, *(i + 1 for i, (a, b) in enumerate(pairwise(keys)) if a != b), len(keys)]
        series = {}
        for start, end in pairwise(starts):
            series[keys[start]] = Series(
                table["date"][start:end],
                [float(text) for text in table["rate"][start:end]],
                table["published"][start:end],
                float(table["precision"][start]),
            )
        return cls(series, as_of)

    def __len__(self) -> int:
        return sum(len(series.days) for series in self._series.values())

    @property
    def newest(self) -> date:
        """The newest day on which any rate became public."""
        return date.fromisoformat(max(series.published[-1] for series in self._series.values()))

    def pairs(self, source_id: str) -> list[str]:
        """Return the pairs of currencies of a source, such as USD.JPY."""
        return [f"{base}.{quote}" for source, base, quote in self._series if source == source_id]

    def published_later(self, day: date) -> set[date]:
        """Return the days after `day` on which rates of that day or earlier ones became public."""
        text = day.isoformat()
        late = set()
        for series in self._series.values():
            end = bisect_right(series.days, text)
            late |= {date.fromisoformat(public) for public in series.published[:end] if public > text}
        return late

    def as_known_on(self, as_of: date) -> "Rates":
        """Return the same rates, limited to what was public on a day."""
        return Rates(self._series, as_of)

    def on(self, base: str, quote: str, day: date, source_id: str) -> Rate:
        """Return the rate of a day, or of the last working day before it.

        Raises `NotKnown` when no rate of the ten days up to then was public.
        """
        series, end = self._known(base, quote, source_id)
        at = bisect_right(series.days, day.isoformat(), 0, end) - 1
        if at < 0 or (day - date.fromisoformat(series.days[at])).days > 10:
            raise NotKnown(f"{base}/{quote} of {source_id} on {day}")
        return self._rate(series, at, base, quote, source_id)

    def between(self, base: str, quote: str, start: date, end: date, source_id: str) -> list[Rate]:
        """Return the daily rates of a period, both ends included; raise `NotKnown` when there are none."""
        series, known = self._known(base, quote, source_id)
        first = bisect_left(series.days, start.isoformat(), 0, known)
        last = bisect_right(series.days, end.isoformat(), 0, known)
        if first == last:
            raise NotKnown(f"{base}/{quote} of {source_id} from {start} to {end}")
        return [self._rate(series, at, base, quote, source_id) for at in range(first, last)]

    def last_at_least(self, base: str, quote: str, level: float, before: date, source_id: str) -> Rate:
        """Return the last day before `before` on which the rate was at least `level`."""
        series, end = self._known(base, quote, source_id)
        for at in range(bisect_left(series.days, before.isoformat(), 0, end) - 1, -1, -1):
            if series.values[at] >= level:
                return self._rate(series, at, base, quote, source_id)
        raise NotKnown(f"{base}/{quote} of {source_id} at {level} or more before {before}")

    def _known(self, base: str, quote: str, source_id: str) -> tuple[Series, int]:
        """Return a series, and how many of its rates were public."""
        series = self._series.get((source_id, base, quote))
        if series is None:
            raise NotKnown(f"{base}/{quote} of {source_id}")
        return series, bisect_right(series.published, self._as_of)

    @staticmethod
    def _rate(series: Series, at: int, base: str, quote: str, source_id: str) -> Rate:
        day = date.fromisoformat(series.days[at])
        return Rate(day, base, quote, series.values[at], series.precision, source_id)
