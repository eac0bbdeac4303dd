"""The catalogue of a report: its findings by name, the verdicts on its claims, their counts and their history."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any

from analysis.dataset import DataError, Defect
from analysis.dataset.records import DocumentKind, in_words
from analysis.dataset.schema import FILE, fault_of
from analysis.errors import AnalysisError, NotKnownError, UnknownNameError, nearest
from analysis.findings.arithmetic import day_of, on_day
from analysis.findings.declarations import Study, Topic, expand_pattern, shown, together
from analysis.findings.finding import Finding, varying, worded
from analysis.findings.quantity import Quantity, printed
from analysis.findings.registry import Registry
from analysis.findings.verdicts import (
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
    from analysis.findings.declarations import Declared, Judged
    from analysis.findings.parameters import Parameters
    from analysis.findings.registry import Known

DATED = re.compile(r".+\.\d{4}-\d{2}-\d{2}")


class Catalogue(Registry):
    """All findings of one report by name, with the verdicts on the claims and their history."""

    def __init__(self, evidence: Evidence, parameters: Parameters, study: Study | None = None) -> None:
        study = study or Study("", "")
        super().__init__(evidence, parameters, study, (article_topic(study), TOPIC, *study.topics))

    # -- names that the history of verdicts brings, which is computed only for a name that could be one of them

    def declaration(self, finding_id: str) -> Declared | None:
        """Find how a finding is made, be it declared or of the history of verdicts."""
        found = super().declaration(finding_id)
        return self._of_history.get(finding_id) if found is None and finding_id.startswith(HISTORICAL) else found

    @property
    def names(self) -> Mapping[str, Declared]:
        """Every finding that is declared, known or not: of every report, and from the history of this one."""
        return self._declared | self._of_history

    @property
    def _of_history(self) -> dict[str, Declared]:
        if self.evidence.as_of <= self.evidence.judged_at:
            return {}
        return self.once("names of the history", _of_history)

    def unknown(self, name: str, known: Iterable[str]) -> AnalysisError:
        """Return the error to raise for a name that nothing declares; a day without a change is not known."""
        if name.startswith(HISTORICAL) and DATED.fullmatch(name):
            return NotKnownError("nothing changed on that day, as far as is known")
        return super().unknown(name, known)

    # -- verdicts

    def threshold(self, name: str) -> float:
        """Return a threshold: the reader's own where the parameters give one, or else the declared one."""
        own, declared = self.parameters.given.get(name), self.evidence.settings.thresholds
        if own is None and name not in declared:
            raise UnknownNameError(f"no threshold {name!r} in {FILE}{nearest(name, declared)}")
        return float(declared[name] if own is None else own)

    def verdict(self, claim_id: str) -> Verdict:
        """Return the verdict on a claim."""
        verdict: Verdict = self._judged(claim_id).answer
        return verdict

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict on every claim of the article, in its order.

        Raises `DataError` where a claim cannot be judged, or the settings lack what a rule needs.
        """
        return self.once("all verdicts", _verdicts)

    @property
    def history(self) -> dict[str, list[State]]:
        """What was to be said of each claim on every day since the article, oldest first."""
        return self.once("history of verdicts", states)

    def verdicts_hold_until(self) -> date:
        """Return the first day of knowledge on which some verdict may be another one."""
        return min((self._judged(claim_id).until for claim_id in self.verdicts), default=date.max)

    def _judged(self, claim_id: str) -> Known:
        judged = self.judgements.get(claim_id)
        place = judged.place if judged else ""
        return self.memory.known(f"the verdict on {claim_id}", lambda: judge(self, claim_id), place)


def _of_history(c: Catalogue) -> dict[str, Declared]:
    return together(one for pattern in HISTORY.patterns for one in expand_pattern(pattern, c, c.evidence))


def _verdicts(c: Catalogue) -> dict[str, Verdict]:
    if faulty := contract_faults(c.evidence, c.study, c.judgements):
        raise DataError(faulty)
    return {claim_id: c.verdict(claim_id) for claim_id in c.evidence.claims_judged}


# -- the article's own figures, and its day

AS_PRINTED = ("persons", "firms", "rank", "years", "share")
"""Units whose figures the report repeats in the words of the article: seven, 32nd, three million."""


def article_topic(study: Study) -> Topic:
    """Declare a finding for every figure that the article prints, and one for its day."""
    found = Topic()
    found.add("claim.{claim}", _article_figure, claim=lambda evidence: evidence.claims_with_figures)
    if study.dated_by:
        found.add("claim.day", lambda c: day_of(c[f"claim.{study.dated_by}"], "published"), "Day of the article")
    else:
        found.add("claim.day", declared_day)
    return found


def declared_day(c: Catalogue) -> Finding:
    """Take the day that `choices.toml` declares, where no figure of the article carries it."""
    day = c.evidence.judged_at
    quantity, sources = Quantity.exact(day.toordinal(), "date"), tuple(filter(None, [c.study.article]))
    return Finding("day", "Day of the article", quantity, "as declared", source_ids=sources, day=day)


def _article_figure(c: Catalogue, claim: str) -> Finding:
    """Take a figure as the article prints it."""
    row = c.evidence.observation(f"claim.{claim}")
    finding = replace(c.row(row), label=worded("The article, claim ", varying(claim), ": ", c.label(row)))
    words = row.unit in AS_PRINTED or row.qualifier in ("gt", "ge")
    return replace(finding, as_printed=row.printed) if words else finding


# -- how a claim comes to its verdict: by its rule on the declared reference, by hand with a source, or not at all

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


# -- what keeps claims from being judged: a claim without a rule or a verdict, a setting or choice that nothing knows

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
        *_unknown_rows(evidence, study, judgements),
        *(Defect(FILE, 1, place, fault) for place, fault in faults),
    ]


def _unjudged(claims: Mapping[str, Mapping[str, str]], judgements: Mapping[str, Judged]) -> Iterator[Defect]:
    for row, (claim_id, claim) in enumerate(claims.items(), 2):
        verdict = claim["editorial_verdict"]
        if claim["check"] == "computed" and claim_id not in judgements:
            hint = "judge it in the study, or write editorial or no"
            yield Defect("claims.csv", row, "check", f"no rule computes {claim_id}; {hint}")
        if claim["check"] == "editorial" and verdict not in BY_HAND:
            what = f"{verdict!r} is not a verdict by hand" if verdict else "is empty; a verdict by hand is required"
            yield Defect("claims.csv", row, "editorial_verdict", f"{what}; {_one_of(BY_HAND)}")


def _unknown_rows(evidence: Evidence, study: Study, judgements: Mapping[str, Judged]) -> Iterator[Defect]:
    """Name what the study takes for granted and the tables do not have: the article, and claims that it judges."""
    if study.article and study.article not in evidence.sources:
        yield Defect("sources.csv", 1, "source_id", f"has no {study.article!r}, which the study takes for the article")
    for claim_id, judged in judgements.items():
        if claim_id not in evidence.claims:
            fault = f"has no {claim_id}, which {shown(judged.place)} judges; add the claim or remove its rule"
            yield Defect("claims.csv", 1, "claim_id", fault)


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
    yield from _unknown_names("sensitivity", given, varied)
    for claim_id, known in varied.items():
        if claim_id in given:
            place, axes = f"sensitivity.{claim_id}", given[claim_id]
            yield from _faults_of_names(place, axes, known)
            for axis in known.keys() & axes if isinstance(axes, dict) else ():
                yield from _option_faults(f"{place}.{axis}", axes[axis], known[axis])


def _option_faults(place: str, given: Any, known: Collection[str]) -> Iterator[Place]:
    if not isinstance(given, list) or not given:
        yield place, f"{given!r} is not a list of one or more of {', '.join(known)}"
        return
    for at, option in enumerate(given):
        if option not in list(known) or option in given[:at]:
            yield place, f"{option!r} is not an option that a rule knows, or is listed twice; {_one_of(known)}"


def _phrase_faults(settings: Settings, options: Mapping[str, Collection[str]]) -> Iterator[Place]:
    """What a reader may change needs a name, and each of its values the words for it inside a sentence."""
    yield from _faults_of_names("phrases", settings.phrases, options)
    values = {
        f"phrases.{name}": (settings.phrases[name], options[name]) for name in options if name in settings.phrases
    }
    for place, (given, names) in {"switches": (settings.switches, options), **values}.items():
        yield from _faults_of_names(place, given, names)
        for name, text in given.items() if isinstance(given, dict) else ():
            if not isinstance(text, str) or not text.strip():
                yield f"{place}.{name}", f"{text!r} is not text"


def _faults_of_names(place: str, given: Any, known: Collection[str]) -> Iterator[Place]:
    """Name what a table of the settings has that nothing knows, or else what it lacks."""
    if not isinstance(given, dict):
        yield place, f"{given!r} is not a table; expected one with {', '.join(known)}"
    elif unknown := [*_unknown_names(place, given, known)]:
        yield from unknown
    else:
        yield from ((f"{place}.{name}", "is missing") for name in known if name not in given)


def _unknown_names(place: str, given: Iterable[str], known: Collection[str]) -> Iterator[Place]:
    yield from ((place, f"{name!r} is not known; {_one_of(known)}") for name in given if name not in known)


def _one_of(names: Collection[str]) -> str:
    return f"expected one of {', '.join(names)}"


# -- the history of verdicts: on which day each one changed, and which new figure changed it


@dataclass(frozen=True, slots=True)
class State:
    """What was to be said of a claim from a day on, and the figures that became public on that day."""

    claim_id: str
    since: date
    verdict: Verdict
    because: tuple[Finding, ...]

    def __repr__(self) -> str:
        news = "; ".join(finding.label for finding in self.because)
        return f"{self.told}{f' (new: {news})' if news else ''}"

    @property
    def told(self) -> str:
        """The verdict, and from which day on it held."""
        return f"{self.verdict.outcome.value} from {in_words(self.since)}"

    @property
    def answer(self) -> tuple[str, int, int]:
        """The verdict with its count of specifications: what makes one state differ from another."""
        return self.verdict.outcome.value, self.verdict.holds_in, self.verdict.of


def states(c: Catalogue) -> dict[str, list[State]]:
    """Return for each claim its states from the article's day to the day of knowledge, oldest first.

    Each verdict says until which day of knowledge it holds, so that only those days are looked at on which some verdict
    may be another one, and only what differs then is computed anew. The history holds as long as the verdicts of its
    last day, which are therefore asked for first.
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


