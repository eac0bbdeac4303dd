"""Rules of plausibility for each kind of series; `accepted.csv` lists the rows that may break one."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, pairwise
from types import MappingProxyType
from typing import NamedTuple

from analysis.dataset.printed_number import read_token
from analysis.dataset.schema_checks import Table
from analysis.dataset.unit_names import CURRENCY, is_small_count

OBSERVATIONS_CSV, RATES_CSV = "observations.csv", "exchange_rates.csv"
SERIES = ("indicator", "entity", "actor", "account", "base_period", "price_basis", "unit")
"""Rows that agree in all of these are one series, in as many vintages as there are days of publication."""

# How far a figure may be from the one before it in its series.

LARGEST_YEARLY_FACTOR = 4 / 3
"""The largest change of a level within a year, such as the output of an economy or a stock of capital."""

LARGEST_YEARLY_FACTOR_OF_PERSONS = 1.1
"""The largest change of a number of people within a year."""

LARGEST_MONTHLY_FACTOR_OF_PRICES = 1.2
"""The largest change of a price index within a month; prices may jump."""

LARGEST_YEARLY_FACTOR_OF_PARTS = 1.5
"""The largest change of a market share within a year."""

LARGEST_DAILY_STEP_OF_RATES = 0.05
"""The largest change of the logarithm of a rate within a day; it grows with the root of the number of days."""

YEARLY_STEPS_OF_RANKS = 6
"""A rank moves within a year by at most one sixth of the number ranked."""

STEP_ALWAYS_ALLOWED_OF_PARTS = 0.01
"""A market share may always move by this: one of 1% easily doubles within a year."""

STEP_ALWAYS_ALLOWED_OF_SHARES = 0.005
"""Any other share may always move by this, such as research spending, which is a few per cent of GDP and steadier."""

STANDARD_DEVIATIONS_OF_COUNTS = 3
"""A count may always move by so many times its square root, which is how far counts scatter by chance alone."""

DISTANCE_OF_PEAKS = 0.5
"""An isolated peak is too far from its neighbours from here on, in limits: there are two that speak against it."""

LARGEST_ASYMMETRY_OF_PEAKS = 0.5
"""The distances of a peak from its neighbours differ by less than this part of the smaller one.

