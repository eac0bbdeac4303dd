"""How important the differences between two editions are, which decides whether an edition is published unseen."""

from __future__ import annotations

from enum import IntEnum
from itertools import chain
from typing import TYPE_CHECKING

from analysis.findings.quantity import TIME_UNITS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from analysis.findings.diff import Change, Changes
    from analysis.findings.edition_snapshot import Row


class Weight(IntEnum):
    """The importance of the changes between two editions."""

    NOTHING = 0
    NUMBER = 1
    SENTENCE = 2
    COUNT = 3
    DECISION = 4
    VERDICT = 5

    @property
    def words(self) -> str:
        """What changed, in words."""
        return WHAT_CHANGED[self]


WHAT_CHANGED = {
    Weight.NOTHING: "nothing but days",
    Weight.NUMBER: "numbers in tables or figures",
    Weight.SENTENCE: "a sentence",
    Weight.COUNT: "under how many choices a claim holds",
    Weight.DECISION: "a number of the answer, or that a verdict rests on,",
    Weight.VERDICT: "a verdict",
}


def weigh(changes: Changes, in_sentences: Collection[str], in_answer: Collection[str] = ()) -> Weight:
    """Return the weight of the most important change.

    `in_sentences` has the names of findings used in sentences, `in_answer` of those that the answer is made of.

    Dates change all the time and weigh nothing. Daily rates weigh as numbers even in a sentence.
    """
    if any(_cells_differ(change, "verdict") for change in changes.verdicts):
        return Weight.VERDICT

    undated = [change for change in changes.findings if not _is_day(change)]
    printed_anew = set()
    for change in undated:
        if _cells_differ(change, "printed") and not _is_only_of_rates(change, changes):
            printed_anew.add(change.name)

    # What verdicts are based on decides, as the answer does, in either edition
    decisive = set(in_answer)
    for row in chain(changes.before.verdicts.values(), changes.after.verdicts.values()):
        decisive.update(row["evidence"].split())
    if printed_anew & decisive:
        return Weight.DECISION
    if any(_cells_differ(change, "holds_in", "of") for change in changes.verdicts):
        return Weight.COUNT
    if not printed_anew.isdisjoint(in_sentences):
        return Weight.SENTENCE
    if any(change.moved or not change.before or not change.after for change in undated):
        return Weight.NUMBER
    return Weight.NOTHING


def _cells_differ(change: Change, *columns: str) -> bool:
    before, after = change.before or {}, change.after or {}
    return any(before.get(column, "") != after.get(column, "") for column in columns)


def _is_day(change: Change) -> bool:
    return all(row["unit"] in TIME_UNITS for row in (change.before, change.after) if row)


def _is_only_of_rates(change: Change, changes: Changes) -> bool:
    """Return whether only the daily rates that a finding is based on have changed."""
    before, after = changes.leaves
    rates, figures = _rates_and_figures(before.of(change.name))
    new_rates, new_figures = _rates_and_figures(after.of(change.name))
    return rates != new_rates and figures == new_figures


def _rates_and_figures(leaves: Mapping[str, Row]) -> tuple[list[list[str]], list[list[str]]]:
    """Split the figures that a finding is based on into daily rates and others, each with its number."""
    rates: list[list[str]] = []
    figures: list[list[str]] = []
    for name, row in sorted(leaves.items()):
        number = [name, row["value"], row["low"], row["high"]]
        # A figure in such a unit, as of money per person, is a row of the dataset; a rate is not
        is_rate = not row["observation_id"] and " per " in row["unit"]
        if is_rate:
            rates.append(number)
        else:
            figures.append(number)
    return rates, figures
