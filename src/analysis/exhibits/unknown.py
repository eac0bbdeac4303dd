"""What may have been meant by a name that nothing has: an indicator, a country, or names that begin alike."""

from collections.abc import Iterable
from difflib import get_close_matches

from analysis.errors import FEW, meant
from analysis.findings import Catalogue

VERY_NEAR = 0.85
"""How alike two names are, from zero to one, of which the one is taken for a slip of the other."""


def hint(c: Catalogue, name: str) -> str:
    """Say what would be right in place of a name that is no finding's; nothing where only the nearest could be told."""
    evidence, focus = c.evidence, c.parameters.focus
    indicator, _, whose = name.partition(".")
    if indicator in evidence.indicators:
        figure = f'd.figure("{indicator}", "{whose or focus}")'
        return f'; that is a series: take {figure}, d.series("{name}") or d.compare("{indicator}")'
    if near := get_close_matches(indicator, evidence.indicators, 1, VERY_NEAR):
        return f"; did you mean the series {near[0]}?"
    if who := next((code for code, row in evidence.entities.items() if name in (code, row["name"])), ""):
        examples = _some(one for one in c.names if f".{who}." in one or one.endswith(f".{who}"))
        return (
            f"; that is {evidence.entities[who]['name']}, of which there are {examples} and others" if examples else ""
        )
    if examples := _some(one for one in c.names if one.startswith(f"{name}.") and focus in one.split(".")):
        return f"; names that begin so are {examples}"
    return ""


def otherwise(c: Catalogue, name: str) -> str:
    """Say what there is where not even a near name is known."""
    names = {economy: c.name(economy) for economy in c.evidence.economies}
    return meant(name, names) or f"; d.findings lists them all, and countries are {', '.join(names)}"


def _some(names: Iterable[str]) -> str:
    return ", ".join([*names][:FEW])


def all_names(c: Catalogue) -> list[str]:
    """Every name that may be meant: of findings, of exchange rates, and of the series of the country in focus."""
    rates = (f"{pair} mean" for pair in c.evidence.rates.pairs(c.study.daily_rates))
    return [*c.names, *rates, *(f"{indicator}.{c.parameters.focus}" for indicator in c.evidence.indicators)]


def patterns(c: Catalogue) -> list[str]:
    """Every name that may be meant for all countries, with braces in place of the one in focus, and the indicators."""
    focus = c.parameters.focus
    names = (name.split(".") for name in all_names(c))
    found = (".".join("{}" if part == focus else part for part in parts) for parts in names if focus in parts)
    return [*dict.fromkeys(found), *c.evidence.indicators]