def turns(found: list[State]) -> list[tuple[State, State]]:
    """Return the pairs of states between which the verdict itself changed, not its count alone."""
    return [(old, new) for old, new in pairwise(found) if old.verdict.outcome is not new.verdict.outcome]


def _leaves(verdict: Verdict) -> Iterator[Finding]:
    evidence = (*verdict.evidence_for, *verdict.evidence_against, *(s.evidence for s in verdict.specifications))
    for finding in evidence:
        yield from finding.leaves()


def _news(verdict: Verdict, day: date, before: list[State]) -> list[Finding]:
    """Return the figures of a verdict that became public on a day, each once; where none did, the rates new to it.

    A rate may be declared under one name on all days, so that only its day or its number tells that it is another one.
    """
    leaves = list(_leaves(verdict))
    found = {leaf.figure: leaf for leaf in leaves if leaf.observation and leaf.observation.published == day}
    known = {(leaf.id, leaf.day, leaf.quantity) for state in before for leaf in _leaves(state.verdict)}
    others = (leaf for leaf in leaves if before and leaf.observation is None)
    rates = {leaf.id: leaf for leaf in others if (leaf.id, leaf.day, leaf.quantity) not in known}
    return list((found or rates).values())


# -- the verdicts counted: how many claims hold, under how many choices, and when that changed

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
"""Groups of verdicts that are counted, by the name of the count."""