A lasting step differs more: it is far from one neighbour and near the other.
"""

BEYOND_LIMIT = 2.0
"""The distance of a revision that has no ratio and is too far; any number above one would do."""

DAYS_OF_YEAR = 365
DAYS_OF_LONGEST_MONTH = 31
"""Two figures that are at most so far apart are given the whole limit of a year or of a month."""

LARGEST_FACTOR_OF_REVISIONS = 1.2
"""The largest revision; a new base year moves national accounts by a tenth."""

FEWEST_COMPARED = 5
"""Figures of a series, an indicator or a unit that are needed to judge one of them by the others."""

FARTHEST_FROM_INDICATOR = 100
"""The largest ratio of a figure to the other figures of its indicator."""

FARTHEST_FROM_CURRENCY = 10
"""The largest ratio to the figures in its currency, which range from a town's subsidy to a country's output."""

FEWEST_OF_A_VINTAGE = 5
"""Rows of a vintage that have to agree on its day, so that another one is a slip."""

FEWEST_OF_AN_ACCOUNT = 3
"""Figures of a source that have to agree on their account, so that another one is a slip."""


class Suspicion(NamedTuple):
    """A row that breaks a rule: its file, its place there, its name, the rule, the column and what is wrong."""

    file: str
    row: int
    name: str
    rule: str
    column: str
    why: str


class _Row(NamedTuple):
    """The cells of a row of `observations.csv` that the rules need."""

    line: int
    series: tuple[str, ...]
    kind: str
    name: str
    start: str
    end: str
    value: float
    low: float
    printed: str
    precision: float
    qualifier: str
    status: str
    source: str
    published: str
    vintage: str
    frequency: str

    @property
    def indicator(self) -> str:
        return self.series[0]

    @property
    def entity(self) -> str:
        return self.series[1]

    @property
    def account(self) -> str:
        return self.series[3]

    @property
    def unit(self) -> str:
        return self.series[-1]

    def breaks(self, rule: str, column: str, why: str) -> Suspicion:
        return Suspicion(OBSERVATIONS_CSV, self.line, self.name, rule, column, why)


def suspicions(tables: Mapping[str, Table], panels: Mapping[str, str] = MappingProxyType({})) -> list[Suspicion]:
    """Return the figures and rates that break a rule, in the order of the files.

    `panels` has for the indicator of a rank the series with the number ranked, as INDICATOR.ENTITY. Of rows
    that are set aside in favour of another one only the precision is checked.
    """
    rows = list(_rows(tables))
    ranked = _ranked(rows, panels)
    rules = [
        _precisions(tables["observations"]),
        _ranks(rows, ranked),
        _wholes(rows),
        _steps(rows, ranked),
        _revisions(rows),
        _signs(rows),
        _early(rows),
        _far(rows),
        _accounts(rows),
        _editions(rows),
        _periods(rows),
    ]
    if "exchange-rates" in tables:
        rules.append(_rates(tables["exchange-rates"]))
    return sorted(chain.from_iterable(rules))


def unaccepted(tables: Mapping[str, Table], broken: Iterable[Suspicion]) -> tuple[list[Suspicion], list[str]]:
    """Return the suspicions that `accepted.csv` lacks, and a remark on each of its rows that breaks no rule."""
    # what a rule says of a row is accepted as a whole; of several suspicions the last one stands for all
    left = {(suspicion.name, suspicion.rule): suspicion for suspicion in broken}
    accepted = tables.get("accepted", {"row": [], "rule": []})
    keys = list(zip(accepted["row"], accepted["rule"], strict=True))
    stale = []
    for line, (name, rule) in enumerate(keys, 2):
        if (name, rule) not in left:
            stale.append(f"accepted.csv:{line}: {name} keeps the rule {rule}; remove the line")
    # only now, so that a row listed twice is not called stale
    for key in keys:
        left.pop(key, None)
    return list(left.values()), stale


def _rows(tables: Mapping[str, Table]) -> Iterator[_Row]:
    """Go through the observations, without those that are set aside in favour of another one."""
    table, indicators = tables["observations"], tables["indicators"]
    # the column kind is optional; without it only the rules that need no kind apply
    kinds = dict(zip(indicators["indicator"], indicators.get("kind", ()), strict=False))
    for line, texts in enumerate(zip(*table.values(), strict=True), 2):
        cells = dict(zip(table, texts, strict=True))
        if cells["disagrees_with"]:
            continue
        yield _Row(
            line=line,
            series=tuple(cells[column] for column in SERIES),
            kind=kinds.get(cells["indicator"], ""),
            name=cells["observation_id"],
            start=cells["period_start"],
            end=cells["period_end"],
            value=float(cells["value"]),
            low=float(cells["low"]),
            printed=cells["printed"],
            precision=float(cells["precision"]),
            qualifier=cells["qualifier"],
            status=cells["status"],
            source=cells["source_id"],
            published=cells["published"],
            vintage=cells["vintage"],
            frequency=cells["frequency"],
        )


def precision_fault(printed: str, precision: float, qualifier: str) -> str:
    """Return why a precision cannot be that of a printed token, or an empty text.

    It is at least the size of the last digit printed, and less than ten times that; the final zeros of a whole number
    may be insignificant. That of an exact figure, a range or a token without a number is not checked, and that of a
    derived figure only against the last digit.

    >>> precision_fault("0.5%", 0.0001, "eq")
    "'0.5%' shows no digit below 0.001, but the precision is 0.0001"
    """
    token = read_token(printed)
    if token is None or qualifier in ("exact", "range"):
        return ""
    # a little less than once and ten times the digit, as floats are not exact
    if precision < token.last_digit * 0.999:
        return f"{printed[:40]!r} shows no digit below {token.last_digit:.12g}, but the precision is {precision:.12g}"
    if qualifier != "derived" and precision > token.last_nonzero * 9.99:
        return f"{printed[:40]!r} shows digits down to {token.last_nonzero:.12g}, but the precision is {precision:.12g}"
    return ""


def _precisions(table: Table) -> Iterator[Suspicion]:
    """Find precisions that the printed token contradicts, also in rows that are set aside."""
    columns = (table[name] for name in ("observation_id", "printed", "precision", "qualifier"))
    for line, (name, printed, precision, qualifier) in enumerate(zip(*columns, strict=True), 2):
        fault = precision_fault(printed, float(precision), qualifier)
        if fault:
            yield Suspicion(OBSERVATIONS_CSV, line, name, "precision", "precision", fault)


def _grouped(rows: Iterable[_Row], key: Callable[[_Row], Hashable]) -> list[list[_Row]]:
    groups = defaultdict[Hashable, list[_Row]](list)
    for row in rows:
        groups[key(row)].append(row)
    return list(groups.values())


def _ranked(rows: Sequence[_Row], panels: Mapping[str, str]) -> dict[int, float]:
    """Return the number ranked for each rank, by its row: as printed beside it, or from the panel of the study."""
    # of several vintages the last in the table counts; an indicator without a panel has no value under ""
    values = {(f"{row.indicator}.{row.entity}", row.end): row.value for row in rows}
    ranked = {}
    for row in rows:
        if row.unit == "rank":
            printed = re.search(r"\bof (\d+)$", row.printed)
            if printed:
                size: float | None = float(printed[1])
            else:
                size = values.get((panels.get(row.indicator, ""), row.end))
            if size:
                ranked[row.line] = size
    return ranked


def _ranks(rows: Sequence[_Row], ranked: Mapping[int, float]) -> Iterator[Suspicion]:
    for row in rows:
        if row.value > ranked.get(row.line, math.inf):
            yield row.breaks("rank", "value", f"{row.value:g} is a place among {ranked[row.line]:g}")


def _wholes(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find shares that add up to more than the whole; the largest of them is reported."""
    # a share of one is the whole itself, and a larger one is reported alone
    parts = [row for row in rows if row.kind == "part" and row.value < 1]

    def whole(row: _Row) -> Hashable:
        # all columns of SERIES but entity and actor, which are what differs between parts
        return row.indicator, row.series[3:], row.start, row.end, row.source, row.published

    for group in _grouped(parts, whole):
        least = sum(row.low for row in group)
        if least > 1 + 1e-9:  # a sum of floats
            shares = ", ".join(f"{row.entity} {row.value:.4g}" for row in group)
            why = f"shares of {group[0].end[:4]} add up to {least:.4g} at least: {shares}"
            yield max(group, key=lambda row: row.value).breaks("whole", "value", why)
    for row in rows:
        if row.kind == "part" and row.value > 1:
            yield row.breaks("whole", "value", f"{row.value:g} is more than the whole")


