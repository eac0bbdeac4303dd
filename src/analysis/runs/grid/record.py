"""What came of the runs of a grid: a table of all, and an index that leads to each; both are true meanwhile."""

from __future__ import annotations

import csv
import io
import re
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from analysis.exhibits.page import in_words
from analysis.rendering.site_pages import write_page
from analysis.runs.writing import replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.runs.grid.planning import Plan

INDEX, RUNS, PICTURES = "index.html", "runs.csv", "pictures"
HEAD = ("run", "state", "why")
"""How the table of runs begins, by which a folder is known again as that of a grid."""

DAY = re.compile(r"\d{4}-\d\d-\d\d")

TITLE = re.compile(r"<svg\b[^>]*><title>(.*?)</title>", re.DOTALL)
BEGINNING = 4096
"""So many letters of a drawing hold its title."""

MADE, KEPT, FAILED, STOPPED = "made", "unchanged", "failed", "not made"
"""What may come of a run; one that was not made was waiting when the grid was stopped."""

BY_ITSELF = "as it is by itself"
"""What is said of a parameter that is left empty."""

EVERY, SHARE = 5.0, 50
"""Seconds between two tables, and so many times what one takes to write: it costs little, of however many runs."""


@dataclass(slots=True)
class Record:
    """What came of each run, by its name: its state, and why it was made, or why that failed."""

    states: dict[str, tuple[str, str]] = field(default_factory=dict)
    left: dict[str, Path] = field(default_factory=dict)
    """The notebooks of runs that failed, as far as they ran."""

    def count(self, state: str) -> int:
        """Count the runs of a state."""
        return sum(it == state for it, _ in self.states.values())

    @property
    def failed(self) -> dict[str, str]:
        """The runs that failed, each with the reason."""
        return {name: why for name, (state, why) in self.states.items() if state == FAILED}


class Tables:
    """The table and the index of a grid, written now and then, so that one that is killed has told what is there."""

    def __init__(self, plan: Plan, record: Record) -> None:
        self.plan, self.record, self.next = plan, record, 0.0

    def keep(self) -> None:
        """Write both if the last time is long enough ago."""
        if time.monotonic() >= self.next:
            self.write()

    def write(self) -> None:
        """Write both as things stand."""
        begin = time.monotonic()
        replace_file(self.plan.out / RUNS, _table(self.plan, self.record))
        replace_file(self.plan.out / INDEX, _index(self.plan, self.record))
        end = time.monotonic()
        self.next = end + max(EVERY, SHARE * (end - begin))


def _table(plan: Plan, record: Record) -> bytes:
    """Write the table of all runs."""
    names = plan.grid.names
    rows = [(name, *record.states[name], *(_shown(plan.given[name][axis]) for axis in names)) for name in plan.orders]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([(*HEAD, *names), *rows])
    return buffer.getvalue().encode()


def _index(plan: Plan, record: Record) -> bytes:
    """Write the page that leads to each run, grouped by the first axis where there are several runs to a group."""
    first, *rest = plan.grid.names
    groups: dict[str, list[dict[str, Any]]] = {}
    for name, given in plan.given.items():
        groups.setdefault(_said(plan, given[first]), []).append(_told(plan, record, name))
    if len(groups) in (1, len(plan.orders)):
        groups, rest = {"": [run for runs in groups.values() for run in runs]}, plan.grid.names
    for runs in groups.values():
        values = [[_said(plan, plan.given[run["name"]][axis]) for axis in rest] for run in runs]
        short = Counter(tuple(filter(None, it)) for it in values)
        for run, whole in zip(runs, values, strict=True):
            few = tuple(filter(None, whole))  # what is left empty needs no word where the others tell the run
            run["said"] = few or (BY_ITSELF,) if short[few] == 1 else [value or BY_ITSELF for value in whole]
    states = {state: record.count(state) for state in (MADE, KEPT, FAILED, STOPPED)}
    return write_page("grid", title=plan.grid.file.stem, axes=plan.grid.names, groups=groups, states=states, table=RUNS)


def _told(plan: Plan, record: Record, name: str) -> dict[str, Any]:
    """Say of a run what its card needs."""
    state, why = record.states[name]
    left = record.left.get(name, plan.out / f"{name}.failed.ipynb")
    return {
        "name": name,
        "state": state,
        "why": why,
        "files": [file for file in ("report.html", "report.pdf") if (plan.out / name / file).is_file()],
        "left": left.name if left.is_file() else "",
        "picture": (picture := plan.out / PICTURES / f"{name}.svg").is_file(),
        "drawn": _title(picture),
    }


def _title(picture: Path) -> str:
    """Read what a drawing shows, which stands at its beginning."""
    with suppress(OSError), picture.open(encoding="utf-8") as file:
        found = TITLE.search(file.read(BEGINNING))
        return unescape(found[1]) if found else ""
    return ""


def _said(plan: Plan, value: Any) -> str:
    """Write a value as a reader would: an economy by its name, a day in words."""
    if isinstance(value, list):
        return ", ".join(_said(plan, it) for it in value)
    text = str(value)
    if text.isspace():
        return f"“{text}”"
    return in_words(date.fromisoformat(text)) if DAY.fullmatch(text) else plan.named.get(text, text)


def _shown(value: Any) -> str:
    return "+".join(map(str, value)) if isinstance(value, list) else str(value)
