"""What a figure of one's own is called, so that sentences can lead to it."""

import re
from collections.abc import Mapping
from typing import Any

from analysis.exhibits.comparison import Comparison
from analysis.exhibits.prose import PLAIN, Writer
from analysis.findings import Finding

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
            return {w.fill(str(key), PLAIN): called(w, it) for key, it in shown.items()}
        case list() | tuple():
            return [called(w, it) for it in shown]
    return shown


def slug(text: str) -> str:
    """Write a name as a link may have it.

    >>> slug("bars nests.{}.per_head")
    'bars-nests-per_head'
    """
    return "-".join(re.findall(r"\w+", text))