class _Neighbour(NamedTuple):
    """The row before or after another one in its series, and the distance of that one from it.

    The distance is a multiple of the limit for figures of their kind, negative if the figure lies below its neighbour.
    """

    line: int
    distance: float


def _outliers(before: Mapping[int, _Neighbour], after: Mapping[int, _Neighbour]) -> Iterator[tuple[int, int]]:
    """Yield the line of each row that is too far from the row before, or an isolated peak, with the line of that row.

    `before` and `after` have the neighbours of a row by its line; at an end of a series one of them is missing.

    With a limit of 4/3, the second figure of 100, 150, 101 has a distance of 1.41 from the first and of 1.37 from the
    third one: it is a peak. The third has a distance of -1.37 from the second, but only because that is wrong.
    """
    peaks = set()
    for line, (_, from_before) in before.items():
        if line not in after:
            continue
        from_after = after[line].distance
        smaller = min(abs(from_before), abs(from_after))
        is_above_or_below_both = from_before * from_after > 0
        is_far = smaller > DISTANCE_OF_PEAKS
        is_symmetric = abs(from_before - from_after) < LARGEST_ASYMMETRY_OF_PEAKS * smaller
        if is_above_or_below_both and is_far and is_symmetric:
            peaks.add(line)

    for line, (line_before, distance) in before.items():
        is_too_far = abs(distance) > 1 and line_before not in peaks
        if is_too_far or line in peaks:
            yield line, line_before


