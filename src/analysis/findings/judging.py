"""Judge claims: by their rules, by hand, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

from analysis.dataset import DataError
from analysis.dataset.records import DocumentKind
from analysis.errors import NotKnownError
from analysis.findings.claim_rules import (
    Course,
    UndecidedError,
    amount,
    comparison,
    course_of,
    level,
    part_of_total,
    record,
    trend,
)
from analysis.findings.label_composition import compose, varying
from analysis.findings.number_format import printed
from analysis.findings.quantity import Quantity
from analysis.findings.registry import Registry
from analysis.findings.study_checks import study_faults
from analysis.findings.verdict_documents import by_hand, weakest
from analysis.findings.verdicts import Judge, Judgement, Margin, Outcome, Specification, Turn, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from analysis.findings.cache import MemoryEntry
    from analysis.findings.finding import Finding


LEAST_DISTANCE_WIDTH = 0.01
"""The width of a distance as it is printed: a whole per cent, however precise it is."""

TREND_WINDOWS = (3, 5, 10)
"""The default windows of a trend, in years before the last one."""


@dataclass(frozen=True, slots=True)
class Case:
    """A claim to be judged: the rules, applied to it with the declared thresholds.

    Evidence is a finding or its name in the catalogue `c`.
    """

    c: Any  # a Catalogue, which is made with this module
    claim_id: str
    limits: Mapping[str, float] = field(default_factory=dict)
    """Thresholds with other values than declared."""
    used: set[str] = field(default_factory=set, compare=False)
    """The names of the thresholds that a rule has used."""

    @property
    def printed(self) -> Finding:
        """The figure of the article."""
        figure: Finding = self.c[f"claim.{self.claim_id}"]
        return figure

    def amount(self, evidence: Finding | str, article: Finding | None = None) -> Judgement:
        """Judge an amount, count, level or rank; `article` is the printed figure if it had to be converted."""
        return amount(article or self.printed, self._finding(evidence), *self._leeway)

    def part_of_total(self, whole: Finding | str, part: Finding | str) -> Judgement:
        """Judge a figure for a part that may actually be that of the whole."""
        return part_of_total(self.printed, self._finding(whole), self._finding(part), *self._leeway)

    def comparison(self, ratios: Sequence[Finding | str], degree: str = "") -> Judgement:
        """Judge a comparison by all known accounts; `degree` is a threshold for how much, by default any."""
        if not ratios:
            raise ValueError("a comparison needs at least one ratio")
        known = []
        for ratio in ratios:
            if not isinstance(ratio, str) or self.c.knows(ratio):  # a finding itself is known
                known.append(self._finding(ratio))
        if not known:
            known = [self._finding(ratios[0])]  # raises the reason why it is not known
        limit = self.threshold(degree) if degree else 1.0  # which every larger one reaches
        return comparison(known, limit)

    def record(self, years: Finding | str) -> Judgement:
        """Judge "the lowest in so many years" by the years since the value was last as extreme."""
        return record(self.printed, self._finding(years), self.threshold("imprecise"))

    def trend(self, measures: Mapping[str, Course | Sequence[Finding]], *, falls: bool) -> Judgement:
        """Judge a trend by all official measures; `falls` is the direction of the claim.

        A measure is a sequence of yearly figures, or a `Course` with its own way of computing a change. A change has no
        vote if a figure was read only in one document of a third party.
        """

        def change_if_sourced(
            change: Callable[[Finding, Finding], Finding], later: Finding, earlier: Finding
        ) -> Finding:
            if self._rests_on_one_page((later, earlier)):
                raise NotKnownError("read on one third party’s page alone")
            return change(later, earlier)

        courses = {}
        for name, measure in measures.items():
            course = measure if isinstance(measure, Course) else course_of(measure)
            courses[name] = course._replace(change=partial(change_if_sourced, course.change))
        windows = self.c.evidence.settings.windows.get("trend_windows", TREND_WINDOWS)
        return trend(courses, falls, windows, self.threshold("trend_swing"))

    def level(self, value: Finding | str, threshold: str | float, *, above: bool) -> Judgement:
        """Judge a word such as "low" by a threshold, which is a name or a number."""
        limit = self.threshold(threshold) if isinstance(threshold, str) else threshold
        return level(self._finding(value), limit, above, self.threshold("imprecise"))

    def threshold(self, name: str) -> float:
        """Return a threshold, which may be varied."""
        self.used.add(name)
        return self.limits[name] if name in self.limits else self.c.threshold(name)

    def _rests_on_one_page(self, findings: Iterable[Finding]) -> bool:
        """Return whether a figure that findings are based on was read only in one document of a third party.

        Exchange rates, which are no observations, do not count.
        """
        documents = self.c.evidence.documents
        for finding in findings:
            for leaf in finding.leaves():
                if leaf.observation and len(leaf.documents) == 1:
                    document = documents[leaf.documents[0]]
                    if document.kind is DocumentKind.THIRD_PARTY:
                        return True
        return False

    @property
    def _leeway(self) -> tuple[float, float]:
        """The largest gaps for *imprecise* and for a reporter's rounding."""
        return self.threshold("imprecise"), self.threshold("rounding")

    def _finding(self, evidence: Finding | str) -> Finding:
        return self.c[evidence] if isinstance(evidence, str) else evidence


