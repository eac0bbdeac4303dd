"""Every combination of the choices behind the answer, for every economy: `python -m analysis.study.combinations`.

Writes the result into `docs/methods.md`. It takes a minute, so the report does not do it.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.evidence import load
from analysis.findings import Catalogue, parameters
from analysis.study import STUDY
from analysis.study.economy import FIRST
from analysis.study.lead import MEASURES
from analysis.study.scoreboard import ECONOMIES, REFERENCE, Answer, Choices, board

if TYPE_CHECKING:
    from datetime import date

AXES: dict[str, list[Any]] = {
    "left out": [None, *MEASURES],
    "robots": [(), (("robots", FIRST),)],
    "chip machines": ["tools", "all_tools"],
    "research": ["research", "research_volume"],
    "oldest": [None, 5],
    "level": [0.02, 0.0, 0.05],
    "yardstick": ["best", "median", "own"],
    "swing": [1.5, 1.0, 2.0],
    "base_years": [5, 3, 8],
    "judges_two": [False, True],
    "margin": [2, 1, 3],
}
"""The choices that are combined, the reference first."""

START, END = "<!-- combinations -->", "<!-- end of combinations -->"


def choices(options: dict[str, Any]) -> Choices:
    """Turn one option of each axis into choices."""
    swapped = {"tools": options["chip machines"], "research": options["research"]}
    measures = tuple(swapped.get(m, m) for m in MEASURES if m != options["left out"])
    rest = {
        name: options[name] for name in ("oldest", "level", "yardstick", "swing", "base_years", "judges_two", "margin")
    }
    given = options["robots"] if options["left out"] != "robots" else ()
    return Choices(measures=measures, given=given, **rest)


def tally(c: Catalogue) -> dict[str, Counter[Answer]]:
    """Count for every economy how many combinations give which answer."""
    of = board(c)
    found: dict[str, Counter[Answer]] = {economy: Counter() for economy in ECONOMIES}
    for options in product(*AXES.values()):
        for economy, row in of.rows(choices(dict(zip(AXES, options, strict=True)))).items():
            found[economy][row.answer] += 1
    return found


def table(day: date, c: Catalogue) -> str:
    """Write the counts of a day as a table in Markdown, in per cent."""
    counts = tally(c)
    ways = sum(counts[FIRST].values())
    head = f"As of {day}, {ways:,} combinations, per cent that give each answer:\n\n"
    head += (
        f"| economy | by the rule | {' | '.join(a.lower() for a in Answer)} |\n| --- | --- |{' --- |' * len(Answer)}\n"
    )
    lines = []
    for economy, found in counts.items():
        shares = " | ".join(f"{100 * found[a] / ways:.0f}" for a in Answer)
        lines.append(f"| {c.name(economy)} | {board(c).rows(REFERENCE)[economy].answer.lower()} | {shares} |")
    return head + "\n".join(lines) + "\n"


def main(path: Path) -> None:
    """Replace the tables between the marks in a file."""
    evidence = load()
    days = (evidence.judged_at, evidence.newest)
    tables = [table(day, Catalogue(evidence, parameters.default(STUDY, day), STUDY)) for day in days]
    text = path.read_text(encoding="utf-8")
    before, after = text.partition(START)[0], text.partition(END)[2]
    path.write_text(before + START + "\n" + "\n".join(tables) + END + after, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/methods.md"))
