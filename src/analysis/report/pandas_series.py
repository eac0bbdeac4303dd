"""Series as pandas tables, with their attributes and notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.dataset import frames
from analysis.dataset.dates import years_in_words
from analysis.errors import UnknownNameError
from analysis.findings.finding import is_forecast
from analysis.findings.number_format import each_of
from analysis.findings.quantity import TIME_UNITS
from analysis.findings.series import Point, series

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from analysis.dataset.dataset_as_of import Key
    from analysis.findings import Catalogue, Finding


ARTICLE_COLUMNS = (
    "printed",
    "paragraph",
    "value",
    "low",
    "high",
    "unit",
    "statement",
    "qualifier",
    "entity",
    "entity_name",
    "actor",
    "actor_name",
    "indicator",
    "indicator_name",
    "period_start",
    "period_end",
    "note",
)
"""The columns of the table of the article's own figures."""

MOST_NEWER = 3
"""Newer figures named in the remark on a finding; more are counted."""


def newer_figures(catalogue: Catalogue, finding: Finding) -> str:
    """Name the newest public figures if a declared finding uses older ones, and how to get them.

    That is said of no day and no year, which a later figure does not replace.
    """
    if not catalogue.declares(finding.id) or finding.quantity.unit in TIME_UNITS:
        return ""

    # Of each series that the finding uses, the end of the last period and the day on which that figure was published
    last_used: dict[Key, tuple[date, date]] = {}
    for leaf in finding.leaves():
        row = leaf.observation
        if row is None or row.period_end is None:
            continue
        key = catalogue.evidence.key_of_figure(row.observation_id)
        if key:  # a figure of the article is of no series
            used = (row.period_end, row.published)
            last_used[key] = max(last_used.get(key, used), used)

    newer = []
    for (indicator, entity, actor, account), used in last_used.items():
        latest = catalogue.current(indicator, entity, actor, account=account)
        row = latest.observation
        if row is None or (row.period_end or date.min, row.published) <= used:
            continue
        arguments = [f'"{name}"' for name in (indicator, entity, actor) if name]
        if account:
            arguments.append(f'account="{account}"')
        newer.append(f"{latest.label}: {latest.text}, d.figure({', '.join(arguments)})")

    if len(newer) > MOST_NEWER:
        return f"newest: {len(newer)} of the figures it uses have newer ones"
    return f"newest: {'; '.join(newer)}" if newer else ""


def is_yearly(points: list[Point]) -> bool:
    """True if every period of a series is a calendar year."""
    return all(point.period.isdecimal() for point in points)


def pandas_series(points: list[Point], name: str, each: str, *, yearly: bool) -> pd.Series[float]:
    """Return points as a pandas series, indexed by year if `yearly`, else by the last day of each period."""
    import pandas as pd

    divisor = each_of(each).number if each else 1.0
    values: dict[int | pd.Timestamp, float] = {}
    for point in points:
        period = int(point.period) if yearly else pd.Timestamp(point.end)
        # A year and its last quarter end on the same day; the one that comes last replaces the other
        values[period] = point.finding.value / divisor

    index = pd.Index(list(values), name="year" if yearly else "period_end")
    result = pd.Series(list(values.values()), index=index, name=name, dtype=float)
    result.attrs = {
        "unit": f"{each} {points[0].finding.quantity.unit}".strip(),  # all points of a series have one unit
        "source": frames.SOURCE,
        "values": sorted(set(result)),
        **forecast_attributes({"": points}),
    }
    return result


def forecast_attributes(points_by_name: Mapping[str, list[Point]]) -> dict[Hashable, Any]:
    """Return the `note` attribute that says for which years and names the figures are, or rest on, forecasts.

    It is “Forecast: 2025 to 2030 of Avonia, Borduria.”; a single series has the empty name, and is not named.
    """
    names_by_years: dict[str, list[str]] = {}
    for name, points in points_by_name.items():
        forecasts = [point for point in points if is_forecast(point.finding)]
        if forecasts:
            years = years_in_words(point.end.year for point in forecasts)
            names_by_years.setdefault(years, []).append(name)
    if not names_by_years:
        return {}

    parts = []
    for years, names in sorted(names_by_years.items()):
        parts.append(f"{years} of {', '.join(names)}".removesuffix(" of "))
    return {"note": f"Forecast: {'; '.join(parts)}."}


def vintage_note(catalogue: Catalogue, points: list[Point]) -> dict[Hashable, Any]:
    """Return the `vintages` attribute, if some of the figures were revised and others are of an earlier vintage."""
    rows = []
    for point in points:
        for leaf in point.finding.leaves():
            if leaf.observation:
                rows.append(leaf.observation)

    # Where no figure has a second vintage, it does not matter when each was published. A figure without a key is of the
    # article or an event, and of no series
    keys = {catalogue.evidence.key_of_figure(row.observation_id) for row in rows}
    is_revised = False
    for key in keys:
        if key is None:
            continue
        indicator, entity, actor, account = key
        vintages = catalogue.evidence.vintages(indicator, entity, actor, account=account)
        periods = [row.period for row in vintages]
        if len(set(periods)) < len(periods):
            is_revised = True

    days = sorted({row.published for row in rows})
    if not is_revised or len(days) < 2:
        return {}
    words = f"published from {days[0]} to {days[-1]}; d.vintages shows how they were revised"
    return {"vintages": f"Figures of several vintages, {words}."}


def series_by_entity(catalogue: Catalogue, indicator: str, account: str = "") -> tuple[str, dict[str, list[Point]]]:
    """Return the pattern of an indicator's series, and the series of each country, region or firm that has one.

    `indicator` may also be a pattern itself, such as `stork_nests.{} / people.{}`, of which the first series counts.
    Raises `UnknownNameError` for an unknown indicator, and for the name of a single series.
    """
    if "." in indicator:
        pattern = indicator
    elif account:
        pattern = f"{indicator}.{{}}.{account}"
    else:
        pattern = f"{indicator}.{{}}"

    # Take the first series apart: stork_nests.{}.count into indicator, entity and account. A pattern that was given has
    # its own account, which replaces the argument
    code, _, rest = pattern.partition(".")
    entity, _, account = rest.partition(" ")[0].partition(".")
    catalogue.check_series(code, catalogue.parameters.focus if "{}" in rest else entity)
    if "{}" not in rest:
        raise UnknownNameError(f"{indicator!r} is a single series, for d.series; d.wide takes {code} or {code}.{{}}")

    by_entity = {}
    for _, economy, actor, other_account in catalogue.evidence.keys(code):
        name = actor or economy  # a firm with figures in several countries has the series of the first
        if other_account == account and name not in by_entity:
            by_entity[name] = series(catalogue, pattern.replace("{}", name))
    return pattern, by_entity