def _steps(rows: Sequence[_Row], ranked: Mapping[int, float]) -> Iterator[Suspicion]:
    """Find figures too far from those before and after them: of the same vintage, or else of the nearest one."""
    moving = []
    for row in rows:
        is_gradual = row.kind in {"level", "part"} or row.line in ranked
        if row.end and is_gradual:
            moving.append(row)
    by_line = {row.line: row for row in moving}

    # Each period may have several vintages, and each vintage is compared with one of the next period
    neighbours_before: dict[int, _Neighbour] = {}
    neighbours_after: dict[int, _Neighbour] = {}
    for series in _grouped(moving, lambda row: (row.series, row.frequency)):
        periods = defaultdict[str, list[_Row]](list)
        for row in series:
            periods[row.end].append(row)
        for (_, earlier), (_, later) in pairwise(sorted(periods.items())):
            for row in later:
                before = _nearest(row, earlier)
                neighbours_before[row.line] = _Neighbour(before.line, _step(before, row, ranked))
            for row in earlier:
                after = _nearest(row, later)
                neighbours_after[row.line] = _Neighbour(after.line, -_step(row, after, ranked))

    for line, line_before in _outliers(neighbours_before, neighbours_after):
        row, before = by_line[line], by_line[line_before]
        yield row.breaks(
            "step", "value", f"{row.value:.6g} is far from the {before.value:.6g} of {before.end}, {before.name}"
        )


def _nearest(row: _Row, candidates: Sequence[_Row]) -> _Row:
    """Return the candidate of the same edition as a row, else the newest one public by then, else the first."""
    for candidate in candidates:
        if (candidate.source, candidate.published) == (row.source, row.published):
            return candidate
    by_publication = sorted(candidates, key=lambda candidate: candidate.published)
    public = [candidate for candidate in by_publication if candidate.published <= row.published]
    return public[-1] if public else by_publication[0]


def _step(before: _Row, after: _Row, ranked: Mapping[int, float]) -> float:
    """Return the step from one figure to the next, as a multiple of the limit of its kind; negative for a fall."""
    days = (date.fromisoformat(after.end) - date.fromisoformat(before.end)).days
    years = max(1.0, days / DAYS_OF_YEAR)
    if before.line in ranked:
        places = after.value - before.value
        return places * YEARLY_STEPS_OF_RANKS / ranked[before.line] / years

    if before.unit == "index" and before.frequency == "M":
        months = max(1.0, days / DAYS_OF_LONGEST_MONTH)
        return _multiple_of_limit(before, after, LARGEST_MONTHLY_FACTOR_OF_PRICES) / months

    if before.unit == "persons":
        largest_factor = LARGEST_YEARLY_FACTOR_OF_PERSONS
    elif before.kind == "part":
        largest_factor = LARGEST_YEARLY_FACTOR_OF_PARTS
    else:
        largest_factor = LARGEST_YEARLY_FACTOR
    return _multiple_of_limit(before, after, largest_factor) / years


def _multiple_of_limit(before: _Row, after: _Row, largest_factor: float) -> float:
    """Return how many times a change takes the largest factor allowed; negative for a fall.

    It is zero if rounding explains the change, or if it is a step that is always allowed.

    A market share printed as 10%, and then as 20%, was at most 10.5% and at least 19.5%. That is a factor of 1.86,
    which is 1.5 to the power of 1.53: one and a half times the limit.
    """
    always_allowed = _always_allowed(before, after)
    # each figure may be half a digit off; below, each is given half of what both may be off together
    rounding = (before.precision + after.precision) / 2
    if abs(after.value - before.value) <= max(always_allowed, rounding):
        return 0.0

    # Compare the ends of both figures that are closest to each other. A share of next to nothing counts as large as
    # the step that is always allowed, or its first real change would have a factor of many thousands.
    smaller, larger = sorted((before.value, after.value))
    highest_of_smaller = max(smaller + rounding / 2, always_allowed)
    lowest_of_larger = larger - rounding / 2
    if highest_of_smaller <= 0:
        # no ratio can be formed; a wrong sign has a rule of its own
        return 0.0
    factor = max(1.0, lowest_of_larger / highest_of_smaller)
    multiple = math.log(factor) / math.log(largest_factor)
    return multiple if after.value > before.value else -multiple