def judge(c: Registry, claim_id: str) -> Verdict:
    """Judge one claim.

    A supported claim whose context changes how it reads is *missing context*. A claim is not checkable if its evidence
    was not public, or was read only in one document of a third party.
    """
    claim = c.evidence.claims[claim_id]
    match claim["check"]:
        case "computed":
            return _judge_by_rule(c, claim_id)
        case "editorial":
            outcome = _in_context(Outcome(claim["editorial_verdict"]), claim)
            grounds = by_hand(claim["evidence"].split(), c.evidence)
            return Verdict(
                claim_id, outcome, method="editorial", rule=claim["rule"], grounds=grounds, judged_by=Judge.EDITOR
            )
    # declared so, as an opinion
    return Verdict(claim_id, Outcome.NOT_CHECKABLE, method="editorial", rule=claim["rule"])


def _in_context(outcome: Outcome, claim: Mapping[str, str]) -> Outcome:
    """Return the outcome, or *missing context* if an editor found that it takes a further fact to read the claim."""
    if outcome is Outcome.SUPPORTED and claim["context_changes_reading"] == "yes":
        return Outcome.MISSING_CONTEXT
    return outcome


def _judge_by_rule(c: Registry, claim_id: str) -> Verdict:
    """Judge a claim by its rule, and vary the choices and the thresholds."""
    claim = c.evidence.claims[claim_id]
    case = Case(c, claim_id)
    rule = c.judgements[claim_id]
    try:
        judgement = _judgement(rule.reference(case))
        evidence = judgement.evidence_for + judgement.evidence_against
        if case._rests_on_one_page(evidence):
            raise NotKnownError("it was read on one third party’s page alone")
    except NotKnownError as error:
        return Verdict(claim_id, Outcome.NOT_CHECKABLE, method="computed", rule=claim["rule"], because=str(error))

    outcome = _in_context(judgement.outcome, claim)
    specifications = tuple(_specifications(case, rule.reference, rule.under))

    # Name the choices under which the claim does not hold: "rate of the announcement with NHK"
    fails_by = []
    for specification in specifications:
        # None, which does not decide, is no failure; without choices there is nothing to name
        if specification.holds is False and specification.choices:
            words = [c.evidence.settings.word(option) for _, option in specification.choices]
            fails_by.append(" with ".join(words))

    return Verdict(
        claim_id,
        outcome,
        method="computed",
        rule=claim["rule"],
        margin=_margin(judgement, case),
        evidence_for=judgement.evidence_for,
        evidence_against=judgement.evidence_against,
        specifications=specifications,
        grounds=weakest(evidence, c.evidence),
        fails_by=tuple(fails_by),
        # only an editor can say that context is missing
        judged_by=Judge.RULE if outcome is judgement.outcome else Judge.RULE_AND_EDITOR,
        turns=tuple(_turns(case, rule.reference, judgement.outcome)),
    )


def _turns(case: Case, reference: Callable[..., Judgement], outcome: Outcome) -> Iterator[Turn]:
    """Vary each threshold that the rule used over its declared range, nearest first, until the outcome differs."""
    for name in sorted(case.used):
        present = case.c.threshold(name)  # the declared one, unless a reader chose another
        values = case.c.evidence.settings.ranges.get(name, [])
        smaller = sorted((value for value in values if value < present), reverse=True)
        larger = sorted(value for value in values if value > present)
        for nearest_first in (smaller, larger):
            for value in nearest_first:
                other_outcome = _outcome_with(case, reference, name, value)
                if other_outcome is not outcome:
                    yield Turn(name, value, other_outcome)
                    break


def _outcome_with(case: Case, reference: Callable[..., Judgement], threshold: str, value: float) -> Outcome:
    """Judge a claim with another value of a threshold."""
    # with a set of its own for the thresholds used, as `_turns` loops over those of the case
    varied = replace(case, limits={threshold: value}, used=set())
    try:
        return _judgement(reference(varied)).outcome
    except NotKnownError:
        return Outcome.NOT_CHECKABLE


