"""Verdicts: what can be said of a claim, and what is said on the declared reference and under every other choice."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import TYPE_CHECKING

from analysis.findings import display
from analysis.findings.finding import ChangedByHand

if TYPE_CHECKING:
    from analysis.findings.finding import Finding
    from analysis.findings.grounds import Grounds


class Outcome(StrEnum):
    """The seven things a verdict can say."""

    SUPPORTED = "supported"
    MISSING_CONTEXT = "missing context"
    IMPRECISE = "imprecise"
    OVERSTATED = "overstated"
    DISPUTED = "disputed"
    CONTRADICTED = "contradicted"
    NOT_CHECKABLE = "not checkable"


LEGEND = {
    Outcome.SUPPORTED: "the evidence agrees within rounding, a reporter’s included",
    Outcome.MISSING_CONTEXT: "it holds, but a sourced fact that it leaves out changes what a reader concludes",
    Outcome.IMPRECISE: "the figure is off by more than rounding, but not by much",
    Outcome.OVERSTATED: "the direction holds by every official account, the degree does not",
    Outcome.DISPUTED: "official accounts or measures point in different directions",
    Outcome.CONTRADICTED: "the evidence says otherwise, beyond rounding",
    Outcome.NOT_CHECKABLE: "an opinion, a sentence cut off, or nothing public that decides",
}
"""What each verdict means, in the order in which the report lists them."""


class Judge(StrEnum):
    """Who decided on a verdict."""

    RULE = "rule"
    RULE_AND_EDITOR = "rule and editor"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Turn:
    """A value of a threshold, within its declared range, with which the rule says something else."""

    threshold: str
    value: float
    outcome: Outcome


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


CONTENT = attrgetter(
    *("claim_id", "outcome", "method", "rule", "margin", "evidence_for", "evidence_against", "specifications"),
    *("grounds", "because", "fails_by", "judged_by", "turns"),
)
"""All that a verdict says."""


@dataclass(frozen=True, slots=True, repr=False)
class Verdict(display.Traceable):
    """The verdict on one claim, how it was reached, and under how many reasonable choices it holds."""

    claim_id: str
    outcome: Outcome
    method: str
    rule: str
    margin: Finding | None
    evidence_for: tuple[Finding, ...]
    evidence_against: tuple[Finding, ...]
    specifications: tuple[Specification, ...]
    grounds: Grounds | None = None
    """The document on which the verdict rests that is farthest from whoever made the figure."""
    because: str = ""
    """Why the evidence does not decide, where it does not."""
    fails_by: tuple[str, ...] = ()
    """The ways of counting by which the claim does not hold, as a reader calls them."""
    judged_by: Judge | None = None
    """None where nobody could judge."""
    turns: tuple[Turn, ...] = ()
    """With which other thresholds the rule would say something else."""
    _made: tuple[object, ...] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_made", CONTENT(self))

    def refuse_changed(self) -> None:
        """Raise `ChangedByHand` if anything in the verdict is no longer what it was when it was made."""
        if CONTENT(self) != self._made:
            raise ChangedByHand(
                f"the verdict on {self._made[0]} was changed by hand after it was made; say it in words"
            )

    def _repr_html_(self) -> str:
        return display.verdict_html(self)

    def __repr__(self) -> str:
        return display.verdict_text(self)

    @property
    def holds_in(self) -> int:
        """The number of specifications under which the claim is supported."""
        return sum(s.holds is True for s in self.specifications)

    @property
    def of(self) -> int:
        """The number of specifications that decide."""
        return sum(s.holds is not None for s in self.specifications)

    @property
    def decided_by(self) -> tuple[tuple[str, str], ...]:
        """The choices, as axis and option, that carry the verdict: the reference, and all a comparison rests on."""
        rests_on = {finding.id for finding in (*self.evidence_for, *self.evidence_against)}
        first, others = self.specifications[:1], self.specifications[1:] if self.rule == "comparison" else ()
        carrying = (*first, *(it for it in others if it.evidence.id in rests_on))
        return tuple(choice for it in carrying for choice in it.choices)

    @property
    def flips(self) -> tuple[tuple[str, str], ...]:
        """The single choices, as axis and option, that turn the reference's answer round."""
        if not self.specifications:
            return ()
        reference = self.specifications[0]
        others = ((s, s.differs_from(reference)) for s in self.specifications if s.holds not in (reference.holds, None))
        return tuple(differing[0] for _, differing in others if len(differing) == 1)


@dataclass(frozen=True, slots=True)
class Specification:
    """One combination of analyst choices, whether the claim is supported under it, and by which margin.

    `holds` is None where the evidence is too coarse to decide: it is shown and counts neither way.
    """

    choices: tuple[tuple[str, str], ...]
    holds: bool | None
    evidence: Finding
    margin: Finding | None = None

    def differs_from(self, other: Specification) -> list[tuple[str, str]]:
        """Name the choices, as axis and option, in which this combination differs from another."""
        theirs = dict(other.choices)
        return [(axis, option) for axis, option in self.choices if theirs[axis] != option]