def margins_tried(evidence: Evidence) -> Iterator[str]:
    """Name every claim with every combination of the choices that are varied for it, as its margins are named."""
    for claim_id in evidence.claims_judged:
        yield claim_id
        axes = evidence.settings.sensitivity.get(claim_id, {})
        if isinstance(axes, dict) and all(isinstance(options, list) for options in axes.values()):  # else it is a fault
            names = (".".join((claim_id, *map(str, options))) for options in product(*axes.values()) if options)
            yield from dict.fromkeys(names)  # an option listed twice is a fault as well


def _margin_tried(c: Catalogue, tried: str) -> Finding:
    verdict = c.verdict(tried.partition(".")[0])
    margins = [verdict.margin, *(s.margin for s in verdict.specifications)]
    found = next((m for m in margins if m and m.id == f"margin.{tried}"), None)
    if found is None:
        raise NotKnownError("no number decides, or the evidence does not allow this choice")
    return found


def _counted(c: Catalogue, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.outcome in GROUPS[group]]
    return _count(c, "Claims judged" + ("" if group == "all" else f" {group.replace('_', ' ')}"), chosen, _said)


def _verdict(c: Catalogue, claim: str) -> Finding:
    """Make of a verdict what a count can lead to: the claim with what is said of it, and what that rests on."""
    verdict = c.verdict(claim)
    quantity, label = Quantity.exact(1, "claims"), worded("Verdict on ", varying(claim))
    inputs = tuple({f.id: f for f in _decisive(c, verdict)}.values()) or (c["claim.day"],)
    how = f"judged by {verdict.judged_by}" if verdict.judged_by else "not judged"
    return Finding("verdict", label, quantity, how, inputs, as_printed=f"{claim} {verdict.outcome.value}")


