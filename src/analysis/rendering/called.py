"""What a link to a working is called, for who hears it in a list of links: few words, and never a number alone."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

__all__ = ["LONGEST", "in_short", "of_several"]

ENOUGH, LONGEST = 48, 90
"""Letters of a name after which no more is said than what a number is and of whom; and letters of any name."""

FORMULA = re.compile(r": (?=[^:]* [÷×+−] )")
"""What parts the name of a computed number from how it was computed."""

ASIDE = re.compile(r" \([^()]*\)")
"""A source or a rate in brackets, which the working names."""

TIME = re.compile(r"((?:Year|Month) of): ")
"""What stands in a label before the figure that a year is of; the same year may be told beside others of its kind,
so that what was measured is told, but not whose."""

LENGTH = "Length in years: "
"""What a number of years need not say of itself."""

AGAINST = re.compile(r", (as a (?:share|multiple) of) ")
"""What stands in a label between the two things that are compared."""

UNIT = "in "
"""How a part of a label begins that says in which unit a number is, but not of whom."""


def of_several(labels: Iterable[str]) -> frozenset[str]:
    """Find what several sources or rates give numbers for: a name that did not say which would leave that open.

    >>> sorted(of_several(["Sales (SIA), Avonia", "Sales (WSTS), Avonia", "Output (IMF), Avonia"]))
    ['Sales']
    """
    asides: defaultdict[str, set[str]] = defaultdict(set)
    for label in labels:
        name = FORMULA.split(label)[0]
        asides[_what(name)].add("".join(ASIDE.findall(name)))
    return frozenset(what for what, found in asides.items() if len(found) > 1)


def in_short(number: str, label: str, sign: str, several: Collection[str] = (), *, is_told: bool = False) -> str:
    """Call a number by what is seen of it, what it is and of whom, and as much more of its label as is short.

    `is_told` says that what is seen tells of whom it is. `several` are the names of what more than one source gives.

    >>> in_short("8.2%", "Share of sales (SIA), Avonia, 2024", ", ")
    '8.2%, Share of sales, Avonia, 2024'
    >>> in_short("8.2%", "Share of sales (SIA), Avonia, 2024", ", ", {"Share of sales"})
    '8.2%, Share of sales (SIA), Avonia, 2024'
    >>> in_short("$2 billion", "Investment announced for a plant, in dollars, Storkworks, by the end of 2027", ", ")
    '$2 billion, Investment announced for a plant, in dollars, Storkworks'
    >>> in_short("93%", "Yield of an hour, Avonia, 2022, as a share of Yield of an hour, Bellonia, 2022", ", ")
    '93%, Yield of an hour, Avonia, as a share of Bellonia'
    >>> in_short("2022", "Year of: Stock of nests, in yen, Avonia, 31 December 2022", ", ")
    '2022, year of Stock of nests, in yen'
    >>> in_short("2 years", "Length in years: Pledge, Storkworks", ", ")
    '2 years, Pledge, Storkworks'
    """
    about = FORMULA.split(label)[0]
    is_one = _what(about) not in several
    about = ASIDE.sub(lambda aside: "" if is_one or aside[0][2:-1] in number else aside[0], about)
    what, *against = AGAINST.split(about, maxsplit=1)
    first, *others = what.removeprefix(LENGTH).split(", ")
    if time := TIME.match(first):
        first, others = f"{time[1].lower()} {first[time.end() :]}", [it for it in others if it[:1].islower()]
    name = f"{number}{sign}{first}"
    if several and len(name) > LONGEST:
        return in_short(number, label, sign, is_told=is_told)
    if against:
        way, whole = against
        own = [part for part in whole.split(", ") if part not in (first, *others)] or [whole]
        return ", ".join([name, *(part for part in others[:1] if part not in number), f"{way} {own[0]}"])
    most = ENOUGH if is_told else LONGEST
    for part in others:
        longer = name if part in number else f"{name}, {part}"
        if len(longer) > LONGEST or len(ASIDE.sub("", longer)) > most:
            break
        name, most = longer, most if part.startswith(UNIT) else ENOUGH
    return name


def _what(name: str) -> str:
    return ASIDE.sub("", name).split(", ")[0]
