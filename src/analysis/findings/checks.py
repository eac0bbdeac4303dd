"""Which rule judges which claim, with which evidence: the claim contract, claim by claim."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

from analysis.evidence import NotKnown
from analysis.findings import verdicts as rules
from analysis.findings.catalogue import Catalogue
from analysis.findings.finding import Finding
from analysis.findings.verdicts import Judgement, Outcome, Specification, Verdict

Chosen = dict[str, str]


def judge_all(c: Catalogue) -> dict[str, Verdict]:
    """Judge every claim of the article, C01 to C31, in order."""
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
    margin = judgement.margin and _margin(judgement.margin, claim_id, claim["rule"])
    if margin:
        c.set(margin.id, lambda: margin)
    specifications = tuple(_specifications(c, claim_id))
    return Verdict(
        claim_id, outcome, "computed", claim["rule"], margin,
        judgement.evidence_for, judgement.evidence_against, specifications,
    )  # fmt: skip


def _margin(finding: Finding, claim_id: str, rule: str) -> Finding:
    """Name a margin after its claim and say in its text what it counts: +48%, 1.36 times, 18 places."""
    words = {"ratio": " times", "places": " places"}.get(finding.quantity.unit, "")
    is_change = finding.id.startswith("margin.") or rule == "trend"
    sign = "+" if is_change and finding.quantity.unit == "share" and finding.value > 0 else ""
    return replace(finding.named(f"margin.{claim_id}"), as_printed=f"{sign}{finding.text}{words}")


def _specifications(c: Catalogue, claim_id: str) -> Iterator[Specification]:
    """Try every combination of the choices that matter to a claim; skip those the evidence does not allow."""
    axes: dict[str, list[str]] = c.evidence.choices["sensitivity"].get(claim_id, {})
    tried: set[tuple[str, ...]] = set()
    for options in product(*axes.values()):
        chosen = dict(zip(axes, options, strict=True))
        try:
            judgement = SPECIFIED[claim_id](c, chosen) if axes else REFERENCE[claim_id](c)
        except NotKnown:
            continue
        evidence = (*judgement.evidence_for, *judgement.evidence_against)[0]
        figures = tuple(dict.fromkeys(leaf.figure for leaf in evidence.leaves()))
        if figures in tried:
            continue  # two names for the same figures, such as a vintage that has not been revised yet
        tried.add(figures)
        yield Specification(tuple(chosen.items()), judgement.outcome is Outcome.SUPPORTED, evidence)


def _amount(c: Catalogue, claim_id: str, evidence: Finding) -> Judgement:
    printed = c[f"claim.{claim_id}"]
    if evidence.quantity.unit == "INTUSD":  # a dollar of the United States is one international dollar
        printed = c.dollars(printed, f"claim.{claim_id}.ppp", printed.label, "ppp", economy="USA")
    return rules.amount(printed, evidence, c.evidence.choices["thresholds"]["imprecise"])


def _count_on(c: Catalogue, claim_id: str, entity: str, which: str) -> Judgement:
    rows = [o for o in c.evidence.series("cb_insights_unicorns", entity) if o.published <= c.evidence.judged_at]
    return _amount(c, claim_id, c.row(rows[-1 if which == "newest" else -2]))


def _much(c: Catalogue) -> float:
    return float(c.evidence.choices["thresholds"]["much_larger"])


def _accounts(c: Catalogue, peer: str) -> Judgement:
    """Set the printed shares of every official account side by side, as far as they were public."""
    names = [f"subsidy.ratio.{peer}.{account}" for account in ("mof", "meti")]
    return rules.comparison([c[n] for n in names if c.knows(n)], _much(c))


YARDSTICKS = {
    "computed_then": "share.then",
    "computed_newest": "share.total",
    "per_year": "share.per_year",
    "per_head_day": "per_head.day",
    "per_head_ppp": "per_head.ppp",
    "with_tax_credit": "with_tax_credit",
}


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


def _korea(c: Catalogue, chosen: Chosen) -> Judgement:
    match chosen["lead_measure"]:
        case "digital_rank":
            return rules.trend(c["imd.gap.KOR.change"], falls=False)
        case "unicorns":
            return rules.comparison([c["unicorns.ratio.KOR.gdp"]], 1.0)
        case _:
            return rules.level(c["productivity.KOR_of_JPN"], 1.0, above=True)


def _productivity(c: Catalogue, chosen: Chosen) -> Judgement:
    thresholds = c.evidence.choices["thresholds"]
    name, threshold = {
        "rank": ("productivity.JPN.percentile", thresholds["low_percentile"]),
        "rank_newest": ("productivity.JPN.percentile_newest", thresholds["low_percentile"]),
        "level_ppp": ("productivity.JPN_of_USA", thresholds["low_level"]),
        "level_market": ("productivity.JPN_of_USA.market", thresholds["low_level"]),
    }[chosen["productivity_basis"]]
    return rules.level(c[name], threshold, above=False)


def _yen(c: Catalogue, chosen: Chosen) -> Judgement:
    back = ["none", "one", "two"].index(chosen["days_before"])
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

SPECIFIED: dict[str, Callable[[Catalogue, Chosen], Judgement]] = {
    "C04": lambda c, s: _amount(c, "C04", c[AWS_ACCOUNTS[s["dollar_account"]]]),
    "C05": lambda c, s: _amount(
        c,
        "C05",
        c["pledge.MICROSOFT.announced" if s["currency"] == "dollars_announced" else "pledge.MICROSOFT.yen_in_usd"],
    ),
    "C08": lambda c, s: _amount(c, "C08", c[f"population.{s['population_source']}"]),
    "C10": _korea,
    "C12": lambda c, s: _count_on(c, "C12", "JPN", s["list_copy"]),
    "C13": lambda c, s: _count_on(c, "C13", "WLD", s["list_copy"]),
    "C23": lambda c, s: _second_plant(
        c, "pledge.JASM_FAB_2.usd" if s["plant_account"] == "reported" else "pledge.JASM_FAB_2.original"
    ),
    "C25": lambda c, s: _amount(c, "C25", c[f"subsidy.JPN.amount_usd.{s['amount_rate']}"]),
    "C26": lambda c, s: _subsidy(c, "USA", s),
    "C27": lambda c, s: _subsidy(c, "DEU", s),
    "C28": _yen,
    "C30": _productivity,
    "C31": lambda c, s: rules.trend(c[f"work.{s['workforce_measure']}.{s['window']}"], falls=True),
}
"""The same judgement under any combination of the choices that `choices.toml` declares for a claim."""
