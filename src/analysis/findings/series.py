"""Time series: the newest public vintage of each period, as published or derived.

A series is named by its indicator, its entity and, if several publish the same, an account, with an optional measure:

- `labour_force.AAA`: as published;
- `output_per_hour.AAA.office`: according to one account;
- `pledge.MAKER`: of a firm or project;
- `inflow_usd.AAA / gdp_usd.AAA`: as a share of another series, period by period;
- `labour_force.AAA first`: the first vintage of each period;
- `labour_force.AAA change`: the change since the first period;
- `rank.AAA percentile`: a rank as the share of the others that rank lower;
- `USD.JPY mean`: the yearly mean of an exchange rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from analysis.dataset.dataset import PARTS
from analysis.dataset.records import spans
from analysis.errors import NotKnownError, UnitError, UnknownNameError, nearest
from analysis.findings import arithmetic as by
from analysis.findings.finding import Finding, varying, worded
from analysis.findings.quantity import price
from analysis.findings.registry import mean_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.dataset import Observation, Rate
    from analysis.dataset.dataset import Key as KeyDataset
    from analysis.findings.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Point:
    """One period of a series: its name, its last day, and the finding."""

    period: str
    end: date
    finding: Finding


def series(catalogue: Catalogue, name: str) -> list[Point]:
    """Return the public points of a series in order.

    Raises `UnknownNameError` for an indicator or entity that the dataset does not have.
    """
    over, _, under = name.partition(" / ")
    points = _measure(catalogue, over)
    if not under:
        return points
    base = _measure(catalogue, under)
    try:
        return [_share(point, match) for point in points if (match := _matching(point, base))]
    except UnitError:
        units = f"{points[0].finding.quantity.unit} cannot be a share of {base[0].finding.quantity.unit}"
        raise UnitError(f"{units}; divide two tables, d.wide(…) / d.wide(…), or use d.compare(…, per=…)") from None


def _measure(catalogue: Catalogue, name: str) -> list[Point]:
    over, _, measure = name.partition(" ")
    points = _rates(catalogue, over) if measure == "mean" else _published(catalogue, over, first=measure == "first")
    match measure:
        case "" | "mean" | "first":
            return points
        case "change":
            first = points[0].finding if points else None
            return [_change(point, first) for point in points[1:] if first]
        case "percentile":
            indicator, ranked_of = over.partition(".")[0], catalogue.study.ranked
            if indicator not in ranked_of:
                known = ", ".join(ranked_of)
                raise UnknownNameError(f"no percentile of {over!r}; the number ranked is known only for {known}")
            panel = _published(catalogue, ranked_of[indicator])
            return [_percentile(point, size) for point in points if (size := _matching(point, panel))]
        case _:
            raise UnknownNameError(f"no measure {measure!r}; expected first, change, percentile or mean")


def _published(catalogue: Catalogue, name: str, *, first: bool = False) -> list[Point]:
    """Return the newest public vintage of every period, or the first."""
    indicator, entity, actor, account = key_of(catalogue, name)
    rows = catalogue.evidence.series(indicator, entity, actor, account=account)
    if first:
        vintages = catalogue.evidence.vintages(indicator, entity, actor, account=account)
        earliest = {row.period: row for row in reversed(vintages)}
        rows = [earliest[row.period] for row in rows]
    return [Point(row.period, row.period_end, catalogue.row(row)) for row in rows if row.period_end]


def key_of(catalogue: Catalogue, name: str) -> KeyDataset:
    """Return the key of a series in the evidence; the entity of a firm or project is the country of its figures."""
    indicator, _, whose = name.partition(".")
    who, _, account = whose.partition(".")
    catalogue.check_series(indicator, who)
    if who in catalogue.evidence.entities:
        return indicator, who, "", account
    places = (entity for _, entity, actor, _ in catalogue.evidence.keys(indicator) if actor == who)
    return indicator, next(places, ""), who, account


def elsewhere(catalogue: Catalogue, name: str) -> str:
    """Say of which years a series has figures, and by which other accounts there are some, as the end of a message."""
    indicator, entity, actor, account = key_of(catalogue, name)
    keys = [key for key in catalogue.evidence.keys(indicator) if key[1:3] == (entity, actor)]
    rows = {key[3]: catalogue.evidence.series(indicator, entity, actor, account=key[3]) for key in keys}
    parts = "months or quarters of " if any(row.frequency in PARTS for row in rows.get(account, ())) else ""
    own = spans(rows.pop(account, ()))
    others = [f'account="{it}" ({spans(of_other)})' for it, of_other in rows.items() if of_other]
    if not own and others:
        return f"; say whose account is meant: {' or '.join(others)}"
    if not own:
        whose = {key[2] or key[1]: key for key in catalogue.evidence.keys(indicator)}
        known = [who for who, key in whose.items() if catalogue.evidence.vintages(*key[:3], account=key[3])]
        return f"; there are figures of {', '.join(known)}" if known else ""
    has = "this account has" if others else "there are"
    return f"; {has} {parts}{own}" + (f"; other accounts: {', '.join(others)}" if others else "")


def _rates(catalogue: Catalogue, name: str) -> list[Point]:
    """Average an exchange rate over each year; the first and the last year may be incomplete."""
    base, _, quote = name.partition(".")
    source = catalogue.study.daily_rates
    pairs = catalogue.evidence.rates.pairs(source)
    if name not in pairs:
        raise UnknownNameError(f"no daily rates {name!r}; there are {', '.join(pairs)}")
    start: date = catalogue.evidence.settings.windows["rates_start"]
    try:
        daily = catalogue.evidence.rates.between(base, quote, start, date.max, source)
    except NotKnownError:
        return []
    return [_mean(list(days), price(base, quote)) for _, days in groupby(daily, key=lambda rate: rate.day.year)]


def _mean(days: list[Rate], label: str) -> Point:
    year = days[0].day.year
    return Point(str(year), date(year, 12, 31), mean_of(days, worded(f"{label}, mean of ", varying(year))))


def _change(point: Point, first: Finding) -> Point:
    name, label = f"{point.finding.id}.change", worded(point.finding.label, ", change since the first period")
    return Point(point.period, point.end, by.change(point.finding, first).named(name, label))


def _percentile(point: Point, panel: Finding) -> Point:
    return Point(point.period, point.end, by.percentile(point.finding, panel).named(f"{point.finding.id}.percentile"))


def _share(point: Point, base: Finding) -> Point:
    return Point(point.period, point.end, by.share(point.finding, base).named(f"{point.finding.id}.of.{base.figure}"))


def _matching(point: Point, others: list[Point]) -> Finding | None:
    """Return the figure with the same last day, or else the only one of the same year."""
    same = [other for other in others if other.end == point.end]
    same = same or [other for other in others if other.end.year == point.end.year]
    return same[0].finding if len(same) == 1 else None


def periods(all_points: list[list[Point]]) -> Iterator[tuple[str, list[Finding | None]]]:
    """Join several series: for each period the finding of each series, or None.

    They are joined by year if each has at most one figure a year, and otherwise by day.
    """
    yearly = all(len({point.end.year for point in points}) == len(points) for points in all_points)
    by_end = [{point.end.year if yearly else point.end: point for point in points} for points in all_points]
    for end in sorted({end for points in by_end for end in points}, key=str):
        row = [points.get(end) for points in by_end]
        yield (
            min((point.period for point in row if point), key=len),
            [point.finding if point else None for point in row],
        )


def chosen(points: Sequence[Point], as_of: date, year: int = 0) -> Point | None:
    """Return the point of a year, or the last one whose period had ended on a day.

    A forecast for a future year is therefore not the newest figure. If no period has ended, as in a plan, it is the
    last one. A month or a quarter is not the figure of a year.
    """
    if year:
        wanted = [point for point in points if point.end.year == year and not _is_part(point.finding)]
        return wanted[-1] if wanted else None
    ended = [point for point in points if point.end <= as_of] or points
    return ended[-1] if ended else None


def _is_part(finding: Finding) -> bool:
    return any(leaf.observation and leaf.observation.frequency in PARTS for leaf in finding.leaves())


# -- which findings depend on a row of the evidence
#
# Every finding records the look-ups made for it and the findings it was computed from. A look-up that returned another
# row, or nothing, counts as well: a new row could change its result.

Key = tuple[str, ...]


class Uses(NamedTuple):
    """The names of the findings that are based on a row, and of those that looked it up and used another one."""

    resting: list[str]
    considering: list[str]


def uses(catalogue: Catalogue, observation_id: str) -> Uses:
    """Return which findings depend on a row of the evidence.

    Raises `UnknownNameError` for a row that the dataset does not have.
    """
    rows, key = catalogue.evidence.names_of_rows, catalogue.evidence.key_of(observation_id)
    if observation_id not in rows:
        raise UnknownNameError(f"no row {observation_id!r} in observations.csv{nearest(observation_id, rows)}")
    resting = sorted(name for name, f in catalogue.items() if any(leaf.figure == observation_id for leaf in f.leaves()))
    keys: set[Key] = {key or (), (observation_id,)}
    considering = sorted(name for name in catalogue.names if keys & looked_up(catalogue, name))
    return Uses(resting, [name for name in considering if name not in set(resting)])


def looked_up(catalogue: Catalogue, name: str) -> frozenset[Key]:
    """Return the keys looked up for a finding and, recursively, for its inputs."""
    cache: dict[str, frozenset[Key]] = catalogue.looked_up
    if name not in cache:
        entry = catalogue.any_entry(name)
        cache[name] = frozenset(entry.looked_up).union(*(looked_up(catalogue, part) for part in entry.used))
    return cache[name]


def news(catalogue: Catalogue, name: str, since: date) -> list[Observation]:
    """Return the rows published after a day that a finding looked up."""
    keys = looked_up(catalogue, name) if catalogue.declares(name) else frozenset()
    figures = (key for key in keys if len(key) == 4)
    rows = (row for *of, account in figures for row in catalogue.evidence.vintages(*of, account=account))
    return sorted((row for row in rows if row.published > since), key=lambda row: row.observation_id)
