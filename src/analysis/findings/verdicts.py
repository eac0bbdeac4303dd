"""Verdicts: what each rule says of a claim, on the declared reference and under every other choice.

The rules are those of the claim contract, printed in the report's *Method*. A rule takes the claim's own
figure and the evidence as findings and returns a verdict; it never looks anything up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from analysis.findings import comparisons as by
from analysis.findings import display
from analysis.findings.finding import Finding


class Outcome(StrEnum):
    """The six things a verdict can say."""

    SUPPORTED = "supported"
    MISSING_CONTEXT = "missing context"
    IMPRECISE = "imprecise"
    DISPUTED = "disputed"
    CONTRADICTED = "contradicted"
    NOT_CHECKABLE = "not checkable"


LEGEND = {
    Outcome.SUPPORTED: "the evidence agrees within the rounding of both figures",
    Outcome.MISSING_CONTEXT: "the figure holds, but a sourced fact changes how it reads",
    Outcome.IMPRECISE: "the direction holds, or the gap is small beside the evidence",
    Outcome.DISPUTED: "official accounts point in different directions",
    Outcome.CONTRADICTED: "the evidence says otherwise, beyond rounding",
    Outcome.NOT_CHECKABLE: "an opinion, a quotation without a text, or a sentence cut off",
}
"""What each verdict means, in the order in which the report lists them."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says: the outcome, how far off, and the evidence on each side."""

    outcome: Outcome
    margin: Finding | None = None
    evidence_for: tuple[Finding, ...] = ()
    evidence_against: tuple[Finding, ...] = ()


def amount(printed: Finding, evidence: Finding, imprecise: float) -> Judgement:
    """Judge an amount, count, level or rank: do the two intervals overlap?

    `imprecise` is the largest gap, as a share of the evidence, that still counts as imprecise. A figure
    said to be "more than" something, printed or evidence, has no margin.
    """
    one_sided = math.isinf(printed.quantity.high) or math.isinf(evidence.quantity.high)
    margin = None if one_sided else relative(printed, evidence)
    if printed.quantity.overlaps(evidence.quantity):
        return Judgement(Outcome.SUPPORTED, margin, (evidence,))
    gap = printed.quantity.gap(evidence.quantity) / abs(evidence.value)
    outcome = Outcome.IMPRECISE if gap <= imprecise else Outcome.CONTRADICTED
    return Judgement(outcome, margin, (), (evidence,))


def part_of_total(printed: Finding, whole: Finding, part: Finding, imprecise: float) -> Judgement:
    """Judge a figure given for a part that may be the figure of the whole.

    Contradicted when it equals a sourced total while a sourced figure for the part does not overlap it.
    """
    if printed.quantity.overlaps(whole.quantity) and not printed.quantity.overlaps(part.quantity):
        return Judgement(Outcome.CONTRADICTED, relative(printed, part), (), (part, whole))
    return amount(printed, part, imprecise)


def comparison(ratios: Sequence[Finding], degree: float) -> Judgement:
    """Judge "much larger": the direction and the degree by every official account known.

    A ratio above one is in favour, one below it against; at least `degree` makes it much larger. Bounds count,
    not middles: a ratio whose bounds hold one says no difference, which is no direction.
    """
    direction = [r for r in ratios if r.quantity.low > 1]
    against = [r for r in ratios if r.quantity.high < 1]
    margin = min(ratios, key=lambda r: r.value)
    if not direction:
        return Judgement(Outcome.CONTRADICTED, margin, (), tuple(ratios))
    if against:
        return Judgement(Outcome.DISPUTED, margin, tuple(direction), tuple(against))
    short = tuple(r for r in ratios if r.quantity.low < degree)
    if short:
        return Judgement(Outcome.IMPRECISE, margin, tuple(r for r in ratios if r not in short), short)
    return Judgement(Outcome.SUPPORTED, margin, tuple(direction))


def record(printed: Finding, years: Finding, imprecise: float) -> Judgement:
    """Judge "the lowest in so many years" by the years since a day at least as extreme."""
    return amount(printed, years, imprecise)


def trend(change: Finding, falls: bool) -> Judgement:
    """Judge a trend by the sign of a change beyond rounding; `falls` says which way the claim points."""
    low, high = change.quantity.low, change.quantity.high
    if high < 0 if falls else low > 0:
        return Judgement(Outcome.SUPPORTED, change, (change,))
    return Judgement(Outcome.CONTRADICTED, change, (), (change,))


def level(value: Finding, threshold: float, above: bool) -> Judgement:
    """Judge a word such as "low" or "dominated" by a declared threshold."""
    holds = value.quantity.low > threshold if above else value.quantity.high < threshold
    return (
        Judgement(Outcome.SUPPORTED, value, (value,)) if holds else Judgement(Outcome.CONTRADICTED, value, (), (value,))
    )


def relative(printed: Finding, evidence: Finding) -> Finding:
    """Express how far the printed figure lies from the evidence, as a share of the evidence."""
    claim_id = printed.id.removeprefix("claim.")
    margin = by.changed(printed, evidence, f"margin.{claim_id}", f"Margin of {claim_id[:3]}")
    return replace(margin, method=f"the figure as printed ÷ {evidence.label}, less one")


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """The verdict on one claim, how it was reached, and under how many reasonable choices it holds."""

    claim_id: str
    outcome: Outcome
    method: str
    rule: str
    margin: Finding | None
    evidence_for: tuple[Finding, ...]
    evidence_against: tuple[Finding, ...]
    specifications: tuple["Specification", ...]

    def _repr_html_(self) -> str:
        return display.verdict_html(self)

    def __repr__(self) -> str:
        return display.verdict_text(self)

    @property
    def holds_in(self) -> int:
        """The number of specifications under which the claim is supported."""
        return sum(s.holds for s in self.specifications)

    @property
    def of(self) -> int:
        """The number of specifications tried."""
        return len(self.specifications)

    @property
    def flips(self) -> tuple[str, ...]:
        """The single choices that turn the reference's answer round."""
        if not self.specifications:
            return ()
        reference = self.specifications[0]
        single = [s for s in self.specifications if len(s.differs_from(reference)) == 1]
        return tuple(", ".join(s.differs_from(reference)) for s in single if s.holds != reference.holds)


@dataclass(frozen=True, slots=True)
class Specification:
    """One combination of analyst choices, whether the claim is supported under it, and by which margin."""

    choices: tuple[tuple[str, str], ...]
    holds: bool
    evidence: Finding
    margin: Finding | None = None

    def differs_from(self, other: "Specification") -> list[str]:
        """Name the choices in which this combination differs from another."""
        theirs = dict(other.choices)
        return [f"{axis}: {option}" for axis, option in self.choices if theirs[axis] != option]
