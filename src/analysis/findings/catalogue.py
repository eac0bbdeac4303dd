"""The catalogue of a report: its findings, the verdicts on the claims, their counts and their history."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import partial
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from analysis.dataset import DataError, Defect
from analysis.dataset.records import DocumentKind, in_words
from analysis.dataset.schema import FILE, fault_of
from analysis.errors import AnalysisError, NotKnownError, UnknownNameError, nearest
from analysis.findings.arithmetic import day_of, on_day
from analysis.findings.declarations import Study, Topic, expand_pattern, relative_place, together
from analysis.findings.finding import Finding, join_names, varying, worded
from analysis.findings.quantity import Quantity, count_in_words, printed
from analysis.findings.registry import Registry
from analysis.findings.verdicts import (
    AGAINST,
    HOLDING,
    Course,
    Judge,
    Judgement,
    Margin,
    Outcome,
    Specification,
    Turn,
    UndecidedError,
    Verdict,
    amount,
    by_hand,
    comparison,
    course_of,
    level,
    part_of_total,
    record,
    trend,
    weakest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from analysis.dataset import Evidence, Settings
    from analysis.findings.declarations import ClaimRule, Declaration
    from analysis.findings.parameters import Parameters
    from analysis.findings.registry import MemoryEntry

DATED = re.compile(r".+\.\d{4}-\d{2}-\d{2}")


class Catalogue(Registry):
    """All findings of one report by name, with the verdicts on the claims and their history."""

    def __init__(self, evidence: Evidence, parameters: Parameters, study: Study | None = None) -> None:
        study = study or Study("", "")
        super().__init__(evidence, parameters, study, (article_topic(study), TOPIC, *study.topics))

    # -- declarations that depend on the history of verdicts, which is computed only for a name that may be one

    def declaration(self, finding_id: str) -> Declaration | None:
        """Return the declaration of a finding, which may depend on the history of verdicts, or None."""
        found = super().declaration(finding_id)
        return self._historical.get(finding_id) if found is None and finding_id.startswith(HISTORICAL) else found

    @property
    def names(self) -> Mapping[str, Declaration]:
        """The declarations of all findings, known or missing, those of the history last."""
        return self._declared | self._historical

    @property
    def _historical(self) -> dict[str, Declaration]:
        if self.evidence.as_of <= self.evidence.judged_at:
            return {}
        return self.once("names of the history", _historical)

    def unknown(self, name: str, known: Iterable[str]) -> AnalysisError:
        """Return the error for a name that is not declared; one with a day without a change is merely not known."""
        if name.startswith(HISTORICAL) and DATED.fullmatch(name):
            return NotKnownError("nothing changed on that day, as far as is known")
        return super().unknown(name, known)

    # -- verdicts

    def threshold(self, name: str) -> float:
        """Return a threshold: that of the parameters, or else the declared one."""
        own, declared = self.parameters.given.get(name), self.evidence.settings.thresholds
        if own is None and name not in declared:
            raise UnknownNameError(f"no threshold {name!r} in {FILE}{nearest(name, declared)}")
        return float(declared[name] if own is None else own)

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

    @property
    def history(self) -> dict[str, list[State]]:
        """The states of each claim since the day of the article, oldest first."""
        return self.once("history of verdicts", states)

    @property
    def standings(self) -> dict[str, Standing]:
        """How the verdict on each claim stands: on the article's date, and now."""
        return self.once("standings of verdicts", standings)

    def verdicts_hold_until(self) -> date:
        """Return the first later as-of date on which a verdict may differ."""
        return min((self._verdict_entry(claim_id).until for claim_id in self.verdicts), default=date.max)

    def _verdict_entry(self, claim_id: str) -> MemoryEntry:
        rule = self.judgements.get(claim_id)
        place = rule.place if rule else ""
        return self.memory.recall(f"the verdict on {claim_id}", lambda: judge(self, claim_id), place)


def _historical(c: Catalogue) -> dict[str, Declaration]:
    return together(one for pattern in HISTORY.patterns for one in expand_pattern(pattern, c, c.evidence))


def _verdicts(c: Catalogue) -> dict[str, Verdict]:
    if faulty := contract_faults(c.evidence, c.study, c.judgements):
        raise DataError(faulty)
    return {claim_id: c.verdict(claim_id) for claim_id in c.evidence.claims_judged}


# -- the figures of the article, and its date

AS_PRINTED = ("persons", "firms", "rank", "years", "share")
"""Units of figures printed in the words of the article: seven, 32nd, three million."""


