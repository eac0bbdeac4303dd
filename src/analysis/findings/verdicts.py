"""Verdicts: what can be said of a claim, and what is said on the declared reference and under every other choice."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from itertools import product
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.dataset import Defect
from analysis.dataset.records import KINDS, Document, DocumentKind
from analysis.dataset.schema import FILE, fault_of
from analysis.errors import NotKnownError
from analysis.findings import arithmetic
from analysis.findings import finding as display
from analysis.findings.declarations import shown
from analysis.findings.finding import Finding, varying, worded
from analysis.findings.quantity import Quantity, printed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from analysis.dataset import Evidence, Settings
    from analysis.findings.catalogue import Catalogue
    from analysis.findings.declarations import Judged, Study


# ----- verdicts --------------------------------------------------------------------------------------------


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


# ----- contract --------------------------------------------------------------------------------------------
# What keeps claims from being judged: a claim without a rule or a verdict, a setting or choice that nothing knows.

Place = tuple[str, str]
"""Where a fault stands in the settings, and what it is."""

BY_HAND = tuple(outcome for outcome in Outcome if outcome is not Outcome.NOT_CHECKABLE)
"""What a verdict by hand may say; a claim that cannot be checked is declared so by its check."""


def contract_faults(evidence: Evidence, study: Study, judgements: Mapping[str, Judged]) -> list[Defect]:
    """Find what keeps claims from being judged: in the claims, in the settings, and in the study."""
    faults = [
        *_missing_settings(evidence.settings, study),
        *_range_faults(evidence.settings),
        *_choice_faults(evidence.settings.sensitivity, judgements),
        *_phrase_faults(evidence.settings, study.options),
    ]
    return [
        *_unjudged(evidence.claims, judgements),
        *_unknown_article(evidence, study),
        *(Defect("claims.csv", 1, "claim_id", fault) for fault in _unknown_claims(evidence, judgements)),
        *(Defect(FILE, 1, place, fault) for place, fault in faults),
    ]


def _unjudged(claims: Mapping[str, Mapping[str, str]], judgements: Mapping[str, Judged]) -> Iterator[Defect]:
    for row, (claim_id, claim) in enumerate(claims.items(), 2):
        verdict = claim["editorial_verdict"]
        if claim["check"] == "computed" and claim_id not in judgements:
            yield Defect(
                "claims.csv",
                row,
                "check",
                f"no rule computes {claim_id}; judge it in the study, or write editorial or no",
            )
        if claim["check"] == "editorial" and verdict not in BY_HAND:
            what = f"{verdict!r} is not a verdict by hand" if verdict else "is empty; a verdict by hand is required"
            yield Defect("claims.csv", row, "editorial_verdict", f"{what}; {_one_of(BY_HAND)}")


def _unknown_article(evidence: Evidence, study: Study) -> Iterator[Defect]:
    if study.article and study.article not in evidence.sources:
        yield Defect("sources.csv", 1, "source_id", f"has no {study.article!r}, which the study takes for the article")


def _unknown_claims(evidence: Evidence, judgements: Mapping[str, Judged]) -> Iterator[str]:

    for claim_id, judged in judgements.items():
        if claim_id not in evidence.claims:
            yield f"has no {claim_id}, which {shown(judged.place)} judges; add the claim or remove its rule"


def _missing_settings(settings: Settings, study: Study) -> Iterator[Place]:
    """Every threshold and window that a rule of the study needs has to be declared, in its type."""
    for table, wanted in (("thresholds", dict.fromkeys(study.thresholds, float)), ("windows", study.windows)):
        for name, kind in wanted.items():
            if fault := fault_of(getattr(settings, table).get(name), kind):
                yield f"{table}.{name}", fault


def _range_faults(settings: Settings) -> Iterator[Place]:
    for name, values in settings.ranges.items():
        if name not in settings.thresholds:
            yield "ranges", f"{name!r} is not a threshold; {_one_of(settings.thresholds)}"
        elif not isinstance(values, list) or any(fault_of(value, float) for value in values):
            yield f"ranges.{name}", f"{values!r} is not a list of numbers"


def _choice_faults(given: Mapping[str, Any], judgements: Mapping[str, Judged]) -> Iterator[Place]:
    varied = {claim_id: judged.axes for claim_id, judged in judgements.items() if judged.under}
    for claim_id, axes in given.items():
        if claim_id not in varied:
            yield "sensitivity", f"{claim_id!r} is no claim whose choices a rule knows; {_one_of(varied)}"
            continue
        known, place = varied[claim_id], f"sensitivity.{claim_id}"
        if not isinstance(axes, dict):
            yield place, f"{axes!r} is not a table; expected one with {', '.join(known)}"
            continue
        unknown = [axis for axis in axes if axis not in known]
        for axis in unknown:
            yield place, f"{axis!r} is no choice that a rule knows; {_one_of(known)}"
        for axis, options in known.items():
            if axis in axes or not unknown:  # one line is enough for an axis that is misspelt
                yield from ((f"{place}.{axis}", fault) for fault in _option_faults(axes.get(axis), options))


def _option_faults(given: Any, known: Collection[str]) -> Iterator[str]:
    if not isinstance(given, list) or not given:
        what = "is missing" if given is None else "is empty" if given == [] else f"{given!r} is not a list"
        yield f"{what}; expected a list of one or more of {', '.join(known)}"
        return
    for at, option in enumerate(given):
        if not isinstance(option, str):
            yield f"{option!r} is not text; {_one_of(known)}"
        elif option not in known:
            yield f"{option!r} is no option that a rule knows; {_one_of(known)}"
        elif option in given[:at]:
            yield f"{option!r} stands here twice; name each option once"


def _phrase_faults(settings: Settings, options: Mapping[str, Collection[str]]) -> Iterator[Place]:
    """What a reader may change needs a name, and each of its values the words for it inside a sentence."""
    phrases = settings.phrases
    yield from _text_faults("switches", settings.switches, options)
    unknown = [parameter for parameter in phrases if parameter not in options]
    yield from (("phrases", f"{name!r} is no parameter that a reader changes; {_one_of(options)}") for name in unknown)
    for parameter, values in options.items():
        if parameter in phrases or not unknown:
            yield from _text_faults(f"phrases.{parameter}", phrases.get(parameter), values)


def _text_faults(place: str, given: Any, names: Collection[str]) -> Iterator[Place]:
    if not isinstance(given, dict):
        what = "is missing" if given is None else f"{given!r} is not a table"
        yield place, f"{what}; expected a table with {', '.join(names)}"
        return
    unknown = [name for name in given if name not in names]
    yield from ((place, f"{name!r} is not known; {_one_of(names)}") for name in unknown)
    for name in names:
        text = given.get(name)
        if text is None and not unknown:
            yield f"{place}.{name}", "is missing"
        elif text is not None and not (isinstance(text, str) and text.strip()):
            yield f"{place}.{name}", f"{text!r} is not text"


def _one_of(names: Collection[str]) -> str:
    return f"expected one of {', '.join(names)}"


# ----- grounds ---------------------------------------------------------------------------------------------
# On which documents a verdict rests, and how near they are to whoever made the figures.


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


# ----- rules -----------------------------------------------------------------------------------------------
# The rules of verdicts, those of the claim contract that the report prints in *Method*.
#
# A rule takes the claim's own figure and the evidence as findings and returns a judgement; it never looks anything up.


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


# ----- judging ---------------------------------------------------------------------------------------------
# How a claim comes to its verdict: by its rule on the declared reference, by hand with a source, or not at all.

PER_CENT = 0.01

TREND_WINDOWS = (3, 5, 10)
"""Years before the last one from which a trend is taken, where the settings name no others."""


@dataclass(frozen=True, slots=True)
class Case:
    """One claim before its judge: the rules of the contract, applied to this claim with the declared thresholds.

    Evidence is given as a finding or by its name; `c` is the catalogue it is taken from.
    """

    c: Catalogue
    claim_id: str
    limits: Mapping[str, float] = field(default_factory=dict)
    """Thresholds that are taken otherwise than declared."""
    asked: set[str] = field(default_factory=set, compare=False)
    """The thresholds that a rule asked for."""

    @property
    def printed(self) -> Finding:
        """The article's own figure."""
        return self.c[f"claim.{self.claim_id}"]

    def amount(self, evidence: Finding | str, article: Finding | None = None) -> Judgement:
        """Judge an amount, count, level or rank; `article` is the printed figure where it had to be converted."""
        return amount(article or self.printed, self._found(evidence), *self._leeway)

    def part_of_total(self, whole: Finding | str, part: Finding | str) -> Judgement:
        """Judge a figure given for a part that may be the figure of the whole."""
        parts = self._found(whole), self._found(part)
        return part_of_total(self.printed, *parts, *self._leeway)

    def comparison(self, ratios: Sequence[Finding | str], degree: str = "") -> Judgement:
        """Judge a comparison by every account known; `degree` is the threshold of how much, by default any."""
        known = [self._found(r) for r in ratios if not isinstance(r, str) or self.c.knows(r)]
        known = known or [self._found(ratio) for ratio in ratios[:1]]  # says why it is not known
        if not known:
            raise ValueError("a comparison needs at least one ratio")
        return comparison(known, self.threshold(degree) if degree else 1.0)

    def record(self, years: Finding | str) -> Judgement:
        """Judge "the lowest in so many years" by the years since a day at least as extreme."""
        return record(self.printed, self._found(years), self.threshold("imprecise"))

    def trend(self, measures: Mapping[str, Course | Sequence[Finding]], *, falls: bool) -> Judgement:
        """Judge a trend by every official measure of the word; `falls` says which way the claim points.

        A measure is given by its yearly figures, or as a course that says how a change is expressed. A change that was
        read on one third party's page alone does not vote.
        """
        courses = {name: it if isinstance(it, Course) else course_of(it) for name, it in measures.items()}

        def sourced(change: Callable[[Finding, Finding], Finding], later: Finding, earlier: Finding) -> Finding:
            if self._rests_on_one_page((later, earlier)):
                raise NotKnownError("read on one third party’s page alone")
            return change(later, earlier)

        windows = self.c.evidence.settings.windows.get("trend_windows", TREND_WINDOWS)
        limits = (self.threshold("trend_swing"), self.threshold("trend_majority"))
        checked = {name: it._replace(change=partial(sourced, it.change)) for name, it in courses.items()}
        return trend(checked, falls, windows, *limits)

    def level(self, value: Finding | str, threshold: str | float, *, above: bool) -> Judgement:
        """Judge a word such as "low" by a threshold, given by its name or as a number."""
        limit = self.threshold(threshold) if isinstance(threshold, str) else threshold
        return level(self._found(value), limit, above, self.threshold("imprecise"))

    def threshold(self, name: str) -> float:
        """Return a threshold as declared, or as it is varied."""
        self.asked.add(name)
        return self.limits[name] if name in self.limits else self.c.threshold(name)

    def _rests_on_one_page(self, findings: Iterable[Finding]) -> bool:
        """Say whether a figure beneath findings was read in a single document, and that a third party's."""
        documents = self.c.evidence.documents
        read = (leaf.documents for it in findings for leaf in it.leaves() if leaf.observation)
        return any(len(names) == 1 and documents[names[0]].kind is DocumentKind.THIRD_PARTY for names in read)

    @property
    def _leeway(self) -> tuple[float, float]:
        """How far a figure may be off and still be imprecise, or a reporter's rounding."""
        return self.threshold("imprecise"), self.threshold("rounding")

    def _found(self, evidence: Finding | str) -> Finding:
        return self.c[evidence] if isinstance(evidence, str) else evidence


