"""The difference between two editions, for the terminal and for machines."""

from collections.abc import Iterator
from typing import Any

from analysis.evidence.cells import CONTROL
from analysis.findings.changes import Cause, Change, Changes
from analysis.findings.snapshot import Row

MOST_CAUSES = 3


def lines(changes: Changes) -> Iterator[str]:
    """Write what changed, verdicts first, each with what it is laid to; nothing in an edition steers the terminal."""
    return (CONTROL.sub("\ufffd", line) for line in _lines(changes))


def _lines(changes: Changes) -> Iterator[str]:
    old, new = changes.before, changes.after
    yield f"{old.name} (as known on {old.as_of}) → {new.name} (as known on {new.as_of})"
    if changes.same:
        yield "no finding, verdict or word differs"
        return
    yield from (f"{cause.kind.value} {cause.name}: {cause.words or 'differs'}" for cause in changes.general)
    counted = changes.counted
    yield f"verdicts that changed: {len(counted['verdicts'])}"
    yield from map(_verdict_line, counted["verdicts"])
    if others := [change for change in changes.verdicts if change not in counted["verdicts"]]:
        yield f"verdicts that are new or gone, or changed in count, margin or rule alone: {len(others)}"
        yield from map(_verdict_line, others)
    for heading, name in (("that moved", "moved"), ("that are new", "new"), ("that are gone", "gone")):
        yield f"findings {heading}: {len(counted[name])}"
        yield from map(_finding_line, counted[name])
    rest = len(changes.findings) - sum(len(counted[name]) for name in ("moved", "new", "gone"))
    yield f"findings that differ in words or in what they rest on, repeat a source or count verdicts: {rest}"


def as_json(changes: Changes) -> dict[str, Any]:
    """Return the whole comparison in plain types; each figure that changed names every finding resting on it."""
    figures = {cause.name for change in changes.findings for cause in change.causes}
    return {
        "before": {"name": changes.before.name, "parameters": changes.before.parameters},
        "after": {"name": changes.after.name, "parameters": changes.after.parameters},
        "same": changes.same,
        "general": list(map(_cause, changes.general)),
        "verdicts": [_change(change) for change in changes.verdicts],
        "findings": [_change(change) | {"moved": change.moved} for change in changes.findings],
        "resting_on": {name: found for name in sorted(figures) if (found := changes.resting_on(name))},
    }


def _change(change: Change) -> dict[str, Any]:
    causes = list(map(_cause, change.causes))
    return {"name": change.name, "before": change.before, "after": change.after, "causes": causes}


def _cause(cause: Cause) -> dict[str, str]:
    return {"kind": cause.kind.value, "name": cause.name, "words": cause.words}


def _because(causes: tuple[Cause, ...]) -> str:
    told = [f"{c.kind.value} {c.name}" + (f" ({c.words})" if c.words else "") for c in causes[:MOST_CAUSES]]
    more = len(causes) - MOST_CAUSES
    return f"  [{'; '.join(told)}{f'; {more} more' if more > 0 else ''}]"


def _verdict_line(change: Change) -> str:
    return f"  {change.name}  {_verdict(change.before)} → {_verdict(change.after)}{_because(change.causes)}"


def _finding_line(change: Change) -> str:
    numbers = " → ".join(row["printed"] for row in (change.before, change.after) if row)
    return f"  {change.name}  {numbers}{_because(change.causes)}"


def _verdict(row: Row | None) -> str:
    if row is None:
        return "none"
    return row["verdict"] + (f" ({row['holds_in']} of {row['of']})" if row["of"] else "")
