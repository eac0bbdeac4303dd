"""Verdicts: what can be said of a claim, on which documents it rests, and the rules that decide.

A rule takes the claim's own figure and the evidence as findings and returns a judgement; it looks nothing up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from analysis.dataset.records import KINDS, Document, DocumentKind
from analysis.errors import NotKnownError
from analysis.findings import arithmetic
from analysis.findings.finding import PLAIN, PLAIN_TEXT, Finding, finding_html, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from analysis.dataset import Evidence
    from analysis.findings.finding import Marks


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
    Outcome.SUPPORTED: "the figures match, give or take rounding",
    Outcome.MISSING_CONTEXT: "true, but apt to mislead without a further fact",
    Outcome.IMPRECISE: "close, but off by more than rounding",
    Outcome.OVERSTATED: "right direction, wrong size",
    Outcome.DISPUTED: "official figures or measures contradict one another",
    Outcome.CONTRADICTED: "the evidence says otherwise",
    Outcome.NOT_CHECKABLE: "an opinion, a broken sentence, or nothing on record to test it by",
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

    def _repr_html_(self) -> str:
        return verdict_html(self)

    def __repr__(self) -> str:
        margin = f"; margin {self.margin.text}" if self.margin else ""
        holds = f"; holds in {self.holds_in} of {self.of} specifications" if self.of else ""
        rests = f"; weakest evidence: {self.grounds.words}" if self.grounds else ""
        return f"{self.claim_id}: {self.outcome.value} ({self.method}, {self.rule}{margin}{holds}{rests})"

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


def verdict_html(verdict: Verdict, marks: Marks = PLAIN) -> str:
    """Write a verdict for a notebook, with the evidence on each side and by which ways of counting it does not hold."""
    parts = [f"<div{PLAIN_TEXT}><strong>{marks.words(repr(verdict))}</strong>"]
    for word, evidence in (("For it", verdict.evidence_for), ("Against it", verdict.evidence_against)):
        if evidence:
            parts.append(f"<p>{word}:</p>{''.join(finding_html(it, marks) for it in evidence)}")
    if verdict.fails_by:
        parts.append(f"<p>The claim does not hold by: {marks.words('; '.join(verdict.fails_by))}.</p>")
    return "".join(parts) + "</div>"


@dataclass(frozen=True, slots=True)
class Grounds:
    """The documents on which a verdict rests: those of one figure, the nearest to its maker first.

    What is judged by hand is no single figure: then they are all that were read, the farthest first.
    """

    documents: tuple[Document, ...]
    are_firm: bool
    """True when every figure that decides was read in its maker's own document, or in two independent ones."""
    of_one_figure: bool = True

    @property
    def kind(self) -> DocumentKind:
        """How near the first of the documents is."""
        return self.documents[0].kind

    @property
    def nearest(self) -> tuple[Document, ...]:
        """The nearest of the documents of the figure, and the next; all that was read by hand is named beside it."""
        return self.documents[: 2 if self.of_one_figure else 1]

    @property
    def words(self) -> str:
        """What the documents are, in words: the nearest, and the next one. That the two are independent is not said."""
        first, *others = (it.kind for it in self.nearest)
        return ", and ".join([KINDS[first], *((ANOTHER if it is first else SECOND)[it] for it in others)])


SECOND = {DocumentKind.COPY: "a copy", DocumentKind.PRESS: "press", DocumentKind.THIRD_PARTY: "a third party’s"}
ANOTHER = {
    DocumentKind.OWN: "another",
    DocumentKind.COPY: "another copy",
    DocumentKind.PRESS: "other press",
    DocumentKind.THIRD_PARTY: "another’s",
}
"""How a second document is called, of another kind than the first, and of the same."""


def weakest(findings: Iterable[Finding], evidence: Evidence) -> Grounds | None:
    """Return the documents of the figure, among all beneath some findings, that was read farthest from its maker.

    Of figures read equally far away one that is not firm counts, then the one read in fewer documents. What was
    chosen, not read, has none.
    """
    leaves = [leaf for finding in findings for leaf in finding.leaves() if leaf.documents]
    whole = {leaf.documents for leaf in leaves if not leaf.in_parts}
    read = whole | {(name,) for leaf in leaves if leaf.in_parts for name in leaf.documents}
    groups = [sorted((evidence.documents[name] for name in names), key=_distance) for names in read]
    if not groups:
        return None
    firm = all(_are_firm(group) for group in groups)
    farthest = max(groups, key=_weakness)
    return Grounds(tuple(farthest), firm)