def judge(c: Catalogue, claim_id: str) -> Verdict:
    """Judge one claim.

    A supported claim that an editor found to lack context is *missing context*. A claim whose evidence was not public
    yet, or was read on one third party's page alone, cannot be checked on that day.
    """
    claim = c.evidence.claims[claim_id]
    lacks_context = claim["context_changes_reading"] == "yes"
    if claim["check"] != "computed":
        is_judged = claim["check"] == "editorial"
        outcome = Outcome(claim["editorial_verdict"]) if is_judged else Outcome.NOT_CHECKABLE
        if outcome is Outcome.SUPPORTED and lacks_context:
            outcome = Outcome.MISSING_CONTEXT
        grounds = by_hand(claim["evidence"].split(), c.evidence) if is_judged else None
        by = Judge.EDITOR if is_judged else None
        return Verdict(claim_id, outcome, "editorial", claim["rule"], None, (), (), (), grounds, judged_by=by)
    case, judged = Case(c, claim_id), c.judgements[claim_id]
    try:
        judgement = _judgement(judged.reference(case))
        if case._rests_on_one_page((*judgement.evidence_for, *judgement.evidence_against)):
            raise NotKnownError("what decides was read on one third party’s page alone")
    except NotKnownError as error:
        rule, why = claim["rule"], str(error)
        return Verdict(claim_id, Outcome.NOT_CHECKABLE, "computed", rule, None, (), (), (), because=why)
    outcome, by = judgement.outcome, Judge.RULE
    if outcome is Outcome.SUPPORTED and lacks_context:
        outcome, by = Outcome.MISSING_CONTEXT, Judge.RULE_AND_EDITOR
    sides = judgement.evidence_for, judgement.evidence_against
    specifications = tuple(_specifications(case, judged.reference, judged.under))
    margin = _margin(judgement, case)
    grounds = weakest([finding for side in sides for finding in side], c.evidence)
    word = c.evidence.settings.word
    failing = ([word(option) for _, option in it.choices] for it in specifications if it.holds is False)
    return Verdict(
        claim_id, outcome, "computed", claim["rule"], margin, *sides, specifications, grounds,
        fails_by=tuple(" with ".join(options) for options in failing if options),
        judged_by=by,
        turns=tuple(_turns(case, judged.reference, judgement.outcome)),
    )  # fmt: skip


