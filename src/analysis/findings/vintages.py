"""Two figures of one thing: of two days of knowledge each has its day, and of two publishers each its publisher."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.evidence.observations import in_words
from analysis.findings.sway import again
from analysis.findings.wording import varying, worded

if TYPE_CHECKING:
    from datetime import date

    from analysis.findings.finding import Finding


def told_apart(one: Finding, other: Finding) -> tuple[Finding, Finding]:
    """Return two findings as they are, or where one is a newer vintage of the other, with the day that each is from."""
    if one.label != other.label and one.id != other.id:
        return one, other
    days = [max((leaf.since for leaf in it.leaves() if leaf.since), default=None) for it in (one, other)]
    if days[0] == days[1]:
        return one, other
    older = 0 if (days[0] or days[1]) != max(day for day in days if day) else 1
    pair = [one, other]
    pair[older] = _renamed(pair[older], _names(pair[1 - older]), days[older])
    first, second = (_of_day(it, day) for it, day in zip(pair, days, strict=True))
    return first, second


def labels(one: Finding, other: Finding) -> tuple[str, str]:
    """Return the labels of two findings; of two figures of one indicator by different publishers each says whose."""
    rows = one.observation, other.observation
    whose = [row.account or it.publisher for row, it in zip(rows, (one, other), strict=True) if row]
    if not (rows[0] and rows[1] and rows[0].indicator == rows[1].indicator and whose[0] != whose[1]):
        return one.label, other.label
    return _with_publisher(one), _with_publisher(other)


def _with_publisher(finding: Finding) -> str:
    is_named = finding.observation is None or finding.observation.account or not finding.publisher
    return finding.label if is_named else worded(finding.label, f" ({finding.publisher})")


def _of_day(finding: Finding, day: date | None) -> Finding:
    return again(finding, label=worded(finding.label, ", as of ", varying(in_words(day)))) if day else finding


def _names(finding: Finding) -> dict[str, Finding]:
    """Return a finding and all beneath it by their names."""
    found: dict[str, Finding] = {}
    stack = [finding]
    while stack:
        if (one := stack.pop()).id not in found:
            found[one.id] = one
            stack += one.inputs
    return found


def _renamed(finding: Finding, others: dict[str, Finding], day: date | None) -> Finding:
    """Give what bears the name of another number a name with its day, so that each has a working of its own."""
    inputs = tuple(_renamed(part, others, day) for part in finding.inputs)
    other = others.get(finding.id)
    is_taken = other is not None and (other.quantity, other.inputs) != (finding.quantity, inputs)
    return again(finding, id=f"{finding.id}.{day}" if is_taken else finding.id, inputs=inputs)
