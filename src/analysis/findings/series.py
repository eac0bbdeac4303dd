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
from analysis.findings import arithmetic
from analysis.findings.finding import Finding, compose, varying
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
    numerator, _, denominator = name.partition(" / ")
    points = _measure(catalogue, numerator)
    if not denominator:
        return points

    base = _measure(catalogue, denominator)
    shares = []
    try:
        for point in points:
            match = _matching(point, base)
            if match:
                share = arithmetic.share(point.finding, match)
                shares.append(Point(point.period, point.end, share.named(f"{point.finding.id}.of.{match.figure}")))
    except UnitError:
        units = f"{points[0].finding.quantity.unit} cannot be a share of {base[0].finding.quantity.unit}"
        raise UnitError(f"{units}; divide two tables, d.wide(…) / d.wide(…), or use d.compare(…, per=…)") from None
    return shares


def _measure(catalogue: Catalogue, name: str) -> list[Point]:
    stored, _, measure = name.partition(" ")
    if measure == "mean":
        return _rates(catalogue, stored)
    points = _published(catalogue, stored, first=measure == "first")
    match measure:
        case "" | "first":
            return points
        case "change":
            return [_change(point, points[0].finding) for point in points[1:]]
        case "percentile":
            ranked = catalogue.study.ranked
            indicator = stored.partition(".")[0]
            if indicator not in ranked:
                hint = f"the number ranked is known only for {', '.join(ranked)}"
                raise UnknownNameError(f"no percentile of {stored!r}; {hint}")
            panel = _published(catalogue, ranked[indicator])
            percentiles = []
            for point in points:
                size = _matching(point, panel)
                if size:
                    finding = arithmetic.percentile(point.finding, size)
                    finding = finding.named(f"{point.finding.id}.percentile")
                    percentiles.append(Point(point.period, point.end, finding))
            return percentiles
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
    indicator, _, code_and_account = name.partition(".")
    code, _, account = code_and_account.partition(".")
    catalogue.check_series(indicator, code)
    if code in catalogue.evidence.entities:
        return indicator, code, "", account
    for _, entity, actor, _ in catalogue.evidence.keys(indicator):
        if actor == code:
            return indicator, entity, code, account
    return indicator, "", code, account


def elsewhere(catalogue: Catalogue, name: str) -> str:
    """Say of which years a series has figures, and by which other accounts there are some, as the end of a message."""
    indicator, entity, actor, account = key_of(catalogue, name)
    keys = catalogue.evidence.keys(indicator)
    rows = {}
    for _, other_entity, other_actor, other_account in keys:
        if (other_entity, other_actor) == (entity, actor):
            rows[other_account] = catalogue.evidence.series(indicator, entity, actor, account=other_account)

    of_account = rows.pop(account, [])
    others = []
    for other_account, rows_of_account in rows.items():
        if rows_of_account:
            others.append(f'account="{other_account}" ({spans(rows_of_account)})')
    if of_account:
        has = "this account has" if others else "there are"
        parts = "months or quarters of " if any(row.frequency in PARTS for row in of_account) else ""
        hint = f"; {has} {parts}{spans(of_account)}"
        return f"{hint}; other accounts: {', '.join(others)}" if others else hint
    if others:
        return f"; say whose account is meant: {' or '.join(others)}"

    # Nothing of this entity: name the others of which there are figures
    last_keys = {key[2] or key[1]: key for key in keys}
    entities = []
    for code, key in last_keys.items():
        if catalogue.evidence.vintages(*key[:3], account=key[3]):
            entities.append(code)
    return f"; there are figures of {', '.join(entities)}" if entities else ""


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
    label = price(base, quote)
    return [_mean(list(days), label) for _, days in groupby(daily, key=lambda rate: rate.day.year)]


def _mean(days: list[Rate], label: str) -> Point:
    year = days[0].day.year
    mean = mean_of(days, compose(f"{label}, mean of ", varying(year)))
    return Point(str(year), date(year, 12, 31), mean)


def _change(point: Point, first: Finding) -> Point:
    change = arithmetic.change(point.finding, first)
    label = compose(point.finding.label, ", change since the first period")
    return Point(point.period, point.end, change.named(f"{point.finding.id}.change", label))


def _matching(point: Point, candidates: list[Point]) -> Finding | None:
    """Return the figure with the same last day as a point, or else the only one of the same year."""
    matches = [candidate for candidate in candidates if candidate.end == point.end]
    if not matches:
        matches = [candidate for candidate in candidates if candidate.end.year == point.end.year]
    return matches[0].finding if len(matches) == 1 else None


def periods(all_points: list[list[Point]]) -> Iterator[tuple[str, list[Finding | None]]]:
    """Join several series: for each period the finding of each series, or None.

    They are joined by year if each has at most one figure a year, and otherwise by day.
    """
    by_year: list[dict[int | date, Point]] = []
    by_day: list[dict[int | date, Point]] = []
    is_yearly = True
    for points in all_points:
        points_by_year: dict[int | date, Point] = {point.end.year: point for point in points}
        by_year.append(points_by_year)
        by_day.append({point.end: point for point in points})
        is_yearly = is_yearly and len(points_by_year) == len(points)

    all_by_end = by_year if is_yearly else by_day
    ends = set().union(*all_by_end)
    for end in sorted(ends, key=str):
        row = [by_end.get(end) for by_end in all_by_end]
        names = [point.period for point in row if point]
        findings = [point.finding if point else None for point in row]
        yield min(names, key=len), findings


def chosen(points: Sequence[Point], as_of: date, year: int = 0) -> Point | None:
    """Return the point of a year, or the last one whose period had ended on a day.

    A forecast for a future year is therefore not the newest figure. If no period has ended, as in a plan, it is the
    last one. A month or a quarter is not the figure of a year.
    """
    if year:
        points = [point for point in points if point.end.year == year and not _is_part(point.finding)]
    else:
        points = [point for point in points if point.end <= as_of] or points
    return points[-1] if points else None


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
    rows = catalogue.evidence.names_of_rows
    key = catalogue.evidence.key_of_figure(observation_id)
    if observation_id not in rows:
        raise UnknownNameError(f"no row {observation_id!r} in observations.csv{nearest(observation_id, rows)}")

    resting = set()
    for name, finding in catalogue.items():
        if any(leaf.figure == observation_id for leaf in finding.leaves()):
            resting.add(name)
    keys: set[Key] = {key or (), (observation_id,)}
    considering = {name for name in catalogue.names if keys & looked_up(catalogue, name)}
    return Uses(sorted(resting), sorted(considering - resting))


def looked_up(catalogue: Catalogue, name: str) -> frozenset[Key]:
    """Return the keys looked up for a finding and, recursively, for its inputs."""
    cache: dict[str, frozenset[Key]] = catalogue.looked_up
    if name not in cache:
        entry = catalogue.any_entry(name)
        of_inputs = [looked_up(catalogue, input_name) for input_name in entry.used]
        cache[name] = frozenset(entry.looked_up).union(*of_inputs)
    return cache[name]


def news(catalogue: Catalogue, name: str, since: date) -> list[Observation]:
    """Return the rows published after a day that a finding looked up."""
    if not catalogue.declares(name):
        return []
    rows = []
    for key in looked_up(catalogue, name):
        if len(key) == 4:  # the key of a figure, not the name of a row or the pair of a rate
            indicator, entity, actor, account = key
            vintages = catalogue.evidence.vintages(indicator, entity, actor, account=account)
            rows += [row for row in vintages if row.published > since]
    return sorted(rows, key=lambda row: row.observation_id)
