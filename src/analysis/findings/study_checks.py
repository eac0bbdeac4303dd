"""Validate claims, settings and the rules of a study against each other."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from analysis.dataset import Defect
from analysis.dataset.choices_toml import CHOICES_TOML
from analysis.dataset.toml_files import fault_of
from analysis.findings.declarations import relative_place
from analysis.findings.verdicts import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from analysis.dataset import Evidence, Settings
    from analysis.findings.declarations import ClaimRule
    from analysis.findings.study import Study


SettingFault = tuple[str, str]
"""A key of the settings, and what is wrong with it."""

BY_HAND = tuple(outcome for outcome in Outcome if outcome is not Outcome.NOT_CHECKABLE)
"""Outcomes of a verdict by hand; a claim is declared not checkable in the column `check`."""


def study_faults(evidence: Evidence, study: Study, judgements: Mapping[str, ClaimRule]) -> list[Defect]:
    """Return everything that prevents claims from being judged, in the claims, the settings and the study."""
    settings = evidence.settings
    faults = chain(
        _missing_settings(settings, study),
        _range_faults(settings),
        _choice_faults(settings.sensitivity, judgements),
        _phrase_faults(settings, study.options),
    )
    defects = list(_unjudged(evidence.claims, judgements))
    defects += _unknown_rows(evidence, study, judgements)
    # a key of TOML has no known line; the place names it
    defects += [Defect(CHOICES_TOML, 1, place, fault) for place, fault in faults]
    return defects


def _unjudged(claims: Mapping[str, Mapping[str, str]], judgements: Mapping[str, ClaimRule]) -> Iterator[Defect]:
    """Yield a defect for each claim that has neither a rule nor a verdict by hand where its row promises one."""
    for row, (claim_id, claim) in enumerate(claims.items(), 2):  # the header is row 1
        verdict = claim["editorial_verdict"]
        if claim["check"] == "computed" and claim_id not in judgements:
            hint = "judge it in the study, or write editorial or no"
            yield Defect("claims.csv", row, "check", f"no rule computes {claim_id}; {hint}")
        if claim["check"] == "editorial" and verdict not in BY_HAND:
            fault = f"{verdict!r} is not a verdict by hand" if verdict else "is empty; a verdict by hand is required"
            yield Defect("claims.csv", row, "editorial_verdict", f"{fault}; {_one_of(BY_HAND)}")


def _unknown_rows(evidence: Evidence, study: Study, judgements: Mapping[str, ClaimRule]) -> Iterator[Defect]:
    """Yield a defect if the article is not a source, and one for each rule without a claim.

    They are in row 1, the header, as the row that should be there is missing.
    """
    if study.article and study.article not in evidence.sources:
        yield Defect("sources.csv", 1, "source_id", f"has no {study.article!r}, which is the article of the study")
    for claim_id, rule in judgements.items():
        if claim_id not in evidence.claims:
            fault = f"has no {claim_id}, which {relative_place(rule.place)} judges; add the claim or remove its rule"
            yield Defect("claims.csv", 1, "claim_id", fault)


def _missing_settings(settings: Settings, study: Study) -> Iterator[SettingFault]:
    """Yield a fault for each threshold and window of the study that is missing or of the wrong type."""
    for name in study.thresholds:
        fault = fault_of(settings.thresholds.get(name), float)
        if fault:
            yield f"thresholds.{name}", fault
    for name, kind in study.windows.items():
        fault = fault_of(settings.windows.get(name), kind)
        if fault:
            yield f"windows.{name}", fault


def _range_faults(settings: Settings) -> Iterator[SettingFault]:
    """Yield a fault for each range that is of no threshold, or is not a list of numbers."""
    for name, values in settings.ranges.items():
        if name not in settings.thresholds:
            yield "ranges", f"{name!r} is not a threshold; {_one_of(settings.thresholds)}"
        elif not isinstance(values, list) or any(fault_of(value, float) for value in values):
            yield f"ranges.{name}", f"{values!r} is not a list of numbers"


def _choice_faults(sensitivity: Mapping[str, Any], judgements: Mapping[str, ClaimRule]) -> Iterator[SettingFault]:
    """Yield a fault for each choice of a claim that its rule does not have, lacks, or has other options for."""
    axes_of_claims = {claim_id: rule.axes for claim_id, rule in judgements.items() if rule.under}
    yield from _unknown_names("sensitivity", sensitivity, axes_of_claims)
    for claim_id, axes_of_rule in axes_of_claims.items():
        if claim_id not in sensitivity:  # then its choices are not varied
            continue
        place, axes = f"sensitivity.{claim_id}", sensitivity[claim_id]
        yield from _faults_of_names(place, axes, axes_of_rule)
        if isinstance(axes, dict):
            for axis, options in axes_of_rule.items():
                if axis in axes:
                    yield from _option_faults(f"{place}.{axis}", axes[axis], options)


def _option_faults(place: str, options: Any, expected: Collection[str]) -> Iterator[SettingFault]:
    """Yield a fault for a choice without options, or for each option that is unknown or listed twice."""
    if not isinstance(options, list) or not options:
        yield place, f"{options!r} is not a list of one or more of {', '.join(expected)}"
        return
    for index, option in enumerate(options):
        # an option may be of any type, also one without a hash
        if option not in list(expected) or option in options[:index]:
            yield place, f"{option!r} is not an option of the rule, or is listed twice; {_one_of(expected)}"


def _phrase_faults(settings: Settings, options: Mapping[str, Collection[str]]) -> Iterator[SettingFault]:
    """Yield a fault for each option of the study that has no name, or a value without words for a sentence."""
    yield from _faults_of_names("phrases", settings.phrases, options)
    yield from _text_faults("switches", settings.switches, options)
    for name, values in options.items():
        if name in settings.phrases:
            yield from _text_faults(f"phrases.{name}", settings.phrases[name], values)


def _text_faults(place: str, table: Any, expected: Collection[str]) -> Iterator[SettingFault]:
    """Yield a fault for each unknown or missing key of a table, and for each value that is no text."""
    yield from _faults_of_names(place, table, expected)
    if isinstance(table, dict):
        for name, text in table.items():
            if not isinstance(text, str) or not text.strip():
                yield f"{place}.{name}", f"{text!r} is not text"


def _faults_of_names(place: str, table: Any, expected: Collection[str]) -> Iterator[SettingFault]:
    """Yield a fault for each unknown key of a table, or if there is none, for each missing one."""
    if not isinstance(table, dict):
        yield place, f"{table!r} is not a table; expected one with {', '.join(expected)}"
        return
    unknown = list(_unknown_names(place, table, expected))
    yield from unknown
    if not unknown:  # a misspelled key is missing as well, which need not be said
        for name in expected:
            if name not in table:
                yield f"{place}.{name}", "is missing"


def _unknown_names(place: str, names: Iterable[str], expected: Collection[str]) -> Iterator[SettingFault]:
    for name in names:
        if name not in expected:
            yield place, f"{name!r} is not known; {_one_of(expected)}"


def _one_of(names: Collection[str]) -> str:
    return f"expected one of {', '.join(names)}"
