"""What is asked at a prompt is held against what the method takes, so that a slip is told in a sentence."""

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import wraps
from inspect import Parameter, Signature, isfunction, signature
from typing import Any, TypeVar

from analysis.errors import FEW, ParameterError, TemplateError, UnknownAttributeError, nearest
from analysis.findings import Catalogue, Finding
from analysis.report.comparison import Comparison
from analysis.report.writer import PLAIN, YEARS, Writer, about, countries

# ----- asked -----------------------------------------------------------------------------------------------

Page = TypeVar("Page", bound=type)

COUNTRIES = ("peers", "entities", "economies", "countries", "focus")
"""Names under which countries are wanted of a single figure; they are those of the whole report."""


OF_ONE = "(…, year=2023)"
OF_RATES = {"rate": 'd.rate("USD", "JPY", "2024-04-12")', "convert": "an.convert(amount, rate)"}
"""How a rate is taken, and money turned into another currency."""

ALIKE = 0.75
"""How alike two names are, from zero to one, of which one may be meant by the other."""


def asked(page: Page) -> Page:
    """Let a page say what each of its methods takes, and what it has, where it was asked for something else."""
    setattr(page, "__getattr__", _missing)  # noqa: B010 - mypy would take every name for one that a page has
    for name, method in list(vars(page).items()):
        if isfunction(method) and not name.startswith("_"):
            setattr(page, name, _checked(name, method))
    return page


def chosen_in(page: Any) -> str:
    """Say where the countries that are compared are chosen."""
    two = ",".join(page.parameters.peers[:2])
    return f'economies are chosen in an.load(peers="{two}")'


def mapping(what: str, given: Any) -> dict[str, str]:
    """Return a mapping from headings to names; a list of names alone has no headings and is refused."""
    if isinstance(given, dict):
        for heading, name in given.items():
            if not isinstance(name, str):
                row = next((it.observation for it in getattr(name, "findings", {}).values()), None)
                example = f"{row.indicator if row else 'NAME'}.{{}}"
                raise ParameterError(
                    f'{what}: {heading!r} takes a name; write "{example}" and no {type(name).__name__}'
                )
        return given
    name = next(iter(given), "") if isinstance(given, list | tuple) else given
    raise ParameterError(f'{what} is a mapping from headings to names, such as {{"Heading": "{name}"}}')


def refuse_rows(rows: Sequence[Any]) -> None:
    """Refuse key numbers that are not each a name and the words for it."""
    for row in rows:
        if not isinstance(row, list | tuple) or len(row) < 2 or not all(isinstance(it, str) for it in row):
            wanted = 'each is the name of a finding and words for it, as ("NAME", "what it is")'
            raise ParameterError(f"d.key_numbers: {wanted}; given was {row!r:.60}")


def refuse_undrawn(drawn: Any) -> None:
    """Refuse what cannot draw, such as a figure that is drawn already."""
    if not callable(drawn):
        raise ParameterError(f"d.by_choice: drawn is a function that draws with a pen; given was {drawn!r:.60}")


def refuse_years(draw: Callable[..., Any], shown: Sequence[Any]) -> None:
    """Refuse years among what is to be shown; they are given by name."""
    years = [it for it in shown if isinstance(it, int) and it in YEARS]
    takes = signature(draw).parameters
    if years and "years" in takes:
        raise ParameterError(f"years are given by name, as years=({', '.join(map(str, [*years, '…'][:2]))})")
    if years and "year" in takes:
        raise ParameterError(f"a year is given by name, as year={years[0]}")
    if years:
        raise ParameterError(
            f"{years[0]} is not a series; all of its years are drawn, and of one there is d.bars{OF_ONE}"
        )


def refuse_untaken(what: str, function: Callable[..., Any], args: tuple[Any, ...], given: dict[str, Any]) -> None:
    """Refuse what a function of the package does not take."""
    takes = signature(function)
    if fault := _fault(takes, [*takes.parameters], args, given):
        raise ParameterError(f"{what}: {fault}")


def _missing(page: Any, name: str) -> Any:
    if name.startswith("_"):  # Jupyter asks for many of these
        raise AttributeError(name)
    if name == "exchange_rate" and (pairs := page.catalogue.evidence.rates.pairs(page.catalogue.study.daily_rates)):
        base, quote = next(iter(pairs)).split(".")
        raise UnknownAttributeError(
            f'd has no {name}; take d.rate("{base}", "{quote}", day), or d.exchange_rates for all'
        )
    if name == "convert":
        raise UnknownAttributeError(f"d has no {name}; take {OF_RATES[name]}, with rate = {OF_RATES['rate']}")
    known = [it for it in dir(type(page)) if not it.startswith("_")]
    near = [it for it in known if it.startswith(name)] or get_close_matches(name, known, FEW, ALIKE)
    told = f"did you mean {' or '.join(near)}?" if near else f"it has {', '.join(known)}"
    raise UnknownAttributeError(f"d has no {name}; {told}")


