"""Every combination of the choices behind the answer, for every economy: `python -m analysis.study.combinations`.

Writes tables into `docs/methods.md` and Japan's shares into `data/choices.toml`. It takes a minute or two, so a report
only reads them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.dataset import load
from analysis.findings import Catalogue, parameters
from analysis.study import STUDY
from analysis.study.economy import FIRST
from analysis.study.lead import MEASURES
from analysis.study.scoreboard import ECONOMIES, REFERENCE, Answer, Choices, board
from analysis.study.sensitivity import OPTIONS, Variation

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
"""The choices that are combined, the reference first."""

START, END = "<!-- combinations -->", "<!-- end of combinations -->"
HEAD = (
    "# Shares of the combinations that give each answer for Japan; written by python -m analysis.study.combinations.\n"
)


def choices(options: dict[str, Any]) -> Choices:
    """Turn one option of each axis into choices."""
    swapped = {name: options[name] for name in ("research", "patents", "wafers")}
    measures = [swapped.get(m, m) for m in MEASURES if m != options["left out"]]
    rest = {
        name: options[name] for name in ("oldest", "level", "yardstick", "swing", "base_years", "judges_two", "margin")
    }
    given = options["robots"] if options["left out"] != "robots" else ()
    return Choices(measures=(*measures, *options["added"]), given=given, **rest)


def tally(c: Catalogue) -> dict[str, Counter[Answer]]:
    """Count for every economy how many combinations give which answer."""
    of = board(c)
    found: dict[str, Counter[Answer]] = {economy: Counter() for economy in ECONOMIES}
    for options in product(*AXES.values()):
        for economy, row in of.rows(choices(dict(zip(AXES, options, strict=True)))).items():
            found[economy][row.answer] += 1
    return found


def both(one: Choices, other: Choices) -> Choices | None:
    """Make two choices at once; None where they touch the same thing."""
    changed: dict[str, Any] = {}
    for it in fields(Choices):
        values = [getattr(choice, it.name) for choice in (one, other)]
        new = [value for value in values if value != getattr(REFERENCE, it.name)]
        if len(new) == 2 and it.name != "measures":
            return None
        changed |= {it.name: new[-1]} if new else {}
    gone = [set(MEASURES) - set(choice.measures) for choice in (one, other)]
    if gone[0] & gone[1]:
        return None
    more = [m for choice in (one, other) for m in choice.measures if m not in MEASURES]
    kept = [m for m in MEASURES if m not in gone[0] | gone[1]]
    return replace(REFERENCE, **{**changed, "measures": (*kept, *dict.fromkeys(more))})


def pairs(c: Catalogue) -> dict[Answer, list[str]]:
    """List the pairs of single choices that give Japan an answer which neither gives alone."""
    of = board(c)
    alone = {option.words: of.rows(option.choices)[FIRST].answer for option in OPTIONS}
    reference, found = of.rows()[FIRST].answer, dict[Answer, list[str]]()
    for one, other in combinations(OPTIONS, 2):
        chosen = both(one.choices, other.choices)
        if chosen is None:
            continue
        answer = of.rows(chosen)[FIRST].answer
        if answer not in (reference, alone[one.words], alone[other.words]):
            found.setdefault(answer, []).append(_named(one, other))
    return found


def _named(*options: Variation) -> str:
    return " and ".join(option.words for option in options)


def section(day: date, c: Catalogue, counts: dict[str, Counter[Answer]]) -> str:
    """Write the counts of a day, in per cent, and the pairs, in Markdown."""
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
    for answer, found_pairs in pairs(c).items():
        lines += ["", f"“{answer}” by two choices, neither of which gives it alone:", ""]
        lines += [f"- {it}" for it in found_pairs]
    return "\n".join(lines) + "\n"


def main(root: Path) -> None:
    """Work out the article's day and the latest one, and write both files."""
    evidence = load()
    sections, shares = [], []
    for day in (evidence.judged_at, evidence.newest):
        c = Catalogue(evidence, parameters.default(STUDY, day), STUDY)
        counts = tally(c)
        sections.append(section(day, c, counts))
        of, ways = counts[FIRST], sum(counts[FIRST].values())
        row = ", ".join(f"{a.name.lower()} = {of[a] / ways:.3f}" for a in Answer)
        shares.append(f"[combinations.{day}]\nways = {ways}\n{row.replace(', ', chr(10))}\n")
    methods, settings = root / "docs/methods.md", root / "data/choices.toml"
    text = methods.read_text(encoding="utf-8")
    before, after = text.partition(START)[0], text.partition(END)[2]
    methods.write_text(before + START + "\n" + "\n".join(sections) + END + after, encoding="utf-8")
    text = settings.read_text(encoding="utf-8")
    text = re.sub(rf"{re.escape(HEAD)}.*?(?=\n\n#|\Z)", "", text, flags=re.DOTALL).rstrip()
    settings.write_text(text + "\n\n" + HEAD + "\n".join(shares), encoding="utf-8")


if __name__ == "__main__":
    main(Path.cwd())
