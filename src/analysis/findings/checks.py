"""Which rule judges which claim, with which evidence: the claim contract, claim by claim."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from analysis.evidence import ECB, H10, DataError, Defect, Evidence, NotKnown
from analysis.findings import verdicts as rules
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.formats import printed
from analysis.findings.parameters import OPTIONS
from analysis.findings.quantity import Quantity
from analysis.findings.subsidies import AMOUNT_RATES
from analysis.findings.verdicts import Judgement, Outcome, Specification, Verdict
from analysis.findings.workforce import MEASURES

Chosen = dict[str, str]

BY_HAND = tuple(outcome for outcome in Outcome if outcome is not Outcome.NOT_CHECKABLE)
"""What a verdict by hand may say; a claim that cannot be checked is declared so by its check."""


@dataclass(frozen=True, slots=True)
class Varied:
    """A rule that judges a claim under any choice, with the choices it knows and the options of each."""

    axes: Mapping[str, Collection[str]]
    judge: Callable[[Catalogue, Chosen], Judgement]


def judge_all(c: Catalogue) -> dict[str, Verdict]:
    """Judge every claim of the article, C01 to C31, in order.

    Raises `DataError` when a claim cannot be judged, or `choices.toml` declares a choice that no rule knows.
    """
    if faulty := contract_faults(c.evidence):
        raise DataError(faulty)
    return {claim_id: judge(c, claim_id) for claim_id in c.evidence.claims if claim_id.startswith("C")}


def judge(c: Catalogue, claim_id: str) -> Verdict:
    """Judge one claim: by its rule, by hand with a source, or not at all.

    A supported claim whose context changes how it reads is *missing context*. The margin becomes a finding
    of the catalogue.
    """
    claim = c.evidence.claims[claim_id]
    if claim["check"] == "no":
        return Verdict(claim_id, Outcome.NOT_CHECKABLE, "editorial", claim["rule"], None, (), (), ())
    if claim["check"] == "editorial":
        outcome = Outcome(claim["editorial_verdict"])
        return Verdict(claim_id, outcome, "editorial", claim["rule"], None, (), (), ())
    judgement = REFERENCE[claim_id](c)
    outcome = judgement.outcome
    if outcome is Outcome.SUPPORTED and claim["context_changes_reading"] == "yes":
        outcome = Outcome.MISSING_CONTEXT
    margin = _margin(c, judgement, claim_id)
    specifications = tuple(_specifications(c, claim_id))
    return Verdict(
        claim_id, outcome, "computed", claim["rule"], margin,
        judgement.evidence_for, judgement.evidence_against, specifications,
    )  # fmt: skip


PER_CENT = 0.01


def _margin(c: Catalogue, judgement: Judgement, claim_id: str, options: tuple[str, ...] = ()) -> Finding | None:
    """Name a margin after its claim and say in its text what it counts: +48%, 1.36 times, 18 places.

    A distance is printed to the whole per cent at least: rounded to tens, margins could not be set side by side.
    """
    finding = judgement.margin
    if finding is None:
        return None
    words = {"ratio": " times", "places": " places"}.get(finding.quantity.unit, "")
    is_change = finding.id.startswith("margin.") or c.evidence.claims[claim_id]["rule"] == "trend"
    sign = "+" if is_change and finding.quantity.unit == "share" and finding.value > 0 else ""
    named = finding.named(".".join(("margin", claim_id, *options)))
    text = finding.text
    if finding.id.startswith("margin.") and finding.quantity.high - finding.quantity.low > PER_CENT:
        text = printed(Quantity(finding.value, finding.value - PER_CENT / 2, finding.value + PER_CENT / 2, "share"))
    margin = replace(named, as_printed=f"{sign}{text}{words}")
    c.set(margin.id, lambda: margin)
    return margin


def _specifications(c: Catalogue, claim_id: str) -> Iterator[Specification]:
    """Try every combination of the choices that matter to a claim; skip those the evidence does not allow."""
    axes: dict[str, list[str]] = c.evidence.choices["sensitivity"].get(claim_id, {})
    tried: set[tuple[str, ...]] = set()
    for options in product(*axes.values()):
        chosen = dict(zip(axes, options, strict=True))
        try:
            judgement = SPECIFIED[claim_id].judge(c, chosen) if axes else REFERENCE[claim_id](c)
        except NotKnown:
            continue
        evidence = (*judgement.evidence_for, *judgement.evidence_against)[0]
        figures = tuple(dict.fromkeys(leaf.figure for leaf in evidence.leaves()))
        if figures in tried:
            continue  # two names for the same figures, such as a vintage that has not been revised yet
        tried.add(figures)
        margin = _margin(c, judgement, claim_id, options) if axes else None
        yield Specification(tuple(chosen.items()), judgement.outcome is Outcome.SUPPORTED, evidence, margin)


def contract_faults(evidence: Evidence) -> list[Defect]:
    """Find what keeps claims from being judged: a claim without rule or verdict, a choice that no rule knows."""
    return [*_unjudged(evidence.claims), *unknown_choices(evidence.choices)]


def _unjudged(claims: dict[str, dict[str, str]]) -> Iterator[Defect]:
    for row, (claim_id, claim) in enumerate(claims.items(), 2):
        verdict = claim["editorial_verdict"]
        if claim["check"] == "computed" and claim_id not in REFERENCE:
            yield Defect("claims.csv", row, "check", f"no rule computes {claim_id}; write editorial or no")
        if claim["check"] == "editorial" and verdict not in BY_HAND:
            what = f"{verdict!r} is no verdict by hand" if verdict else "is empty; a verdict by hand is required"
            yield Defect("claims.csv", row, "editorial_verdict", f"{what}; {_one_of(BY_HAND)}")


def unknown_choices(choices: dict[str, Any]) -> list[Defect]:
    """Find the choices of `choices.toml` that nobody knows, and those that a rule or a sentence needs and lacks."""
    found = [*_choice_faults(choices["sensitivity"]), *_phrase_faults(choices["switches"], choices["phrases"])]
    return [Defect("choices.toml", 1, place, fault) for place, fault in found]


def _choice_faults(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for claim_id, axes in given.items():
        if claim_id not in SPECIFIED:
            yield "sensitivity", f"{claim_id!r} is no claim whose choices a rule knows; {_one_of(SPECIFIED)}"
            continue
        known, place = SPECIFIED[claim_id].axes, f"sensitivity.{claim_id}"
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


def _phrase_faults(switches: dict[str, Any], phrases: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What a reader may change needs a name, and each of its values the words for it inside a sentence."""
    yield from _text_faults("switches", switches, OPTIONS)
    unknown = [parameter for parameter in phrases if parameter not in OPTIONS]
    yield from (("phrases", f"{name!r} is no parameter that a reader changes; {_one_of(OPTIONS)}") for name in unknown)
    for parameter, values in OPTIONS.items():
        if parameter in phrases or not unknown:
            yield from _text_faults(f"phrases.{parameter}", phrases.get(parameter), values)


