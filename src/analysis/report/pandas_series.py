"""What `Report` needs to hand the dataset on as pandas tables: series, their attributes, and an overview."""

from __future__ import annotations

import html
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.dataset import frames
from analysis.dataset.records import years_in_words
from analysis.errors import UnknownNameError
from analysis.findings.finding import is_forecast
from analysis.findings.quantity import TIME_UNITS, each_of
from analysis.findings.series import Point, series

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd

    from analysis.dataset.dataset import Key
    from analysis.findings import Catalogue, Finding
    from analysis.report.part import Part

OVERVIEW = {
    "d.article": "the article’s own figures, a table of pandas",
    "d.verdicts": "what became of each claim and why, a table",
    'd["{claim}"]': "one verdict, with its evidence",
    'd["{finding}"]': "one finding; Tab completes the name",
    "d.findings": "every finding, a table of pandas",
    "d.claims": "what the article says; likewise d.indicators, d.entities, d.actors, d.sources and d.documents",
    "d.latest": "the latest vintage of every figure, by account, a table of pandas; rates are in d.exchange_rates",
    "d.observations": "every vintage of every figure, so that one may have several rows",
    "d.events": "what was decided, begun, changed and given up, a table of pandas",
    'd.find("{indicator}")': "indicators by words, with years and accounts",
    'd.series("{indicator}", "{entity}")': "a figure over time, a series of pandas",
    'd.wide("{indicator}")': "the same for every country, side by side",
    'd.vintages("{indicator}", "{entity}")': "the same as it was revised",
    'd.figure("{indicator}", "{entity}")': "a figure from the dataset, to calculate with",
    'd.compare("{pattern}")': "one finding for every country chosen",
    'd.trace("{finding}")': "how a number was computed, down to the documents",
    'd.say("It was {{{finding}}}.")': "a sentence whose numbers link to their workings",
}
"""What an open report shows of itself in Jupyter: where to look, with names that this report has."""

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


def overview_html(report: Part) -> str:
    """Return the overview of a report as an HTML table."""
    names = {}
    for placeholder, name in _example_names(report).items():
        names[placeholder] = html.escape(name)

    rows = ""
    for code, words in OVERVIEW.items():
        rows += f"<tr><td style='text-align:left'><code>{code.format(**names)}</code></td>"
        rows += f"<td style='text-align:left'>{words}</td></tr>"
    return f"<div>{html.escape(repr(report))}<table><tbody>{rows}</tbody></table></div>"


def _example_names(report: Part) -> dict[str, str]:
    """Choose names that exist in this report, by the placeholders of the overview.

    They are those of a finding of the country in focus, of a figure of the dataset, and of a claim.
    """
    catalogue, focus = report.catalogue, report.parameters.focus

    # The first finding that is a figure of the dataset, and the first such figure of a country as a whole
    finding_name = figure = None
    for name in catalogue.names:
        if f".{focus}." not in name or name not in catalogue:
            continue
        row = catalogue[name].observation
        if row is None:
            continue
        finding_name = finding_name or name
        if row.indicator and not row.account and not row.actor:
            figure = row
            break
    if finding_name is None:
        finding_name = next(iter(catalogue), "")

    return {
        "finding": finding_name,
        "claim": next(iter(catalogue.verdicts), ""),
        "indicator": figure.indicator if figure else "",
        "entity": figure.entity if figure else focus,
        "pattern": finding_name.replace(f".{focus}.", ".{}."),
    }


MOST_NEWER = 3
"""Newer figures named in the remark on a finding; more are counted."""


def newer_figures(catalogue: Catalogue, finding: Finding) -> str:
    """Name the newest public figures if a declared finding uses older ones, and how to get them."""
    if not catalogue.declares(finding.id) or finding.quantity.unit in TIME_UNITS:
        return ""

    # Of each series that the finding uses, the end of the last period and the day on which that figure was published
    last_used: dict[Key, tuple[date, date]] = {}
    for leaf in finding.leaves():
        row = leaf.observation
        if row is None or row.period_end is None:
            continue
        key = catalogue.evidence.key_of_figure(row.observation_id)
        if key:
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
        "unit": f"{each} {points[0].finding.quantity.unit}".strip(),
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

    # Where no figure has a second vintage, it does not matter when each was published
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

    # Take the first series apart: stork_nests.{}.count into indicator, entity and account
    code, _, rest = pattern.partition(".")
    entity, _, account = rest.partition(" ")[0].partition(".")
    catalogue.check_series(code, catalogue.parameters.focus if "{}" in rest else entity)
    if "{}" not in rest:
        raise UnknownNameError(f"{indicator!r} is a single series, for d.series; d.wide takes {code} or {code}.{{}}")

    by_entity = {}
    for _, economy, actor, other_account in catalogue.evidence.keys(code):
        name = actor or economy
        if other_account == account and name not in by_entity:
            by_entity[name] = series(catalogue, pattern.replace("{}", name))
    return pattern, by_entity