def article_topic(study: Study) -> Topic:
    """Declare the figures of the article, and its date."""
    topic = Topic()
    topic.add("claim.{claim}", _article_figure, claim=lambda evidence: evidence.claims_with_figures)
    if study.dated_by:
        topic.add("claim.day", lambda c: day_of(c[f"claim.{study.dated_by}"], "published"), "Day of the article")
    else:
        topic.add("claim.day", declared_day)
    return topic


RULE_THRESHOLDS = {
    "rounding": ("Gap up to which a figure counts as rounded by a reporter, as a share of the evidence", "share"),
    "imprecise": ("Gap up to which a figure counts as imprecise, as a share of the evidence", "share"),
    "trend_swing": ("Usual swings that a trend must exceed", "ratio"),
}
"""Label and unit of each threshold that the rules need."""


def threshold_topic(labels: Mapping[str, tuple[str, str]], source_id: str) -> Topic:
    """Declare a finding for each threshold, as `choice.NAME`, and one for each other value it is varied over.

    `labels` gives the label and unit of each, `source_id` the source that says these are chosen, not measured.
    """

    def chosen(c: Catalogue, which: str) -> Finding:
        label, unit = labels[which]
        quantity = Quantity.exact(c.threshold(which), unit)
        return Finding("threshold", label, quantity, "a declared choice", source_ids=(source_id,))

    def ranges(evidence: Evidence) -> list[str]:
        found = evidence.settings.ranges.items()
        values = ((name, value) for name, values in found if name in labels for value in values)
        return [f"{name}.{value:g}" for name, value in values if not fault_of(value, float)]

    def varied(_: Catalogue, varied: str) -> Finding:
        which, value = varied.split(".", 1)
        label, unit = labels[which]
        quantity = Quantity.exact(float(value), unit)
        return Finding("threshold", f"{label}, varied", quantity, "varied", source_ids=(source_id,))

    found = Topic()
    found.add("choice.{which}", chosen, which=tuple(labels))
    found.add("choice.{varied}", varied, varied=ranges)
    return found


def declared_day(c: Catalogue) -> Finding:
    """Return the date of the article that `choices.toml` declares."""
    day = c.evidence.judged_at
    quantity, sources = Quantity.exact(day.toordinal(), "date"), tuple(filter(None, [c.study.article]))
    return Finding("day", "Day of the article", quantity, "as declared", source_ids=sources, day=day)


def _article_figure(c: Catalogue, claim: str) -> Finding:
    """Return a figure of the article."""
    row = c.evidence.observation(f"claim.{claim}")
    finding = replace(c.row(row), label=worded("The article, claim ", varying(claim), ": ", c.label(row)))
    names_rule = bool(c.evidence.claims[claim].get("figures"))
    keeps_words = names_rule or row.unit in AS_PRINTED or row.qualifier in ("gt", "ge")
    return replace(finding, as_printed=row.printed) if keeps_words else finding


# -- judging a claim: by its rule, by hand, or not at all

PER_CENT = 0.01

TREND_WINDOWS = (3, 5, 10)
"""The default windows of a trend, in years before the last one."""