def _text_faults(place: str, given: Any, names: Collection[str]) -> Iterator[tuple[str, str]]:
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


def _amount(c: Catalogue, claim_id: str, evidence: Finding) -> Judgement:
    printed = c[f"claim.{claim_id}"]
    if evidence.quantity.unit == "INTUSD":  # a dollar of the United States is one international dollar
        printed = c.dollars(printed, f"claim.{claim_id}.ppp", printed.label, "ppp", economy="USA")
    return rules.amount(printed, evidence, c.evidence.choices["thresholds"]["imprecise"])


LIST_COPIES = {"newest": -1, "previous": -2}


def _count_on(c: Catalogue, claim_id: str, entity: str, chosen: Chosen) -> Judgement:
    rows = [o for o in c.evidence.series("cb_insights_unicorns", entity) if o.published <= c.evidence.judged_at]
    return _amount(c, claim_id, c.row(rows[LIST_COPIES[chosen["list_copy"]]]))


def _much(c: Catalogue) -> float:
    return float(c.evidence.choices["thresholds"]["much_larger"])


ACCOUNTS = ("mof", "meti")


def _accounts(c: Catalogue, peer: str) -> Judgement:
    """Set the printed shares of every official account side by side, as far as they were public."""
    names = [f"subsidy.ratio.{peer}.{account}" for account in ACCOUNTS]
    return rules.comparison([c[n] for n in names if c.knows(n)], _much(c))


