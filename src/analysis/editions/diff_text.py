"""The differences between two editions, as lines for a terminal and as plain types for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.dataset.schema_checks import CONTROL
from analysis.findings.diff import printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from analysis.findings.diff import Cause, Change, Changes
    from analysis.findings.edition_snapshot import Row


MOST_CAUSES = 3
"""Maximum number of causes listed for a change, so that it fits a line; the others are counted."""


def lines(changes: Changes, most: int = 0) -> Iterator[str]:
    """Yield the changes with their causes: verdicts, findings they rest on, and others by how far they moved.

    `most` limits the number of changes; 0 lists all. Control characters in an edition are replaced.
    """
    for line in _raw_lines(changes, most):
        yield CONTROL.sub("\ufffd", line)


def _raw_lines(changes: Changes, most: int) -> Iterator[str]:
    """Yield the lines with the texts of both editions as they are."""
    old, new = changes.before, changes.after
    yield f"{old.name} (as known on {old.as_of}) → {new.name} (as known on {new.as_of})"
    if changes.retired:
        yield f"findings no longer computed: {len(changes.retired)}: {', '.join(changes.retired)}"
    if changes.same:
        yield "nothing else differs" if changes.retired else "no finding, verdict or word differs"
        return
    for cause in changes.general:
        yield f"{cause.kind.value} {cause.name}: {cause.words or 'differs'}"

    # Findings on which a verdict listed here rests come before the others; within both, those whose change is no
    # percentage come last
    decisive: set[str] = set()
    for change in changes.verdicts:
        for row in (change.before, change.after):
            if row:
                decisive.update(row["evidence"].split())
    moved = sorted(changes.furthest, key=lambda change: (change.name not in decisive, _has_zero(change)))

    # Each section has a heading, its changes, and the function that writes one of them
    counted = changes.counted
    sections: list[tuple[str, Sequence[Change], Callable[[Change], str]]] = []
    sections.append(("verdicts that changed", counted["verdicts"], _verdict_line))
    other_verdicts = [change for change in changes.verdicts if change not in counted["verdicts"]]
    if other_verdicts:
        heading = "verdicts that are new or gone, or changed in count, margin or rule alone"
        sections.append((heading, other_verdicts, _verdict_line))
    sections.append(("findings that moved", moved, _finding_line))
    sections.append(("findings that are new", counted["new"], _finding_line))
    sections.append(("findings that are gone", counted["gone"], _finding_line))

    # The limit holds for all sections together: what the first ones leave is for the others
    total = sum(len(section_changes) for _, section_changes, _ in sections)
    left = most or total
    for heading, section_changes, write_line in sections:
        yield f"{heading}: {len(section_changes)}"
        for change in section_changes[:left]:
            yield write_line(change)
        left -= min(left, len(section_changes))  # never below zero, which would cut from the end

    listed = len(moved) + len(counted["new"]) + len(counted["gone"])
    rest = len(changes.findings) - listed
    yield f"findings that differ in words or in what they rest on, repeat a source or count verdicts: {rest}"
    if most and total > most:
        yield f"{total - most} more changes; --all lists them"


def _has_zero(change: Change) -> bool:
    """True if a number was zero before or is now, so that its change is no percentage."""
    return any(row is not None and float(row["value"]) == 0 for row in (change.before, change.after))


def as_json(changes: Changes) -> dict[str, Any]:
    """Return the whole comparison in plain types; each figure that changed names every finding resting on it."""
    figures: set[str] = set()
    for change in changes.findings:
        figures.update(cause.name for cause in change.causes)
    resting_on = {}
    for name in sorted(figures):
        findings = changes.resting_on(name)
        if findings:  # a cause may also be a parameter or a file
            resting_on[name] = findings
    return {
        "before": {"name": changes.before.name, "parameters": changes.before.parameters},
        "after": {"name": changes.after.name, "parameters": changes.after.parameters},
        "same": changes.same,
        "general": [_cause(cause) for cause in changes.general],
        "verdicts": [_change(change) for change in changes.verdicts],
        "findings": [_change(change) | {"moved": change.moved} for change in changes.findings],
        "no_longer_computed": changes.retired,
        "resting_on": resting_on,
    }


def _change(change: Change) -> dict[str, Any]:
    """Return a change in plain types; `before` and `after` are rows of the table, None where it has none."""
    causes = [_cause(cause) for cause in change.causes]
    return {"name": change.name, "before": change.before, "after": change.after, "causes": causes}


def _cause(cause: Cause) -> dict[str, str]:
    return {"kind": cause.kind.value, "name": cause.name, "words": cause.words}


def _because(causes: tuple[Cause, ...]) -> str:
    """Write the causes of a change, as they follow it in its line."""
    phrases = []
    for cause in causes[:MOST_CAUSES]:
        words = f" ({cause.words})" if cause.words else ""
        phrases.append(f"{cause.kind.value} {cause.name}{words}")
    if len(causes) > MOST_CAUSES:
        phrases.append(f"{len(causes) - MOST_CAUSES} more")
    return f"  [{'; '.join(phrases)}]"


def _verdict_line(change: Change) -> str:
    before, after = _verdict_text(change.before), _verdict_text(change.after)
    return f"  {change.name}  {before} → {after}{_because(change.causes)}"


def _finding_line(change: Change) -> str:
    return f"  {change.name}  {printed(change)}{_because(change.causes)}"


def _verdict_text(row: Row | None) -> str:
    """Write a verdict and in how many specifications it holds: “supported (14 of 16)”."""
    if row is None:
        return "none"
    if not row["of"]:
        return row["verdict"]
    return f"{row['verdict']} ({row['holds_in']} of {row['of']})"
