"""What may have been meant by a name that nothing has: an indicator, a country, or names that begin alike."""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from analysis.errors import FEW, holding_all, meant, nearest, parts, shortened
from analysis.findings import Catalogue, Finding, UnknownFinding

VERY_NEAR = 0.85
"""How alike two names are, from zero to one, of which the one is taken for a slip of the other."""

CALCULATED = re.compile(r"[()\[\]]")
"""What a name has not, and Python that calculates has."""


def no_finding(c: Catalogue, name: object, fault: UnknownFinding) -> UnknownFinding:
    """Say what would be right in place of a name that no finding has, at a prompt and in a sentence alike."""
    if isinstance(name, list | tuple | set):
        return UnknownFinding(f"one name is wanted; of several write [d[name] for name in {str(name)[:60]}]")
    if not (more := hint(c, str(name))) and "; " in str(fault):
        return fault
    return UnknownFinding(f"no finding {name!r}{more or otherwise(c, str(name))}")


def named_in_prose(c: Catalogue, name: str, own: Iterable[str]) -> Finding:
    """Return the finding that a place of a sentence names; `own` are the names that the notebook gave to others."""
    try:
        return c[name]
    except UnknownFinding as fault:
        if name.strip() != name:
            raise UnknownFinding(f"{{{name}}} has blanks around a name; write {{{name.strip()}}}") from None
        if re.fullmatch(r"[\d.,]+", name):
            own = f'x = an.number({name.replace(",", "")}, "unit", "its source")'
            raise UnknownFinding(f"{{{name}}} is a typed number; write {own} in a cell before, and {{x}}") from None
        if CALCULATED.search(name):
            message = f"{{{name}}} is more than a name: write x = {name} in a cell before, and {{x}} in the sentence"
            raise UnknownFinding(message) from None
        if "." not in name and (near := nearest(name, own)):
            raise UnknownFinding(f"no finding {name!r}{near}") from None
        raise no_finding(c, name, fault) from None


def hint(c: Catalogue, name: str) -> str:
    """Say what would be right in place of a name that is no finding's; nothing where only the nearest could be told."""
    evidence, focus = c.evidence, c.parameters.focus
    coded = ".".join(_code(c, part) for part in name.split("."))
    if same := next((it for it in (*c.names, *evidence.claims_judged) if parts(it) == parts(coded)), ""):
        return f"; did you mean {same}?"
    for who in evidence.entities.keys() & set(coded.split(".")):
        if others := [it for it in evidence.economies if c.declares(coded.replace(who, it))]:
            return f"; there is none of {evidence.entities[who]['name']}, but of {', '.join(others)}"
    for part in {*coded.split(".")} - evidence.entities.keys():
        if others := [it for it in evidence.economies if c.declares(coded.replace(part, it))]:
            names = {it: c.name(it) for it in others}
            return meant(part, names) or f"; there is none of {part}, but of {', '.join(others)}"
    indicator, _, whose = coded.partition(".")
    if indicator in evidence.indicators:
        who, *more = (whose or focus).split(".")
        year = next((it for it in more if it.isdecimal()), "")
        figure = f'd.figure("{indicator}", "{who}"{f", year={year}" if year else ""})'
        series = coded.removesuffix(f".{year}")
        return f'; that is a series: take {figure}, d.series("{series}") or d.compare("{indicator}")'
    if near := get_close_matches(indicator, evidence.indicators, 1, VERY_NEAR):
        return f"; did you mean the series {near[0]}?"
    if name in evidence.rates.pairs(c.study.daily_rates):
        return f'; that is an exchange rate: take d.rate("{indicator}", "{whose}", day) or d.series("{name} mean")'
    found = sorted(
        holding_all(coded, c.names),
        key=lambda it: (not it.startswith(f"{coded}."), len(parts(it)), focus not in it.split(".")),
    )
    examples = ", ".join(found[:FEW])
    if coded in evidence.entities and examples:
        return f"; that is {evidence.entities[coded]['name']}, of which there are {examples} and others"
    followed = ", ".join(holding_all(coded, evidence.indicators)[:FEW])
    told = [f"names with it are {examples}"] * bool(examples) + [f"series with it are {followed}"] * bool(followed)
    return f"; {'; '.join(told)}" if told else ""


def _code(c: Catalogue, part: str) -> str:
    """Return the code of a country for its name or a word of it that no other one has; anything else as it is."""
    rows = {code: c.evidence.entities[code] for code in c.evidence.economies}
    words = {code: {*parts(code), *parts(row["name"]), row["name"].casefold()} for code, row in rows.items()}
    found = [code for code, known in words.items() if part.casefold() in known]
    found = found or shortened(part, {code: row["name"] for code, row in rows.items()})
    return found[0] if len(found) == 1 else part


def otherwise(c: Catalogue, name: str) -> str:
    """Say what there is where not even a near name is known."""
    names = {economy: c.name(economy) for economy in c.evidence.economies}
    return meant(name, names) or f"; d.findings or findings.csv lists them all, and countries are {', '.join(names)}"


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


def other_accounts(c: Catalogue, shown: Any) -> str:
    """Say of which countries chosen a series with braces has nothing, and by whose account there is more of them."""
    told = []
    for indicator, account in re.findall(r"(\w+)\.\{\}(?:\.(\w+))?", " ".join(_series_in(c, shown))):
        known = _known_by_account(c, indicator)
        missing = [it for it in c.parameters.economies if it not in known.get(account, ())]
        others = {said: sum(it in who for it in missing) for said, who in known.items() if said != account}
        best = max(others, key=others.__getitem__, default="")
        if missing and (known.get(account) or others.get(best)):
            told.append(f"nothing of {_few([c.name(it) for it in missing])}")
        if missing and (many := others.get(best)):
            has = "them" if many == len(missing) else f"{many} of them"
            told.append(f"{indicator}.{{}}{f'.{best}' if best else ''} has {has}")
    return "; ".join(dict.fromkeys(told))


def _series_in(c: Catalogue, shown: Any) -> Iterator[str]:
    """Name the series for every country among what is to be shown."""
    if isinstance(shown, str):
        name = f"{shown}.{{}}" if shown in c.evidence.indicators else shown
        if not any(c.declares(name.replace("{}", economy)) for economy in c.evidence.economies):
            yield name
    elif isinstance(shown, Mapping | list | tuple):
        for it in shown.values() if isinstance(shown, Mapping) else shown:
            yield from _series_in(c, it)


def _few(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= FEW else f"{len(names)} others"


def _known_by_account(c: Catalogue, indicator: str) -> dict[str, set[str]]:
    """Return the countries of which there are public figures of an indicator, by account."""
    known: dict[str, set[str]] = {}
    for _, entity, actor, account in c.evidence.keys(indicator):
        if not actor and c.evidence.series(indicator, entity, account=account):
            known.setdefault(account, set()).add(entity)
    return known
