"""What a working rests on: each number is a link that says what it is, for who hears it in a list of links."""

import html
from collections.abc import Sequence

from analysis.exhibits.families import capital, frame, tell
from analysis.exhibits.prose import HTML, anchor
from analysis.findings import Finding


def in_formula(finding: Finding) -> str:
    """Write how a number was computed, each number behind its name; nothing where the way does not name them all."""
    told, rest = "", capital(finding.method)
    for part in finding.inputs:
        name = next((name for name in (part.label, capital(part.label)) if name in rest), "")
        if not name:
            return ""
        before, _, rest = rest.partition(name)
        told += html.escape(before) + _linked(name, part)
    return told + html.escape(rest)


def listed(finding: Finding, said: Sequence[str]) -> str:
    """List the numbers that a finding rests on, each with what tells it from the others and was not just said."""
    names = _names([part.label for part in finding.inputs], said)
    return ", ".join(_linked(name, part) for name, part in zip(names, finding.inputs, strict=True))


def _names(labels: Sequence[str], said: Sequence[str]) -> list[str]:
    """Name numbers by the words that may differ, or by those parts of their labels, between commas, that do.

    >>> _names(["Storks, Avonia, 2024", "Nests, Avonia, 2023"], ["2023"])
    ['Storks, 2024', 'Nests']
    >>> _names(["Storks, Avonia", "Storks, Bellonia"], ["Avonia"])
    ['Avonia', 'Bellonia']
    """
    if len(labels) > 1 and len(set(map(frame, labels))) == 1:
        own = [list(words) for words in tell(labels).own]
    else:
        split = [label.split(", ") for label in labels]
        own = [[it for it in parts if not all(it in others for others in split)] or parts[:1] for parts in split]
    return [", ".join([it for it in parts if it not in said] or parts) for parts in own]


def _linked(name: str, part: Finding) -> str:
    """Write a link to a number, which takes in its name, unless the number says that itself, as a verdict does."""
    return HTML.link(part.text if name in part.text else f"{name} ({part.text})", anchor(part), "")