@dataclass(frozen=True, slots=True)
class Case:
    """A claim to be judged: the rules, applied to it with the declared thresholds.

    Evidence is a finding or its name in the catalogue `c`.
    """

    c: Catalogue
    claim_id: str
    limits: Mapping[str, float] = field(default_factory=dict)
    """Thresholds with other values than declared."""
    used: set[str] = field(default_factory=set, compare=False)
    """The names of the thresholds that a rule has used."""

    @property
    def printed(self) -> Finding:
        """The figure of the article."""
        return self.c[f"claim.{self.claim_id}"]

    def amount(self, evidence: Finding | str, article: Finding | None = None) -> Judgement:
        """Judge an amount, count, level or rank; `article` is the printed figure if it had to be converted."""
        return amount(article or self.printed, self._finding(evidence), *self._leeway)

    def part_of_total(self, whole: Finding | str, part: Finding | str) -> Judgement:
        """Judge a figure for a part that may actually be that of the whole."""
        parts = self._finding(whole), self._finding(part)
        return part_of_total(self.printed, *parts, *self._leeway)

    def comparison(self, ratios: Sequence[Finding | str], degree: str = "") -> Judgement:
        """Judge a comparison by all known accounts; `degree` is a threshold for how much, by default any."""
        known = [self._finding(r) for r in ratios if not isinstance(r, str) or self.c.knows(r)]
        known = known or [self._finding(ratio) for ratio in ratios[:1]]  # raises the reason
        if not known:
            raise ValueError("a comparison needs at least one ratio")
        return comparison(known, self.threshold(degree) if degree else 1.0)

    def record(self, years: Finding | str) -> Judgement:
        """Judge "the lowest in so many years" by the years since the value was last as extreme."""
        return record(self.printed, self._finding(years), self.threshold("imprecise"))

    def trend(self, measures: Mapping[str, Course | Sequence[Finding]], *, falls: bool) -> Judgement:
        """Judge a trend by all official measures; `falls` is the direction of the claim.

        A measure is a sequence of yearly figures, or a `Course` with its own way of computing a change. A change has no
        vote if a figure was read only in one document of a third party.
        """
        courses = {name: it if isinstance(it, Course) else course_of(it) for name, it in measures.items()}

        def sourced(change: Callable[[Finding, Finding], Finding], later: Finding, earlier: Finding) -> Finding:
            if self._rests_on_one_page((later, earlier)):
                raise NotKnownError("read on one third party’s page alone")
            return change(later, earlier)

        windows = self.c.evidence.settings.windows.get("trend_windows", TREND_WINDOWS)
        checked = {name: it._replace(change=partial(sourced, it.change)) for name, it in courses.items()}
        return trend(checked, falls, windows, self.threshold("trend_swing"))

    def level(self, value: Finding | str, threshold: str | float, *, above: bool) -> Judgement:
        """Judge a word such as "low" by a threshold, which is a name or a number."""
        limit = self.threshold(threshold) if isinstance(threshold, str) else threshold
        return level(self._finding(value), limit, above, self.threshold("imprecise"))

    def threshold(self, name: str) -> float:
        """Return a threshold, which may be varied."""
        self.used.add(name)
        return self.limits[name] if name in self.limits else self.c.threshold(name)

    def _rests_on_one_page(self, findings: Iterable[Finding]) -> bool:
        """Return whether a figure that findings are based on was read only in one document of a third party."""
        documents = self.c.evidence.documents
        sources = (leaf.documents for it in findings for leaf in it.leaves() if leaf.observation)
        return any(len(names) == 1 and documents[names[0]].kind is DocumentKind.THIRD_PARTY for names in sources)

    @property
    def _leeway(self) -> tuple[float, float]:
        """The largest gaps for *imprecise* and for a reporter's rounding."""
        return self.threshold("imprecise"), self.threshold("rounding")

    def _finding(self, evidence: Finding | str) -> Finding:
        return self.c[evidence] if isinstance(evidence, str) else evidence


def judge(c: Catalogue, claim_id: str) -> Verdict:
    """Judge one claim.

    A supported claim whose context changes how it reads is *missing context*. A claim is not checkable if its evidence
    was not public, or was read only in one document of a third party.
    """
    claim = c.evidence.claims[claim_id]
    lacks_context = claim["context_changes_reading"] == "yes"
    if claim["check"] != "computed":
        is_editorial = claim["check"] == "editorial"
        outcome = Outcome(claim["editorial_verdict"]) if is_editorial else Outcome.NOT_CHECKABLE
        if outcome is Outcome.SUPPORTED and lacks_context:
            outcome = Outcome.MISSING_CONTEXT
        grounds = by_hand(claim["evidence"].split(), c.evidence) if is_editorial else None
        by = Judge.EDITOR if is_editorial else None
        return Verdict(claim_id, outcome, "editorial", claim["rule"], None, (), (), (), grounds, judged_by=by)
    case, how = Case(c, claim_id), c.judgements[claim_id]
    try:
        judgement = _judgement(how.reference(case))
        if case._rests_on_one_page((*judgement.evidence_for, *judgement.evidence_against)):
            raise NotKnownError("it was read on one third party’s page alone")
    except NotKnownError as error:
        rule, why = claim["rule"], str(error)
        return Verdict(claim_id, Outcome.NOT_CHECKABLE, "computed", rule, None, (), (), (), because=why)
    outcome, by = judgement.outcome, Judge.RULE
    if outcome is Outcome.SUPPORTED and lacks_context:
        outcome, by = Outcome.MISSING_CONTEXT, Judge.RULE_AND_EDITOR
    sides = judgement.evidence_for, judgement.evidence_against
    specifications = tuple(_specifications(case, how.reference, how.under))
    margin = _margin(judgement, case)
    grounds = weakest([finding for side in sides for finding in side], c.evidence)
    word = c.evidence.settings.word
    failing = ([word(option) for _, option in it.choices] for it in specifications if it.holds is False)
    return Verdict(
        claim_id, outcome, "computed", claim["rule"], margin, *sides, specifications, grounds,
        fails_by=tuple(" with ".join(options) for options in failing if options),
        judged_by=by,
        turns=tuple(_turns(case, how.reference, judgement.outcome)),
    )  # fmt: skip