RESTING: dict[str, Callable[[Verdict], bool]] = {
    "computed": lambda v: v.grounds is not None,
    "firm": lambda v: v.grounds is not None and v.grounds.are_firm,
}
"""Groups of the computed verdicts: all that rest on documents; those on their makers' own or on two for each figure,
where no third party's counts."""


def _judged_by(c: Catalogue, by: str) -> Finding:
    judge = Judge[by.upper()]
    chosen = [v for v in c.verdicts.values() if v.judged_by is judge]
    return _count(c, f"Verdicts by {judge.value}", chosen, _said)


def _documented(c: Catalogue, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.method == "computed" and RESTING[group](v)]
    return _count(c, f"Computed verdicts by their documents: {group}", chosen, _said)


HARD = (Outcome.OVERSTATED, Outcome.DISPUTED, Outcome.CONTRADICTED)
"""Verdicts that say most against a claim."""


def _others(c: Catalogue) -> Finding:
    """Name the claims whose computed verdicts rest on less."""
    chosen = _less_firm(c)
    words = ", ".join(v.claim_id for v in chosen)
    return replace(_count(c, "Computed verdicts by their documents: others", chosen, _said), as_printed=words or "none")


def _hard(c: Catalogue) -> Finding:
    """Count those of them that say most against their claims, of all such verdicts that are computed."""
    every = [v for v in c.verdicts.values() if v.method == "computed" and v.outcome in HARD]
    chosen = [v for v in _less_firm(c) if v in every]
    if not every:
        raise NotKnownError("a computed verdict against a claim")
    found, text = Quantity.exact(len(chosen), "claims"), f"{len(chosen)} of {len(every)}"
    count = _count(c, "Computed verdicts against a claim that rest on less", every, _said)
    return replace(count, quantity=found, as_printed=text, of=len(every))


def _less_firm(c: Catalogue) -> list[Verdict]:
    return [v for v in c.verdicts.values() if v.method == "computed" and v.grounds and not v.grounds.are_firm]


ROBUST: dict[str, Callable[[Verdict], bool]] = {
    "all": lambda _: True,
    "always": lambda v: v.holds_in == v.of,
    "never": lambda v: v.holds_in == 0,
}
"""Groups of the claims that depend on choices."""

DEPENDING = {"all": "", "always": " and hold under every one tried", "never": " and hold under none tried"}
"""What is said of each group, behind that they depend on choices."""


def _robust(c: Catalogue, group: str) -> Finding:
    chosen = [v for v in c.verdicts.values() if v.of > 1 and ROBUST[group](v)]
    return _count(c, f"Claims that depend on choices{DEPENDING[group]}", chosen, _held)


def _holds(c: Catalogue, claim: str) -> Finding:
    return _held_in(c, c.verdict(claim))


def _turned(c: Catalogue) -> Finding:
    changed = [pair for states in c.history.values() for pair in turns(states)]
    if not changed:
        raise NotKnownError("no verdict changed up to this day")
    inputs = _figures(c, (f for pair in changed for state in pair for f in _decisive(c, state.verdict)))
    quantity, label = Quantity.exact(len(changed), "verdicts"), "Verdicts that changed since the article"
    return Finding("turns", label, quantity, "counted", inputs)


