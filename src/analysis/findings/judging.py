"""How a claim comes to its verdict: by its rule on the declared reference, by hand with a source, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from inspect import isfunction
from itertools import product
from typing import TYPE_CHECKING, Any

from analysis.errors import AnalysisError, nearest
from analysis.evidence import NotKnown
from analysis.evidence.documents import Kind
from analysis.findings import rules
from analysis.findings.declarations import shown
from analysis.findings.formats import printed
from analysis.findings.grounds import by_hand, weakest
from analysis.findings.quantity import Quantity
from analysis.findings.rules import Course, course_of
from analysis.findings.sway import again
from analysis.findings.verdicts import Judge, Judgement, Margin, Outcome, Specification, Turn, Verdict
from analysis.findings.wording import varying, worded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from analysis.findings.catalogue import Catalogue
    from analysis.findings.finding import Finding

PER_CENT = 0.01

TREND_WINDOWS = (3, 5, 10)
"""Years before the last one from which a trend is taken, where the settings name no others."""


class UnknownRule(AnalysisError, AttributeError):
    """A claim is judged by a rule that the contract does not have; the message names the claim and the line."""

    exit_code = 1


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

    if not TYPE_CHECKING:  # whoever checks types sees an unknown rule without running it

        def __getattr__(self, name: str) -> Any:
            """Refuse a rule that is not among those below."""
            if name.startswith("_"):
                raise AttributeError(name)
            known = [rule for rule, it in vars(Case).items() if not rule.startswith("_") and isfunction(it)]
            place = shown(self.c.judgements[self.claim_id].place)
            hint = nearest(name, known, f"expected one of {', '.join(known)}")
            raise UnknownRule(f"claim {self.claim_id}, judged at {place}: no rule {name!r}{hint}")

    @property
    def printed(self) -> Finding:
        """The article's own figure."""
        return self.c[f"claim.{self.claim_id}"]

    def amount(self, evidence: Finding | str, article: Finding | None = None) -> Judgement:
        """Judge an amount, count, level or rank; `article` is the printed figure where it had to be converted."""
        return rules.amount(article or self.printed, self._found(evidence), *self._leeway)

    def part_of_total(self, whole: Finding | str, part: Finding | str) -> Judgement:
        """Judge a figure given for a part that may be the figure of the whole."""
        parts = self._found(whole), self._found(part)
        return rules.part_of_total(self.printed, *parts, *self._leeway)

    def comparison(self, ratios: Sequence[Finding | str], degree: str = "") -> Judgement:
        """Judge a comparison by every account known; `degree` is the threshold of how much, by default any."""
        known = [self._found(r) for r in ratios if not isinstance(r, str) or self.c.knows(r)]
        known = known or [self._found(ratio) for ratio in ratios[:1]]  # says why it is not known
        if not known:
            raise ValueError("a comparison needs at least one ratio")
        return rules.comparison(known, self.threshold(degree) if degree else 1.0)

    def record(self, years: Finding | str) -> Judgement:
        """Judge "the lowest in so many years" by the years since a day at least as extreme."""
        return rules.record(self.printed, self._found(years), self.threshold("imprecise"))

    def trend(self, measures: Mapping[str, Course | Sequence[Finding]], *, falls: bool) -> Judgement:
        """Judge a trend by every official measure of the word; `falls` says which way the claim points.

        A measure is given by its yearly figures, or as a course that says how a change is expressed. A change that was
        read on one third party's page alone does not vote.
        """
        courses = {name: it if isinstance(it, Course) else course_of(it) for name, it in measures.items()}

        def sourced(change: Callable[[Finding, Finding], Finding], later: Finding, earlier: Finding) -> Finding:
            if self._rests_on_one_page((later, earlier)):
                raise NotKnown("read on one third party’s page alone")
            return change(later, earlier)

        windows = self.c.evidence.settings.windows.get("trend_windows", TREND_WINDOWS)
        limits = (self.threshold("trend_swing"), self.threshold("trend_majority"))
        checked = {name: it._replace(change=partial(sourced, it.change)) for name, it in courses.items()}
        return rules.trend(checked, falls, windows, *limits)

    def level(self, value: Finding | str, threshold: str | float, *, above: bool) -> Judgement:
        """Judge a word such as "low" by a threshold, given by its name or as a number."""
        limit = self.threshold(threshold) if isinstance(threshold, str) else threshold
        return rules.level(self._found(value), limit, above, self.threshold("imprecise"))

    def threshold(self, name: str) -> float:
        """Return a threshold as declared, or as it is varied."""
        self.asked.add(name)
        return self.limits[name] if name in self.limits else self.c.threshold(name)

    def _rests_on_one_page(self, findings: Iterable[Finding]) -> bool:
        """Say whether a figure beneath findings was read in a single document, and that a third party's."""
        documents = self.c.evidence.documents
        read = (leaf.documents for it in findings for leaf in it.leaves() if leaf.observation)
        return any(len(names) == 1 and documents[names[0]].kind is Kind.THIRD_PARTY for names in read)

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
            raise NotKnown("what decides was read on one third party’s page alone")
    except NotKnown as error:
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
                except NotKnown:
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
        except rules.Undecided as it:
            judgement, holds = Judgement(Outcome.NOT_CHECKABLE, it.margin, Margin.DISTANCE, (it.evidence,)), None
        except NotKnown:
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
    return again(finding.named(name, label), as_printed=f"{sign}{text}{words}", place=place)
