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
from typing import TYPE_CHECKING

from analysis.dataset.dataset_as_of import PARTS
from analysis.dataset.records import spans
from analysis.errors import NotKnownError, UnitError, UnknownNameError
from analysis.findings import arithmetic
from analysis.findings.label_composition import compose, varying
from analysis.findings.number_format import price
from analysis.findings.published_figures import mean_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.dataset.dataset_as_of import Key
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.finding import Finding


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
    # "inflow_usd.AAA / gdp_usd.AAA"
    numerator, _, denominator = name.partition(" / ")
    points = _measure(catalogue, numerator)
    if not denominator:
        return points

    bases = _measure(catalogue, denominator)
    shares = []
    for point in points:
        base = _matching(point, bases)
        if base is None:
            continue
        try:
            share = arithmetic.share(point.finding, base)
        except UnitError:
            units = f"{point.finding.quantity.unit} cannot be a share of {base.quantity.unit}"
            raise UnitError(f"{units}; divide two tables, d.wide(…) / d.wide(…), or use d.compare(…, per=…)") from None
        shares.append(Point(point.period, point.end, share.named(f"{point.finding.id}.of.{base.figure}")))
    return shares


def _measure(catalogue: Catalogue, name: str) -> list[Point]:
    """Return the points of a series without a denominator, such as `labour_force.AAA change`."""
    stored, _, measure = name.partition(" ")
    match measure:
        case "mean":
            return _rates(catalogue, stored)
        case "" | "first":
            return _published(catalogue, stored, first=measure == "first")
        case "change":
            points = _published(catalogue, stored)
            return [_change(point, points[0].finding) for point in points[1:]]  # there is a first if there is a second
        case "percentile":
            return _percentiles(catalogue, stored)

    _published(catalogue, stored)  # a name that is wrong as well is reported first
    raise UnknownNameError(f"no measure {measure!r}; expected first, change, percentile or mean")


def _percentiles(catalogue: Catalogue, name: str) -> list[Point]:
    """Return each rank of a series as a percentile, for the periods of which it is known how many were ranked."""
    points = _published(catalogue, name)
    ranked = catalogue.study.ranked
    indicator = name.partition(".")[0]
    if indicator not in ranked:
        hint = f"the number ranked is known only for {', '.join(ranked)}"
        raise UnknownNameError(f"no percentile of {name!r}; {hint}")

    numbers_ranked = _published(catalogue, ranked[indicator])
    percentiles = []
    for point in points:
        number_ranked = _matching(point, numbers_ranked)
        if number_ranked:
            percentile = arithmetic.percentile(point.finding, number_ranked).named(f"{point.finding.id}.percentile")
            percentiles.append(Point(point.period, point.end, percentile))
    return percentiles


def _published(catalogue: Catalogue, name: str, *, first: bool = False) -> list[Point]:
    """Return the newest public vintage of every period, or the first."""
    indicator, entity, actor, account = series_key(catalogue, name)
    rows = catalogue.evidence.series(indicator, entity, actor, account=account)
    if first:
        # vintages are in the order of publication; reversed, the first one of each period is the one that stays
        vintages = catalogue.evidence.vintages(indicator, entity, actor, account=account)
        first_vintages = {row.period: row for row in reversed(vintages)}
        rows = [first_vintages[row.period] for row in rows]
    # a row without a period, such as an announcement, has no place on the axis of time
    return [Point(row.period, row.period_end, catalogue.row(row)) for row in rows if row.period_end]


def series_key(catalogue: Catalogue, name: str) -> Key:
    """Return the key of a series in the evidence: indicator, entity, actor and account.

    `output_per_hour.AAA.office` gives `("output_per_hour", "AAA", "", "office")`. For a firm or project, such as
    `pledge.MAKER`, the entity is the country of its figures (the first, if it has some of several), or empty if it has
    none of this indicator.
    """
    indicator, _, code_and_account = name.partition(".")
    code, _, account = code_and_account.partition(".")
    catalogue.check_series(indicator, code)
    if code in catalogue.evidence.entities:
        return indicator, code, "", account
    for _, entity, actor, _ in catalogue.evidence.keys(indicator):
        if actor == code:
            return indicator, entity, code, account
    return indicator, "", code, account