TOPIC.add("verdicts.{group}", _counted, group=GROUPS)
TOPIC.add("verdict.{claim}", _verdict, claim=lambda evidence: evidence.claims_judged)
TOPIC.add("documents.{group}", _documented, group=RESTING)
TOPIC.add("judged.{by}", _judged_by, by=tuple(judge.name.lower() for judge in Judge))
TOPIC.add("documents.others", _others)
TOPIC.add("documents.hard", _hard)
TOPIC.add("robust.{group}", _robust, group=ROBUST)
TOPIC.add("holds.{claim}", _holds, claim=lambda evidence: evidence.claims_judged)
TOPIC.keep("margin.{tried}", _margin_tried, tried=margins_tried)
TOPIC.add("history.turns", _turned)


def _states(c: Catalogue) -> dict[str, State]:
    """Name the states of every claim whose verdict or count changed, by claim and day."""
    changed = [states for states in c.history.values() if len(states) > 1]
    return {f"{state.claim_id}.{state.since}": state for states in changed for state in states}


def _states_with_counts(c: Catalogue) -> list[str]:
    return [name for name, state in _states(c).items() if state.verdict.of]


def _since(c: Catalogue, state: str) -> Finding:
    """Lead to a figure that became public on the day of a state; the first state goes with the article itself."""
    found = _states(c)[state]
    news = found.because[0] if found.because else c["claim.day"]
    label = worded("Day from which this was to be said of claim ", varying(found.claim_id))
    return on_day(found.since, label, c.row(news.observation) if news.observation else news)


def _held_then(c: Catalogue, state: str) -> Finding:
    """A count of an earlier day leads straight to figures: what lies between has other values today."""
    found = _states(c)[state]
    count = _held_in(c, found.verdict)
    label = worded(count.label, ", as known on ", varying(in_words(found.since)))
    return replace(count, label=label, inputs=_figures(c, count.inputs))


HISTORY.add("history.{state}", _since, state=_states)
HISTORY.add("holds.{state}", _held_then, state=_states_with_counts)
HISTORICAL = tuple(pattern.name.partition("{")[0] for pattern in HISTORY.patterns)
"""How names begin that may belong to the history of verdicts."""


def _figures(c: Catalogue, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the figures beneath findings; those of the article keep their names, all others may be newer by now."""
    figures = {leaf.figure: leaf for finding in findings for leaf in finding.leaves()}
    said = c.evidence.article
    return tuple(f.named(f"obs.{name}") if f.observation and name not in said else f for name, f in figures.items())


def _decisive(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """The article's own figure, if it has one, and what it was held against."""
    claim = f"claim.{verdict.claim_id}"
    return (*([c[claim]] if claim in c else []), *verdict.evidence_for, *verdict.evidence_against)


def _said(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """Name the verdict itself."""
    return (c[f"verdict.{verdict.claim_id}"],)


def _held(c: Catalogue, verdict: Verdict) -> tuple[Finding, ...]:
    """Name the count of the specifications under which a verdict holds."""
    return (c[f"holds.{verdict.claim_id}"],)


def _held_in(c: Catalogue, verdict: Verdict) -> Finding:
    """Count the specifications under which a claim is supported; it rests on the evidence under each of them."""
    if not verdict.of:
        raise NotKnownError("no choice was varied")
    tried = (*_decisive(c, verdict), *(s.evidence for s in verdict.specifications))
    return Finding(
        "holds",
        worded("Ways of counting by which claim ", varying(verdict.claim_id), " holds, of those tried"),
        Quantity.exact(verdict.holds_in, "specifications"),
        "counted",
        tuple({f.id: f for f in tried}.values()),
        as_printed=f"{verdict.holds_in} of {verdict.of}",
        of=verdict.of,
    )


def _count(
    c: Catalogue, label: str, verdicts: list[Verdict], evidence: Callable[[Catalogue, Verdict], tuple[Finding, ...]]
) -> Finding:
    """A count of verdicts leads to the verdicts counted; one of none rests on the article's day."""
    inputs = [f for verdict in verdicts for f in evidence(c, verdict)] or [c["claim.day"]]
    unique = tuple({f.id: f for f in inputs}.values())
    return Finding("count", label, Quantity.exact(len(verdicts), "claims"), "counted", unique)
