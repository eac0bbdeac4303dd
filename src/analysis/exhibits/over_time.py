"""Figures over time as series of pandas, with the unit and which of them are forecasts beside them."""

from typing import TYPE_CHECKING, Any

from analysis.evidence import frames
from analysis.evidence.observations import years_in_words
from analysis.findings import Catalogue, UnknownFinding
from analysis.findings.multiples import each_of
from analysis.findings.periods import is_forecast
from analysis.findings.quantity import PLACES, PURE, UnitError
from analysis.findings.series import Point, series

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    import pandas as pd


def is_yearly(points: list[Point]) -> bool:
    """Say whether every period of a series is a year."""
    return all(point.period.isdecimal() for point in points)


def series_of(points: list[Point], name: str, each: str, yearly: bool) -> "pd.Series[float]":
    """Make a series of pandas: by year where each period is one, or else by the last day of each."""
    import pandas as pd

    number, unit = each_of(each).number if each else 1.0, points[0].finding.quantity.unit
    if each and unit in (*PLACES, *PURE):
        raise UnitError(f"a {unit} is not counted in {each}s; leave each={each!r} out")
    values = {(int(p.period) if yearly else pd.Timestamp(p.end)): p.finding.value / number for p in points}
    index = pd.Index(list(values), name="year" if yearly else "period_end")
    found = pd.Series(list(values.values()), index=index, name=name, dtype=float)
    noted = forecasts({"": points})
    found.attrs = {"unit": f"{each} {unit}".strip(), "source": frames.SOURCE, "values": sorted(set(found)), **noted}
    return found


def forecasts(found: "Mapping[str, list[Point]]") -> "dict[Hashable, Any]":
    """Note of which years the figures are forecasts or rest on one, by the names of whose figures they are."""
    of: dict[str, list[str]] = {}
    for who, points in found.items():
        if years := years_in_words(point.end.year for point in points if is_forecast(point.finding)):
            of.setdefault(years, []).append(who)
    told = "; ".join(f"{years} of {', '.join(of[years])}".removesuffix(" of ") for years in sorted(of))
    return {"note": f"Forecast: {told}."} if told else {}


def of_all(c: Catalogue, indicator: str, account: str = "") -> tuple[str, dict[str, list[Point]]]:
    """Find the series of an indicator for each country, region or firm that has it, and how all are named in one."""
    is_whole = "." in indicator or "{}" in indicator
    name = indicator if is_whole else ".".join(filter(None, (indicator, "{}", account)))
    code, _, rest = name.partition(".")
    who, _, said = rest.partition(" ")[0].partition(".")
    c.check_series(code, c.parameters.focus if "{}" in rest else who)
    if "{}" not in rest:
        hint = f"which d.series follows; d.wide takes {code}, or {code}.{{}}"
        raise UnknownFinding(f"{indicator!r} is of one alone, {hint}")
    keys = (actor or place for _, place, actor, whose in c.evidence.keys(code) if whose == said)
    return name, {who: series(c, name.replace("{}", who)) for who in dict.fromkeys(keys)}