def _turns(case: Case, reference: Callable[..., Judgement], outcome: Outcome) -> Iterator[Turn]:
    """Vary each threshold that the rule used over its declared range, nearest first, until the outcome differs."""
    for name in sorted(case.used):
        declared = case.c.threshold(name)
        values = case.c.evidence.settings.ranges.get(name, [])
        for side in ([v for v in values if v < declared], [v for v in values if v > declared]):
            for value in sorted(side, key=lambda v: abs(v - declared)):
                try:
                    found = _judgement(reference(replace(case, limits={name: value}, used=set()))).outcome
                except NotKnownError:
                    found = Outcome.NOT_CHECKABLE
                if found is not outcome:
                    yield Turn(name, value, found)
                    break


def _judgement(result: Any) -> Judgement:
    """Raise `TypeError` for another result of a rule, such as None if a `return` is missing."""
    if not isinstance(result, Judgement):
        raise TypeError(f"gives a {type(result).__name__}, not a Judgement")
    return result


def _specifications(
    case: Case, reference: Callable[..., Judgement], under: Callable[..., Judgement] | None
) -> Iterator[Specification]:
    """Judge a claim under every combination of its choices; skip those whose evidence is not known."""
    axes = case.c.evidence.settings.sensitivity.get(case.claim_id, {})
    seen: set[tuple[str, ...]] = set()
    for options in product(*axes.values()):
        choice = dict(zip(axes, options, strict=True))
        holds: bool | None
        try:
            judgement = _judgement(under(case, **choice) if under and axes else reference(case))
            holds = judgement.outcome is Outcome.SUPPORTED
        except UndecidedError as error:
            judgement = Judgement(Outcome.NOT_CHECKABLE, error.margin, error.kind, (error.evidence,))
            holds = None
        except NotKnownError:
            continue
        evidence = (*judgement.evidence_for, *judgement.evidence_against)[0]
        figures = tuple(dict.fromkeys(leaf.figure for leaf in evidence.leaves()))
        if figures in seen:
            continue  # two names for the same figures, such as a vintage that has not been revised yet
        seen.add(figures)
        margin = _margin(judgement, case, options) if axes else None
        yield Specification(tuple(choice.items()), holds, evidence, margin)


