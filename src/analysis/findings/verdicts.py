"""Verdicts on claims, the documents they are based on, and the rules that decide.

A rule is a pure function: it takes the article's figure and the evidence as findings and returns a judgement.
Its thresholds are arguments; their values stand in `choices.toml` of the data.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from analysis.dataset.records import KINDS, Document, DocumentKind
from analysis.errors import NotKnownError
from analysis.findings import arithmetic
from analysis.findings.finding import PLAIN, PLAIN_TEXT, Finding, compose, finding_html
from analysis.findings.quantity import Quantity, printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from analysis.dataset import Evidence
    from analysis.findings.finding import Marks


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
        decisive = list(self.specifications[:1])
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


@dataclass(frozen=True, slots=True)
class Grounds:
    """The documents a verdict is based on: those of the weakest figure, the one closest to its publisher first.

    A verdict by hand is not based on a single figure: then they are all that were read, the most distant one first.
    """

    documents: tuple[Document, ...]
    are_firm: bool
    """True if every decisive figure was read in its publisher's own document, or in two independent ones."""
    of_one_figure: bool = True

    @property
    def kind(self) -> DocumentKind:
        """The kind of the first document."""
        return self.documents[0].kind

    @property
    def nearest(self) -> tuple[Document, ...]:
        """The two closest documents of a figure, or for a verdict by hand the first one."""
        return self.documents[: 2 if self.of_one_figure else 1]

    @property
    def words(self) -> str:
        """The kinds of the documents in `nearest`, in words."""
        words = KINDS[self.kind]
        for document in self.nearest[1:]:
            second = OF_SAME_KIND if document.kind is self.kind else OF_ANOTHER_KIND
            words += f", and {second[document.kind]}"
        return words


OF_ANOTHER_KIND = {
    DocumentKind.COPY: "a copy",
    DocumentKind.PRESS: "second-hand",
    DocumentKind.UNKNOWN: "a page of unknown kind",
    DocumentKind.THIRD_PARTY: "a third party’s",
}
OF_SAME_KIND = {
    DocumentKind.OWN: "another",
    DocumentKind.COPY: "another copy",
    DocumentKind.PRESS: "another second-hand",
    DocumentKind.UNKNOWN: "another of unknown kind",
    DocumentKind.THIRD_PARTY: "another’s",
}
"""Words for a second document, by its kind, which is another one than that of the first, or the same.

An own document of the publisher is always the first.
"""


def weakest(findings: Iterable[Finding], evidence: Evidence) -> Grounds | None:
    """Return the documents of the weakest figure that findings are based on: the most distant from its publisher.

    Among equally distant ones, one that is not firm is weaker, and then the one read in fewer documents. A declared
    choice has no document.
    """
    # The documents of a figure confirm each other. Those of an average each have a part of it, and stand alone
    groups: set[tuple[str, ...]] = set()
    for finding in findings:
        for leaf in finding.leaves():
            if leaf.in_parts:
                groups |= {(name,) for name in leaf.documents}
            elif leaf.documents:
                groups.add(leaf.documents)
    if not groups:
        return None

    by_figure = []
    for names in groups:
        documents = [evidence.documents[name] for name in names]
        by_figure.append(sorted(documents, key=_distance))
    are_firm = all(_are_firm(documents) for documents in by_figure)
    farthest = max(by_figure, key=_weakness)
    return Grounds(tuple(farthest), are_firm)


def by_hand(names: Iterable[str], evidence: Evidence) -> Grounds | None:
    """Return all documents read for a verdict by hand, the most distant from the publisher first.

    Copies of the article do not make a verdict on it firm.
    """
    documents = [evidence.documents[name] for name in names]
    if not documents:
        return None
    documents.sort(key=_distance, reverse=True)

    copies = _of_the_article(evidence)
    proofs = []
    for document in documents:
        if document.kind is DocumentKind.OWN or document.document_id not in copies:
            proofs.append(document)
    return Grounds(tuple(documents), _are_firm(proofs), of_one_figure=False)


