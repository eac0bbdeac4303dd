"""What is asked at a prompt is held against what the method takes, so that a slip is told in a sentence."""

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import Parameter, Signature, isfunction, signature
from typing import Any, TypeVar

from analysis.errors import AnalysisError, nearest
from analysis.exhibits.prose import YEARS

Page = TypeVar("Page", bound=type)

COUNTRIES = ("peers", "entities", "economies", "countries", "focus")
"""Names under which countries are wanted of a single figure; they are those of the whole report."""


class NotTaken(AnalysisError, TypeError):
    """A method was given what it does not take; the message says what it does."""


def asked(page: Page) -> Page:
    """Let all that can be asked of a page say what it takes, where it was given something else."""
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
        return given
    name = next(iter(given), "") if isinstance(given, list | tuple) else given
    raise NotTaken(f'{what} is a mapping from headings to names, such as {{"Heading": "{name}"}}')


def refuse_years(draw: Callable[..., Any], shown: Sequence[Any]) -> None:
    """Refuse years among what is to be shown; they are given by name."""
    years = [it for it in shown if isinstance(it, int) and it in YEARS]
    takes = signature(draw).parameters
    if years and "years" in takes:
        raise NotTaken(f"years are given by name, as years=({', '.join(map(str, [*years, '…'][:2]))})")
    if years and "year" in takes:
        raise NotTaken(f"a year is given by name, as year={years[0]}")


def _checked(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
    takes = signature(method)

    @wraps(method)
    def called(page: Any, *args: Any, **given: Any) -> Any:
        if fault := _fault(takes, page, args, given):
            raise NotTaken(f"d.{name}: {fault}")
        return method(page, *args, **given)

    return called


def _fault(takes: Signature, page: Any, args: tuple[Any, ...], given: dict[str, Any]) -> str:
    names = [it.name for it in takes.parameters.values() if it.kind is not Parameter.VAR_KEYWORD][1:]
    told = f"it takes {', '.join(names)}"
    takes_any = len(names) + 1 < len(takes.parameters)
    for word, value in given.items():
        if word in COUNTRIES and word not in names:
            return f"takes no {word}; {chosen_in(page)}"
        if word not in names and (isinstance(value, str) or not takes_any):  # what may have any name is a finding
            return f"takes no {word}{nearest(word, names, told)}"
    try:
        year = takes.bind(page, *args, **given).arguments.get("year", 0)
    except TypeError as fault:
        return f"{fault}; {told}"
    is_year = isinstance(year, int) or "year" not in names
    return "" if is_year else f"year={year!r:.40} is no year, which is written year=2023; call a finding otherwise"
