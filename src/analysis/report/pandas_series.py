"""What `Report` needs to hand the dataset on as pandas tables: series, their attributes, and an overview."""

from __future__ import annotations

import html
from datetime import date
from typing import TYPE_CHECKING, Any

from analysis.dataset import frames
from analysis.dataset.records import years_in_words
from analysis.errors import UnknownNameError
from analysis.findings.finding import OF_A_FIGURE, is_forecast
from analysis.findings.quantity import each_of
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

PRINTED = (
    *("printed", "paragraph", "value", "low", "high", "unit", "statement", "qualifier", "entity", "entity_name"),
    *("actor", "actor_name", "indicator", "indicator_name", "period_start", "period_end", "note"),
)
"""The columns of the table of the article's own figures."""


def overview_html(report: Part) -> str:
    """Return the overview of a report as an HTML table."""
    names = {name: html.escape(example) for name, example in _example_names(report).items()}
    cell = "<td style='text-align:left'>"
    rows = "".join(
        f"<tr>{cell}<code>{code.format(**names)}</code></td>{cell}{words}</td></tr>" for code, words in OVERVIEW.items()
    )
    return f"<div>{html.escape(repr(report))}<table><tbody>{rows}</tbody></table></div>"


def _example_names(report: Part) -> dict[str, str]:
    """Choose names that exist in this report: a finding of the country in focus, its figure, and a claim."""
    catalogue, focus = report.catalogue, report.parameters.focus
    names = [name for name in catalogue.names if f".{focus}." in name and name in catalogue]
    observations = [row for name in names if (row := catalogue[name].observation)]
    figures = [row for row in observations if row.indicator and not (row.account or row.actor)]
    finding = next((name for name in names if catalogue[name].observation), next(iter(catalogue), ""))
    return {
        "finding": finding,
        "claim": next(iter(catalogue.verdicts), ""),
        "indicator": figures[0].indicator if figures else "",
        "entity": figures[0].entity if figures else focus,
        "pattern": finding.replace(f".{focus}.", ".{}."),
    }


MOST_NEWER = 3
"""Newer figures that are named; more are counted."""


def newer_figures(catalogue: Catalogue, finding: Finding) -> str:
    """Name the newest public figures if a declared finding uses older ones, and how to get them."""
    if not catalogue.declares(finding.id) or finding.quantity.unit in OF_A_FIGURE:
        return ""
    used: dict[Key, tuple[date, date]] = {}
    for leaf in finding.leaves():
        row = leaf.observation
        if row and row.period_end and (key := catalogue.evidence.key_of(row.observation_id)):
            used[key] = max(used.get(key, (date.min, date.min)), (row.period_end, row.published))
    newer = []
    for (*names, account), latest in used.items():
        it = catalogue.current(*names, account=account)
        if it.observation and (it.observation.period_end or date.min, it.observation.published) > latest:
            arguments = [*(f'"{name}"' for name in names if name), *([f'account="{account}"'] if account else [])]
            newer.append(f"{it.label}: {it.text}, d.figure({', '.join(arguments)})")
    if len(newer) > MOST_NEWER:
        return f"newest: {len(newer)} of the figures it uses have newer ones"
    return f"newest: {'; '.join(newer)}" if newer else ""


def is_yearly(points: list[Point]) -> bool:
    """True if every period of a series is a calendar year."""
    return all(point.period.isdecimal() for point in points)


def pandas_series(points: list[Point], name: str, each: str, *, yearly: bool) -> pd.Series[float]:
    """Return points as a pandas series, indexed by year if `yearly`, else by the last day of each period."""
    import pandas as pd

    divisor, unit = each_of(each).number if each else 1.0, points[0].finding.quantity.unit
    values = {(int(p.period) if yearly else pd.Timestamp(p.end)): p.finding.value / divisor for p in points}
    index = pd.Index(list(values), name="year" if yearly else "period_end")
    result = pd.Series(list(values.values()), index=index, name=name, dtype=float)
    attrs: dict[Hashable, Any] = {
        "unit": f"{each} {unit}".strip(),
        "source": frames.SOURCE,
        "values": sorted(set(result)),
    }
    result.attrs = {**attrs, **forecast_note({"": points})}
    return result


def forecast_note(points_by_name: Mapping[str, list[Point]]) -> dict[Hashable, Any]:
    """Return the `note` attribute that says for which years and names the figures are, or rest on, forecasts."""
    names_by_years: dict[str, list[str]] = {}
    for name, points in points_by_name.items():
        if years := years_in_words(point.end.year for point in points if is_forecast(point.finding)):
            names_by_years.setdefault(years, []).append(name)
    parts = (f"{years} of {', '.join(names_by_years[years])}".removesuffix(" of ") for years in sorted(names_by_years))
    return {"note": f"Forecast: {'; '.join(parts)}."} if names_by_years else {}


def vintage_note(catalogue: Catalogue, points: list[Point]) -> dict[Hashable, Any]:
    """Return the `vintages` attribute, if some of the figures were revised and others are of an earlier vintage."""
    rows = [leaf.observation for point in points for leaf in point.finding.leaves() if leaf.observation]
    keys = {catalogue.evidence.key_of(row.observation_id) for row in rows}
    every = [row for key in keys if key for row in catalogue.evidence.vintages(*key[:3], account=key[3])]
    revised = {(row.indicator, row.entity, row.actor, row.account, row.period) for row in every}
    if len(revised) == len(every):
        return {}
    days = sorted({row.published for row in rows})
    if len(days) < 2:
        return {}
    words = f"published from {days[0]} to {days[-1]}; d.vintages shows how they were revised"
    return {"vintages": f"Figures of several vintages, {words}."}


def series_by_entity(catalogue: Catalogue, indicator: str, account: str = "") -> tuple[str, dict[str, list[Point]]]:
    """Return the pattern of an indicator's series, and the series of each country, region or firm that has one."""
    pattern = indicator if "." in indicator else ".".join(filter(None, (indicator, "{}", account)))
    code, _, rest = pattern.partition(".")
    entity, _, account = rest.partition(" ")[0].partition(".")
    catalogue.check_series(code, catalogue.parameters.focus if "{}" in rest else entity)
    if "{}" not in rest:
        raise UnknownNameError(f"{indicator!r} is a single series, for d.series; d.wide takes {code} or {code}.{{}}")
    codes = (actor or entity for _, entity, actor, of in catalogue.evidence.keys(code) if of == account)
    return pattern, {code: series(catalogue, pattern.replace("{}", code)) for code in dict.fromkeys(codes)}