def _turns(case: Case, reference: Callable[..., Judgement], outcome: Outcome) -> Iterator[Turn]:
    """Vary each threshold that the rule asked for over its declared values, nearest first, until the verdict turns."""
    for name in sorted(case.asked):
        declared = case.c.threshold(name)
        values = case.c.evidence.settings.ranges.get(name, [])
        for side in ([v for v in values if v < declared], [v for v in values if v > declared]):
            for value in sorted(side, key=lambda v: abs(v - declared)):
                try:
                    found = _judgement(reference(replace(case, limits={name: value}, asked=set()))).outcome
                except NotKnownError:
                    found = Outcome.NOT_CHECKABLE
                if found is not outcome:
                    yield Turn(name, value, found)
                    break


def _judgement(given: Any) -> Judgement:
    """Refuse what is no judgement, such as that of a rule whose result was not returned."""
    if not isinstance(given, Judgement):
        raise TypeError(f"gives a {type(given).__name__}, not a Judgement")
    return given


def _specifications(
    case: Case, reference: Callable[..., Judgement], under: Callable[..., Judgement] | None
) -> Iterator[Specification]:
    """Try every combination of the choices that matter to a claim; skip those the evidence does not allow."""
    axes = case.c.evidence.settings.sensitivity.get(case.claim_id, {})
    tried: set[tuple[str, ...]] = set()
    for options in product(*axes.values()):
        chosen = dict(zip(axes, options, strict=True))
        holds: bool | None
        try:
            judgement = _judgement(under(case, **chosen) if under and axes else reference(case))
            holds = judgement.outcome is Outcome.SUPPORTED
        except UndecidedError as it:
            judgement, holds = Judgement(Outcome.NOT_CHECKABLE, it.margin, Margin.DISTANCE, (it.evidence,)), None
        except NotKnownError:
            continue
        evidence = (*judgement.evidence_for, *judgement.evidence_against)[0]
        figures = tuple(dict.fromkeys(leaf.figure for leaf in evidence.leaves()))
        if figures in tried:
            continue  # two names for the same figures, such as a vintage that has not been revised yet
        tried.add(figures)
        margin = _margin(judgement, case, options) if axes else None
        yield Specification(tuple(chosen.items()), holds, evidence, margin)