def _of_the_article(evidence: Evidence) -> set[str]:
    """Return the ids of the documents in which the figures of the article were read."""
    names = {claim["document_id"] for claim in evidence.claims.values()}
    for figure in evidence.article.values():
        names.update(figure.documents)
    return names


def _are_firm(documents: Sequence[Document]) -> bool:
    """Return whether one document is the publisher's own, or two are independent of each other.

    Two copies of a file count as one, and so does one agency's report in two papers; a third party does not count, as
    it may have copied another document.
    """
    independent = set()
    for document in documents:
        if document.kind is DocumentKind.OWN:
            return True
        if document.kind is DocumentKind.COPY:
            independent.add("the file")
        if document.kind is DocumentKind.PRESS:
            # "Reuters in The Times" and "Reuters in Le Monde" are one report
            agency, _, _ = document.publisher.partition(" in ")
            independent.add(f"the report of {agency}")
    return len(independent) > 1


def _distance(document: Document) -> int:
    """Return a sort key: how far a document is from the publisher of its figures, 0 for its own."""
    return document.kind.distance


def _weakness(documents: list[Document]) -> tuple[int, bool, int, list[str]]:
    """Return a sort key for the documents of a figure, with their ids last to make the order total."""
    names = [document.document_id for document in documents]
    return documents[0].kind.distance, not _are_firm(documents), -len(documents), names


class UndecidedError(NotKnownError):
    """The evidence cannot decide a claim: it is coarser than the claim, or its bounds reach across a threshold."""

    def __init__(
        self,
        evidence: Finding,
        margin: Finding | None,
        why: str = "too coarse to decide",
        kind: Margin = Margin.DISTANCE,
    ) -> None:
        super().__init__(f"{evidence.label}: {why}")
        self.evidence = evidence
        self.margin = margin
        self.kind = kind


def _across(evidence: Finding, threshold: float) -> str:
    """Return the reason why evidence cannot be told from a threshold, with both ends of its bounds."""
    quantity = evidence.quantity
    low = printed(Quantity.exact(quantity.low, quantity.unit))
    high = printed(Quantity.exact(quantity.high, quantity.unit))
    limit = printed(Quantity.exact(threshold, quantity.unit))
    return f"it lies between {low} and {high}, which reaches across {limit}"


def amount(printed: Finding, evidence: Finding, imprecise: float, rounding: float = 0.0) -> Judgement:
    """Judge an amount, count, level or rank: do the two intervals overlap?

    Args:
        printed: The figure of the article.
        evidence: The figure it is compared with.
        imprecise: The largest gap, as a share of the evidence, for the outcome *imprecise*.
        rounding: The largest gap that counts as a reporter's rounding, which a figure printed exactly, such as a rank,
            does not have.

    Returns:
        The judgement; its margin is None if one of the figures has no upper bound, as in "more than 1,200".

    Raises:
        UndecidedError: If the intervals overlap only because the evidence is coarser than the claim, or if a rank may
            be that of a neighbour as well.
    """
    claimed, actual = printed.quantity, evidence.quantity
    is_one_sided = math.isinf(claimed.high) or math.isinf(actual.high)
    margin = None if is_one_sided else distance(printed, evidence)

    # A place that is only one of several possible ones is not supported, however the intervals lie
    is_rank_open = claimed.unit == "rank" and not actual.is_exact
    if is_rank_open and actual.low <= claimed.value <= actual.high:
        raise UndecidedError(evidence, margin, f"it may be any place from {actual.low:g} to {actual.high:g}")

    # 14.6 billion, 14 to 15, is coarser than a claim of 14.2 billion and overlaps it, but does not support it
    if claimed.overlaps(actual):
        is_coarser = not is_one_sided and actual.high - actual.low > claimed.high - claimed.low
        is_value_within = claimed.low <= actual.value <= claimed.high
        if is_coarser and not is_value_within:
            raise UndecidedError(evidence, margin)
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, evidence_for=(evidence,))

    gap = claimed.gap(actual) / abs(evidence.value)
    if rounding > 0 and gap <= rounding and not claimed.is_exact:
        return Judgement(Outcome.SUPPORTED, margin, Margin.DISTANCE, evidence_for=(evidence,))
    outcome = Outcome.IMPRECISE if gap <= imprecise else Outcome.CONTRADICTED
    return Judgement(outcome, margin, Margin.DISTANCE, evidence_against=(evidence,))


