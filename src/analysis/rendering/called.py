"""What a link to a working is called, for who hears it in a list of links: few words, and never a number alone."""

import re

__all__ = ["in_short"]

ENOUGH = 48
"""Letters of a name after which no more is said; what a number is, in the first words of its label, is always said."""

FORMULA = re.compile(r": (?=[^:]* [÷×+−] )")
"""What parts the name of a computed number from how it was computed."""

ASIDE = re.compile(r" \([^()]*\)")
"""A source or a rate in brackets, which the working names."""

AGAINST = re.compile(r", (as a (?:share|multiple) of) ")
"""What stands in a label between the two things that are compared."""


def in_short(number: str, label: str, sign: str) -> str:
    """Call a number by what is seen of it, what it is, and as much more of its label as is short.

    >>> in_short("8.2%", "Share of sales (SIA), Avonia, 2024", ", ")
    '8.2%, Share of sales, Avonia, 2024'
    >>> in_short("$2 billion", "Investment announced for a plant, Storkworks, second plant, by the end of 2027", ", ")
    '$2 billion, Investment announced for a plant'
    >>> in_short("93%", "Yield of an hour, Avonia, 2022, as a share of Yield of an hour, Bellonia, 2022", ", ")
    '93%, Yield of an hour, Avonia, as a share of Bellonia'
    """
    what, *against = AGAINST.split(ASIDE.sub("", FORMULA.split(label)[0]), maxsplit=1)
    first, *others = what.split(", ")
    name = f"{number}{sign}{first}"
    if against:
        way, whole = against
        own = [part for part in whole.split(", ") if part not in (first, *others)] or [whole]
        return ", ".join([name, *(part for part in others[:1] if part not in number), f"{way} {own[0]}"])
    for part in others:
        if len(f"{name}, {part}") > ENOUGH:
            break
        name += "" if part in number else f", {part}"
    return name
