"""Verdicts: what can be said of a claim, and what is said on the declared reference and under every other choice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from analysis.findings import display

if TYPE_CHECKING:
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


class Margin(StrEnum):
    """What a margin says: a level or ratio, a change with its sign, or the distance of a figure from the evidence."""

    LEVEL = "level"
    CHANGE = "change"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says: the outcome, how far off, what kind of margin that is, and the evidence on each side."""

    outcome: Outcome
    margin: Finding | None = None
    kind: Margin = Margin.LEVEL
    evidence_for: tuple[Finding, ...] = ()
    evidence_against: tuple[Finding, ...] = ()


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
    specifications: tuple[Specification, ...]

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
    def flips(self) -> tuple[tuple[str, str], ...]:
        """The single choices, as axis and option, that turn the reference's answer round."""
        if not self.specifications:
            return ()
        reference = self.specifications[0]
        others = ((s, s.differs_from(reference)) for s in self.specifications if s.holds != reference.holds)
        return tuple(differing[0] for _, differing in others if len(differing) == 1)


@dataclass(frozen=True, slots=True)
class Specification:
    """One combination of analyst choices, whether the claim is supported under it, and by which margin."""

    choices: tuple[tuple[str, str], ...]
    holds: bool
    evidence: Finding
    margin: Finding | None = None

    def differs_from(self, other: Specification) -> list[tuple[str, str]]:
        """Name the choices, as axis and option, in which this combination differs from another."""
        theirs = dict(other.choices)
        return [(axis, option) for axis, option in self.choices if theirs[axis] != option]