def by_hand(read: Iterable[str], evidence: Evidence) -> Grounds | None:
    """Return all documents that were read for a verdict by hand, the farthest from the maker first.

    The article itself, in whatever copy, vouches for nothing that it says.
    """
    documents = sorted((evidence.documents[name] for name in read), key=_distance, reverse=True)
    if not documents:
        return None
    copies = _of_the_article(evidence)
    others = [it for it in documents if it.kind is DocumentKind.OWN or it.document_id not in copies]
    return Grounds(tuple(documents), _are_firm(others), of_one_figure=False)


def _of_the_article(evidence: Evidence) -> set[str]:
    """Name the documents in which the article's own figures were read."""
    found = {claim["document_id"] for claim in evidence.claims.values()}
    return found.union(*(row.documents for row in evidence.article.values()))


def _are_firm(documents: Sequence[Document]) -> bool:
    """Say whether one of some documents is the maker's, or two publishers have the same independently.

    Two copies of one file are one document, one agency's report in two papers is one report, and a third party may only
    repeat what he read.
    """
    press = {it.publisher.partition(" in ")[0] for it in documents if it.kind is DocumentKind.PRESS}
    copied = any(it.kind is DocumentKind.COPY for it in documents)
    return any(it.kind is DocumentKind.OWN for it in documents) or len(press) + copied > 1


def _distance(document: Document) -> int:
    return document.kind.distance


def _weakness(documents: list[Document]) -> tuple[int, bool, int, list[str]]:
    """Rank the documents of a figure; all their names count at last, so that no two figures are on a par."""
    return documents[0].kind.distance, not _are_firm(documents), -len(documents), [it.document_id for it in documents]


class UndecidedError(NotKnownError):
    """The evidence is coarser than the claim, so that it speaks neither for it nor against it."""

    def __init__(self, evidence: Finding, margin: Finding | None) -> None:
        super().__init__(f"{evidence.label}: too coarse to decide")
        self.evidence, self.margin = evidence, margin


def amount(printed: Finding, evidence: Finding, imprecise: float, rounding: float = 0.0) -> Judgement:
    """Judge an amount, count, level or rank: do the two intervals overlap?

    `imprecise` is the largest gap, as a share of the evidence, that still counts as imprecise, `rounding` the largest
    that a reporter's rounding may leave; a figure printed exactly, such as a rank, has no such leeway. A figure said to
    be "more than" something, printed or evidence, has no margin. Raises `UndecidedError` where the two overlap only
    because the evidence is coarser than the claim.
    """
    here, there = printed.quantity, evidence.quantity
    one_sided = math.isinf(here.high) or math.isinf(there.high)
    margin = None if one_sided else distance(printed, evidence)
    if here.overlaps(there):
        if not one_sided and there.high - there.low > here.high - here.low and not here.low <= there.value <= here.high:
            raise UndecidedError(evidence, margin)
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, (evidence,))
    gap = here.gap(there) / abs(evidence.value)
    if gap <= rounding > 0 and here.low < here.high:
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, (evidence,))
    outcome = Outcome.IMPRECISE if gap <= imprecise else Outcome.CONTRADICTED
    return Judgement(outcome, margin, Margin.DISTANCE, (), (evidence,))


def part_of_total(
    printed: Finding, whole: Finding, part: Finding, imprecise: float, rounding: float = 0.0
) -> Judgement:
    """Judge a figure given for a part that may be the figure of the whole.

    Contradicted when it equals a sourced total while a sourced figure for the part does not overlap it.
    """
    if printed.quantity.overlaps(whole.quantity) and not printed.quantity.overlaps(part.quantity):
        return Judgement(Outcome.CONTRADICTED, distance(printed, part), Margin.DISTANCE, (), (part, whole))
    return amount(printed, part, imprecise, rounding)


def comparison(ratios: Sequence[Finding], degree: float) -> Judgement:
    """Judge "much larger": the direction and the degree by every official account known.

    A ratio above one is in favour, one below it against; at least `degree` makes it much larger. Where no account is
    against but not all reach the degree, the claim is overstated. Bounds count, not middles: a ratio whose bounds hold
    one says no difference, which is no direction.
    """
    direction = [r for r in ratios if r.quantity.low > 1]
    against = [r for r in ratios if r.quantity.high < 1]
    margin = min(ratios, key=lambda r: r.value)
    if not direction:
        return Judgement(Outcome.CONTRADICTED, margin, evidence_against=tuple(ratios))
    if against:
        return Judgement(Outcome.DISPUTED, margin, Margin.LEVEL, tuple(direction), tuple(against))
    short = tuple(r for r in ratios if r.quantity.low < degree)
    if short:
        enough = tuple(r for r in ratios if r not in short)
        return Judgement(Outcome.OVERSTATED, margin, Margin.LEVEL, enough, short)
    return Judgement(Outcome.SUPPORTED, margin, Margin.LEVEL, tuple(direction))