def _checked(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    takes = signature(method)
    names = [it.name for it in takes.parameters.values() if it.kind is not Parameter.VAR_KEYWORD][1:]

    @wraps(method)
    def called(page: Any, *args: Any, **given: Any) -> Any:
        wanted = next((word for word in given if word in COUNTRIES and word not in names), "")
        fault = f"takes no {wanted}; {chosen_in(page)}" if wanted else _fault(takes, names, (page, *args), given)
        if fault and name in OF_RATES:
            fault += f"; such as {OF_RATES[name]}"
        if fault:
            raise ParameterError(f"d.{name}: {fault}")
        return method(page, *args, **given)

    return called


def _fault(takes: Signature, names: list[str], args: tuple[Any, ...], given: dict[str, Any]) -> str:
    takes_any = any(it.kind is Parameter.VAR_KEYWORD for it in takes.parameters.values())
    told = f"it takes {', '.join(names) or 'none'}{', and findings by name' if takes_any else ''}"
    for word, value in given.items():
        if word in names or (takes_any and isinstance(value, Finding)):  # what may have any name is a finding
            continue
        is_named = takes_any and any(re.search(rf"\{{{word}\b", str(it)) for it in (*args[1:], *given.values()))
        if is_named and isinstance(value, str):
            return f'{value!r:.40} is not a finding; take one, as {word}=d["NAME"]'
        if not is_named:
            of_one = f"; of one year there is d.bars{OF_ONE}" * (word.startswith("year") and "shown" in names)
            return f"takes no {word}{nearest(word, names, told + of_one)}"
    try:
        year = takes.bind(*args, **given).arguments.get("year", 0)
    except TypeError as fault:
        return f"{fault}; {told}"
    is_year = isinstance(year, int) or "year" not in names
    return "" if is_year else f"year={year!r:.40} is not a year, which is written year=2023; call a finding otherwise"


# ----- naming ----------------------------------------------------------------------------------------------
# What a figure of one's own is called, so that sentences can lead to it.

LONGEST = 60
"""Letters of a label that is made from names."""


def label_of(words: str) -> str:
    """Write what a figure shows as the label that leads to it.

    >>> label_of("Bars nests.{}")
    'fig-bars-nests'
    """
    return f"fig-{slug(words.lower())[:LONGEST].strip('-')}"


def named(shown: Any) -> str:
    """Name what is shown, in a few words that stay the same as long as it does."""
    match shown:
        case Finding():
            return shown.id
        case Comparison():
            return " ".join(finding.id for finding in shown.findings.values())
        case Mapping():
            return " ".join(f"{key} {named(value)}" for key, value in shown.items())
        case str():
            return shown
        case list() | tuple():
            return " ".join(map(named, shown))
    return ""


def called(w: Writer, shown: Any) -> Any:
    """Write the names that a mapping gives to what it shows, in which no number is typed, as in a sentence."""
    match shown:
        case Mapping():
            named_by = {w.fill(str(key), PLAIN): it for key, it in shown.items()}
            for name, it in named_by.items():
                refuse_swapped(w.catalogue, name, it)
            return {name: called(w, it) for name, it in named_by.items()}
        case list() | tuple():
            return [called(w, it) for it in shown]
    return shown


def refuse_swapped(c: Catalogue, name: str, shown: Any) -> None:
    """Refuse the name of a country for a number that is about another one alone, or words that name only others."""
    names = {code: {code, row["name"], row["name_in_prose"]} for code, row in c.evidence.entities.items()}
    who = next((code for code, known in names.items() if name.strip().casefold() in map(str.casefold, known)), "")
    for it in shown if isinstance(shown, list | tuple) else [shown]:
        words = it.id if isinstance(it, Finding) else it.replace("@", c.parameters.focus) if isinstance(it, str) else ""
        of = names.keys() & set(re.findall(r"\w+", words))
        found = it if isinstance(it, Finding) else c.get(words)
        if found and who:
            of = of or {leaf.observation.entity for leaf in found.leaves() if leaf.observation}
            of |= {code for code in (who,) if names[code] & set(found.label.split(", "))}
        elif found:
            of |= about(found, c)
        meant = {who} if who else countries(name, c)
        if of and meant and not meant & of:
            told = " and ".join(sorted(c.name(code) for code in of))
            raise TemplateError(f"{name!r} is called what is about {told}: {words}; give it a name of its own")


def slug(text: str) -> str:
    """Write a name as a link may have it.

    >>> slug("bars nests.{}.per_head")
    'bars-nests-per_head'
    """
    return "-".join(re.findall(r"\w+", text))