def _margin(judgement: Judgement, case: Case, options: tuple[str, ...] = ()) -> Finding | None:
    """Return a margin with its name, and with its unit and sign in the text: +48%, 1.36 times, 18 places.

    A distance is printed in whole per cent at least, so that margins can be compared.
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


# -- validation of claims, settings and the rules of a study

Place = tuple[str, str]
"""A key of the settings, and what is wrong with it."""

BY_HAND = tuple(outcome for outcome in Outcome if outcome is not Outcome.NOT_CHECKABLE)
"""Outcomes of a verdict by hand; a claim is declared not checkable in the column `check`."""


def contract_faults(evidence: Evidence, study: Study, judgements: Mapping[str, ClaimRule]) -> list[Defect]:
    """Return everything that prevents claims from being judged, in the claims, the settings and the study."""
    faults = [
        *_missing_settings(evidence.settings, study),
        *_range_faults(evidence.settings),
        *_choice_faults(evidence.settings.sensitivity, judgements),
        *_phrase_faults(evidence.settings, study.options),
    ]
    return [
        *_unjudged(evidence.claims, judgements),
        *_unknown_rows(evidence, study, judgements),
        *(Defect(FILE, 1, place, fault) for place, fault in faults),
    ]


def _unjudged(claims: Mapping[str, Mapping[str, str]], judgements: Mapping[str, ClaimRule]) -> Iterator[Defect]:
    for row, (claim_id, claim) in enumerate(claims.items(), 2):
        verdict = claim["editorial_verdict"]
        if claim["check"] == "computed" and claim_id not in judgements:
            hint = "judge it in the study, or write editorial or no"
            yield Defect("claims.csv", row, "check", f"no rule computes {claim_id}; {hint}")
        if claim["check"] == "editorial" and verdict not in BY_HAND:
            what = f"{verdict!r} is not a verdict by hand" if verdict else "is empty; a verdict by hand is required"
            yield Defect("claims.csv", row, "editorial_verdict", f"{what}; {_one_of(BY_HAND)}")


def _unknown_rows(evidence: Evidence, study: Study, judgements: Mapping[str, ClaimRule]) -> Iterator[Defect]:
    """Yield a defect if the article is not a source, and one for each rule without a claim."""
    if study.article and study.article not in evidence.sources:
        yield Defect("sources.csv", 1, "source_id", f"has no {study.article!r}, which is the article of the study")
    for claim_id, rule in judgements.items():
        if claim_id not in evidence.claims:
            fault = f"has no {claim_id}, which {relative_place(rule.place)} judges; add the claim or remove its rule"
            yield Defect("claims.csv", 1, "claim_id", fault)


def _missing_settings(settings: Settings, study: Study) -> Iterator[Place]:
    """Yield a fault for each threshold and window of the study that is missing or of the wrong type."""
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


def _choice_faults(sensitivity: Mapping[str, Any], judgements: Mapping[str, ClaimRule]) -> Iterator[Place]:
    known_axes = {claim_id: rule.axes for claim_id, rule in judgements.items() if rule.under}
    yield from _unknown_names("sensitivity", sensitivity, known_axes)
    for claim_id, known in known_axes.items():
        if claim_id in sensitivity:
            place, axes = f"sensitivity.{claim_id}", sensitivity[claim_id]
            yield from _faults_of_names(place, axes, known)
            for axis in known.keys() & axes if isinstance(axes, dict) else ():
                yield from _option_faults(f"{place}.{axis}", axes[axis], known[axis])


def _option_faults(place: str, options: Any, known: Collection[str]) -> Iterator[Place]:
    if not isinstance(options, list) or not options:
        yield place, f"{options!r} is not a list of one or more of {', '.join(known)}"
        return
    for at, option in enumerate(options):
        if option not in list(known) or option in options[:at]:
            yield place, f"{option!r} is not an option of the rule, or is listed twice; {_one_of(known)}"


def _phrase_faults(settings: Settings, options: Mapping[str, Collection[str]]) -> Iterator[Place]:
    """Yield a fault for each option of the study that has no name, or a value without words for a sentence."""
    yield from _faults_of_names("phrases", settings.phrases, options)
    values = {
        f"phrases.{name}": (settings.phrases[name], options[name]) for name in options if name in settings.phrases
    }
    for place, (table, names) in {"switches": (settings.switches, options), **values}.items():
        yield from _faults_of_names(place, table, names)
        for name, text in table.items() if isinstance(table, dict) else ():
            if not isinstance(text, str) or not text.strip():
                yield f"{place}.{name}", f"{text!r} is not text"


def _faults_of_names(place: str, table: Any, known: Collection[str]) -> Iterator[Place]:
    """Yield a fault for each unknown key of a table, or if there is none, for each missing one."""
    if not isinstance(table, dict):
        yield place, f"{table!r} is not a table; expected one with {', '.join(known)}"
    elif unknown := [*_unknown_names(place, table, known)]:
        yield from unknown
    else:
        yield from ((f"{place}.{name}", "is missing") for name in known if name not in table)


def _unknown_names(place: str, names: Iterable[str], known: Collection[str]) -> Iterator[Place]:
    yield from ((place, f"{name!r} is not known; {_one_of(known)}") for name in names if name not in known)


def _one_of(names: Collection[str]) -> str:
    return f"expected one of {', '.join(names)}"


# -- the history of verdicts: when each one changed, and because of which new figures


@dataclass(frozen=True, slots=True)
class State:
    """The verdict on a claim from a day on, and the figures published on that day."""

    claim_id: str
    since: date
    verdict: Verdict
    because: tuple[Finding, ...]

    def __repr__(self) -> str:
        news = "; ".join(finding.label for finding in self.because)
        return f"{self.summary}{f' (new: {news})' if news else ''}"

    @property
    def summary(self) -> str:
        """The outcome and the day from which it held."""
        return f"{self.verdict.outcome.value} from {in_words(self.since)}"

    @property
    def answer(self) -> tuple[str, int, int]:
        """The outcome and the count of specifications, which tell one state from another."""
        return self.verdict.outcome.value, self.verdict.holds_in, self.verdict.of


def states(c: Catalogue) -> dict[str, list[State]]:
    """Return the states of each claim from the day of the article to the as-of date, oldest first.

    As the memory knows until when each verdict is valid, only the days on which one may change are visited. The history
    is valid as long as the verdicts of the as-of date, which are therefore computed first.
    """
    found: dict[str, list[State]] = {}
    _ = c.verdicts
    day = c.evidence.judged_at
    while True:
        then = c.on(day)
        for claim_id, verdict in then.verdicts.items():
            before = found.setdefault(claim_id, [])
            state = State(claim_id, day, verdict, tuple(_news(verdict, day, before[-1:])))
            if not before or before[-1].answer != state.answer:
                before.append(state)
        until = then.verdicts_hold_until()
        if not day < until <= c.parameters.as_of:
            return found
        day = until


def turns(history: list[State]) -> list[tuple[State, State]]:
    """Return the pairs of successive states with different outcomes."""
    return [(old, new) for old, new in pairwise(history) if old.verdict.outcome is not new.verdict.outcome]


class Shift(StrEnum):
    """What figures published after the article did to the verdict on a claim."""

    IN_DOUBT = "in doubt"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Standing:
    """The verdict on a claim by the figures that were public on the article's date, and what later ones made of it."""

    then: Outcome
    now: Outcome
    since: date | None
    """The first day from which the present outcome has held without a break; None if it always did."""

    @property
    def shift(self) -> Shift | None:
        """Whether later figures put the claim in doubt or cleared it; None if neither."""
        if self.then is self.now:
            return None
        if self.now in AGAINST:
            return None if self.then in AGAINST else Shift.IN_DOUBT
        if self.then in AGAINST or self.now in HOLDING:
            return None if self.then in HOLDING else Shift.CLEARED
        return Shift.IN_DOUBT

    @property
    def words(self) -> str:
        """Such as “in doubt since 31 May 2024”; empty if the claim neither came into doubt nor was cleared."""
        return f"{self.shift} since {in_words(self.since)}" if self.shift and self.since else ""


