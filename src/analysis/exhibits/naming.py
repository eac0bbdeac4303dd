"""What a figure of one's own is called, so that sentences can lead to it."""

import re
from collections.abc import Mapping
from typing import Any

from analysis.exhibits.comparison import Comparison
from analysis.exhibits.origins import NotItsName, about, countries
from analysis.exhibits.prose import PLAIN, Writer
from analysis.findings import Catalogue, Finding

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
            raise NotItsName(f"{name!r} is called what is about {told}: {words}; give it a name of its own")


def slug(text: str) -> str:
    """Write a name as a link may have it.

    >>> slug("bars nests.{}.per_head")
    'bars-nests-per_head'
    """
    return "-".join(re.findall(r"\w+", text))
