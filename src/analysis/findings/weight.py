"""How much a change between two editions weighs: what readers should hear of at once, and what can wait."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from analysis.findings.changes import Change, Changes
    from analysis.findings.snapshot import Row

Leaf = tuple[str, str, str, str]

CLOCK = frozenset({"date", "month", "year"})
"""Units of what moves by itself as time goes by."""


class Weight(IntEnum):
    """What the weightiest change between two editions is; each weighs more than the one before it."""

    NOTHING = 0
    NUMBER = 1
    SENTENCE = 2
    COUNT = 3
    VERDICT = 4

    @property
    def words(self) -> str:
        """What changed, as a reader is told."""
        return WORDS[self]


WORDS = {
    Weight.NOTHING: "nothing but days",
    Weight.NUMBER: "numbers in tables or figures",
    Weight.SENTENCE: "a sentence",
    Weight.COUNT: "under how many choices a claim holds",
    Weight.VERDICT: "a verdict",
}


def weigh(changes: Changes, said: Collection[str]) -> Weight:
    """Return the weight of the weightiest change; `said` names the findings that stand in sentences.

    Days pass: they are others every week, and no reader learns anything from that. Daily rates weigh as numbers, also
    where they stand in a sentence.
    """
    if any(_outcome(change.before) != _outcome(change.after) for change in changes.verdicts):
        return Weight.VERDICT
    if any(_count(change.before) != _count(change.after) for change in changes.verdicts):
        return Weight.COUNT
    weighty = [change for change in changes.findings if not _passes(change, changes)]
    if any(change.name in said and _printed(change.before) != _printed(change.after) for change in weighty):
        return Weight.SENTENCE
    others = [change for change in changes.findings if not _is_day(change)]
    moved = any(change.moved or not (change.before and change.after) for change in others)
    return Weight.NUMBER if moved else Weight.NOTHING


def _outcome(row: Row | None) -> str:
    return row["verdict"] if row else ""


def _count(row: Row | None) -> tuple[str, str]:
    return (row["holds_in"], row["of"]) if row else ("", "")


def _printed(row: Row | None) -> str:
    return row["printed"] if row else ""


def _passes(change: Change, changes: Changes) -> bool:
    """Say whether a finding is a day, or another one only because of daily rates, in each edition that has it."""
    if _is_day(change):
        return True
    then, now = _leaves(change.before, changes.before.findings), _leaves(change.after, changes.after.findings)
    (rates, figures), (new_rates, new_figures) = then, now
    return rates != new_rates and figures == new_figures


def _is_day(change: Change) -> bool:
    return all(row["unit"] in CLOCK for row in (change.before, change.after) if row)


def _leaves(row: Row | None, rows: Mapping[str, Row]) -> tuple[set[Leaf], set[Leaf]]:
    """Return the daily rates beneath a finding, and the figures, each with its number."""
    rates: set[Leaf] = set()
    figures: set[Leaf] = set()
    if row is None:
        return rates, figures
    for name in row["inputs"].split():
        more_rates, more_figures = _leaves(rows[name], rows)
        rates |= more_rates
        figures |= more_figures
    if not row["inputs"]:
        is_rate = not row["observation_id"] and " per " in row["unit"]
        (rates if is_rate else figures).add((row["finding_id"], row["value"], row["low"], row["high"]))
    return rates, figures
