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
    yield f"verdicts that changed in outcome, count or margin: {len(changes.verdicts)}"
    for change in changes.verdicts:
        yield f"  {change.name}  {_verdict(change.before)} → {_verdict(change.after)}{_because(change.causes)}"
    moved = [change for change in changes.findings if change.moved]
    yield f"findings that moved: {len(moved)}"
    for change in moved:
        yield f"  {change.name}  {_number(change.before)} → {_number(change.after)}{_because(change.causes)}"
    for word, found in (
        ("new", [c for c in changes.findings if c.before is None]),
        ("gone", [c for c in changes.findings if c.after is None]),
    ):
        yield f"findings that are {word}: {len(found)}"
        for change in found:
            yield f"  {change.name}  {_number(change.after or change.before)}{_because(change.causes)}"
    rest = len(changes.findings) - len(moved) - sum(c.before is None or c.after is None for c in changes.findings)
    yield f"findings that keep their number with other words or figures beneath: {rest}"


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


def _verdict(row: Row | None) -> str:
    if row is None:
        return "none"
    return row["verdict"] + (f" ({row['holds_in']} of {row['of']})" if row["of"] else "")


def _number(row: Row | None) -> str:
    return row["printed"] if row else "none"
