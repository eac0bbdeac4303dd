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

NEXT = rf"(?:\s+|[-‐‑]){SCALE}(?!points (?:to|at|out|towards?)\b)(?:{{0}})(?!\w)"
BEHIND = {
    unit: re.compile(NEXT.format("|".join([words, unit, re.escape(SIGNS.get(unit, unit))])), re.IGNORECASE)
    for unit, words in WORDS.items()
    if unit not in ("share", "rank", "index")
}
"""Words of units right behind a number; those of the others often name none."""

CODE_BEFORE = re.compile(rf"(?<!\w)({'|'.join(SYMBOLS)}|(?i:US\$))\s*$")


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


def refuse_unit_beside(place: re.Match[str], finding: Finding) -> None:
    """Refuse a unit in the word right behind the place of a number, or as its code before it, that is another's.

    What may well be meant passes: "in 2017 dollars", "3.4 dollars for each", "7 won a prize", "counted 7 times".
    """
    finding.refuse_changed()
    unit = finding.quantity.unit
    if unit in ("", "date", "month", "year"):
        return
    money = unit.partition(" per ")[0] in SYMBOLS
    own = {unit, *unit.split(" per "), *(SYMBOLS if unit == "ratio" else ())}
    own |= set() if money else {"KRW"} if unit in WORDS else {"KRW", "ratio"}
    behind = place.string[place.string.index("}", place.end("name")) + 1 :].replace("*", "")
    read = {named: f"{finding.text}{it[0]}" for named, pattern in BEHIND.items() if (it := pattern.match(behind))}
    if money and (code := CODE_BEFORE.search(place.string[: place.start("name") - 1])):
        read["USD" if "$" in code[1] else code[1]] = f"{code[0]}{finding.text}"
    for named, words in read.items():
        if own.isdisjoint({named, *ALIKE.get(named, ())}):
            hint = ", or show an.convert(amount, rate)" * (unit in SYMBOLS and named in SYMBOLS)
            raise NotItsUnit(f"this would read {words!r}; leave out the unit that is not its own{hint}")


def _told(units: Iterable[str]) -> str:
    return " and ".join(TOLD.get(it, it) for it in sorted(units))


def _right(named: set[str], unit: str) -> str:
    """Say what would be right: the unit that a number has, and how it becomes one of the unit that was named."""
    own = _told([unit])
    hint = ", or show an.share(part, whole)" if "share" in named else ""
    hint = hint or ", or show an.convert(amount, rate)" * (unit in SYMBOLS and not named.isdisjoint(SYMBOLS))
    return f"in {own}; say {own} there{hint}"