YARDSTICKS = {
    "computed_then": "share.then",
    "computed_newest": "share.total",
    "per_year": "share.per_year",
    "per_head_day": "per_head.day",
    "per_head_ppp": "per_head.ppp",
    "with_tax_credit": "with_tax_credit",
}
SUBSIDY_AXES = {"account": ACCOUNTS, "yardstick": ("printed_share", *YARDSTICKS)}


def _subsidy(c: Catalogue, peer: str, chosen: Chosen) -> Judgement:
    if chosen["yardstick"] == "printed_share":
        ratio = c[f"subsidy.ratio.{peer}.{chosen['account']}"]
    elif chosen["account"] == "meti":
        raise NotKnown("METI printed shares of GDP only")
    else:
        name = f"subsidy.ratio.{peer}.{YARDSTICKS[chosen['yardstick']]}"
        if name not in c and name not in c.missing:
            raise NotKnown(f"{chosen['yardstick']} does not apply to {peer}")
        ratio = c[name]
    return rules.comparison([ratio], _much(c))


LEAD_MEASURES: dict[str, Callable[[Catalogue], Judgement]] = {
    "digital_rank": lambda c: rules.trend(c["imd.gap.KOR.change"], falls=False),
    "unicorns": lambda c: rules.comparison([c["unicorns.ratio.KOR.gdp"]], 1.0),
    "gdp_per_hour": lambda c: rules.level(c["productivity.KOR_of_JPN"], 1.0, above=True),
}

PRODUCTIVITY = {
    "rank": ("productivity.JPN.percentile", "low_percentile"),
    "rank_newest": ("productivity.JPN.percentile_newest", "low_percentile"),
    "level_ppp": ("productivity.JPN_of_USA", "low_level"),
    "level_market": ("productivity.JPN_of_USA.market", "low_level"),
}


def _productivity(c: Catalogue, chosen: Chosen) -> Judgement:
    name, threshold = PRODUCTIVITY[chosen["productivity_basis"]]
    return rules.level(c[name], c.evidence.choices["thresholds"][threshold], above=False)


DAYS_BEFORE = ("none", "one", "two")


def _yen(c: Catalogue, chosen: Chosen) -> Judgement:
    back = DAYS_BEFORE.index(chosen["days_before"])
    return _record(c, c[f"yen.years.{chosen['rate_source']}.{back}"])


def _record(c: Catalogue, years: Finding) -> Judgement:
    return rules.record(c["claim.C28"], years, c.evidence.choices["thresholds"]["imprecise"])


def _second_plant(c: Catalogue, part: str) -> Judgement:
    imprecise = c.evidence.choices["thresholds"]["imprecise"]
    return rules.part_of_total(c["claim.C23"], c["pledge.JASM.announced"], c[part], imprecise)


AWS_ACCOUNTS = {
    "rate_of_the_day": "yen.AWS.usd.day",
    "company": "pledge.AWS.stated_usd",
    "mean_rate": "yen.AWS.usd.period_mean",
    "white_house": "pledge.AWS.whitehouse",
    "nhk": "pledge.AWS.nhk",
    "kyodo": "pledge.AWS.kyodo",
}
CURRENCIES = {"dollars_announced": "pledge.MICROSOFT.announced", "yen_at_day_rate": "pledge.MICROSOFT.yen_in_usd"}
POPULATIONS = ("official", "imf", "imf_newest", "register")
PLANTS = {"reported": "pledge.JASM_FAB_2.usd", "original_plan": "pledge.JASM_FAB_2.original"}
WINDOWS = ("since_start", "since_2019", "last_year")