def _judgement(result: Any) -> Judgement:
    """Return the result of a rule; raise `TypeError` for another one, such as None if a `return` is missing."""
    if not isinstance(result, Judgement):
        raise TypeError(f"gives a {type(result).__name__}, not a Judgement")
    return result


def _specifications(
    case: Case, reference: Callable[..., Judgement], under: Callable[..., Judgement] | None
) -> Iterator[Specification]:
    """Judge a claim under every combination of its choices; skip those whose evidence is not known.

    A claim without choices has one specification, which is the reference.
    """
    axes = case.c.evidence.settings.sensitivity.get(case.claim_id, {})
    figures_seen: set[tuple[str, ...]] = set()
    for options in product(*axes.values()):  # once, with no options, if there are no axes
        choice = dict(zip(axes, options, strict=True))
        holds: bool | None
        try:
            result = under(case, **choice) if under and axes else reference(case)
            judgement = _judgement(result)
            holds = judgement.outcome is Outcome.SUPPORTED
        except UndecidedError as error:
            judgement = Judgement(Outcome.NOT_CHECKABLE, error.margin, error.kind, evidence_for=(error.evidence,))
            holds = None
        except NotKnownError:
            continue

        # Two names may stand for the same figures, such as a vintage that has not been revised yet. Only the
        # first finding of the evidence is compared: the rules give one at least, and choices vary this one
        evidence = (judgement.evidence_for + judgement.evidence_against)[0]
        figures = tuple(dict.fromkeys(leaf.figure for leaf in evidence.leaves()))
        if figures in figures_seen:
            continue
        figures_seen.add(figures)

        margin = _margin(judgement, case, options) if axes else None
        yield Specification(tuple(choice.items()), holds, evidence, margin)


def _margin(judgement: Judgement, case: Case, options: tuple[str, ...] = ()) -> Finding | None:
    """Return a margin with its name, and with its unit and sign in the text: +48%, 1.36 times, 18 places.

    A distance is printed in whole per cent at least, so that margins can be compared.
    """
    finding = judgement.margin
    if finding is None:
        return None

    quantity = finding.quantity
    is_distance = judgement.kind is Margin.DISTANCE
    text = finding.text
    if is_distance and quantity.high - quantity.low > LEAST_DISTANCE_WIDTH:
        half = LEAST_DISTANCE_WIDTH / 2
        text = printed(Quantity(finding.value, finding.value - half, finding.value + half, "share"))

    # The margin of a trend is a change, of whatever kind its rule says it is; a minus is in the text already
    is_change = judgement.kind is not Margin.LEVEL or case.c.evidence.claims[case.claim_id]["rule"] == "trend"
    if is_change and quantity.unit in ("share", "points") and finding.value > 0:
        text = f"+{text}"
    if quantity.unit == "ratio":
        text += " times"
    if quantity.unit == "places":
        text += " places"

    # As margin.C904, or margin.C904.nhk.day under a choice
    name = ".".join(("margin", case.claim_id, *options))
    label = compose("Margin of ", varying(case.claim_id)) if is_distance else ""
    place = case.c.judgements[case.claim_id].place
    return replace(finding.named(name, label), as_printed=text, place=place)


class JudgedRegistry(Registry):
    """Findings by name, with the verdicts on the claims."""

    def verdict(self, claim_id: str) -> Verdict:
        """Return the verdict on a claim."""
        verdict: Verdict = self._verdict_entry(claim_id).answer
        return verdict

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdicts on all claims, in the order of the article.

        Raises `DataError` if a claim cannot be judged, or if the settings lack what a rule needs.
        """
        return self.once("all verdicts", _verdicts)

    def depend_on_verdicts(self) -> None:
        """Make all verdicts an input of what is being computed, as `depend_on` does with a finding."""
        _ = self.verdicts

    def verdicts_hold_until(self) -> date:
        """Return the first later as-of date on which a verdict may differ."""
        return min((self._verdict_entry(claim_id).until for claim_id in self.verdicts), default=date.max)

    def _verdict_entry(self, claim_id: str) -> MemoryEntry:
        """Return a verdict with the as-of dates for which it is valid."""
        rule = self.judgements.get(claim_id)
        place = rule.place if rule else ""  # a claim judged by hand has no rule
        return self.memory.recall(f"the verdict on {claim_id}", lambda: judge(self, claim_id), place)


def _verdicts(c: JudgedRegistry) -> dict[str, Verdict]:
    """Judge all claims; raise `DataError` if claims, settings and rules do not fit together."""
    defects = study_faults(c.evidence, c.study, c.judgements)
    if defects:
        raise DataError(defects)
    return {claim_id: c.verdict(claim_id) for claim_id in c.evidence.claims_judged}
