"""Verdicts on claims: their outcome, margin and specifications."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from analysis.findings.finding import PLAIN, PLAIN_TEXT, finding_html

if TYPE_CHECKING:
    from analysis.findings.finding import Finding, Marks
    from analysis.findings.verdict_documents import Grounds


class Outcome(StrEnum):
    """The seven outcomes of a verdict."""

    SUPPORTED = "supported"
    MISSING_CONTEXT = "missing context"
    IMPRECISE = "imprecise"
    OVERSTATED = "overstated"
    DISPUTED = "disputed"
    CONTRADICTED = "contradicted"
    NOT_CHECKABLE = "not checkable"


AGAINST = (Outcome.CONTRADICTED, Outcome.OVERSTATED, Outcome.DISPUTED, Outcome.IMPRECISE)
"""The outcomes under which a claim fails, the worst first."""

HOLDING = (Outcome.SUPPORTED, Outcome.MISSING_CONTEXT)
"""The outcomes under which a claim holds."""

LEGEND = {
    Outcome.SUPPORTED: "the figures match, give or take rounding",
    Outcome.MISSING_CONTEXT: "true, but without a further fact a reader may conclude something else",
    Outcome.IMPRECISE: "close, but off by more than rounding",
    Outcome.OVERSTATED: "right direction, wrong size",
    Outcome.DISPUTED: "official figures or measures contradict one another",
    Outcome.CONTRADICTED: "the evidence says otherwise",
    Outcome.NOT_CHECKABLE: "an opinion, a broken sentence, or nothing on record to test it by",
}
"""What each outcome means, in the order of the report."""


class Judge(StrEnum):
    """Who decided a verdict."""

    RULE = "rule"
    RULE_AND_EDITOR = "rule and editor"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Turn:
    """A value of a threshold, within its declared range, for which the outcome differs."""

    threshold: str
    value: float
    outcome: Outcome


class Margin(StrEnum):
    """The kind of a margin: a level or ratio, a signed change, or the distance of a figure from the evidence."""

    LEVEL = "level"
    CHANGE = "change"
    DISTANCE = "distance"


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result of a rule: the outcome, the margin and its kind, and the evidence on each side."""

    outcome: Outcome
    margin: Finding | None = None
    kind: Margin = Margin.LEVEL
    evidence_for: tuple[Finding, ...] = ()
    evidence_against: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Verdict:
    """The verdict on one claim, how it was reached, and under which choices it holds."""

    claim_id: str
    outcome: Outcome
    method: str
    """Either computed or editorial."""
    rule: str
    """The name of the rule, such as amount, or editorial."""
    margin: Finding | None = None
    """How clearly the claim holds or fails; None if no single number decides."""
    evidence_for: tuple[Finding, ...] = ()
    evidence_against: tuple[Finding, ...] = ()
    specifications: tuple[Specification, ...] = ()
    grounds: Grounds | None = None
    """The documents it is based on; None if it is based on none."""
    because: str = ""
    """The reason if the evidence does not decide."""
    fails_by: tuple[str, ...] = ()
    """The choices under which the claim does not hold, in words."""
    judged_by: Judge | None = None
    """None if nobody could judge."""
    turns: tuple[Turn, ...] = ()
    """Other values of thresholds for which the outcome differs."""

    def _repr_html_(self) -> str:
        return verdict_html(self)

    def __repr__(self) -> str:
        parts = [f"{self.claim_id}: {self.outcome.value} ({self.method}, {self.rule}"]
        if self.margin:
            parts.append(f"margin {self.margin.text}")
        if self.of:
            parts.append(f"holds in {self.holds_in} of {self.of} specifications")
        if self.grounds:
            parts.append(f"weakest evidence: {self.grounds.words}")
        return "; ".join(parts) + ")"

    @property
    def holds_in(self) -> int:
        """The number of specifications under which the claim is supported."""
        return sum(specification.holds is True for specification in self.specifications)

    @property
    def of(self) -> int:
        """The number of specifications that decide."""
        return sum(specification.holds is not None for specification in self.specifications)

    @property
    def decided_by(self) -> tuple[tuple[str, str], ...]:
        """The choices, as axis and option, of the reference and of all ratios that decide a comparison."""
        decisive = list(self.specifications[:1])  # the first options of each choice, which are the reference's
        if self.rule == "comparison":
            evidence_ids = {finding.id for finding in self.evidence_for + self.evidence_against}
            for specification in self.specifications[1:]:
                if specification.evidence.id in evidence_ids:
                    decisive.append(specification)
        return tuple(chain.from_iterable(specification.choices for specification in decisive))


@dataclass(frozen=True, slots=True)
class Specification:
    """One combination of analyst choices, whether the claim is supported under it, and the margin.

    `holds` is None if the evidence is too coarse to decide; such a specification is shown, but not counted.
    """

    choices: tuple[tuple[str, str], ...]
    holds: bool | None
    evidence: Finding
    margin: Finding | None = None


def verdict_html(verdict: Verdict, marks: Marks = PLAIN) -> str:
    """Return a verdict as HTML, with the evidence on each side and the choices under which it does not hold."""
    parts = [f"<div{PLAIN_TEXT}><strong>{marks.words(repr(verdict))}</strong>"]
    for word, evidence in (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against)):
        if evidence:
            findings = "".join(finding_html(finding, marks) for finding in evidence)
            parts.append(f"<p>{word}:</p>{findings}")
    if verdict.fails_by:
        parts.append(f"<p>The claim does not hold by: {marks.words('; '.join(verdict.fails_by))}.</p>")
    return "".join(parts) + "</div>"