def hint_where_known(catalogue: Catalogue, name: str) -> str:
    """Say of which years a series has figures, and by which other accounts there are some, as the end of a message.

    The message says that a figure is missing. Where this series has none at all, the end names what there is:

    - `; there are 2001 to 2004`, `; this account has 2001 to 2004; other accounts: account="office" (2003)`;
    - `; say whose account is meant: account="office" (2003)`;
    - `; there are figures of AAA, MAKER`, or nothing if there are none of this indicator.
    """
    indicator, entity, actor, account = series_key(catalogue, name)
    keys = catalogue.evidence.keys(indicator)
    rows_by_account = {}
    for _, other_entity, other_actor, other_account in keys:
        if (other_entity, other_actor) == (entity, actor):
            rows = catalogue.evidence.series(indicator, entity, actor, account=other_account)
            rows_by_account[other_account] = rows

    rows = rows_by_account.pop(account, [])
    other_accounts = []
    for other_account, other_rows in rows_by_account.items():
        if other_rows:
            other_accounts.append(f'account="{other_account}" ({spans(other_rows)})')

    if rows:
        hint = "; this account has " if other_accounts else "; there are "
        if any(row.frequency in PARTS for row in rows):
            hint += "months or quarters of "
        hint += spans(rows)
        if other_accounts:
            hint += f"; other accounts: {', '.join(other_accounts)}"
        return hint
    if other_accounts:
        return f"; say whose account is meant: {' or '.join(other_accounts)}"

    # Nothing of this entity: name the others of which there are figures
    entities = []
    for _, other_entity, other_actor, other_account in keys:
        code = other_actor or other_entity
        is_known = catalogue.evidence.vintages(indicator, other_entity, other_actor, account=other_account)
        if is_known and code not in entities:
            entities.append(code)
    return f"; there are figures of {', '.join(entities)}" if entities else ""


def _rates(catalogue: Catalogue, name: str) -> list[Point]:
    """Average an exchange rate, such as `USD.JPY`, over each year; the first and the last year may be incomplete."""
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

    points = []
    for year, rates in groupby(daily, key=lambda rate: rate.day.year):
        mean = mean_of(list(rates), compose(f"{price(base, quote)}, mean of ", varying(year)))
        points.append(Point(str(year), date(year, 12, 31), mean))
    return points


def _change(point: Point, first: Finding) -> Point:
    change = arithmetic.change(point.finding, first)
    label = compose(point.finding.label, ", change since the first period")
    return Point(point.period, point.end, change.named(f"{point.finding.id}.change", label))


def _matching(point: Point, candidates: list[Point]) -> Finding | None:
    """Return the figure with the same last day as a point, or else the only one of the same year.

    A fiscal year to March is thus matched with the calendar year in which it ends. If several figures end in that year
    and none on the same day, there is no match.
    """
    matches = [candidate for candidate in candidates if candidate.end == point.end]
    if not matches:
        matches = [candidate for candidate in candidates if candidate.end.year == point.end.year]
    return matches[0].finding if len(matches) == 1 else None


def periods(all_points: list[list[Point]]) -> Iterator[tuple[str, list[Finding | None]]]:
    """Join several series: yield the name of each period, with the finding of each series or None.

    They are joined by year if each has at most one figure a year, and otherwise by day. Where they have several names
    for a period, such as 2023 and 2022-04/2023-03, it has the shortest.
    """
    # The points of each series by the year, and by the day, on which their periods end
    by_year: list[dict[int | date, Point]] = []
    by_day: list[dict[int | date, Point]] = []
    for points in all_points:
        by_year.append({point.end.year: point for point in points})
        by_day.append({point.end: point for point in points})
    are_yearly = all(len(of_years) == len(points) for of_years, points in zip(by_year, all_points, strict=True))

    all_by_end = by_year if are_yearly else by_day
    ends = set().union(*all_by_end)
    for end in sorted(ends, key=str):  # all are years, or all are days; as text both sort by time
        row = [by_end.get(end) for by_end in all_by_end]
        names = [point.period for point in row if point]
        findings = [point.finding if point else None for point in row]
        yield min(names, key=len), findings


def chosen(points: Sequence[Point], as_of: date, year: int = 0) -> Point | None:
    """Return the point of a year, or the last one whose period had ended on a day.

    A forecast for a future year is therefore not the newest figure. If no period has ended, as in a plan, it is the
    last one. A month or a quarter is not the figure of a year. Of several that end in the year, the last is taken.
    """
    if year:
        candidates = [point for point in points if point.end.year == year and not _is_part(point.finding)]
    else:
        candidates = [point for point in points if point.end <= as_of] or list(points)
    return candidates[-1] if candidates else None


def _is_part(finding: Finding) -> bool:
    """Return whether a finding is based on a figure of a month, a quarter or a day."""
    return any(leaf.observation and leaf.observation.frequency in PARTS for leaf in finding.leaves())