def _margin(judgement: Judgement, case: Case, options: tuple[str, ...] = ()) -> Finding | None:
    """Name a margin after its claim and say in its text what it counts: +48%, 1.36 times, 18 places.

    A distance is printed to the whole per cent at least: rounded to tens, margins could not be set side by side. All
    margins of a trend bear a sign.
    """
    finding, is_distance = judgement.margin, judgement.kind is Margin.DISTANCE
    if finding is None:
        return None
    quantity, text = finding.quantity, finding.text
    words = {"ratio": " times", "places": " places"}.get(quantity.unit, "")
    is_change = judgement.kind is not Margin.LEVEL or case.c.evidence.claims[case.claim_id]["rule"] == "trend"
    sign = "+" if is_change and quantity.unit in {"share", "points"} and finding.value > 0 else ""
    if is_distance and quantity.high - quantity.low > PER_CENT:
        text = printed(Quantity(finding.value, finding.value - PER_CENT / 2, finding.value + PER_CENT / 2, "share"))
    name, label = (
        ".".join(("margin", case.claim_id, *options)),
        worded("Margin of ", varying(case.claim_id)) if is_distance else "",
    )
    place = case.c.judgements[case.claim_id].place
    return replace(finding.named(name, label), as_printed=f"{sign}{text}{words}", place=place)