def _always_allowed(before: _Row, after: _Row) -> float:
    """Return the step that two figures of a series may always differ by."""
    if is_small_count(before.unit):
        return STANDARD_DEVIATIONS_OF_COUNTS * math.sqrt(max(before.value, after.value, 0))
    if before.kind == "part":
        return STEP_ALWAYS_ALLOWED_OF_PARTS
    if before.unit == "share":
        return STEP_ALWAYS_ALLOWED_OF_SHARES
    return 0.0


def _revisions(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find figures that a later vintage changes too much, and counts of one day that were made twice."""
    revisable = [row for row in rows if row.end and row.kind]
    by_line = {row.line: row for row in revisable}

    neighbours_before: dict[int, _Neighbour] = {}
    neighbours_after: dict[int, _Neighbour] = {}
    for vintages in _grouped(revisable, lambda row: (row.series, row.start, row.end, row.frequency)):
        for before, after in pairwise(sorted(vintages, key=lambda row: row.published)):
            revision = _revision(before, after)
            neighbours_before[after.line] = _Neighbour(before.line, revision)
            neighbours_after[before.line] = _Neighbour(after.line, -revision)

    for line, line_before in _outliers(neighbours_before, neighbours_after):
        row, before = by_line[line], by_line[line_before]
        yield row.breaks(
            "revision", "value", f"{row.value:.6g} was {before.value:.6g} on {before.published}, {before.name}"
        )


def _revision(before: _Row, after: _Row) -> float:
    """Return the size of a revision, as a multiple of the limit of its kind; negative for one downwards."""
    is_count_of_a_day = is_small_count(before.unit) and before.start == before.end
    if is_count_of_a_day and before.qualifier == after.qualifier == "exact":
        # what was counted on one day stays as it is
        if before.value == after.value:
            return 0.0
        return math.inf if after.value > before.value else -math.inf

    if before.kind == "flow":
        # a balance of two large sums may be revised to anything, but seldom to the other sign
        has_changed_sign = before.value * after.value < 0
        return math.copysign(BEYOND_LIMIT, after.value) if has_changed_sign else 0.0

    if before.unit == "persons":
        largest_factor = LARGEST_YEARLY_FACTOR_OF_PERSONS
    elif "F" in (before.status, after.status):
        # a forecast may miss by as much as a year can bring
        largest_factor = LARGEST_YEARLY_FACTOR
    else:
        largest_factor = LARGEST_FACTOR_OF_REVISIONS
    return _multiple_of_limit(before, after, largest_factor)


def _signs(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find what cannot be negative, and the one period of a series that differs in sign from all others."""
    for row in rows:
        is_level = row.kind == "level" and not is_small_count(row.unit)
        if (row.value < 0 and row.kind == "part") or (row.value <= 0 and is_level):
            yield row.breaks("sign", "value", f"{row.value:.6g} is not above zero")
    flows = [row for row in rows if row.kind == "flow"]
    for series in _grouped(flows, lambda row: row.series):
        if len({row.end for row in series}) < FEWEST_COMPARED:
            continue
        for sign in (1, -1):
            differing = [row for row in series if row.value * sign < 0]
            if len({row.end for row in differing}) == 1:
                for row in differing:
                    yield row.breaks("sign", "value", f"{row.value:.6g} alone has this sign in its series")


def _early(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find figures published before the end of their period and not called forecasts; counts may be of any day."""
    for row in rows:
        if row.kind and not is_small_count(row.unit) and row.status == "A" and row.end > row.published:
            why = f"A is measured, but {row.end} lies after the day of publication, {row.published}; F is a forecast"
            yield row.breaks("status", "status", why)


def _far(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find figures some powers of ten away from all others."""
    not_zero = [row for row in rows if row.value]
    by_unit = {group[0].unit: group for group in _grouped(not_zero, lambda row: row.unit)}
    for group in _grouped(not_zero, lambda row: (row.indicator, row.unit)):
        unit = group[0].unit
        if len(group) < FEWEST_COMPARED and CURRENCY.fullmatch(unit):
            others, farthest, where = by_unit[unit], FARTHEST_FROM_CURRENCY, unit
            if len({row.indicator for row in others}) < FEWEST_COMPARED:
                continue
        else:
            others, farthest, where = group, FARTHEST_FROM_INDICATOR, group[0].indicator
        if len(others) < FEWEST_COMPARED:
            continue

        sizes = sorted(abs(row.value) for row in others)
        for row in group:
            # compare the smallest and the largest with the next one, not with themselves
            size = abs(row.value)
            least = sizes[1] if size == sizes[0] else sizes[0]
            most = sizes[-2] if size == sizes[-1] else sizes[-1]
            if not least / farthest <= size <= most * farthest:
                why = f"{row.value:.6g} lies far from all others in {where}, {least:.6g} to {most:.6g}"
                yield row.breaks("size", "value", why)


def _alone(rows: Sequence[_Row], key: Callable[[_Row], str], least: int) -> tuple[_Row, str] | None:
    """Return the row that differs from all others, at least so many, which agree; and what they have."""
    groups = sorted(_grouped(rows, key), key=len)
    if len(groups) != 2:
        return None
    smaller, larger = groups
    if len(smaller) == 1 and len(larger) >= least:
        return smaller[0], key(larger[0])
    return None


def _accounts(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find the one figure of a source and indicator that stands under another account than all others."""
    for group in _grouped(rows, lambda row: (row.source, row.indicator)):
        alone = _alone(group, lambda row: row.account, FEWEST_OF_AN_ACCOUNT)
        if alone is None:
            continue
        row, usual = alone
        why = f"{row.account or 'none'!r} is alone among the figures of {row.source}, which stand under {usual!r}"
        yield row.breaks("account", "account", why)


def _editions(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find the one figure of a vintage that is dated before all others."""
    for group in _grouped(rows, lambda row: (row.source, row.vintage)):
        alone = _alone(group, lambda row: row.published, FEWEST_OF_A_VINTAGE)
        if alone is None:
            continue
        row, usual = alone
        if row.published < usual:  # a later day may be that on which the figure was found elsewhere
            why = f"{row.published} lies before the day of the other rows of {row.vintage}, {usual}"
            yield row.breaks("edition", "published", why)


def _periods(rows: Sequence[_Row]) -> Iterator[Suspicion]:
    """Find a figure alone in its period, where its edition has several others of another period and none of its entity.

    An entity with a figure of both periods has a series, in which each period may be right.
    """
    regular = [row for row in rows if row.frequency != "_Z"]
    for group in _grouped(regular, lambda row: (row.source, row.indicator, row.account, row.published)):
        by_period = {same_period[0].end: same_period for same_period in _grouped(group, lambda row: row.end)}
        for same_period in by_period.values():
            if len(same_period) > 1:
                continue
            row = same_period[0]
            for end, others in by_period.items():
                lacks_entity = all(other.entity != row.entity for other in others)
                if len(others) > 1 and lacks_entity:
                    why = f"{row.end} is not the period of the others of its edition, {end}"
                    yield row.breaks("period", "period_end", why)


def _rates(table: Table) -> Iterator[Suspicion]:
    """Find exchange rates too far from those of the days before and after."""
    columns = (table[name] for name in ("source_id", "base", "quote", "date", "rate"))
    rows = list(zip(*columns, strict=True))

    neighbours_before: dict[int, _Neighbour] = {}
    neighbours_after: dict[int, _Neighbour] = {}
    # the first pair ends with the second row, in line 3 of the file
    for line, (before, after) in enumerate(pairwise(rows), 3):
        *series_before, day_before, rate_before = before
        *series, day, rate = after
        if series != series_before:
            continue
        days = date.fromisoformat(day).toordinal() - date.fromisoformat(day_before).toordinal()
        change = math.log(float(rate)) - math.log(float(rate_before))
        step = change / LARGEST_DAILY_STEP_OF_RATES / math.sqrt(max(1, days))
        neighbours_before[line] = _Neighbour(line - 1, step)
        neighbours_after[line - 1] = _Neighbour(line, -step)

    for line, line_before in _outliers(neighbours_before, neighbours_after):
        *series, day, rate = rows[line - 2]
        *_, day_before, rate_before = rows[line_before - 2]
        why = f"{rate} is far from the {rate_before} of {day_before}"
        yield Suspicion(RATES_CSV, line, ".".join((*series, day)), "step", "rate", why)
