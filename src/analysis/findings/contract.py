"""What keeps claims from being judged: a claim without a rule or a verdict, a setting or choice that nothing knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.evidence import Defect
from analysis.evidence.settings import FILE, fault_of
from analysis.findings.verdicts import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from analysis.evidence import Evidence, Settings
    from analysis.findings.declarations import Judged
    from analysis.findings.study import Study

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
            what = f"{verdict!r} is no verdict by hand" if verdict else "is empty; a verdict by hand is required"
            yield Defect("claims.csv", row, "editorial_verdict", f"{what}; {_one_of(BY_HAND)}")


def _unknown_article(evidence: Evidence, study: Study) -> Iterator[Defect]:
    if study.article and study.article not in evidence.sources:
        yield Defect("sources.csv", 1, "source_id", f"has no {study.article!r}, which the study takes for the article")


def _unknown_claims(evidence: Evidence, judgements: Mapping[str, Judged]) -> Iterator[str]:
    from analysis.findings.declarations import shown

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
