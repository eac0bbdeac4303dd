"""Every combination of the choices behind the answer, for every economy: `python -m analysis.study.combinations`.

Writes tables into `docs/methods.md` and Japan's shares into `data/choices.toml`. It takes a minute or two, so a report
only reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import load
from analysis.findings import Catalogue, parameters
from analysis.study import STUDY
from analysis.study.economy import FIRST
from analysis.study.lead import MEASURES
from analysis.study.scoreboard import ECONOMIES, Answer, Choices, board

if TYPE_CHECKING:
    from datetime import date

AXES: dict[str, list[Any]] = {
    "left out": [None, *MEASURES],
    "added": [(), ("test",), ("photomasks",), ("test", "photomasks")],
    "robots": [(), (("robots", FIRST),)],
    "research": ["research", "research_volume"],
    "patents": ["patents", "filings"],
    "wafers": ["wafers", "wafers_2021"],
    "oldest": [None, 5],
    "level": [0.02, 0.05],
    "yardstick": ["best", "median", "own"],
    "swing": [1.5, 1.0, 2.0],
    "base_years": [5, 3, 8],
    "judges_two": [False, True],
    "margin": [2, 1],
}
"""The choices that are combined; the first of each is the rule itself."""

SWAPPED = ("research", "patents", "wafers")
"""Axes that take one measure in place of another."""

START, END = "<!-- combinations -->", "<!-- end of combinations -->"
HEAD = (
    "# Shares of the combinations that give each answer for Japan; written by python -m analysis.study.combinations.\n"
)


def choices(options: dict[str, Any]) -> Choices:
    """Turn one option of each axis into choices."""
    left_out, added, robots, *swapped = (options.pop(axis) for axis in ("left out", "added", "robots", *SWAPPED))
    measures = [dict(zip(SWAPPED, swapped, strict=True)).get(m, m) for m in MEASURES if m != left_out]
    return Choices(measures=(*measures, *added), given=() if left_out == "robots" else robots, **options)


def tally(c: Catalogue) -> dict[str, Counter[Answer]]:
    """Count for every economy how many combinations give which answer."""
    of = board(c)
    found: dict[str, Counter[Answer]] = {economy: Counter() for economy in ECONOMIES}
    for options in product(*AXES.values()):
        for economy, row in of.rows(choices(dict(zip(AXES, options, strict=True)))).items():
            found[economy][row.answer] += 1
    return found


def section(day: date, c: Catalogue, counts: dict[str, Counter[Answer]]) -> str:
    """Write the counts of a day, in per cent, in Markdown."""
    ways = sum(counts[FIRST].values())
    lines = [
        f"#### {day}\n",
        f"{ways:,} combinations, per cent that give each answer:\n",
        f"| economy | by the rule | {' | '.join(a.lower() for a in Answer)} |",
        f"| --- | --- |{' --- |' * len(Answer)}",
    ]
    for economy, found in counts.items():
        shares = " | ".join(f"{100 * found[a] / ways:.0f}" for a in Answer)
        lines.append(f"| {c.name(economy)} | {board(c).rows()[economy].answer.lower()} | {shares} |")
    return "\n".join(lines) + "\n"


def main(root: Path) -> None:
    """Compute the tables for the article's date and the latest one, and write both files."""
    evidence = load()
    sections, shares = [], []
    for day in (evidence.judged_at, evidence.newest):
        c = Catalogue(evidence, parameters.default(STUDY, day), STUDY)
        counts = tally(c)
        sections.append(section(day, c, counts))
        of, ways = counts[FIRST], sum(counts[FIRST].values())
        rows = (f"{a.name.lower()} = {of[a] / ways:.3f}\n" for a in Answer)
        shares.append(f"[combinations.{day}]\nways = {ways}\n{''.join(rows)}")
    methods, settings = root / "docs/methods.md", root / "data/choices.toml"
    text = methods.read_text(encoding="utf-8")
    before, after = text.partition(START)[0], text.partition(END)[2]
    methods.write_text(before + START + "\n" + "\n".join(sections) + END + after, encoding="utf-8")
    text = settings.read_text(encoding="utf-8")
    text = re.sub(rf"{re.escape(HEAD)}.*?(?=\n\n#|\Z)", "", text, flags=re.DOTALL).rstrip()
    settings.write_text(text + "\n\n" + HEAD + "\n".join(shares), encoding="utf-8")


if __name__ == "__main__":
    main(Path.cwd())