REFERENCE: dict[str, Callable[[Catalogue], Judgement]] = {
    "C01": lambda c: _amount(c, "C01", c["pledge.us_tech.usd"]),
    "C02": lambda c: rules.level(c["chips.JPN.peak"], c.evidence.choices["thresholds"]["dominates"], above=True),
    "C04": lambda c: _amount(c, "C04", c["yen.AWS.usd.day"]),
    "C05": lambda c: _amount(c, "C05", c["pledge.MICROSOFT.announced"]),
    "C07": lambda c: _amount(c, "C07", c["training.people"]),
    "C08": lambda c: _amount(c, "C08", c["population.official"]),
    "C10": lambda c: rules.trend(c["imd.gap.KOR.change"], falls=False),
    "C11": lambda c: _amount(c, "C11", c["imd.JPN.rank"]),
    "C12": lambda c: _amount(c, "C12", c["unicorns.JPN.count"]),
    "C13": lambda c: _amount(c, "C13", c["unicorns.WLD.count"]),
    "C22": lambda c: _amount(c, "C22", c["pledge.JASM_FAB_1.usd"]),
    "C23": lambda c: _second_plant(c, "pledge.JASM_FAB_2.usd"),
    "C25": lambda c: _amount(c, "C25", c["subsidy.JPN.amount_usd.day"]),
    "C26": lambda c: _accounts(c, "USA"),
    "C27": lambda c: _accounts(c, "DEU"),
    "C28": lambda c: _record(c, c["yen.years"]),
    "C30": lambda c: rules.level(
        c["productivity.JPN.percentile"], c.evidence.choices["thresholds"]["low_percentile"], above=False
    ),
    "C31": lambda c: rules.trend(c["work.labour_force.since_start"], falls=True),
}
"""The judgement that gives the verdict, on the reference declared for each claim."""

SPECIFIED: dict[str, Varied] = {
    "C04": Varied(
        {"dollar_account": AWS_ACCOUNTS}, lambda c, s: _amount(c, "C04", c[AWS_ACCOUNTS[s["dollar_account"]]])
    ),
    "C05": Varied({"currency": CURRENCIES}, lambda c, s: _amount(c, "C05", c[CURRENCIES[s["currency"]]])),
    "C08": Varied(
        {"population_source": POPULATIONS}, lambda c, s: _amount(c, "C08", c[f"population.{s['population_source']}"])
    ),
    "C10": Varied({"lead_measure": LEAD_MEASURES}, lambda c, s: LEAD_MEASURES[s["lead_measure"]](c)),
    "C12": Varied({"list_copy": LIST_COPIES}, lambda c, s: _count_on(c, "C12", "JPN", s)),
    "C13": Varied({"list_copy": LIST_COPIES}, lambda c, s: _count_on(c, "C13", "WLD", s)),
    "C23": Varied({"plant_account": PLANTS}, lambda c, s: _second_plant(c, PLANTS[s["plant_account"]])),
    "C25": Varied(
        {"amount_rate": AMOUNT_RATES}, lambda c, s: _amount(c, "C25", c[f"subsidy.JPN.amount_usd.{s['amount_rate']}"])
    ),
    "C26": Varied(SUBSIDY_AXES, lambda c, s: _subsidy(c, "USA", s)),
    "C27": Varied(SUBSIDY_AXES, lambda c, s: _subsidy(c, "DEU", s)),
    "C28": Varied({"rate_source": (ECB, H10), "days_before": DAYS_BEFORE}, _yen),
    "C30": Varied({"productivity_basis": PRODUCTIVITY}, _productivity),
    "C31": Varied(
        {"workforce_measure": MEASURES, "window": WINDOWS},
        lambda c, s: rules.trend(c[f"work.{s['workforce_measure']}.{s['window']}"], falls=True),
    ),
}
"""The same judgement under any combination of the choices that `choices.toml` declares for a claim."""
