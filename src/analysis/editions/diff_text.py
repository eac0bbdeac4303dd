"""What differs between two editions, as lines for a terminal and as plain types for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.dataset.schema import CONTROL
from analysis.findings.diff import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.findings.diff import Cause, Change, Changes, Row


MOST_CAUSES = 3


def lines(changes: Changes, most: int = 0) -> Iterator[str]:
    """Write what changed, each with its causes: verdicts, findings they rest on, and others by how far they moved.

    `most` limits the changes that are listed; nothing in an edition steers the terminal.
    """
    return (CONTROL.sub("\ufffd", line) for line in _lines(changes, most))


def _lines(changes: Changes, most: int) -> Iterator[str]:
    old, new = changes.before, changes.after
    yield f"{old.name} (as known on {old.as_of}) → {new.name} (as known on {new.as_of})"
    if changes.retired:
        yield f"findings no longer computed: {len(changes.retired)}: {', '.join(changes.retired)}"
    if changes.same:
        yield "no finding, verdict or word differs"
        return
    yield from (f"{cause.kind.value} {cause.name}: {cause.words or 'differs'}" for cause in changes.general)
    counted = changes.counted
    verdicts = [row for change in changes.verdicts for row in (change.before, change.after) if row]
    decisive = {name for row in verdicts for name in row["evidence"].split()}
    others = [change for change in changes.verdicts if change not in counted["verdicts"]]
    sections = {
        "verdicts that changed": counted["verdicts"],
        **({"verdicts that are new or gone, or changed in count, margin or rule alone": others} if others else {}),
        "findings that moved": sorted(changes.furthest, key=lambda it: (it.name not in decisive, _is_from_none(it))),
        "findings that are new": counted["new"],
        "findings that are gone": counted["gone"],
    }
    every = sum(map(len, sections.values()))
    left = most or every
    for heading, found in sections.items():
        yield f"{heading}: {len(found)}"
        yield from map(_verdict_line if heading.startswith("verdicts") else _finding_line, found[:left])
        left -= min(left, len(found))
    rest = len(changes.findings) - sum(len(counted[name]) for name in ("moved", "new", "gone"))
    yield f"findings that differ in words or in what they rest on, repeat a source or count verdicts: {rest}"
    if most and every > most:
        yield f"{every - most} more changes; --all lists them"


def _is_from_none(change: Change) -> bool:
    """Whether a number was zero before or is now, so that no share says how far it moved."""
    return any(row is not None and float(row["value"]) == 0 for row in (change.before, change.after))


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
        "no_longer_computed": changes.retired,
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
    return f"  {change.name}  {printed(change)}{_because(change.causes)}"


def _verdict(row: Row | None) -> str:
    if row is None:
        return "none"
    return row["verdict"] + (f" ({row['holds_in']} of {row['of']})" if row["of"] else "")