def standings(c: Catalogue) -> dict[str, Standing]:
    """Return how the verdict on each claim stands."""
    found = {}
    for claim_id, history in c.history.items():
        outcomes = [state.verdict.outcome for state in history]
        first, last = outcomes[0], outcomes[-1]
        unbroken = len(outcomes)
        while unbroken and outcomes[unbroken - 1] is last:
            unbroken -= 1
        since = history[unbroken].since if unbroken else None
        found[claim_id] = Standing(first, last, since)
    return found


def _leaves(verdict: Verdict) -> Iterator[Finding]:
    evidence = (*verdict.evidence_for, *verdict.evidence_against, *(s.evidence for s in verdict.specifications))
    for finding in evidence:
        yield from finding.leaves()


def _news(verdict: Verdict, day: date, before: list[State]) -> list[Finding]:
    """Return the figures of a verdict that were published on a day, or if there are none, its new exchange rates.

    A rate may have the same name on all days, so that its day or its number has to be compared.
    """
    leaves = list(_leaves(verdict))
    found = {leaf.figure: leaf for leaf in leaves if leaf.observation and leaf.observation.published == day}
    seen = {(leaf.id, leaf.day, leaf.quantity) for state in before for leaf in _leaves(state.verdict)}
    others = (leaf for leaf in leaves if before and leaf.observation is None)
    rates = {leaf.id: leaf for leaf in others if (leaf.id, leaf.day, leaf.quantity) not in seen}
    return list((found or rates).values())


# -- counts of verdicts, as findings

TOPIC, HISTORY = Topic(), Topic()
FLAWED = tuple(outcome for outcome in Outcome if outcome not in (Outcome.SUPPORTED, Outcome.NOT_CHECKABLE))
OTHERWISE = tuple(set(Outcome) - {Outcome.SUPPORTED, Outcome.MISSING_CONTEXT, Outcome.CONTRADICTED})
GROUPS = {
    "all": tuple(Outcome),
    "flawed": FLAWED,
    "doubtful": tuple(set(FLAWED) - {Outcome.MISSING_CONTEXT}),
    "otherwise": OTHERWISE,
    **{outcome.value.replace(" ", "_"): (outcome,) for outcome in Outcome},
}
"""Groups of outcomes, by the name of their count."""


def margins_tried(evidence: Evidence) -> Iterator[str]:
    """Yield the names of all margins: each claim, alone and with every combination of its choices."""
    for claim_id in evidence.claims_judged:
        yield claim_id
        axes = evidence.settings.sensitivity.get(claim_id, {})
        if isinstance(axes, dict) and all(isinstance(options, list) for options in axes.values()):  # else it is a fault
            names = (".".join((claim_id, *map(str, options))) for options in product(*axes.values()) if options)
            yield from dict.fromkeys(names)  # an option listed twice is a fault as well


def _margin_of(c: Catalogue, tried: str) -> Finding:
    verdict = c.verdict(tried.partition(".")[0])
    margins = [verdict.margin, *(s.margin for s in verdict.specifications)]
    found = next((m for m in margins if m and m.id == f"margin.{tried}"), None)
    if found is None:
        raise NotKnownError("no number decides, or the evidence does not allow this choice")
    return found


def _outcome_count(c: Catalogue, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.outcome in GROUPS[group]]
    return _count(c, "Claims judged" + ("" if group == "all" else f" {group.replace('_', ' ')}"), chosen)