def part_of_total(
    printed: Finding, whole: Finding, part: Finding, imprecise: float, rounding: float = 0.0
) -> Judgement:
    """Judge a figure for a part that may actually be that of the whole.

    It is contradicted if it matches the whole and does not match the part.
    """
    if printed.quantity.overlaps(whole.quantity) and not printed.quantity.overlaps(part.quantity):
        return Judgement(Outcome.CONTRADICTED, distance(printed, part), Margin.DISTANCE, evidence_against=(part, whole))
    return amount(printed, part, imprecise, rounding)


def comparison(ratios: Sequence[Finding], degree: float) -> Judgement:
    """Judge "much larger" by the ratios of all official accounts.

    A ratio above one supports the direction, one below contradicts it, and at least `degree` makes it much larger. If
    none contradicts but one falls short of the degree, the claim is overstated. The bounds decide, not the values: a
    ratio that may be one has no vote, and one that may or may not reach the degree votes on the direction alone.

    Raises:
        UndecidedError: If no ratio votes on the direction, or none on the degree.
    """
    # The direction
    larger = tuple(ratio for ratio in ratios if ratio.quantity.low > 1)
    smaller = tuple(ratio for ratio in ratios if ratio.quantity.high < 1)
    if not larger and not smaller:
        raise UndecidedError(ratios[0], ratios[0], _across(ratios[0], 1), Margin.LEVEL)

    margin = min(larger + smaller, key=lambda ratio: ratio.value)
    if not larger:
        return Judgement(Outcome.CONTRADICTED, margin, evidence_against=smaller)
    if smaller:
        return Judgement(Outcome.DISPUTED, margin, Margin.LEVEL, evidence_for=larger, evidence_against=smaller)

    # The degree
    too_small = tuple(ratio for ratio in larger if ratio.quantity.high < degree)
    if too_small:
        others = tuple(ratio for ratio in larger if ratio not in too_small)
        return Judgement(Outcome.OVERSTATED, margin, Margin.LEVEL, evidence_for=others, evidence_against=too_small)
    if all(ratio.quantity.low < degree for ratio in larger):
        raise UndecidedError(margin, margin, _across(margin, degree), Margin.LEVEL)
    return Judgement(Outcome.SUPPORTED, margin, Margin.LEVEL, evidence_for=larger)


def record(printed: Finding, years: Finding, imprecise: float) -> Judgement:
    """Judge "the lowest in so many years" by the years since the value was last as extreme."""
    return amount(printed, years, imprecise)


SWING_YEARS = 25
"""The years over which the usual swing of a series is computed."""

FEWEST_FIGURES = 6
"""The least number of yearly figures for a direction."""


def usual_swing(series: Mapping[int, float]) -> float:
    """Return the median absolute yearly change of a series over its last `SWING_YEARS`; needs two years in a row."""
    last = max(series)
    years = [year for year in series if year > last - SWING_YEARS and year - 1 in series]
    return median(abs(series[year] - series[year - 1]) for year in years)


def signs(series: Mapping[int, float], bases: Iterable[int], swings: float) -> list[int]:
    """Return for each base year 1, -1 or 0: the series rose or fell since by more than its usual swing, or neither.

    `swings` is how many usual swings count in one year. Over more years they are multiplied by the square root of
    these, as for a random walk.
    """
    last = max(series)
    swing = swings * usual_swing(series)
    directions = []
    for base in bases:
        change = series[last] - series[base]
        limit = swing * math.sqrt(last - base)
        if change > limit:
            directions.append(1)
        elif -change > limit:
            directions.append(-1)
        else:
            directions.append(0)
    return directions