def record(printed: Finding, years: Finding, imprecise: float) -> Judgement:
    """Judge "the lowest in so many years" by the years since a day at least as extreme."""
    return amount(printed, years, imprecise)


SWING_YEARS = 25
"""Over how many years the usual swing of a series is taken."""

FEWEST = 6
"""Fewer yearly figures are too few to read a direction from."""


def usual_swing(series: Mapping[int, float]) -> float:
    """Return the median absolute yearly change of a series over its last 25 years."""
    last = max(series)
    years = [year for year in series if year > last - SWING_YEARS and year - 1 in series]
    return median(abs(series[year] - series[year - 1]) for year in years)


def signs(series: Mapping[int, float], bases: Iterable[int], swings: float) -> list[int]:
    """Say for each base year whether a series rose (1) or fell (-1) since by more than its usual swing, or neither.

    The swing is scaled to the horizon by the square root of its years, as it would be for a series without aim.
    """
    last, usual = max(series), usual_swing(series)
    changes = [(series[last] - series[base], swings * usual * math.sqrt(last - base)) for base in bases]
    return [(change > limit) - (-change > limit) for change, limit in changes]


class Course(NamedTuple):
    """A measure over time: its figures by year, and how the change from one to another is expressed."""

    figures: Mapping[int, Finding]
    change: Callable[[Finding, Finding], Finding]

    def vote(self, windows: Sequence[int], swings: float, majority: float) -> tuple[int, Finding]:
        """Return the direction over most windows that show one, with the change over the longest of these.

        Windows end in the last year. Raises `NotKnownError` where there are too few figures or no direction shows.
        """
        series = {year: finding.value for year, finding in self.figures.items()}
        last = max(series, default=0)
        bases = [last - window for window in windows if last - window in series]
        if len(series) < FEWEST or not bases:
            raise NotKnownError("too few figures")
        found = {base: sign for base, sign in zip(bases, signs(series, bases, swings), strict=True) if sign}
        for sign in (1, -1):
            showing = [base for base, it in found.items() if it == sign]
            if len(showing) > majority * len(found):
                return sign, self.change(self.figures[last], self.figures[min(showing)])
        raise NotKnownError("no clear change")


def course_of(findings: Sequence[Finding]) -> Course:
    """Return the course of yearly figures, whose change is a share of the earlier one."""
    return Course({arithmetic.period_end(it).year: it for it in findings}, arithmetic.change)


def trend(
    courses: Mapping[str, Course], falls: bool, windows: Sequence[int], swings: float, majority: float
) -> Judgement:
    """Judge a trend by the direction of every measure of the word; `falls` says which way the claim points.

    A measure with too few figures, or without a clear change, does not vote. If all votes agree, the claim is supported
    or contradicted; if they differ, it is disputed. Raises `NotKnownError` where no measure votes.
    """
    sides: dict[bool, list[Finding]] = {True: [], False: []}
    silent = []
    for name, course in courses.items():
        try:
            sign, shown = course.vote(windows, swings, majority)
            sides[sign == (-1 if falls else 1)].append(shown)
        except NotKnownError as why:
            silent.append(f"{name}: {why}")
    if not any(sides.values()):
        raise NotKnownError("; ".join(silent))
    outcome = Outcome.DISPUTED if all(sides.values()) else Outcome.SUPPORTED if sides[True] else Outcome.CONTRADICTED
    margin = (sides[True] or sides[False])[0]
    return Judgement(outcome, margin, Margin.CHANGE, tuple(sides[True]), tuple(sides[False]))


def level(value: Finding, threshold: float, above: bool, imprecise: float) -> Judgement:
    """Judge a word such as "low" or "dominated" by a declared threshold.

    `imprecise` is the largest gap to the threshold, as a share of the value, that still counts as imprecise.
    """
    holds = value.quantity.low > threshold if above else value.quantity.high < threshold
    if holds:
        return Judgement(Outcome.SUPPORTED, value, Margin.LEVEL, (value,))
    gap = threshold - value.quantity.high if above else value.quantity.low - threshold
    outcome = Outcome.IMPRECISE if max(gap, 0) <= imprecise * abs(value.value) else Outcome.CONTRADICTED
    return Judgement(outcome, value, Margin.LEVEL, (), (value,))


def distance(printed: Finding, evidence: Finding) -> Finding:
    """Express how far the printed figure lies from the evidence, as a share of the evidence."""
    margin = arithmetic.deviation(printed, evidence)
    return replace(margin, method=worded("the figure as printed ÷ ", evidence.label, ", less one"))