def _verdict(c: Catalogue, claim: str) -> Finding:
    """Return a verdict as a finding, whose inputs are the evidence, so that counts can have it as an input."""
    verdict = c.verdict(claim)
    quantity, label = Quantity.exact(1, "claims"), worded("Verdict on ", varying(claim))
    inputs = tuple({f.id: f for f in _decisive_figures(c, verdict)}.values()) or (c["claim.day"],)
    how = f"judged by {verdict.judged_by}" if verdict.judged_by else "not judged"
    return Finding("verdict", label, quantity, how, inputs, as_printed=f"{claim} {verdict.outcome.value}")


def _then_count(c: Catalogue, group: str) -> Finding:
    """Count the claims with a verdict by the figures that were public on the article's date."""
    _ = c[f"verdicts.{group}"]  # so that this holds no longer than today's count
    count = c.on(c.evidence.judged_at)[f"verdicts.{group}"]
    label = worded(count.label, ", as known on ", varying(in_words(c.evidence.judged_at)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


def _failing(c: Catalogue) -> list[Verdict]:
    """Return the verdicts against a claim that already went against it on the article's date."""
    return [v for v in c.verdicts.values() if v.outcome in AGAINST and not c.standings[v.claim_id].shift]


def _failed_count(c: Catalogue) -> Finding:
    return _count(c, "Claims that failed when the article ran", _failing(c))


def _failed_kinds(c: Catalogue) -> Finding:
    """Count these claims by verdict, in words; raises `NotKnownError` if there are none."""
    failing = _failing(c)
    if not failing:
        raise NotKnownError("a claim that failed when the article ran")
    number = Counter(verdict.outcome for verdict in failing)
    parts = []
    for outcome in AGAINST:
        if number[outcome]:
            verb = "is" if number[outcome] == 1 else "are"
            parts.append(f"{count_in_words(str(number[outcome]))} {verb} {outcome}")
    label = "Claims that failed when the article ran, by verdict"
    return replace(_failed_count(c), label=label, as_printed=join_names(parts))


def _shifted(c: Catalogue, shift: Shift) -> list[Verdict]:
    found = [verdict for verdict in c.verdicts.values() if c.standings[verdict.claim_id].shift is shift]
    if not found:
        raise NotKnownError(f"a claim that is {shift} by later figures")
    return found


SHIFTS = {"in_doubt": Shift.IN_DOUBT, "cleared": Shift.CLEARED}


def _shift_count(c: Catalogue, shift: str) -> Finding:
    return _count(c, f"Claims {SHIFTS[shift]} since the article ran", _shifted(c, SHIFTS[shift]))


def _shift_days(c: Catalogue, shift: str) -> Finding:
    """Return the days from which these verdicts have held; the value is the first of them."""
    shifted = _shifted(c, SHIFTS[shift])
    names = [f"{verdict.claim_id}.{c.standings[verdict.claim_id].since}" for verdict in shifted]
    days = sorted((c[f"history.{name}"] for name in names), key=lambda finding: finding.value)
    text = join_names(list(dict.fromkeys(day.text for day in days)))
    label = f"Days from which these claims were {SHIFTS[shift]}"
    return Finding("days", label, days[0].quantity, "the first days of these verdicts", tuple(days), as_printed=text)


BY_DOCUMENTS: dict[str, Callable[[Verdict], bool]] = {
    "computed": lambda v: v.grounds is not None,
    "firm": lambda v: v.grounds is not None and v.grounds.are_firm,
}
"""Groups of the computed verdicts: all that are based on documents, and the firm ones (see `Grounds.are_firm`)."""


def _judge_count(c: Catalogue, by: str) -> Finding:
    judge = Judge[by.upper()]
    chosen = [v for v in c.verdicts.values() if v.judged_by is judge]
    return _count(c, f"Verdicts by {judge.value}", chosen)


def _document_count(c: Catalogue, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.method == "computed" and BY_DOCUMENTS[group](v)]
    return _count(c, f"Computed verdicts by their documents: {group}", chosen)


HARD = (Outcome.OVERSTATED, Outcome.DISPUTED, Outcome.CONTRADICTED)
"""The outcomes that go against a claim."""


def _less_firm_list(c: Catalogue) -> Finding:
    """List the claims whose computed verdicts are not firm."""
    chosen = _less_firm(c)
    words = ", ".join(v.claim_id for v in chosen)
    return replace(_count(c, "Computed verdicts by their documents: others", chosen), as_printed=words or "none")


def _less_firm(c: Catalogue) -> list[Verdict]:
    return [v for v in c.verdicts.values() if v.method == "computed" and v.grounds and not v.grounds.are_firm]


def _holds_of(c: Catalogue, claim: str) -> Finding:
    return _holds_count(c, c.verdict(claim))


def _turn_count(c: Catalogue) -> Finding:
    changed = [pair for states in c.history.values() for pair in turns(states)]
    if not changed:
        raise NotKnownError("no verdict changed up to this day")
    inputs = _figures(c, (f for pair in changed for state in pair for f in _decisive_figures(c, state.verdict)))
    quantity, label = Quantity.exact(len(changed), "verdicts"), "Verdicts that changed since the article"
    return Finding("turns", label, quantity, "counted", inputs)


TOPIC.add("verdicts.{group}", _outcome_count, group=GROUPS)
TOPIC.add("verdicts.then.{group}", _then_count, group=GROUPS)
TOPIC.add("verdicts.failed", _failed_count)
TOPIC.add("verdicts.failed.kinds", _failed_kinds)
TOPIC.add("verdicts.{shift}", _shift_count, shift=tuple(SHIFTS))
TOPIC.add("verdicts.{shift}.days", _shift_days, shift=tuple(SHIFTS))
TOPIC.add("verdict.{claim}", _verdict, claim=lambda evidence: evidence.claims_judged)
TOPIC.add("documents.{group}", _document_count, group=BY_DOCUMENTS)
TOPIC.add("judged.{by}", _judge_count, by=tuple(judge.name.lower() for judge in Judge))
TOPIC.add("documents.others", _less_firm_list)
TOPIC.add("holds.{claim}", _holds_of, claim=lambda evidence: evidence.claims_judged)
TOPIC.keep("margin.{tried}", _margin_of, tried=margins_tried)
TOPIC.add("history.turns", _turn_count)


def _states(c: Catalogue) -> dict[str, State]:
    """Return the states of every claim whose verdict or count changed, by claim and day."""
    changed = [states for states in c.history.values() if len(states) > 1]
    return {f"{state.claim_id}.{state.since}": state for states in changed for state in states}


def _states_with_counts(c: Catalogue) -> list[str]:
    return [name for name, state in _states(c).items() if state.verdict.of]


def _change_day(c: Catalogue, state: str) -> Finding:
    """Return the day of a state; its input is a figure published on it, or the date of the article."""
    found = _states(c)[state]
    news = found.because[0] if found.because else c["claim.day"]
    label = worded("Day from which this was to be said of claim ", varying(found.claim_id))
    return on_day(found.since, label, c.row(news.observation) if news.observation else news)


def _earlier_holds(c: Catalogue, state: str) -> Finding:
    """Return the count of an earlier day; its inputs are figures, as computed findings have other values today."""
    found = _states(c)[state]
    count = _holds_count(c, found.verdict)
    label = worded(count.label, ", as known on ", varying(in_words(found.since)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


HISTORY.add("history.{state}", _change_day, state=_states)
HISTORY.add("holds.{state}", _earlier_holds, state=_states_with_counts)
HISTORICAL = tuple(pattern.name.partition("{")[0] for pattern in HISTORY.patterns)
"""Prefixes of names that may belong to the history of verdicts."""


def _figures(c: Catalogue, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the figures that findings are based on, named by their rows, except those of the article."""
    figures = {leaf.figure: leaf for finding in findings for leaf in finding.leaves()}
    article = c.evidence.article
    return tuple(f.named(f"obs.{name}") if f.observation and name not in article else f for name, f in figures.items())


def _decisive_figures(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """Return the figure of the article, if any, and the evidence."""
    claim = f"claim.{verdict.claim_id}"
    return (*([c[claim]] if claim in c else []), *verdict.evidence_for, *verdict.evidence_against)


def _holds_count(c: Catalogue, verdict: Verdict) -> Finding:
    """Count the specifications under which a claim is supported; its inputs are the evidence of all of them."""
    if not verdict.of:
        raise NotKnownError("no choice was varied")
    tried = (*_decisive_figures(c, verdict), *(s.evidence for s in verdict.specifications))
    return Finding(
        "holds",
        worded("Ways of counting by which claim ", varying(verdict.claim_id), " holds, of those tried"),
        Quantity.exact(verdict.holds_in, "specifications"),
        "counted",
        tuple({f.id: f for f in tried}.values()),
        as_printed=f"{verdict.holds_in} of {verdict.of}",
        of=verdict.of,
    )


def _count(c: Catalogue, label: str, verdicts: list[Verdict], inputs: str = "verdict") -> Finding:
    """Count verdicts, with the finding `verdict.CLAIM` or `holds.CLAIM` of each as inputs.

    A count of none has the date of the article as its input.
    """
    found = tuple(c[f"{inputs}.{verdict.claim_id}"] for verdict in verdicts) or (c["claim.day"],)
    return Finding("count", label, Quantity.exact(len(verdicts), "claims"), "counted", found)