class Course(NamedTuple):
    """A measure over time: its figures by year, and the function that computes a change."""

    figures: Mapping[int, Finding]
    change: Callable[[Finding, Finding], Finding]

    def vote(self, windows: Sequence[int], swings: float) -> tuple[int, Finding]:
        """Return the direction over the longest window that the figures reach, and the change over it.

        Windows end in the last year.

        Raises:
            NotKnownError: If there are too few figures, if the change over the longest window is not clear, or if a
                shorter window shows the opposite.
        """
        series = {year: finding.value for year, finding in self.figures.items()}
        last = max(series, default=0)
        bases = sorted(last - window for window in windows if last - window in series)
        if len(series) < FEWEST_FIGURES or not bases:
            raise NotKnownError("too few figures")

        longest, *shorter = signs(series, bases, swings)
        if not longest or -longest in shorter:
            raise NotKnownError("no clear change")
        return longest, self.change(self.figures[last], self.figures[bases[0]])


def course_of(findings: Sequence[Finding]) -> Course:
    """Return the course of yearly figures with relative changes."""
    return Course({arithmetic.period_end(finding).year: finding for finding in findings}, arithmetic.change)


def trend(courses: Mapping[str, Course], falls: bool, windows: Sequence[int], swings: float) -> Judgement:
    """Judge a trend by the direction of every measure; `falls` is the direction of the claim.

    A measure with too few figures, or without a clear change, has no vote. If all votes agree, the claim is supported
    or contradicted; if they differ, it is disputed. Raises `NotKnownError` if there is no vote.
    """
    claimed = -1 if falls else 1
    supporting, opposing, silent = [], [], []
    for name, course in courses.items():
        try:
            direction, change = course.vote(windows, swings)
        except NotKnownError as error:
            silent.append(f"{name}: {error}")
            continue
        if direction == claimed:
            supporting.append(change)
        else:
            opposing.append(change)

    if supporting and opposing:
        outcome = Outcome.DISPUTED
    elif supporting:
        outcome = Outcome.SUPPORTED
    elif opposing:
        outcome = Outcome.CONTRADICTED
    else:
        raise NotKnownError("; ".join(silent))
    margin = (supporting or opposing)[0]
    return Judgement(outcome, margin, Margin.CHANGE, evidence_for=tuple(supporting), evidence_against=tuple(opposing))


def level(value: Finding, threshold: float, above: bool, imprecise: float) -> Judgement:
    """Judge a word such as "low" or "dominated" by a declared threshold.

    `imprecise` is the largest gap to the threshold, as a share of the value, for the outcome *imprecise*.

    Raises:
        UndecidedError: If the bounds of the value reach across the threshold.
    """
    low, high = value.quantity.low, value.quantity.high
    if above:
        holds = low > threshold
        gap = threshold - high
    else:
        holds = high < threshold
        gap = low - threshold
    if holds:
        return Judgement(Outcome.SUPPORTED, value, Margin.LEVEL, evidence_for=(value,))
    if low < high and low <= threshold <= high:
        raise UndecidedError(value, value, _across(value, threshold), Margin.LEVEL)

    outcome = Outcome.IMPRECISE if gap <= imprecise * abs(value.value) else Outcome.CONTRADICTED
    return Judgement(outcome, value, Margin.LEVEL, evidence_against=(value,))


def distance(printed: Finding, evidence: Finding) -> Finding:
    """Return the deviation of the printed figure from the evidence, as a share of the evidence."""
    margin = arithmetic.deviation(printed, evidence)
    return replace(margin, method=compose("the figure as printed ÷ ", evidence.label, ", less one"))
