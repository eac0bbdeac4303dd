"""Whether the head of a column, or the words beside a number, name the unit that the number has."""

import re
from collections.abc import Iterable
from typing import Any

from analysis.errors import AnalysisError
from analysis.findings import Finding
from analysis.findings.formats import CURRENCIES, SYMBOLS


class NotItsUnit(AnalysisError, ValueError):
    """Words say of a number that it is in another unit than its own."""


SIGNS = {"share": "%", **SYMBOLS}
"""Signs of units, which name one wherever they stand, but for those of another number, as in $1."""

WORDS = {
    "share": "per ?cent|pct|share",
    "points": "(?:per ?cent(?:age)? |%[ -]?)?points",
    "ratio": "times",
    **{unit: unit for unit in ("rank", "years", "weeks", "days", "index")},
    **{code: f"{name}s?" for code, name in CURRENCIES.items()},
}
"""Words of units, which name one by themselves, behind a comma, in brackets, or behind "in", as in $ or in dollars."""

ALIKE = {
    "share": {"points"},
    "points": {"index"},
    "rank": {"places"},
    "years": {"year", "date"},
    "days": {"date"},
    "USD": {"INTUSD"},
}
"""Units whose numbers the name of another one suits as well."""

TOLD = {"share": "per cent", "ratio": "times"}
SCALE = r"(?:(?:current|constant|nominal|real) )?(?:(?:thousand|million|billion|trillion)s?(?: of)? )?(?:U\.?S\.? )?"
MORE = r"(?= per\b| an?\b| of\b| for\b|$"
IN_PLACE = rf"(?:^{SCALE}(?:{{0}}){MORE})|(?:[,;:(] ?|\bin ){SCALE}(?:{{0}}){MORE}|[,;:.)]))"
PER_HEAD = re.compile(r"\bper (?:head|person|capita)\b", re.IGNORECASE)
PLACE = re.compile(r"\{[^{}]*\} ?%?")


def _pattern(unit: str) -> re.Pattern[str]:
    signs = [rf"(?<![\w…]){re.escape(SIGNS[unit])}(?!\d|…|[ -]?points)"] if unit in SIGNS else []
    codes = [rf"\b{unit}\b"] if unit in SYMBOLS else []
    return re.compile("|".join([*signs, *codes, IN_PLACE.format(WORDS[unit])]), re.IGNORECASE)


NAMED = {unit: _pattern(unit) for unit in WORDS}


def units_in(words: str) -> set[str]:
    """Tell which units some words name as that of a number beside them; what a place in braces has is another one's.

    >>> units_in("Share of GDP, %"), units_in("Output in billions of dollars per head"), units_in("Against the yen")
    ({'share'}, {'USD'}, set())
    """
    said = PLACE.sub("…", words)
    return {unit for unit, pattern in NAMED.items() if pattern.search(said)}


def refuse_other_unit(words: str, shown: Any, place: str = "") -> None:
    """Refuse words that name a unit, or several, of which a number has none; `shown` is one, or a list of some."""
    named = units_in(words)
    suits = named.union(*(ALIKE.get(it, ()) for it in named))
    for it in shown if isinstance(shown, list) else [shown]:
        unit = it.quantity.unit if isinstance(it, Finding) else ""
        if unit and named and suits.isdisjoint({unit, *unit.split(" per ")}):
            raise NotItsUnit(f"{words!r} says {_told(named)}, and {it.text} is {_right(named, unit)}").at(place)
        if unit in SYMBOLS and PER_HEAD.search(words):
            raise NotItsUnit(f"{words!r} says per head, and {it.text} is for all; show an.per(it, people)").at(place)


def _told(units: Iterable[str]) -> str:
    return " and ".join(TOLD.get(it, it) for it in sorted(units))


def _right(named: set[str], unit: str) -> str:
    """Say what would be right: the unit that a number has, and how it becomes one of the unit that was named."""
    own = _told([unit])
    hint = ", or show an.share(part, whole)" if "share" in named else ""
    hint = hint or ", or show an.convert(amount, rate)" * (unit in SYMBOLS and not named.isdisjoint(SYMBOLS))
    return f"in {own}; say {own} there{hint}"
